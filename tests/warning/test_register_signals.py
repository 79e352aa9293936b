"""What the register, the cases and the book of law let warn of, one worked case each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ipharbor.register.encumbrances import Encumbrance, Family
from ipharbor.register.events import Event
from ipharbor.statutes import book
from ipharbor.statutes.book import Correction
from ipharbor.statutes.values import Row, Share, Span, Table, Unit
from ipharbor.warning.buyers import Buyer, Near, concerned, litigious_buyer, nearness, pairs
from ipharbor.warning.happenings import Case, challenged, lapsed, litigation, title_changed
from ipharbor.warning.lawbook import changes, grouped
from ipharbor.warning.terms import (
    Quarter,
    field_opens,
    key_right_expiring,
    months_before,
    quarters,
    shortfall,
    step,
    term_short,
)
from ipharbor.warning.weight import Subject, Weight

BOOK = book.load()
LAMP, RIVAL, BANK = "广州甲灯光有限公司", "深圳乙运营有限公司", "番禺丙银行"
DAY = date(2024, 5, 14)


def subject(**weight: object) -> Subject:
    return Subject(
        "CN202019000001.0", "202019000001.0", "一种舞台灯", "F21V 29/83", (LAMP,),
        Weight(**weight), (BANK,) if weight.get("pledged") else (), ("Y1",),  # type: ignore[arg-type]
    )  # fmt: skip


def event(code: str, **details: str) -> Event:
    return Event(code, DAY, DAY, details)


def pledge(until: date | None, *, bears: bool = True) -> Encumbrance:
    return Encumbrance(Family.PLEDGE, "Y1", date(2023, 1, 5), (LAMP, BANK), until, bears)


def test_a_loan_that_outlives_the_right_is_told_with_the_days_that_lack():
    ends, until = date(2030, 1, 7), date(2030, 6, 30)
    assert shortfall(pledge(until), ends) == until
    seen = term_short(subject(pledged=True), pledge(until), ends, until, DAY)
    assert seen.signal.params["days"] == "174"
    assert (seen.lenders, seen.grade.colour) == ((BANK,), "red")


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (pledge(None), date(2030, 1, 7)),  # the register does not tell the loan's term
        (pledge(date(2030, 1, 7)), date(2030, 1, 7)),  # it suffices
        (pledge(date(2030, 6, 30)), None),  # the right's term is not known
        (pledge(date(2030, 6, 30), bears=False), date(2030, 1, 7)),  # the right is over
    ],
)
def test_what_cannot_be_told_of_a_loan_is_not_told(told: Encumbrance, ends: date | None):
    assert shortfall(told, ends) is None


def test_a_transfer_under_pledge_without_consent_is_graver():
    moved = event("TR01", before=LAMP, after=RIVAL)
    agreed = title_changed(subject(pledged=True), moved, consent=True)
    alone = title_changed(subject(pledged=True), moved, consent=False)
    assert alone.grade.score > agreed.grade.score
    assert agreed.others == (RIVAL,)
    assert agreed.signal.params["before"] == LAMP


def test_a_change_of_name_is_told_lightly():
    assert title_changed(subject(), event("CP01"), consent=True).grade.colour == "blue"


def test_an_invalidation_is_told_with_the_time_to_sue():
    seen = challenged(subject(), event("IW01", decision="第905356号"), BOOK)
    assert seen.signal.params | {"sue": "3"} == seen.signal.params
    assert seen.grade.colour == "orange"
    assert challenged(subject(pledged=True), event("IW01"), BOOK).grade.colour == "red"


def test_two_orders_on_one_day_are_two_incidents():
    one = challenged(subject(), event("PP01", number="民保1号"), BOOK)
    other = challenged(subject(), event("PP01", number="民保2号"), BOOK)
    assert one.mark != other.mark


def test_a_lapse_tells_until_when_it_can_be_restored():
    seen = lapsed(subject(), event("CF01"), date(2023, 11, 2), None, date(2026, 5, 2))
    assert seen.on == date(2023, 11, 2)
    assert seen.known_on == DAY
    assert (seen.signal.params["until"], seen.signal.params["latest"]) == ("—", "2026-05-02")


def test_a_case_is_told_to_those_who_did_not_bring_it():
    case = Case("番知〔2024〕1号", "infringement", DAY, RIVAL, LAMP, (LAMP,))
    seen = litigation(case, None, "202019000009.9")
    assert (seen.firms, seen.others, seen.grade.colour) == ((LAMP,), (RIVAL,), "orange")


def test_a_key_right_is_told_of_twelve_and_three_months_before_its_end():
    ends = date(2027, 5, 31)
    assert step(ends, date(2026, 5, 30), date(2026, 5, 31)) == (12, date(2026, 5, 31))
    assert step(ends, date(2026, 5, 31), date(2026, 6, 1)) is None
    assert step(ends, date(2027, 2, 1), date(2027, 2, 28)) == (3, date(2027, 2, 28))
    assert step(ends, date(2026, 1, 1), date(2027, 4, 1)) == (3, date(2027, 2, 28))
    far = key_right_expiring(subject(licensed=True), ends, 12, DAY)
    near = key_right_expiring(subject(licensed=True), ends, 3, DAY)
    assert near.grade.score > far.grade.score
    assert near.mark != far.mark


def test_a_month_without_the_day_gives_its_last_one():
    assert months_before(date(2024, 5, 31), 3) == date(2024, 2, 29)
    assert months_before(date(2024, 1, 31), 12) == date(2023, 1, 31)


def test_a_quarter_is_told_of_once_a_year_ahead():
    assert quarters(date(2023, 12, 31), date(2024, 1, 1)) == (Quarter(date(2025, 1, 1)),)
    assert quarters(date(2024, 1, 1), date(2024, 3, 31)) == ()
    every = [one for m in range(1, 13) for one in quarters(date(2024, m, 1), date(2024, m, 28))]
    assert every == []  # quarters begin on firsts
    assert [str(one) for one in quarters(date(2023, 12, 31), date(2024, 12, 31))] == [
        "2025Q1", "2025Q2", "2025Q3", "2025Q4"
    ]  # fmt: skip
    assert Quarter(date(2025, 10, 1)).after == date(2026, 1, 1)


def test_many_rights_that_end_weigh_more():
    few = field_opens("F21V 29", Quarter(date(2025, 1, 1)), ("a", "b", "c"), (RIVAL,), (LAMP,))
    many = field_opens("F21V 29", Quarter(date(2025, 1, 1)), tuple("abcdefghij"), (RIVAL,), (LAMP,))
    assert few.grade.score < many.grade.score
    assert few.known_on == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("buyer", "expected"),
    [
        (Buyer(RIVAL, 3, 0, False), True),
        (Buyer(RIVAL, 1, 0, False), False),
        (Buyer(RIVAL, 3, 2, False), False),
        (Buyer(RIVAL, 3, 0, True), False),
    ],
)
def test_who_makes_nothing_and_complains_often_is_litigious(buyer: Buyer, expected: bool):
    assert buyer.litigious is expected


def test_a_transfer_to_a_litigious_buyer_is_red_for_those_on_the_same_thing():
    moved = event("TR01", before="某大学", after=RIVAL)
    seen = litigious_buyer(subject(), moved, Buyer(RIVAL, 3, 0, False), (LAMP,), ("CN1",))
    assert (seen.grade.colour, seen.firms) == ("red", (LAMP,))
    assert RIVAL in seen.others
    assert seen.documents[0] == "CN202019000001.0"


def test_titles_are_near_by_what_they_name_not_by_their_fillers():
    chip = pairs("一种一次性离心式微流控芯片")
    assert nearness(chip, pairs("微流控检测芯片")) > 0.3
    assert nearness(chip, pairs("一种鼻咽拭子采样装置")) == 0
    assert nearness(frozenset(), chip) == 0


def test_the_most_concerned_are_those_with_most_that_is_alike():
    found = [Near("甲", "a", 0.5), Near("甲", "b", 0.5), Near("乙", "c", 0.6), Near("丙", "d", 0.1)]
    assert list(concerned(found)) == ["甲", "乙"]
    assert concerned(found)["甲"] == ("a", "b")
    assert len(concerned([Near(f"f{n}", "k", 0.9) for n in range(9)])) == 5


def test_a_provision_is_told_on_the_day_from_which_it_holds():
    seen = grouped(changes(BOOK, BOOK, date(2024, 1, 19), date(2024, 1, 20)))
    rules = next(one for one in seen if one.mark.startswith("law_changed|IR|"))
    assert rules.known_on == date(2024, 1, 20)
    assert int(rules.signal.params["count"]) > 20
    assert rules.grade.points[-1].reason == "grade.fees_change"
    assert not grouped(changes(BOOK, BOOK, date(2024, 1, 20), date(2024, 1, 21)))


SURCHARGE = "fees.annuity.surcharge"


def corrected(value: object, on: date) -> book.Book:
    told = Correction(SURCHARGE, date(2024, 1, 20), value, "梁专员", on, "对照原文")  # type: ignore[arg-type]
    return book.laid(BOOK, told)


def test_an_officers_correction_is_told_on_the_day_on_which_it_was_made():
    old = BOOK.on(DAY)[SURCHARGE].table
    value = Table((*old.rows[:-1], Row("", 6, 6, Share(Decimal("0.3")))))
    law = corrected(value, DAY)
    seen = grouped(changes(law, BOOK, date(2024, 5, 13), DAY))
    assert [one.signal.params["by"] for one in seen] == ["梁专员"]
    assert seen[0].mark.endswith("corrected")
    assert not grouped(changes(law, BOOK, DAY, date(2024, 6, 1)))


def test_who_only_verifies_a_value_changes_nothing():
    law = corrected(BOOK.on(DAY)[SURCHARGE].table, DAY)
    assert not grouped(changes(law, BOOK, date(2024, 5, 13), DAY))


def test_the_spans_of_the_book_that_signals_ask_for_are_there():
    assert BOOK.on(DAY)["period.sue_on_invalidation"].span == Span(3, Unit.MONTH)
