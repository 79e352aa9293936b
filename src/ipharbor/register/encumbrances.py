"""What hangs on a right: licences, pledges, preservations, suspensions, open licences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from ipharbor.register._fold import finding
from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.statutes.book import Book
from ipharbor.statutes.counting import after
from ipharbor.vocabulary.findings import Finding


class Family(StrEnum):
    """The sorts of encumbrance, each with its own register."""

    LICENCE = "licence"
    PLEDGE = "pledge"
    PRESERVATION = "preservation"
    SUSPENSION = "suspension"
    OPEN_LICENCE = "open_licence"


BEGINS: Mapping[Kind, Family] = {
    Kind.LICENCE_RECORDED: Family.LICENCE,
    Kind.PLEDGE_REGISTERED: Family.PLEDGE,
    Kind.PRESERVATION: Family.PRESERVATION,
    Kind.SUSPENSION: Family.SUSPENSION,
    Kind.OPEN_LICENCE_DECLARED: Family.OPEN_LICENCE,
}
CHANGES: Mapping[Kind, Family] = {
    Kind.LICENCE_CHANGED: Family.LICENCE,
    Kind.PLEDGE_CHANGED: Family.PLEDGE,
}
ENDS: Mapping[Kind, Family] = {
    Kind.LICENCE_CANCELLED: Family.LICENCE,
    Kind.PLEDGE_CANCELLED: Family.PLEDGE,
    Kind.PRESERVATION_LIFTED: Family.PRESERVATION,
    Kind.SUSPENSION_LIFTED: Family.SUSPENSION,
    Kind.OPEN_LICENCE_WITHDRAWN: Family.OPEN_LICENCE,
}
ONE_DAY = timedelta(days=1)
AMBIGUOUS = (Kind.AMBIGUOUS_LICENCE, Kind.AMBIGUOUS_PLEDGE, Kind.AMBIGUOUS_PRESERVATION)
FREEZES = (Family.PRESERVATION, Family.SUSPENSION)
ORDERS: Mapping[Family, str] = {
    Family.PRESERVATION: "suspension.preservation.order",
    Family.SUSPENSION: "suspension.ownership",
}
_FROZEN = frozenset(
    {
        Kind.TRANSFER,
        Kind.APPLICATION_TRANSFER,
        Kind.PLEDGE_REGISTERED,
        Kind.SURRENDER,
        Kind.LICENCE_RECORDED,
        Kind.OPEN_LICENCE_DECLARED,
        Kind.LAPSE_FEE,
    }
)
_CONSENT = (Kind.TRANSFER, Kind.LICENCE_RECORDED, Kind.OPEN_LICENCE_DECLARED)


@dataclass(frozen=True)
class Encumbrance:
    """One encumbrance on record. ``number`` is empty where the source tells none.

    ``parties`` are (giver, taker): pledgor and pledgee, licensor and licensee, names as
    written. ``until`` is the last day told, None for open. ``bears`` is False when the
    record stands but the right it hangs on is over. ``nature`` is the kind of a licence as
    written; ``renewed`` the day on which an order was last renewed.
    """

    family: Family
    number: str
    since: date
    parties: tuple[str, str] = ("", "")
    until: date | None = None
    bears: bool = True
    nature: str = ""
    renewed: date | None = None


@dataclass
class Burdens:
    """The open records, those that ended, and what was strange on the way.

    ``past`` are the records that were cancelled or replaced, each with its last day.
    """

    open: dict[tuple[Family, str], Encumbrance] = field(default_factory=dict)
    past: list[Encumbrance] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    certain: bool = True

    def on(self, day: date, *, alive: bool) -> tuple[Encumbrance, ...]:
        """The records in force on ``day``, by family and number; ``alive`` of the right."""
        held = [
            replace(one, bears=alive)
            for one in self.open.values()
            if one.until is None or one.until >= day
        ]
        return tuple(sorted(held, key=lambda one: (one.family, one.number)))

    def spans(self) -> tuple[Encumbrance, ...]:
        """Every record that ever stood, over or not, by its first day."""
        return tuple(
            sorted(
                (*self.past, *self.open.values()),
                key=lambda one: (one.since, one.family, one.number, one.until or date.max),
            )
        )


def runs_out(one: Encumbrance, book: Book) -> date | None:
    """The day on which an order or a suspension without a told end lapses unless renewed.

    None for other families, for a told end, and where the law of its first day is not in the
    book. The record itself stands: only the register tells whether the order was renewed.
    """
    name = ORDERS.get(one.family)
    begun = one.renewed or one.since
    if name is None or one.until is not None or name not in book.on(begun):
        return None
    return after(begun, book.on(begun)[name].span)[0]


def burdens(events: Sequence[tuple[Event, date]]) -> Burdens:
    """The records after ``events`` (each with the day from which it holds, in order).

    A cancellation or change ends or alters the record of its number, else a record without
    number, else, when it has no number itself, the only open one of its family; otherwise it
    is a finding.
    """
    told = Burdens()
    for event, since in events:
        _conflicts(told, event, since)
        if event.kind in BEGINS:
            _begin(told, event, since)
        elif event.kind in CHANGES:
            _change(told, event)
        elif event.kind in ENDS:
            _end(told, event, since)
        elif event.kind in AMBIGUOUS:
            told.certain = False
            told.findings.append(finding("register.code.ambiguous", event))
    return told


def _begin(told: Burdens, event: Event, since: date) -> None:
    family = BEGINS[event.kind]
    number = event.told("number")
    if (family, number) in told.open:
        known = told.open[family, number]
        if known.until is None or known.until >= since:
            told.open[family, number] = replace(known, until=event.day("until"), renewed=since)
            return
        told.past.append(known)
    roles = ("pledgor", "pledgee") if family is Family.PLEDGE else ("licensor", "licensee")
    parties = (event.told(roles[0]), event.told(roles[1]))
    told.open[family, number] = Encumbrance(
        family, number, since, parties, event.day("until"), nature=event.told("licence_kind")
    )


def _end(told: Burdens, event: Event, since: date) -> None:
    key = _found(told, ENDS[event.kind], event)
    if key is None:
        told.findings.append(finding("register.nothing_to_cancel", event))
        return
    ended = told.open.pop(key)
    last = max(since - ONE_DAY, ended.since)
    told.past.append(replace(ended, until=min(last, ended.until or last)))


def _change(told: Burdens, event: Event) -> None:
    key = _found(told, CHANGES[event.kind], event)
    if key is None:
        told.findings.append(finding("register.nothing_to_cancel", event))
        return
    known = told.open[key]
    item, name = event.told("item").lower(), event.told("after")
    giver, taker = known.parties
    if name and any(word in item for word in ("质权人", "受让人", "pledgee", "licensee")):
        taker = name
    elif name and any(word in item for word in ("出质人", "让与人", "pledgor", "licensor")):
        giver = name
    until = event.day("until") or known.until
    told.open[key] = replace(known, parties=(giver, taker), until=until)


def _found(told: Burdens, family: Family, event: Event) -> tuple[Family, str] | None:
    number = event.told("number")
    for key in ((family, number), (family, "")):
        if key in told.open:
            return key
    known = [key for key in told.open if key[0] is family]
    return known[0] if not number and len(known) == 1 else None


def _conflicts(told: Burdens, event: Event, since: date) -> None:
    """Acts that the office records although an encumbrance forbids them."""
    held = [one for one in told.open.values() if one.until is None or one.until >= since]
    if event.kind in _FROZEN:
        for one in held:
            if one.family in FREEZES:
                told.findings.append(finding(f"register.blocked.{one.family}", event))
    pledged = [one for one in held if one.family is Family.PLEDGE]
    if not pledged:
        return
    if event.kind in _CONSENT and not event.told("consent"):
        told.findings.append(
            finding("register.needs_consent", event, number=pledged[0].number or "—")
        )
    if event.kind is Kind.PLEDGE_REGISTERED and event.told("number") != pledged[0].number:
        told.findings.append(
            finding("register.second_pledge", event, number=pledged[0].number or "—")
        )
