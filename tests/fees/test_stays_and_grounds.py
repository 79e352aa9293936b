"""What stops a reckoned lapse, what restoring costs on each ground, what open licences cut."""

from __future__ import annotations

from datetime import date

import pytest
from fee_portfolios import cny
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.fees.annuities import annuities
from ipharbor.fees.due import PAYABLE, Due, Status
from ipharbor.fees.from_register import fee_subject
from ipharbor.fees.restoration import after_force_majeure
from ipharbor.fees.subject import FeeSubject
from ipharbor.register.encumbrances import Family
from ipharbor.register.events import Event
from ipharbor.register.spans import Stay, free_from
from ipharbor.register.standing import Right, standing
from ipharbor.statutes import book, calendar
from ipharbor.statutes.book import Correction
from ipharbor.statutes.values import Flag

BOOK = book.load()
CALENDAR = calendar.load()
FILED, GRANTED = date(2021, 1, 4), date(2021, 7, 13)
# Year 4 is due by 2024-01-04; its window ends on 2024-07-04, a Thursday.


def of_register(told: list[tuple[str, str, dict[str, str]]], on: date, paid: int = 3) -> FeeSubject:
    pump = Right("202120000001.1", "utility_model", FILED)
    events = [Event("GR01", GRANTED, GRANTED)]
    events += [
        Event(code, date.fromisoformat(day), date.fromisoformat(day), details)
        for code, day, details in told
    ]
    stood = standing(pump, events, on=on, book=BOOK, data_until=on)
    return fee_subject(pump, stood, book=BOOK, granted_on=GRANTED, paid_through=paid)


def dues(subject: FeeSubject, on: date) -> dict[int, Due]:
    return {due.year: due for due in annuities(subject, on=on, book=BOOK, calendar=CALENDAR)}


def test_a_preservation_stops_the_lapse_until_its_last_day() -> None:
    order = [("PP01", "2024-06-04", {"until": "2024-12-03"})]
    within = date(2024, 12, 3)
    held = dues(of_register(order, within), within)[4]
    assert (held.status, held.told, held.payable) == (Status.STAYED, False, cny(0))
    assert held.restoration is None
    assert held.lost_on == date(2024, 1, 4)
    said = held.steps[-1]
    assert (said.code, said.source and said.source.short) == ("fees.step.stayed", "IR 105")
    assert "2024-06-04" in said.told("en") and "2024-12-03" in said.told("zh")
    after = date(2024, 12, 4)
    assert dues(of_register(order, after), after)[4].status is Status.LAPSED


def test_an_order_that_begins_after_the_window_comes_too_late() -> None:
    order = [("PP01", "2024-07-06", {"until": "2025-01-05"})]
    on = date(2024, 9, 2)
    assert dues(of_register(order, on), on)[4].status is Status.LAPSED
    in_time = [("PP01", "2024-07-05", {"until": "2025-01-05"})]
    assert dues(of_register(in_time, on), on)[4].status is Status.STAYED


def test_a_suspension_stops_it_for_a_year_and_a_lifting_ends_that() -> None:
    asked = [("SUSPEND", "2024-03-05", {})]
    on = date(2025, 3, 5)
    assert dues(of_register(asked, on), on)[4].status is Status.STAYED
    on = date(2025, 3, 6)
    assert dues(of_register(asked, on), on)[4].status is Status.LAPSED
    lifted = [*asked, ("SUSPLIFT", "2024-10-08", {})]
    on = date(2024, 10, 9)
    assert dues(of_register(lifted, on), on)[4].status is Status.LAPSED


def test_a_stay_does_not_keep_years_from_falling_due_nor_the_term_from_ending() -> None:
    on = date(2024, 9, 2)
    held = dues(of_register([("PP01", "2024-06-04", {"until": "2026-06-03"})], on), on)
    assert held[5].status in PAYABLE
    over = date(2031, 2, 3)
    endless = Stay(Family.PRESERVATION, "", date(2024, 6, 4), None, told=True)
    subject = FeeSubject("x", "utility_model", FILED, GRANTED, paid_through=10, stays=(endless,))
    assert all(due.status is Status.PAID for due in dues(subject, over).values())


def test_where_the_book_says_that_stays_stop_nothing_they_stop_nothing() -> None:
    told = Correction(
        "suspension.stops_termination", date(2024, 1, 20), Flag(False), "Officer Lan",
        date(2026, 1, 5), "a test",
    )  # fmt: skip
    law = book.load(corrections=[told])
    pump = Right("202120000001.1", "utility_model", FILED)
    events = [
        Event("GR01", GRANTED, GRANTED),
        Event("PP01", date(2024, 6, 4), date(2024, 6, 4), {"until": "2025-06-03"}),
    ]
    on = date(2024, 9, 2)
    stood = standing(pump, events, on=on, book=law, data_until=on)
    assert fee_subject(pump, stood, book=law, granted_on=GRANTED).stays == ()


stays = st.lists(
    st.builds(
        lambda first, last: Stay(Family.SUSPENSION, "", date.fromordinal(first),
                                 None if last is None else date.fromordinal(first + last), True),
        st.integers(738000, 738060), st.none() | st.integers(0, 20),
    ),
    max_size=5,
)  # fmt: skip


@given(stays, st.integers(738000, 738080))
def test_the_first_free_day_is_the_first_that_no_stay_covers(spans: list[Stay], day: int) -> None:
    found = free_from(spans, date.fromordinal(day))
    walked = next(
        (
            n
            for n in range(day, day + 200)
            if not any(one.holds(date.fromordinal(n)) for one in spans)
        ),
        None,
    )
    assert (found.toordinal() if found else None) == walked


def test_after_force_majeure_no_restoration_fee_is_due() -> None:
    asked = {"missed_on": date(2024, 7, 4), "on": date(2025, 6, 2), "book": BOOK}
    back = after_force_majeure(cny(900), cny(225), obstacle_ended_on=date(2025, 5, 12),
                               calendar=CALENDAR, **asked)  # type: ignore[arg-type]  # fmt: skip
    assert back.until == date(2025, 7, 14)  # the 12th is a Saturday
    assert (back.restoration_fee, back.total) == (cny(0), cny(1125))
    assert back.certain
    unknown = after_force_majeure(cny(900), cny(225), obstacle_ended_on=None,
                                  calendar=CALENDAR, **asked)  # type: ignore[arg-type]  # fmt: skip
    assert unknown.until is None and not unknown.certain
    cut = after_force_majeure(cny(900), cny(225), obstacle_ended_on=date(2026, 6, 1),
                              calendar=CALENDAR, **asked)  # type: ignore[arg-type]  # fmt: skip
    assert cut.until == date(2026, 7, 6)  # two years from 4 July 2024 end on a Saturday
    for lang in ("zh", "en"):
        assert all("{" not in step.told(lang) for step in (*back.steps, *unknown.steps))


def test_before_the_new_rules_the_restoration_fee_is_taken_on_either_ground() -> None:
    back = after_force_majeure(cny(900), cny(225), missed_on=date(2022, 7, 4),
                               obstacle_ended_on=date(2022, 8, 1), on=date(2022, 9, 1), book=BOOK,
                               calendar=CALENDAR)  # fmt: skip
    assert back.restoration_fee == cny(1000)


def test_the_notice_that_the_register_tells_opens_the_window_of_good_cause() -> None:
    on = date(2024, 12, 2)
    lapse = ("CF01", "2024-12-02", {"ended_on": "2024-01-04", "notice_on": "2024-10-21"})
    held = dues(of_register([lapse], on), on)[4]
    assert held.status is Status.LAPSED
    assert held.restoration is not None
    assert held.restoration.until == date(2024, 12, 23)  # the 21st is a Saturday


LICENCES = [
    ("OL01", "2024-09-03", {}),
    ("EE01", "2024-10-08", {"number": "K1", "licence_kind": "开放许可", "until": "2029-10-07"}),
]


@pytest.mark.parametrize(
    ("told", "year", "cut"),
    [
        (LICENCES, 4, False),  # due 2024-01-04, before the recordal
        (LICENCES, 5, True),
        (LICENCES, 9, True),
        (LICENCES, 10, False),  # due 2030-01-04, after the licence
        (LICENCES[:1], 5, False),  # a statement that nobody works
        ([("EE01", "2024-10-08", {"licence_kind": "普通许可"})], 5, False),
        ([*LICENCES, ("OL02", "2025-01-05", {})], 5, True),  # withdrawn in year 5
        ([*LICENCES, ("OL02", "2025-01-05", {})], 6, False),
    ],
)
def test_an_open_licence_cuts_the_annuities_due_from_recordal_to_withdrawal(
    told: list[tuple[str, str, dict[str, str]]], year: int, cut: bool
) -> None:
    on = date(2025, 2, 3)
    held = dues(of_register(told, on, paid=0), on)[year]
    if year == 4:
        held = dues(of_register(told, on, paid=4), on)[year]
    assert (held.reduced.code == "fees.relief.open_licence") is cut
