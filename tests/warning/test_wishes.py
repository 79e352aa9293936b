"""When a mail may go: paces, quiet hours, quiet days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.warning.grading import GRADES
from ipharbor.warning.wishes import PACES, Wishes, due, may_go, when

NOON = datetime(2021, 11, 30, 12, 0, tzinfo=UTC)  # a Tuesday


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("pace", "day"),
    [("daily", date(2021, 12, 1)), ("weekly", date(2021, 12, 6)), ("monthly", date(2021, 12, 1))],
)
def test_a_digest_goes_at_eight_of_the_next_day_week_or_month(pace: str, day: date) -> None:
    told = due(pace, NOON)
    assert (told.date(), told.hour, told.tzinfo) == (day, 8, UTC)


@pytest.mark.parametrize(
    ("hour", "goes"), [(21, True), (22, False), (23, False), (0, False), (6, False), (7, True)]
)
def test_quiet_hours_may_span_midnight(hour: int, goes: bool) -> None:
    night = Wishes(quiet_from=22, quiet_until=7)
    assert may_go(night, "red", NOON.replace(hour=hour), weekdays) is goes


def test_red_does_not_wait_for_a_working_day_but_for_the_end_of_the_quiet_hours() -> None:
    wishes = Wishes(quiet_from=22, quiet_until=7, quiet_days=True)
    friday_night = NOON.replace(day=26, hour=23)
    assert when(wishes, "red", friday_night, weekdays) == datetime(2021, 11, 27, 7, tzinfo=UTC)
    assert when(wishes, "orange", friday_night, weekdays) == datetime(2021, 11, 29, 7, tzinfo=UTC)


def test_without_wishes_a_mail_goes_at_once() -> None:
    for colour in GRADES:
        assert when(Wishes(), colour, NOON, weekdays) == NOON


@given(
    st.integers(0, 23), st.integers(0, 23), st.booleans(), st.sampled_from(GRADES),
    st.sampled_from(PACES), st.datetimes(datetime(2020, 1, 1), datetime(2025, 12, 31)),
)  # fmt: skip
def test_a_mail_never_goes_in_quiet_hours_nor_before_its_pace_nor_later_than_needed(
    begins: int, ends: int, days: bool, colour: str, pace: str, made: datetime
) -> None:
    wishes = Wishes(
        paces=dict.fromkeys(GRADES, pace), quiet_from=begins, quiet_until=ends, quiet_days=days
    )
    moment = when(wishes, colour, made, weekdays)
    assert moment >= due(pace, made)
    assert may_go(wishes, colour, moment, weekdays)
    assert moment - due(pace, made) <= timedelta(days=3)
