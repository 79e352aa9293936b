"""The book of law, asked on a day and for a region, and deadlines under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ipharbor.records.models import LawCorrection
from ipharbor.statutes import book as books
from ipharbor.statutes import calendar as calendars
from ipharbor.statutes import deadlines, notices
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar, Year
from ipharbor.statutes.counting import MEANS, Deadline
from ipharbor.statutes.deadlines import Rule
from ipharbor.statutes.provision import Provision
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding, Severity

__all__ = [
    "MEANS", "Asked", "Entry", "KnownYear", "Listing", "beside", "book", "calendar", "entry",
    "known_years", "listing", "reckon", "region_code", "rules", "set_aside",
]  # fmt: skip

NATIONAL = "national"
_LONGEST_CODE = 6


@dataclass(frozen=True)
class Listing:
    """The provisions in force on ``on``, by subject; counts of how sure they are."""

    on: date
    provisions: tuple[Provision, ...]
    subjects: tuple[tuple[str, int], ...]
    unverified: int


@dataclass(frozen=True)
class Entry:
    """One provision with its history; ``now`` is the version of the day, None if none holds."""

    name: str
    on: date
    now: Provision | None
    history: tuple[Provision, ...]


@dataclass(frozen=True)
class Asked:
    """A deadline with the rule it was reckoned by."""

    rule: Rule
    start: date
    served_by: str
    deadline: Deadline


@dataclass(frozen=True)
class KnownYear:
    """A year of the calendar; ``entered`` is the line that a person entered, None for a year
    that came with the program."""

    year: Year
    entered: LawCorrection | None
    certain: bool

    @property
    def days_off(self) -> int:
        """How many days the notice names as days off."""
        return sum((rest.last - rest.first).days + 1 for rest in self.year.rest)


@dataclass(frozen=True)
class _Laid:
    book: Book
    set_aside: tuple[Finding, ...]


def region_code(stated: str) -> str:
    """The code of a region as a person states it: empty for ``national``, else its digits.

    Raises HarborError ``statutes.region.unknown``.
    """
    if stated == NATIONAL:
        return ""
    pairs = stated.isascii() and stated.isdigit() and len(stated) % 2 == 0
    if not pairs or not 0 < len(stated) <= _LONGEST_CODE:
        raise HarborError("statutes.region.unknown", fields=("region",), region=stated[:40])
    return stated


def book(region: str, *, home: str | None = None) -> Book:
    """The law of the country, with what holds in the region of that administrative code and
    with what officers have verified or corrected.

    Officers speak of the law as it stands in ``home``, the installation's own region (by
    default ``region``). In the book of another region their word on a regional value counts
    only where both regions have it from the same rules.
    """
    return _laid(region, region if home is None else home, _rows()).book


def set_aside(region: str) -> tuple[Finding, ...]:
    """Corrections that could not be laid over the book of the installation's own region, and
    years of the calendar that could not be read."""
    rows = _rows()
    return (*_laid(region, region, rows).set_aside, *_entered(rows)[1])


def calendar() -> WorkingCalendar:
    """The working calendar as announced, with the years that people have entered."""
    return _calendar(_rows())


def working(day: date) -> bool:
    """Whether the day is a working day, as far as the calendar was announced."""
    return calendar().is_working(day).value


def known_years() -> tuple[KnownYear, ...]:
    """The years of the calendar, newest first."""
    rows = _rows()
    held = _calendar(rows)
    entered = {year.year: record for year, record in _entered(rows)[0]}
    last = held.announced_until.year
    return tuple(
        KnownYear(year, entered.get(year.year), held.announced_from.year <= year.year <= last)
        for year in reversed(held.years)
    )


Rows = tuple[tuple[Any, ...], ...]


def _rows() -> Rows:
    return tuple(LawCorrection.objects.order_by("on", "pk").values_list())


def _records(rows: Rows, *, years: bool) -> list[LawCorrection]:
    names = [field.attname for field in LawCorrection._meta.concrete_fields]
    made = (LawCorrection(**dict(zip(names, row, strict=True))) for row in rows)
    return [one for one in made if one.name.startswith(notices.PREFIX) is years]


@lru_cache(maxsize=16)
def _laid(region: str, home: str, rows: Rows) -> _Laid:
    law = books.load(books.regional(region))
    own = law if region == home else books.load(books.regional(home))
    findings = []
    for record in _records(rows, years=False):
        if region != home and _whose(law, record.name) != _whose(own, record.name):
            continue
        try:
            law = books.laid(law, record.as_correction(law))
        except HarborError as refused:
            findings.append(_unlaid(record, refused))
    return _Laid(law, tuple(findings))


def _whose(law: Book, name: str) -> str | None:
    versions = law.entries.get(name)
    return versions[-1].region if versions else None


def _unlaid(record: LawCorrection, refused: HarborError) -> Finding:
    told = {"name": record.name, "by": record.by_name, "on": record.on.isoformat()}
    told["why"] = refused.code
    return Finding("law.correction.unlaid", Severity.WARN, params=told)


@lru_cache(maxsize=8)
def _calendar(rows: Rows) -> WorkingCalendar:
    years = [year for year, _ in _entered(rows)[0]]
    return calendars.load(years)


@lru_cache(maxsize=8)
def _entered(
    rows: Rows,
) -> tuple[tuple[tuple[Year, LawCorrection], ...], tuple[Finding, ...]]:
    made, findings = [], []
    for record in _records(rows, years=True):
        try:
            made.append((notices.stored(record.value), record))
        except HarborError:
            told = {"year": record.name.removeprefix(notices.PREFIX)}
            findings.append(Finding("law.calendar.unread", Severity.WARN, params=told))
    return tuple(made), tuple(findings)


def listing(
    law: Book, *, on: date, text: str = "", subject: str = "", unverified: bool = False
) -> Listing:
    """Provisions of a day: those whose name or wording holds ``text``, of one ``subject``
    (the first part of the name), only those that nobody stands for if ``unverified``."""
    in_force = tuple(law.on(on))
    wanted = text.casefold().strip()
    shown = tuple(
        provision
        for provision in in_force
        if (not wanted or wanted in f"{provision.name} {provision.zh} {provision.en}".casefold())
        and subject in ("", provision.name.split(".")[0])
        and not (unverified and provision.certain)
    )
    counts: dict[str, int] = {}
    for provision in in_force:
        head = provision.name.split(".")[0]
        counts[head] = counts.get(head, 0) + 1
    return Listing(
        on=on,
        provisions=shown,
        subjects=tuple(sorted(counts.items())),
        unverified=sum(not provision.certain for provision in in_force),
    )


def entry(law: Book, name: str, *, on: date) -> Entry:
    """One provision and its history. Raises HarborError ``statutes.unknown``."""
    history = law.history(name)
    now = next((one for one in reversed(history) if one.holds(on)), None)
    return Entry(name, on, now, history)


def beside(regional: Provision | None, national: Book, *, on: date) -> Provision | None:
    """What the law of the country says on ``on`` where ``regional`` takes its place; None for
    a provision that is not regional or that the country does not have."""
    if regional is None or not regional.region or regional.name not in national.on(on):
        return None
    return national.on(on)[regional.name]


def rules() -> Mapping[str, Rule]:
    """The rules deadlines are reckoned by, in the order of the table."""
    return deadlines.rules()


def reckon(
    rule: str,
    *,
    law: Book,
    start: date,
    served_by: str = "",
    received: date | None = None,
    others: Mapping[str, date] = deadlines.NO_EVENTS,
    times: int = 1,
    extended_by: int = 0,
) -> Asked:
    """A deadline with every step; see ``statutes.deadlines.deadline`` for what it raises."""
    found = deadlines.deadline(
        rule,
        start=start,
        book=law,
        calendar=calendar(),
        served_by=served_by or None,
        received=received,
        others=others,
        times=times,
        extended_by=extended_by,
    )
    return Asked(deadlines.find(rule), start, served_by, found)
