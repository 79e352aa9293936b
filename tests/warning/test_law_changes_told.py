"""A change of the law as its reader is told of it: names and values in words, never codes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ipharbor.statutes import book
from ipharbor.statutes.book import Correction
from ipharbor.statutes.values import Money, Row, Share, Span, Table, Unit
from ipharbor.warning.altered import (
    NONE,
    Effect,
    Moved,
    altered,
    effect_read,
    effect_told,
    reaching,
    without,
)
from ipharbor.warning.incident import Incident, read, written
from ipharbor.warning.law_telling import changes_told
from ipharbor.warning.law_telling import effect_told as said_of
from ipharbor.warning.lawbook import changes, grouped
from ipharbor.warning.telling import said

BOOK = book.load()
DAY = date(2024, 5, 14)
RULES = date(2024, 1, 20)
SURCHARGE = "fees.annuity.surcharge"
CODE = re.compile(r"[a-z]+(?:[._][a-z]+)+")


def of_day(day: date, law: book.Book = BOOK) -> tuple[Incident, ...]:
    return grouped(changes(law, BOOK, day - timedelta(days=1), day))


def corrected(value: Table) -> book.Book:
    return book.laid(BOOK, Correction(SURCHARGE, RULES, value, "梁专员", DAY, "对照原文"))


def test_no_reader_of_either_language_sees_a_code_or_the_other_languages_names():
    for incident in of_day(RULES):
        for lang in ("zh", "en"):
            told = said(incident.code, incident.signal.params, lang)
            assert not CODE.search(told.what), told.what
            for one in changes_told(incident.changes, lang):
                shown = " ".join((one.title, one.was, one.now, one.source, one.sure))
                assert not CODE.search(shown), shown
                assert "{" not in shown
                if lang == "en":
                    assert not re.search("[\u4e00-\u9fff]", one.title + one.was + one.now)


def test_electronic_service_is_told_with_what_it_was_and_is():
    every = [one for seen in of_day(RULES) for one in seen.changes]
    one = next(one for one in every if one.name == "service.electronic")
    assert one.line("en").endswith("15 days → 0 days")
    assert one.move("zh") == "15 日 → 0 日"
    assert (one.since, one.confidence) == ("2024-01-20", "read")


def test_a_provision_that_is_new_has_a_dash_before_and_its_value_alone_in_the_sentence():
    one = next(
        one for seen in of_day(date(2024, 8, 6)) for one in seen.changes
        if one.name == "reduction.open_licence.rate"
    )  # fmt: skip
    assert (one.was["en"], one.move("en")) == (NONE, "15 %")


def test_of_a_table_only_the_lines_that_differ_are_told():
    old = BOOK.on(DAY)[SURCHARGE].table
    law = corrected(Table((*old.rows[:-1], Row("", 6, 6, Share(Decimal("0.3"))))))
    (seen,) = of_day(DAY, law)
    (one,) = seen.changes
    assert (one.was["en"], one.now["en"], one.by) == ("6–6: 25 %", "6–6: 30 %", "梁专员")
    told = said(seen.code, seen.signal.params, "en")
    assert told.what.startswith("梁专员 corrected provisions on 2024-05-14")
    assert "law itself did not change" in told.next


def test_kinds_in_a_table_are_named_in_the_readers_language():
    fee = BOOK.on(DAY)["fees.annuity"]
    dearer = Table((replace(fee.table.rows[0], value=Money(Decimal(1000))), *fee.table.rows[1:]))
    one = altered(replace(fee, value=dearer), fee)
    assert (one.was["zh"], one.now["zh"]) == ("发明 1–3: 900 元", "发明 1–3: 1,000 元")


def test_what_is_kept_is_read_again_and_what_an_older_version_kept_is_told():
    (seen, *_others) = of_day(RULES)
    assert read(written(seen)) == seen
    older = {"count": "2", "names": "a.b", "instrument": "IR 实施细则", "articles": "—",
             "on": "2024-01-20", "by": "—"}  # fmt: skip
    assert "{" not in said("signal.law_changed", older, "zh").what
    assert written(replace(seen, changes=())).pop("changes") == ()


def test_the_book_without_a_change_lets_the_version_before_hold_on():
    before = without(BOOK, BOOK, {"service.electronic": "2024-01-20"})
    assert before.on(DAY)["service.electronic"].span == Span(15, Unit.DAY)
    assert before.on(date(2024, 1, 19))["service.electronic"].span == Span(15, Unit.DAY)
    assert BOOK.on(DAY)["service.electronic"].span == Span(0, Unit.DAY)


def test_the_book_without_a_correction_is_as_shipped_and_new_provisions_stay():
    old = BOOK.on(DAY)[SURCHARGE].table
    law = corrected(Table((*old.rows[:-1], Row("", 6, 6, Share(Decimal("0.3"))))))
    assert without(law, BOOK, {SURCHARGE: "2024-01-20"}).on(DAY)[SURCHARGE].table == old
    name = "reduction.open_licence.rate"
    assert without(BOOK, BOOK, {name: "2024-08-06"}).entries[name] == BOOK.entries[name]


def test_only_what_dues_and_terms_are_reckoned_by_reaches_them():
    assert reaching(("fees.annuity", "export.catalogue", "term.design")) == (
        "fees.annuity", "term.design",
    )  # fmt: skip


def test_what_moves_is_said_in_words_and_read_again():
    due = Moved(
        "CN1", "走马灯", 3, "900 · 2026-01-01 / 2026-07-01", "1,000 · 2026-01-01 / 2026-07-01"
    )
    term = Moved("CN2", "", 0, "2030-01-01", "2035-01-01")
    found = Effect(True, 12, 1, 1, "+100.00", (term, due))
    assert effect_read(effect_told(found)) == found
    en = said_of(found, "en")
    assert "12 rights" in en.said
    assert "+100.00" in en.said
    assert [one.what for one in en.moved] == [
        "end of the term", "annuity of year 3",
    ]  # fmt: skip
    assert "没有变化" in said_of(Effect(True, 12), "zh").said
    assert "未作重算" in said_of(Effect(False), "zh").said
