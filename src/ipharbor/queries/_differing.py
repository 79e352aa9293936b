"""Which rights have to be reckoned anew, of those of which more is told than before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ipharbor.fees.subject import Reduction
from ipharbor.queries._by_columns import Held
from ipharbor.queries.law import calendar
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar

_MOST = 500  # rights; beyond, all are reckoned as soon


@dataclass(frozen=True)
class Basis:
    """What all rights of a firm rest on beside what is held of each: the law and the calendar,
    the firm's own reduction, and whether the day asked is later than all that is known."""

    law: Book
    calendar: WorkingCalendar
    reduction: Reduction
    late: bool


def basis(law: Book, reduction: Reduction, *, on: date, known_until: date) -> Basis:
    """What rights rest on today, as seen on ``on``."""
    return Basis(law, calendar(), reduction, on > known_until)


def differing(before: Held, now: Held) -> frozenset[str] | None:
    """The keys of the rights of which something differs: their rows, events or payments that have
    come in, the reduction of their holders, the other right of a pair.

    None where that cannot be told, as ``now`` did not grow from ``before``, or of very many.
    """
    if before.root is not now.root:
        return None
    keys = set(now.events["key"].slice(before.stored, now.stored - before.stored).to_pylist())
    keys |= set(now.payments["key"].slice(before.payments.num_rows).to_pylist())
    if now.records is not before.records:
        rows = zip(before.records, now.records, strict=True)
        keys |= {new.key for old, new in rows if old != new}
    if now.shared != before.shared:
        keys |= _changed(before.shared, now.shared)
    if now.pairs is not before.pairs:
        keys |= _changed(before.pairs, now.pairs)
    return frozenset(keys) if len(keys) <= _MOST else None


def _changed(before: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    return {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
