"""The book: what it holds, how it is asked, what it refuses to load."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ipharbor.statutes
from ipharbor.statutes import book
from ipharbor.statutes.book import Correction
from ipharbor.statutes.deadlines import events, rules
from ipharbor.statutes.provision import Mark, Provision, instruments
from ipharbor.statutes.values import Money, Multiple, Share, Span, Table, Unit
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import catalogue

BOOK = book.load()
PLAIN = """
- name: lamp.wick_fee
  zh: 灯芯费
  en: wick fee
  versions:
    - {since: 2001-01-01, until: 2009-12-31, value: 7, unit: CNY, source: {instrument: PL}, mark: S}
    - {since: 2010-01-01, value: 90, unit: CNY, source: {instrument: IR, article: "7"}, mark: S2}
"""


def faults(text: str) -> set[str]:
    return {finding.code for finding in book.check({"lamps.yaml": text})}


def code_of(call: object) -> str:
    with pytest.raises(HarborError) as raised:
        call()  # type: ignore[operator]
    return raised.value.code


def test_the_shipped_book_has_no_fault() -> None:
    assert len(BOOK.names()) > 300
    assert book.check({"lamps.yaml": PLAIN}) == ()


def test_every_version_tells_its_source_or_that_it_is_unverified() -> None:
    for name in BOOK.names():
        for version in BOOK.history(name):
            if version.source is None:
                assert version.mark not in (Mark.PRIMARY, Mark.SECONDARY), name
                assert not version.certain, name
            else:
                assert version.source.cited("zh") and version.source.cited("en")


def test_background_knowledge_is_called_unverified() -> None:
    shaky = [v for v in BOOK.unverified() if v.mark in (Mark.BACKGROUND, Mark.SHAKY)]
    assert len(shaky) > 50
    assert {version.confidence for version in shaky} == {"unverified"}


def test_full_life_totals_of_annuities_are_the_published_ones() -> None:
    table = BOOK.on(date(2026, 3, 2))["fees.annuity"].table
    lives = {"invention": 20, "utility_model": 10, "design": 15}
    totals = {}
    for kind, years in lives.items():
        dues = [table.at(kind, year) for year in range(1, years + 1)]
        assert table.at(kind, years + 1) is None
        totals[kind] = sum(due.amount for due in dues if isinstance(due, Money))
    assert totals == {"invention": 82300, "utility_model": 11200, "design": 26200}


def test_ten_grounds_refuse_a_pledge_hard_and_two_softly() -> None:
    items = BOOK.on(date(2026, 3, 2))["pledge.refusal"].terms.items
    assert len(items) == 12
    assert [item.code for item in items if item.kind == "soft"] == [
        "double_filing",
        "invalidation_pending",
    ]


def test_shares_of_a_loss_make_one() -> None:
    for region in ("4420", "4404", "4403"):
        local = book.load(book.regional(region)).on(date(2026, 3, 2))["pledge.pool.loss"].table
        assert sum(row.value.of_one for row in local.rows if isinstance(row.value, Share)) == 1


def test_a_strange_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(HarborError) as raised:
        BOOK.on(date(2026, 1, 1))["fees.anuity"]
    assert raised.value.code == "statutes.unknown"
    assert raised.value.params["nearest"] == "fees.annuity"


def test_a_day_before_the_first_version_is_refused_and_told_which_is_first() -> None:
    with pytest.raises(HarborError) as raised:
        BOOK.on(date(2025, 1, 31))["adjudication.closing"]
    assert raised.value.code == "statutes.not_in_force"
    assert raised.value.params["first"] == "2025-02-01"


def test_the_law_of_a_day_lists_only_what_is_in_force() -> None:
    law = BOOK.on(date(2026, 12, 31))
    assert "trademark.fine.multiple" in law
    assert "trademark.ex_officio_non_use" not in law
    assert all(provision.holds(law.day) for provision in law)


def test_a_value_of_another_kind_is_not_handed_out() -> None:
    with pytest.raises(TypeError, match="is a Span, not a Money"):
        _ = BOOK.on(date(2026, 1, 1))["period.registration"].money


@given(st.sampled_from(BOOK.names()), st.dates(date(1985, 1, 1), date(2040, 1, 1)))
def test_never_do_two_versions_hold_on_one_day(name: str, day: date) -> None:
    assert sum(version.holds(day) for version in BOOK.history(name)) <= 1


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("until: 2009-12-31", "until: 2010-06-30", "statutes.versions.overlap"),
        ("until: 2009-12-31", "until: 2009-06-30", "statutes.versions.gap"),
        ("since: 2010-01-01", "since: null", "statutes.entry.start"),
        ("since: 2010-01-01", "since: soon", "statutes.entry.start"),
        ("until: 2009-12-31", "until: 2000-12-31", "statutes.entry.start"),
        ("unit: CNY", "unit: shells", "statutes.entry.unit"),
        ("value: 90", "value: many", "statutes.entry.value"),
        ("value: 90", "value: -90", "statutes.entry.value"),
        ("value: 90, unit: CNY", "value: 90, unit: day", "statutes.entry.value"),
        ("  en: wick fee\n", "", "statutes.entry.language"),
        ("source: {instrument: PL}, ", "", "statutes.entry.source"),
        ("instrument: IR", "instrument: ALADDIN", "statutes.entry.source"),
        ("mark: S2", "mark: SURE", "statutes.entry.mark"),
        ("mark: S2", "mark: S2, verified: yes", "statutes.entry.verified"),
        ("lamp.wick_fee", "Wick Fee", "statutes.entry.name"),
        ("zh: 灯芯费", "zh: 灯芯费\n  colour: blue", "statutes.entry.field"),
        ("unit: CNY, source", "unit: CNY, note_zh: 仅中文, source", "statutes.entry.language"),
        ("- name", "- {name: lamp.wick_fee}\n- name", "statutes.entry.versions"),
        ("- name", "[", "statutes.file.unreadable"),
    ],
)
def test_a_mistake_in_a_file_is_a_finding_with_its_place(was: str, now: str, code: str) -> None:
    assert was in PLAIN
    found = book.check({"lamps.yaml": PLAIN.replace(was, now, 1)})
    assert code in {finding.code for finding in found}
    assert {finding.params["file"] for finding in found} == {"lamps.yaml"}


def test_an_entry_that_stands_twice_is_found_across_files() -> None:
    found = book.check({"lamps.yaml": PLAIN, "oil.yaml": PLAIN})
    assert [(f.code, f.column, f.params["file"]) for f in found] == [
        ("statutes.entry.duplicate", "lamp.wick_fee", "oil.yaml")
    ]


@pytest.mark.parametrize(
    ("unit", "value", "good"),
    [
        ("share", '"0.85"', True),
        ("share", '"1.85"', False),
        ("flag", "true", True),
        ("flag", '"true"', False),
        ("times", "5", True),
        ("month", "1.5", False),
        ("list", "[{code: a, zh: 甲, en: A}]", True),
        ("list", "[{code: a, zh: 甲, en: A}, {code: a, zh: 乙, en: B}]", False),
        ("list", "[{code: a, zh: 甲}]", False),
        ("table", "{of: CNY, rows: [{from: 1, to: 3, value: 9}, {from: 4, value: 8}]}", True),
        ("table", "{of: CNY, rows: [{from: 1, to: 3, value: 9}, {from: 3, value: 8}]}", False),
        ("table", "{of: flag, rows: [{value: true}]}", False),
        ("table", "{of: CNY, rows: []}", False),
    ],
)
def test_a_value_must_fit_its_unit(unit: str, value: str, good: bool) -> None:
    text = f"""
- name: lamp.oil
  zh: 灯油
  en: oil
  versions: [{{since: 2001-01-01, value: {value}, unit: {unit}, mark: B}}]
"""
    assert (faults(text) == set()) is good


def test_a_verified_background_value_is_certain() -> None:
    text = PLAIN.replace("mark: S2}", "mark: S2, verified: {by: 沈知节, on: 2026-03-02}}")
    local = book.overlay('region: {code: "44", zh: 甲, en: A}\nentries:' + text, "lamps.yaml")
    now = local.entries["lamp.wick_fee"][1]
    assert now.certain
    assert now.confidence == "verified"
    assert now.verified is not None and now.verified.by == "沈知节"


def test_a_district_sees_the_overlays_it_lies_in_and_no_others() -> None:
    assert [one.code for one in book.regional("440113")] == ["44", "4401", "440113"]
    assert [one.code for one in book.regional("440115")] == ["44", "4401", "440115"]
    assert book.regional("110105") == ()


def test_a_regional_provision_is_added_and_says_whose_it_is() -> None:
    assert "fair.body_from" not in BOOK.names()
    local = book.load(book.regional("440113")).on(date(2026, 3, 2))["fair.body_from"]
    assert local.span == Span(3, Unit.DAY)
    assert local.region == "44"


def test_the_nearer_region_replaces_the_wider() -> None:
    head = 'region: {{code: "{}", zh: 甲, en: A}}\nentries:'
    city = book.overlay(head.format("4401") + PLAIN, "city.yaml")
    district = book.overlay(
        head.format("440113") + PLAIN.replace("value: 90", "value: 80"), "district.yaml"
    )
    law = book.load([city, district]).on(date(2026, 3, 2))
    assert law["lamp.wick_fee"].money == Money(Decimal(80))


def test_an_overlay_without_its_region_is_refused() -> None:
    assert code_of(lambda: book.overlay("entries:" + PLAIN, "x.yaml")) == "statutes.book.invalid"


def correction(name: str, since: date | None, value: object, **more: object) -> Correction:
    told: dict[str, object] = {"by": "沈知节", "on": date(2026, 3, 2), "reason": "核对原文"}
    return Correction(name, since, value, **(told | more))  # type: ignore[arg-type]


def test_a_correction_holds_from_its_day_and_leaves_the_past() -> None:
    told = correction("criminal.fine.most", date(2026, 1, 1), Multiple(Decimal(8)))
    corrected = book.load(corrections=[told])
    values = [
        corrected.on(day)["criminal.fine.most"].multiple.times
        for day in (date(2025, 4, 25), date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert values == [5, 10, 8]
    assert corrected.on(date(2026, 1, 1))["criminal.fine.most"].reason == "核对原文"


def test_the_same_value_again_verifies_it() -> None:
    annuity = BOOK.on(date(2026, 3, 2))["fees.annuity"]
    assert not annuity.certain
    verified = book.load(corrections=[correction("fees.annuity", None, annuity.value)])
    assert verified.on(date(2026, 3, 2))["fees.annuity"].certain
    assert not BOOK.on(date(2026, 3, 2))["fees.annuity"].certain


def test_a_correction_can_enter_what_held_before() -> None:
    told = correction("adjudication.closing", date(2015, 1, 1), Span(3, Unit.MONTH))
    earlier = book.load(corrections=[told]).history("adjudication.closing")
    assert [(v.since, v.until) for v in earlier] == [
        (date(2015, 1, 1), date(2025, 1, 31)),
        (date(2025, 2, 1), None),
    ]


def test_the_later_word_of_two_corrections_counts() -> None:
    first = correction("fees.change", None, Money(Decimal(210)), on=date(2026, 1, 5))
    second = correction("fees.change", None, Money(Decimal(220)), on=date(2026, 1, 9))
    law = book.load(corrections=[second, first]).on(date(2026, 3, 2))
    assert law["fees.change"].money == Money(Decimal(220))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (correction("fees.chnge", None, Money(Decimal(1))), "statutes.unknown"),
        (correction("fees.change", None, Span(1, Unit.DAY)), "statutes.correction.kind"),
        (correction("period.refund", None, Span(1, Unit.YEAR)), "statutes.correction.start"),
        (
            correction("trademark.fine.small", date(2027, 5, 1), Money(Decimal(1))),
            "statutes.correction.start",
        ),
        (
            correction("fees.change", None, Money(Decimal(1)), reason=" "),
            "statutes.correction.unsigned",
        ),
    ],
)
def test_a_correction_that_cannot_be_is_refused(told: Correction, code: str) -> None:
    assert code_of(lambda: book.load(corrections=[told])) == code


def unbroken(versions: tuple[Provision, ...]) -> bool:
    return all(
        one.until is not None
        and following.since is not None
        and (following.since - one.until).days == 1
        for one, following in pairwise(versions)
    )


@given(
    st.lists(st.dates(date(2000, 1, 1), date(2035, 1, 1)), min_size=1, max_size=6),
)
def test_corrections_leave_neither_gap_nor_overlap(days: list[date]) -> None:
    told = [correction("service.electronic", day, Span(n, Unit.DAY)) for n, day in enumerate(days)]
    versions = book.load(corrections=told).history("service.electronic")
    assert unbroken(versions)
    assert versions[0].since is None
    assert versions[-1].until is None


def test_every_rule_names_provisions_families_and_events_that_exist() -> None:
    for rule in rules().values():
        for leg in rule.legs:
            assert leg.event in events(), rule.code
            assert all(isinstance(v.value, Span) for v in BOOK.history(leg.period)), rule.code
        for part in ("first_day_counted", "month_end", "rolls"):
            BOOK.history(f"counting.{rule.counting}.{part}")
        for name in rule.extension:
            BOOK.history(name)
        assert rule.choose in ("later", "earlier")
        assert rule.restorable in ("yes", "no", "force_majeure")
        assert bool(rule.missed("zh")) is bool(rule.missed("en"))


def test_every_instrument_has_a_title_in_both_languages() -> None:
    assert all(titles["zh"] and titles["en"] for titles in instruments().values())


def test_every_table_can_be_told_in_both_languages() -> None:
    for name in BOOK.names():
        for version in BOOK.history(name):
            if isinstance(version.value, Table):
                assert version.value.rows
                assert version.value.text("zh") and version.value.text("en")


def test_every_code_of_the_room_is_in_the_catalogue() -> None:
    folder = Path(ipharbor.statutes.__file__).parent
    told = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'"(statutes(?:\.[a-z_]+)+)"', told))
    codes |= {f"statutes.step.served.{means}" for means in ("electronic", "post", "hand")}
    codes |= {"statutes.step.served.public_notice", "statutes.step.later"}
    codes |= {"statutes.step.earlier"}
    assert len(codes) > 30
    assert codes - set(catalogue()) == set()
