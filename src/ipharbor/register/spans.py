"""What the records on a right do over time: stop its ending, or cut its annuities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ipharbor.register.encumbrances import (
    FREEZES,
    ONE_DAY,
    ORDERS,
    Encumbrance,
    Family,
    runs_out,
)
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision

STOPS = "suspension.stops_termination"
ONLY_WHEN_WORKED = "reduction.open_licence.only_when_worked"
_OPEN = ("开放", "open")


@dataclass(frozen=True)
class Stay:
    """Days on which a preservation or suspension stops the ending of a right, both included.

    ``last`` is None where neither the register nor the law tells an end. ``told`` says that
    the register tells it; otherwise it is the longest that one order may last, ``provision``
    naming the rule. Source: Implementing Rules of the Patent Law, articles 103 to 105.
    """

    family: Family
    number: str
    first: date
    last: date | None
    told: bool
    provision: str = ""

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in it."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Worked:
    """Days within which an annuity falls due that an open licence cuts, both included.

    From the recordal of the licence to its end, or to the withdrawal of the statement, as
    later patent years are no longer cut. ``number`` is that of the recordal, empty where a
    book lets the statement alone count.
    """

    number: str
    first: date
    last: date | None


def stays(records: Sequence[Encumbrance], book: Book) -> tuple[Stay, ...]:
    """The spans among ``records`` (``Standing.spans``) that stop the ending of the right.

    A record without a told end counts as long as one order may last, unless it was renewed.
    """
    found = []
    for one in records:
        if one.family not in FREEZES or stops(book, one.since) is None:
            continue
        last = one.until if one.until is not None else runs_out(one, book)
        told = one.until is not None
        rule = "" if told or last is None else ORDERS[one.family]
        found.append(Stay(one.family, one.number, one.since, last, told, rule))
    return tuple(found)


def stops(book: Book, day: date) -> Provision | None:
    """The provision by which a stay that begins on ``day`` stops the ending; None for none."""
    law = book.on(day)
    if STOPS not in law or not law[STOPS].flag:
        return None
    return law[STOPS]


def worked(records: Sequence[Encumbrance], *, on: date, book: Book) -> tuple[Worked, ...]:
    """The spans among ``records`` in which annuities are cut, under the law of ``on``.

    A recorded licence counts when the source calls its kind an open one: a licence agreed
    after talks is none, though a statement stands. Source: Patent Law, article 51; Guidelines,
    part V, chapter 11, section 8.
    """
    law = book.on(on)
    declared = [one for one in records if one.family is Family.OPEN_LICENCE]
    if ONLY_WHEN_WORKED in law and not law[ONLY_WHEN_WORKED].flag:
        return tuple(Worked("", one.since, one.until) for one in declared)
    found = []
    for one in records:
        if one.family is not Family.LICENCE or not is_open(one.nature):
            continue
        ends = [one.until] if one.until is not None else []
        ends += [
            under.until + ONE_DAY  # the day of the withdrawal, still of the patent year it ends
            for under in declared
            if under.until is not None and under.since <= one.since <= under.until
        ]
        found.append(Worked(one.number, one.since, min(ends, default=None)))
    return tuple(found)


def is_open(nature: str) -> bool:
    """Whether a licence's kind, as a source words it, is that of an open licence."""
    return any(word in nature.lower() for word in _OPEN)


def free_from(spans: Sequence[Stay], day: date) -> date | None:
    """The first day from ``day`` on that no stay covers; None where the last one is open."""
    for one in sorted(spans, key=lambda stay: stay.first):
        if one.holds(day):
            if one.last is None:
                return None
            day = one.last + ONE_DAY
    return day
