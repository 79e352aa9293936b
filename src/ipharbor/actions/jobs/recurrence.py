"""When something that happens again and again is due next."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ipharbor.vocabulary.errors import HarborError

EVERY = ("minute", "hour", "day", "week", "month")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Rule:
    """``hour`` and ``minute`` are of the local clock, ``weekday`` 0 is Monday, ``day`` is of the
    month, its last where the month is shorter. What ``every`` does not need is left aside."""

    every: str
    hour: int = 0
    minute: int = 0
    weekday: int = 0
    day: int = 1


def stated(every: str, at: str, weekday: str, day: str) -> Rule:
    """The rule a person wrote: ``at`` as 02:30, ``weekday`` 0 to 6, ``day`` 1 to 31.

    Raises HarborError ``schedule.every.unknown``, ``schedule.time.unreadable`` and
    ``schedule.day.unreadable`` with the field concerned.
    """
    if every not in EVERY:
        raise HarborError("schedule.every.unknown", fields=("every",), value=every)
    clock = _TIME.fullmatch(at.strip())
    if clock is None:
        raise HarborError("schedule.time.unreadable", fields=("at",), value=at)
    return Rule(
        every,
        int(clock[1]),
        int(clock[2]),
        _number(weekday, "weekday", 0, 6),
        _number(day, "day", 1, 31),
    )


def next_after(rule: Rule, after: datetime, zone: tzinfo) -> datetime:
    """The first moment after ``after`` (aware) at which ``rule`` is due in ``zone``, in UTC.

    Where the clocks are put forward over the moment it comes as much later; where they are
    put back it comes once, at the first of the two.
    """
    # In UTC, for times of one zone are compared by the clock on the wall.
    since = after.astimezone(UTC)
    return next(moment for moment in _moments(rule, since, zone) if moment > since)


def _moments(rule: Rule, after: datetime, zone: tzinfo) -> Iterator[datetime]:
    if rule.every in ("minute", "hour"):
        minute = after.replace(second=0, microsecond=0)
        for step in range(1, 182):
            moment = minute + step * _MINUTE
            if rule.every == "minute" or moment.astimezone(zone).minute == rule.minute:
                yield moment
        return
    at = time(rule.hour, rule.minute)
    for day in _days(rule, after.astimezone(zone).date()):
        yield datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def _days(rule: Rule, first: date) -> Iterator[date]:
    if rule.every == "month":
        year, month = first.year, first.month
        for _ in range(3):
            yield date(year, month, min(rule.day, calendar.monthrange(year, month)[1]))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return
    for step in range(15):
        day = first + timedelta(days=step)
        if rule.every == "day" or day.weekday() == rule.weekday:
            yield day


def _number(text: str, field: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise HarborError("schedule.day.unreadable", fields=(field,), value=text)
    return int(text)
