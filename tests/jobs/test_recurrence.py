"""When something that happens again and again is due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.actions.jobs.recurrence import EVERY, Rule, next_after, stated
from ipharbor.vocabulary.errors import HarborError

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
RULES = st.builds(
    Rule,
    st.sampled_from(EVERY),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    weekday=st.integers(0, 6),
    day=st.integers(1, 31),
)
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
LONGEST = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 31}


@given(RULES, MOMENTS)
def test_in_a_zone_without_summer_time_it_is_always_due_at_the_same_time_of_day(
    rule: Rule, after: datetime
) -> None:
    told = next_after(rule, after, SHANGHAI).astimezone(SHANGHAI)
    assert timedelta(0) < told - after <= timedelta(days=LONGEST[rule.every])
    assert (told.second, told.microsecond) == (0, 0)
    if rule.every != "minute":
        assert told.minute == rule.minute
    if rule.every in ("day", "week", "month"):
        assert told.hour == rule.hour
    if rule.every == "week":
        assert told.weekday() == rule.weekday
    if rule.every == "month":
        assert told.day == rule.day or (told.day < rule.day and (told + timedelta(1)).day == 1)


@given(RULES, MOMENTS)
def test_one_moment_follows_another_with_none_left_out_between(rule: Rule, after: datetime) -> None:
    first = next_after(rule, after, SHANGHAI)
    second = next_after(rule, first, SHANGHAI)
    middle = first + (second - first) / 2
    assert next_after(rule, middle, SHANGHAI) == second
    assert next_after(rule, first - timedelta(microseconds=1), SHANGHAI) == first


@given(RULES, MOMENTS)
def test_where_clocks_change_the_next_moment_is_still_later_and_never_far(
    rule: Rule, after: datetime
) -> None:
    ahead = next_after(rule, after, BERLIN) - after
    assert timedelta(0) < ahead <= timedelta(days=LONGEST[rule.every], hours=1)


def test_a_time_the_clocks_leap_over_comes_an_hour_later_and_one_they_repeat_comes_once() -> None:
    nightly = Rule("day", hour=2, minute=30)
    evening = datetime(2026, 3, 28, 20, tzinfo=BERLIN)
    assert next_after(nightly, evening, BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    evening = datetime(2026, 10, 24, 20, tzinfo=BERLIN)
    first = next_after(nightly, evening, BERLIN)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_after(nightly, first, BERLIN) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_the_thirty_first_falls_on_the_last_day_of_a_short_month() -> None:
    monthly = Rule("month", hour=1, day=31)
    moment, days = datetime(2028, 1, 15, tzinfo=SHANGHAI), []
    for _ in range(4):
        moment = next_after(monthly, moment, SHANGHAI)
        days.append(moment.astimezone(SHANGHAI).strftime("%m-%d"))
    assert days == ["01-31", "02-29", "03-31", "04-30"]


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        (("yearly", "02:30", "0", "1"), "every"),
        (("day", "24:00", "0", "1"), "at"),
        (("day", "早上", "0", "1"), "at"),
        (("week", "02:30", "7", "1"), "weekday"),
        (("month", "02:30", "0", "32"), "day"),
        (("month", "02:30", "0", ""), "day"),
    ],
)
def test_a_rule_that_cannot_be_read_is_told_at_its_field(
    given_: tuple[str, str, str, str], field: str
) -> None:
    with pytest.raises(HarborError) as refused:
        stated(*given_)
    assert refused.value.fields == (field,)
    assert stated("week", "2:05", "6", "31") == Rule("week", 2, 5, 6, 31)
