"""The working calendar and the laws that counting keeps whatever the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.statutes import book, calendar
from ipharbor.statutes.calendar import Rest, Year
from ipharbor.statutes.counting import MEANS, after, count, ends, served
from ipharbor.statutes.deadlines import deadline, rules
from ipharbor.statutes.values import Span, Unit
from ipharbor.vocabulary.errors import HarborError

BOOK = book.load()
CALENDAR = calendar.load()
ANNOUNCED = st.dates(date(2004, 1, 1), date(2026, 6, 1))
ANY = st.dates(date(1985, 4, 1), date(2100, 1, 1))
PLAIN_UNITS = st.sampled_from([Unit.DAY, Unit.MONTH, Unit.YEAR])


def code_of(call: object) -> str:
    with pytest.raises(HarborError) as raised:
        call()  # type: ignore[operator]
    return raised.value.code


def test_the_calendar_agrees_with_the_package_on_every_day_from_2004_to_2026() -> None:
    theirs = pytest.importorskip("chinese_calendar")
    day, differing = date(2004, 1, 1), []
    while day <= date(2026, 12, 31):
        if theirs.is_workday(day) is not CALENDAR.is_working(day).value:
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 14), True),  # make-up Saturday before Spring Festival
        (date(2026, 2, 16), False),  # eve of Spring Festival
        (date(2026, 2, 24), True),
        (date(2025, 10, 8), False),  # the eighth day of 2025
        (date(2015, 9, 3), False),  # seventy years of victory, that year only
        (date(2016, 9, 2), True),
        (date(2020, 1, 31), False),  # the lengthened Spring Festival
        (date(2006, 12, 31), True),  # a Sunday moved by the notice for 2007
    ],
)
def test_days_people_remember(day: date, working: bool) -> None:
    told = CALENDAR.is_working(day)
    assert (told.value, told.certain) == (working, True)


def test_working_days_of_2026_are_as_many_as_announced() -> None:
    # 261 weekdays, 19 of them off (2, 6, 1, 3, 1, 1, 5), 6 weekend days worked
    assert CALENDAR.between(date(2025, 12, 31), date(2026, 12, 31)) == 261 - 19 + 6


def test_beyond_the_announced_years_weekends_are_assumed_and_nothing_is_certain() -> None:
    assert CALENDAR.is_working(date(2027, 10, 1)) == calendar.Answer(True, False)
    assert CALENDAR.is_working(date(2027, 10, 2)) == calendar.Answer(False, False)
    assert CALENDAR.is_working(date(2003, 10, 1)) == calendar.Answer(True, False)


def test_the_last_days_of_the_last_year_may_still_be_moved() -> None:
    assert CALENDAR.announced_until == date(2026, 12, 28)
    assert not CALENDAR.is_working(date(2026, 12, 29)).certain
    assert CALENDAR.is_working(date(2025, 12, 31)).certain


def new_year(**change: object) -> dict[str, object]:
    told: dict[str, object] = {
        "year": 2027,
        "rest": [{"festival": "new_year", "from": date(2027, 1, 1), "to": date(2027, 1, 3)}],
        "work": [date(2026, 12, 27)],
    }
    return told | change


def test_a_new_year_is_entered_as_data() -> None:
    longer = calendar.load([calendar.year(new_year())])
    assert longer.announced_until == date(2027, 12, 28)
    assert longer.is_working(date(2026, 12, 31)).certain
    assert longer.is_working(date(2026, 12, 27)) == calendar.Answer(True, True)
    assert longer.is_working(date(2027, 1, 1)) == calendar.Answer(False, True)
    assert longer.festival(date(2027, 1, 2)) == "new_year"
    assert not CALENDAR.is_working(date(2026, 12, 27)).value


def test_a_year_behind_a_gap_is_not_certain() -> None:
    far = calendar.load([Year(2029, (Rest("new_year", date(2029, 1, 1), date(2029, 1, 1)),), ())])
    assert far.announced_until == date(2026, 12, 28)
    assert far.is_working(date(2029, 1, 1)) == calendar.Answer(False, False)


@pytest.mark.parametrize(
    "wrong",
    [
        new_year(work=[date(2027, 1, 4)]),  # a Monday needs no make-up
        new_year(work=[date(2027, 1, 2)]),  # off and worked at once
        new_year(year=2031),
        new_year(rest=[{"festival": "new_year", "from": date(2027, 1, 3), "to": date(2027, 1, 1)}]),
        {"year": 2027},
    ],
)
def test_a_year_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    assert code_of(lambda: calendar.year(wrong)) == "statutes.calendar.year"


def test_a_day_beyond_the_calendar_is_refused() -> None:
    assert code_of(lambda: CALENDAR.is_working(date(2300, 1, 1))) == "statutes.day.out_of_range"
    assert code_of(lambda: CALENDAR.rolled_day(date(1789, 7, 14))) == "statutes.day.out_of_range"


@given(ANY, st.integers(0, 400), PLAIN_UNITS)
def test_an_end_that_rolls_never_falls_on_a_rest_day(start: date, n: int, unit: Unit) -> None:
    if unit is Unit.YEAR:
        n %= 40
    found = count(start, Span(n, unit), CALENDAR, rolls=True)
    plain, _ = after(start, Span(n, unit))
    assert CALENDAR.is_working(found.day).value
    assert found.day >= plain
    assert CALENDAR.between(plain - timedelta(days=1), found.day) == 1


@given(ANY, st.integers(0, 60), st.integers(0, 60))
def test_more_months_never_end_earlier(start: date, fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    for rolls in (True, False):
        first = count(start, Span(fewer, Unit.MONTH), CALENDAR, rolls=rolls).day
        assert first <= count(start, Span(more, Unit.MONTH), CALENDAR, rolls=rolls).day


@given(ANY, st.integers(1, 400), st.integers(0, 60), PLAIN_UNITS)
def test_who_starts_later_never_ends_earlier(day: date, gap: int, n: int, unit: Unit) -> None:
    later = day + timedelta(days=gap)
    assert after(day, Span(n, unit))[0] <= after(later, Span(n, unit))[0]


@given(ANY, st.integers(0, 40))
def test_twelve_months_are_a_year(day: date, n: int) -> None:
    assert after(day, Span(n, Unit.YEAR)) == after(day, Span(12 * n, Unit.MONTH))


@given(ANY, st.integers(1, 250))
def test_the_nth_working_day_is_the_nth(day: date, n: int) -> None:
    end, _ = CALENDAR.forward(day, n)
    assert CALENDAR.is_working(end).value
    assert CALENDAR.between(day, end) == n


@given(st.lists(ANY, min_size=1, max_size=50), st.integers(0, 50), PLAIN_UNITS)
def test_columns_say_what_single_days_say(days: list[date], n: int, unit: Unit) -> None:
    column = np.array(days, dtype="datetime64[D]")
    span = Span(n, unit)
    ended = ends(column, span)
    assert ended.tolist() == [after(day, span)[0] for day in days]
    moved, known = CALENDAR.rolled(ended)
    singles = [CALENDAR.rolled_day(after(day, span)[0]) for day in days]
    assert list(zip(moved.tolist(), known.tolist(), strict=True)) == singles
    forward = ends(column, Span(n, Unit.WORKING_DAY), CALENDAR)
    assert forward.tolist() == [CALENDAR.forward(day, n)[0] for day in days]
    assert CALENDAR.working(column).tolist() == [CALENDAR.is_working(d).value for d in days]


def test_a_column_keeps_its_empty_days() -> None:
    column = np.array(["2026-05-02", "NaT"], dtype="datetime64[D]")
    moved, known = CALENDAR.rolled(column)
    assert moved[0] == np.datetime64("2026-05-06")
    assert np.isnat(moved[1])
    assert known.tolist() == [True, False]
    assert np.isnat(ends(column, Span(2, Unit.MONTH))[1])
    assert CALENDAR.rolled(column[:0])[0].size == 0


@given(ANNOUNCED, st.sampled_from(MEANS))
def test_a_paper_is_never_received_before_it_was_sent(day: date, means: str) -> None:
    assert served(day, means, BOOK.on(day)).day >= day


@given(ANNOUNCED, st.sampled_from(sorted(rules())))
def test_a_deadline_is_told_step_by_step_from_its_start(day: date, rule: str) -> None:
    legs = rules()[rule].legs
    start: date = day
    if BOOK.history(legs[0].period)[0].span.unit is Unit.HOUR:
        start = datetime(day.year, day.month, day.day, 9, 30)
    others = {leg.event: day for leg in legs[1:]}
    try:
        found = deadline(rule, start=start, book=BOOK, calendar=CALENDAR, others=others)
    except HarborError as refused:
        assert refused.code == "statutes.not_in_force"
        return
    assert found.steps
    assert found.day >= day
    assert found.steps[-1].ends in (found.day, found.moment)
    assert found.certain is all(step.certain for step in found.steps)
    for step in found.steps:
        assert step.told("zh") and step.told("en")


ASK = {"book": BOOK, "calendar": CALENDAR}
MARCH = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("rule", "given_too", "code"),
    [
        ("registratoin", {}, "statutes.rule.unknown"),
        ("refund", {"served_by": "post"}, "statutes.rule.service"),
        ("registration", {"received": MARCH}, "statutes.rule.service"),
        ("registration", {"served_by": "pigeon"}, "statutes.service.means"),
        ("registration", {"served_by": "hand", "received": MARCH}, "statutes.service.received"),
        (
            "registration",
            {"served_by": "post", "received": date(2026, 2, 1)},
            "statutes.service.received",
        ),
        ("filing_fee", {"others": {"grant": MARCH}}, "statutes.rule.event"),
        ("refund", {"times": 2}, "statutes.rule.repeats"),
        ("annuity", {"times": 0}, "statutes.rule.repeats"),
        ("refund", {"extended_by": 1}, "statutes.rule.extension"),
        ("adjudication.closing", {"extended_by": 4}, "statutes.rule.extension"),
        ("fair.answer", {}, "statutes.count.hours"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    rule: str, given_too: dict[str, object], code: str
) -> None:
    ask = {**ASK, **given_too}
    assert code_of(lambda: deadline(rule, start=MARCH, **ask)) == code  # type: ignore[arg-type]
