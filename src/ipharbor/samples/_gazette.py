"""Days and numbers: when documents are filed and gazetted, and which numbers they bear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from ipharbor.vocabulary.numbers import ApplicationNumber

# Filings slacken around the Spring Festival and swell towards the year's end.
_MONTHS = (0.92, 0.68, 1.04, 1.0, 1.0, 1.06, 1.05, 1.0, 1.05, 0.9, 1.1, 1.2)
_KINDS = {"invention": "1", "utility_model": "2", "design": "3"}
_TUESDAY, _FRIDAY = 1, 4


def filing_days(year: int, count: int, rng: Random) -> list[date]:
    """``count`` days of a year on which something is filed: working days with few exceptions."""
    days, weights = _days_of(year)
    return rng.choices(days, cum_weights=weights, k=count)


@lru_cache(maxsize=64)
def _days_of(year: int) -> tuple[Sequence[date], Sequence[float]]:
    first = date(year, 1, 1)
    days = [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]
    total = 0.0
    weights = []
    for day in days:
        total += _MONTHS[day.month - 1] * (1.0 if day.weekday() < 5 else 0.03)
        weights.append(total)
    return days, weights


def gazette_day(day: date) -> date:
    """The first Tuesday or Friday on or after ``day``."""
    ahead = min((_TUESDAY - day.weekday()) % 7, (_FRIDAY - day.weekday()) % 7)
    return day + timedelta(ahead)


def published(kind: str, filed: date, rng: Random) -> date:
    """The gazette day of the first publication, by type: inventions' applications about 18
    months after filing or 5 to 12 on request, utility models after 5 to 10, designs 3 to 6."""
    if kind == "utility_model":
        lag = rng.triangular(150, 305, 215)
    elif kind == "design":
        lag = rng.triangular(90, 185, 125)
    elif rng.random() < 0.62:
        lag = rng.triangular(150, 365, 200)
    else:
        lag = rng.triangular(540, 575, 552)
    return gazette_day(filed + timedelta(int(lag)))


def granted(filed: date, opened: date, rng: Random) -> date:
    """The gazette day of an invention's grant, 1.5 to 3 years after filing and at least 90
    days after ``opened``, the day its application was published."""
    day = filed + timedelta(int(rng.triangular(545, 1095, 760)))
    return gazette_day(max(day, opened + timedelta(90)))


def application_numbers(kind: str, filed: Sequence[date], rng: Random) -> list[str]:
    """Numbers with check character for rights of one type, given in order of filing.

    Serials rise within a year and begin with 9, beyond what the office gives out.
    """
    per_year: dict[int, int] = {}
    for day in filed:
        per_year[day.year] = per_year.get(day.year, 0) + 1
    serial: dict[int, int] = dict.fromkeys(per_year, 9_000_000)
    numbers = []
    for day in filed:
        gap = max(1, 990_000 // per_year[day.year])
        serial[day.year] += rng.randint(1, gap)
        numbers.append(str(ApplicationNumber(f"{day.year}{_KINDS[kind]}{serial[day.year]:07d}")))
    return numbers


def publication_serials(kind: str, count: int, rng: Random) -> Iterable[str]:
    """``count`` rising digits of publication numbers: 19…, 29… or 39…, beyond the office's."""
    serial = 90_000_000
    gap = max(1, 9_900_000 // max(count, 1))
    for _ in range(count):
        serial += rng.randint(1, gap)
        yield f"{_KINDS[kind]}{serial:08d}"
