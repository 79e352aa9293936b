"""What is known of one right on a day, as the grounds of refusal ask it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ipharbor.fees.due import Due, DueKind, Status
from ipharbor.register.codes import Kind
from ipharbor.register.encumbrances import FREEZES, Encumbrance, Family, runs_out
from ipharbor.register.standing import Right, Standing, Twin
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.names import name

OWNERSHIP = frozenset({Kind.TRANSFER, Kind.APPLICATION_TRANSFER, Kind.NAME_CHANGE})
_OPEN = (Status.NOT_YET, Status.OPEN, Status.DUE_SOON)
GAP = "register.chain_gap"


class Paying(NamedTuple):
    """Where the annuities of a right stand.

    ``status`` is ``in_order``, ``in_grace``, ``stayed``, ``lapsed`` (no longer payable, of whose
    payment no source tells) or empty where no annuity can be reckoned. ``year`` is the patent
    year concerned, in order the next one, 0 for none; ``day`` its last day in time, for a lapsed
    year the last day with surcharge; ``amount`` in fen what has to be paid. ``kept`` says that
    payments of the right are on record, so that a gap among them tells something.
    """

    status: str = ""
    year: int = 0
    day: date | None = None
    amount: int = 0
    kept: bool = False


class Facts(NamedTuple):
    """One right on a day; names are written as ``vocabulary.names`` writes them.

    ``granted_on`` is the day on which the grant was announced. ``told`` says that anything at
    all is known beside the filing. ``owners`` are the holders on the day, empty where a transfer
    does not tell to whom; ``stated`` those that the record names; ``gap`` that the chain of title
    has a link that does not fit, ``owners_since`` the day of its last link. ``freezes`` are the
    preservations and suspensions that bear on the right, ``run_out`` says that all of them have
    outlasted what one order may. ``unclear`` are the families of which a code leaves open
    whether one began or ended. ``open`` says that the term may end later than ``term_ends``.
    """

    key: str
    kind: str
    filed_on: date | None
    granted_on: date | None
    state: str
    since: date | None
    certainty: str
    limited: bool
    told: bool
    owners: tuple[str, ...]
    stated: tuple[str, ...]
    owners_since: date | None
    gap: bool
    term_ends: date | None
    open: bool
    freezes: tuple[Encumbrance, ...]
    run_out: bool
    pledges: tuple[Encumbrance, ...]
    licences: tuple[Encumbrance, ...]
    open_licences: tuple[Encumbrance, ...]
    unclear: frozenset[Family]
    twin: Twin | None
    paying: Paying


AMBIGUOUS = {
    Kind.AMBIGUOUS_PLEDGE: Family.PLEDGE,
    Kind.AMBIGUOUS_PRESERVATION: Family.PRESERVATION,
    Kind.AMBIGUOUS_LICENCE: Family.LICENCE,
}


def facts(
    right: Right,
    stood: Standing,
    paying: Paying,
    *,
    granted_on: date | None,
    book: Book,
) -> Facts:
    """What ``right`` with its standing and its annuities comes to on the day of ``stood``."""
    events = [step.event for step in stood.explained]
    links = [event.on for event in events if event.kind in OWNERSHIP]
    bearing = [one for one in stood.encumbrances if one.bears]
    freezes = tuple(one for one in bearing if one.family in FREEZES)
    return Facts(
        key=right.key,
        kind=right.kind,
        filed_on=right.filed_on,
        granted_on=granted_on,
        state=str(stood.state),
        since=stood.since,
        certainty=str(stood.certainty),
        limited=stood.limited,
        told=bool(events),
        owners=plain(stood.holders),
        stated=plain(right.holders),
        owners_since=max(links, default=None),
        gap=any(one.code == GAP for one in stood.findings),
        term_ends=stood.term_ends,
        open=stood.term.open,
        freezes=freezes,
        run_out=bool(freezes) and all(_run_out(one, book, stood.on) for one in freezes),
        pledges=_of(bearing, Family.PLEDGE),
        licences=_of(bearing, Family.LICENCE),
        open_licences=_of(bearing, Family.OPEN_LICENCE),
        unclear=frozenset(AMBIGUOUS[event.kind] for event in events if event.kind in AMBIGUOUS),
        twin=right.twin if right.kind == "utility_model" else None,
        paying=paying,
    )


def paying(dues: Iterable[Due] | None, *, kept: bool) -> Paying:
    """Where annuities stand, from the dues of the right; None where none can be reckoned."""
    if dues is None:
        return Paying(kept=kept)
    rows = [
        (str(one.status), one.year, one.pay_by, one.grace_pay_by, int(one.payable.amount * 100))
        for one in dues
        if one.kind is not DueKind.REGISTRATION
    ]
    return summed(rows, kept=kept)


def summed(rows: Sequence[tuple[str, int, date, date, int]], *, kept: bool) -> Paying:
    """As ``paying``, from (status, year, pay_by, grace_pay_by, payable in fen) by year."""
    for wanted in (Status.LAPSED, Status.STAYED, Status.IN_GRACE):
        for status, year, pay_by, grace, amount in rows:
            if status == wanted:
                late = wanted is not Status.IN_GRACE
                return Paying(str(wanted), year, grace if late else pay_by, amount, kept)
    for status, year, pay_by, _grace, amount in rows:
        if status in _OPEN:
            return Paying("in_order", year, pay_by, amount, kept)
    return Paying("in_order", kept=kept)


def plain(names: Iterable[str]) -> tuple[str, ...]:
    """The names in one written form, each once."""
    return tuple(dict.fromkeys(name(one) for one in names))


def _of(held: Iterable[Encumbrance], family: Family) -> tuple[Encumbrance, ...]:
    return tuple(one for one in held if one.family is family)


def _run_out(one: Encumbrance, book: Book, on: date) -> bool:
    ends = runs_out(one, book)
    return ends is not None and ends < on
