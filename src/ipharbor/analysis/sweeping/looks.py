"""Month-ends: what is counted by month is looked at on the last day of each month.

Whatever spans a sweep is asked about, the same looks are taken, so that the same incidents are
found. A span without a month-end has none and costs nothing.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from ipharbor.analysis.sweeping.known import Span

Ints = npt.NDArray[np.int64]
_EPOCH = date(1970, 1, 1)


def looks(span: Span) -> Iterator[date]:
    """The month-ends in a span, in their order."""
    day = end_of_month(span.since)
    while day <= span.on:
        if day > span.since:
            yield day
        day = end_of_month(day + timedelta(1))


def end_of_month(day: date) -> date:
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def back(end: date, months: int) -> date:
    """The month-end so many months before a month-end."""
    first = months_of(end) - months
    return end_of_month(date(1970 + first // 12, first % 12 + 1, 1))


def months_of(day: date) -> int:
    """Months from January 1970 to that of the day."""
    return (day.year - 1970) * 12 + day.month - 1


def month_of(days: Ints) -> Ints:
    """Months since January 1970 of days since 1970-01-01."""
    at = days.astype("datetime64[D]").astype("datetime64[M]")
    return at.astype(np.int64)


def day_number(day: date) -> int:
    return (day - _EPOCH).days
