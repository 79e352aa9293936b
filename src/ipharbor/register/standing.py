"""A right's standing on a day, as known on a day, with everything it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipharbor.register._fold import Life, Step, certified, finding, fold, granted, holds_from
from ipharbor.register.codes import Kind
from ipharbor.register.encumbrances import Encumbrance, Family, burdens, runs_out
from ipharbor.register.events import Event, single, visible
from ipharbor.register.moves import IN_FORCE, OVER, PENDING, RESTORABLE, State
from ipharbor.register.terms import LENGTHENING, Term, term
from ipharbor.register.title import title
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.messages import message

TWIN = "docket.twin_granted"


@dataclass(frozen=True)
class Twin:
    """The invention filed on the same day for the same subject as a utility model.

    ``declared`` says that the applicant told the office of it on filing (PL 9, IR 47).
    ``granted_on`` is the day its grant was announced, ``known_on`` when we knew; None
    while it is not granted.
    """

    key: str
    declared: bool
    granted_on: date | None = None
    known_on: date | None = None


@dataclass(frozen=True)
class Right:
    """A right as filed. ``key`` is its application number.

    ``kind`` is ``invention``, ``utility_model`` or ``design``, empty where not known;
    ``filed_on`` None where not known. ``holders`` are the applicants on filing. ``twin``
    stands on the utility model of a same-day pair.
    """

    key: str
    kind: str
    filed_on: date | None
    holders: tuple[str, ...] = ()
    twin: Twin | None = None


class Certainty(StrEnum):
    """How sure a standing is: told by events, presumed in their absence, or contradicted."""

    CERTAIN = "certain"
    PRESUMED = "presumed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reason:
    """Why a standing is as sure as it is: a message's ``code`` and what fills it."""

    code: str
    params: tuple[tuple[str, str], ...] = ()

    def told(self, lang: str) -> str:
        """The reason as a sentence in ``lang``."""
        return message(self.code, lang, dict(self.params)).what


@dataclass(frozen=True)
class Standing:
    """Where a right stands on ``on``, as known on ``known_on``.

    ``since`` is the first day of the state, None before filing or where the filing day is
    not known. ``cause`` is the kind of event that ended the right or the application.
    ``limited`` says that claims have been cut, also of a right that is over.
    ``encumbrances_certain`` is False when a code leaves open whether one began or ended.
    ``impossible`` counts the events that could not be in the state they met.
    """

    key: str
    on: date
    known_on: date
    state: State
    since: date | None
    cause: Kind | None
    certainty: Certainty
    reasons: tuple[Reason, ...]
    term: Term
    limited: bool
    encumbrances: tuple[Encumbrance, ...]
    encumbrances_certain: bool
    holders: tuple[str, ...]
    impossible: int
    findings: tuple[Finding, ...]
    explained: tuple[Step, ...]

    @property
    def alive(self) -> bool:
        """Whether the right or the application stood on the day, as far as is known."""
        return self.state in PENDING or self.state in IN_FORCE

    @property
    def term_ends(self) -> date | None:
        """The last day of the term."""
        return self.term.ends

    def bears(self, family: Family) -> bool:
        """Whether an encumbrance of ``family`` bears on the right on the day."""
        return any(one.family is family and one.bears for one in self.encumbrances)


def standing(
    right: Right,
    events: Iterable[Event],
    *,
    on: date,
    book: Book,
    data_until: date,
    known_on: date | None = None,
) -> Standing:
    """The standing of ``right`` on ``on``, from what was known on ``known_on``.

    ``data_until`` is the last day which the event data cover; ``known_on`` None means that
    day. Events known later do not exist for the answer, so that learning more never changes
    the past as it was known. A right without an event that ends it is presumed in force, never
    certain, unless a later event proves it.
    """
    knowing = data_until if known_on is None else known_on
    told = [*events, *_twin_event(right)]
    known, repeated = single(visible(told, knowing))
    dated = [e for e in known if right.filed_on is None or e.on >= right.filed_on]
    length = term(right.kind, right.filed_on, dated, book)
    granted_on = granted(dated)
    placed = [(event, holds_from(event, granted_on, length)) for event in known]
    past = [(event, since) for event, since in placed if since <= on]
    later = [event for event, since in placed if since > on]
    life = fold(right.kind, right.filed_on, past, known)
    kept = set(map(id, life.applied))
    hung = burdens([(event, since) for event, since in past if id(event) in kept])
    owned = title(
        right.holders,
        [e for e in visible(told, knowing) if holds_from(e, granted_on, length) <= on],
    )
    state, since = _state(right, life, length, on)
    certainty, reasons = _certainty(
        right, life, length, state, later, on=on, until=min(data_until, knowing)
    )
    alive = state in PENDING or state in IN_FORCE
    held = () if state is State.UNFILED else hung.on(on, alive=alive)
    return Standing(
        right.key, on, knowing, state, since,
        life.cause if state is life.state else Kind.EXPIRY if state is State.EXPIRED else None,
        certainty, reasons, length, life.limited, held, hung.certain, owned.holders,
        life.impossible,
        (*life.findings, *hung.findings, *owned.findings,
         *_own_findings(right, dated, length), *_record_findings(held, book, on)),
        tuple(_steps(life, repeated, on)),
    )  # fmt: skip


def _twin_event(right: Right) -> Sequence[Event]:
    twin = right.twin
    if twin is None or not twin.declared or twin.granted_on is None:
        return ()
    known_on = twin.known_on or twin.granted_on
    return (Event(TWIN, twin.granted_on, known_on, {"text": twin.key}, "reckoned"),)


def _state(right: Right, life: Life, length: Term, on: date) -> tuple[State, date | None]:
    if right.filed_on is not None and on < right.filed_on:
        return State.UNFILED, None
    over = length.over_from
    if life.state in IN_FORCE and over is not None and on >= over and not length.open:
        return State.EXPIRED, over
    return life.state, life.since


def _certainty(
    right: Right, life: Life, length: Term, state: State, later: Sequence[Event],
    *, on: date, until: date,
) -> tuple[Certainty, tuple[Reason, ...]]:  # fmt: skip
    if state is State.UNFILED:
        return Certainty.CERTAIN, ()
    doubts = _doubts(life, length, on)
    if doubts:
        return Certainty.UNKNOWN, doubts
    weak: list[Reason] = []
    if life.state in OVER:
        if life.state in RESTORABLE and on > until:
            weak.append(Reason("register.reason.may_be_restored", _shown(until=until)))
    elif state is State.EXPIRED:
        weak.append(Reason("register.reason.expired_by_reckoning", _shown(ends=length.ends)))
    elif not certified(right.kind, life.state, later):
        weak.append(Reason("register.reason.no_end_known", _shown(until=until)))
        if on > until:
            weak.append(Reason("register.reason.beyond_data", _shown(on=on, until=until)))
        if length.ends is None:
            weak.append(Reason("register.reason.term_unknown"))
    if life.strange:
        weak.append(Reason("register.reason.unknown_code"))
    return (Certainty.PRESUMED if weak else Certainty.CERTAIN), tuple(weak)


def _doubts(life: Life, length: Term, on: date) -> tuple[Reason, ...]:
    found = []
    if life.unsettled:
        found.append(Reason("register.reason.ambiguous_code"))
    if life.doubtful and life.impossible:
        found.append(Reason("register.reason.contradiction"))
    past_term = length.over_from is not None and on >= length.over_from
    if past_term and life.state in PENDING:
        found.append(Reason("register.reason.silent", _shown(ends=length.ends)))
    if past_term and life.state in IN_FORCE and length.open:
        found.append(Reason("register.reason.extension_untold", _shown(ends=length.ends)))
    return tuple(found)


def _record_findings(held: Sequence[Encumbrance], book: Book, on: date) -> Iterable[Finding]:
    for one in held:
        told = {"family": str(one.family), "number": one.number or "—"}
        if not one.bears:
            yield Finding("register.hangs_on_nothing", Severity.WARN, params=told)
        ends = runs_out(one, book)
        if ends is not None and ends < on:
            told |= {"since": one.since.isoformat(), "ends": ends.isoformat()}
            yield Finding("register.order_run_out", Severity.WARN, params=told)


def _own_findings(right: Right, dated: Sequence[Event], length: Term) -> Iterable[Finding]:
    over = length.over_from
    for event in dated:
        if event.kind is Kind.EXPIRY and over is not None and event.on < over:
            yield finding("register.early_expiry", event, ends=str(length.ends))
        ended = event.day("ended_on")
        if event.kind is Kind.LAPSE_FEE and event.told("ended_on") and ended is None:
            yield finding("register.day_unreadable", event, told=event.told("ended_on"))
        if ended is not None and ended > event.on:
            yield finding("register.end_after_notice", event, ended=ended.isoformat())
        lengthens = event.kind in LENGTHENING
        if lengthens and event.days() is None and event.day("term_ends_on") is None:
            yield finding("register.extension_untold", event)
    twin = right.twin
    if twin is not None and twin.granted_on is not None and not twin.declared:
        yield Finding("register.twin_undeclared", Severity.NOTE, params={"twin": twin.key})


def _steps(life: Life, repeated: Sequence[Event], on: date) -> Iterable[Step]:
    yield from life.steps
    for event in repeated:
        if event.on <= on:
            yield Step("register.step.repeated", event, life.state, life.state, event.on)


def _shown(**days: date | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, day.isoformat() if day else "—") for name, day in days.items())
