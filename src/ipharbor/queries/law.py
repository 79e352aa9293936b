"""The book of law, asked on a day, and deadlines under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ipharbor.records.models import LawCorrection
from ipharbor.statutes import book as books
from ipharbor.statutes import calendar as calendars
from ipharbor.statutes import deadlines
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import MEANS, Deadline
from ipharbor.statutes.deadlines import Rule
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Count, Flag, Money, Multiple, Share, Span, Value

__all__ = [
    "MEANS", "Asked", "Entry", "Listing", "as_written", "book", "calendar", "entry", "listing",
    "reckon", "rules",
]  # fmt: skip


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


def book(region: str) -> Book:
    """The law of the country, with what holds in the region of that administrative code and
    with what officers have verified or corrected."""
    return _book(region, tuple(LawCorrection.objects.order_by("pk").values_list()))


@lru_cache(maxsize=8)
def _book(region: str, rows: tuple[tuple[Any, ...], ...]) -> Book:
    names = [field.attname for field in LawCorrection._meta.concrete_fields]
    records = [LawCorrection(**dict(zip(names, row, strict=True))) for row in rows]
    overlays = books.regional(region)
    shipped = books.load(overlays)
    return books.load(overlays, [record.as_correction(shipped) for record in records])


def calendar() -> WorkingCalendar:
    """The working calendar as announced."""
    return calendars.load()


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


def as_written(value: Value) -> tuple[str, str]:
    """A single value as a person writes it, with its unit; empty for tables and lists, which
    are corrected in the book's files."""
    if isinstance(value, Span):
        return str(value.n), str(value.unit)
    if isinstance(value, Flag):
        return ("true" if value.yes else "false"), "flag"
    singles: dict[type, tuple[str, str]] = {
        Money: ("amount", "CNY"),
        Share: ("of_one", "share"),
        Multiple: ("times", "times"),
        Count: ("n", "count"),
    }
    field, unit = singles.get(type(value), ("", ""))
    return (str(getattr(value, field)), unit) if field else ("", "")


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
