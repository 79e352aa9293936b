"""A right's standing on a day, as known on a day, with everything it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipharbor.register._fold import Life, Step, certified, finding, fold, granted, holds_from
from ipharbor.register._telling import chance_steps, compensated, with_stays
from ipharbor.register.codes import Kind
from ipharbor.register.encumbrances import Encumbrance, Family, burdens, runs_out
from ipharbor.register.events import Event, single, visible
from ipharbor.register.moves import IN_FORCE, OVER, PENDING, RESTORABLE, State
from ipharbor.register.restoring import Chance, Ground, chances
from ipharbor.register.terms import LENGTHENING, Term, term
from ipharbor.register.title import title
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.messages import message

TWIN = "docket.twin_granted"


@dataclass(frozen=True)
class Twin:
    """The other right of a pair filed on one day for one subject.

    ``declared`` says whether the applicant told the office of it on filing (PL 9, IR 47); None
    where nobody knows and only day, applicant and title speak for it. ``granted_on`` is the
    day its grant was announced, ``known_on`` when we knew; None while it is not granted.
    """

    key: str
    declared: bool | None
    granted_on: date | None = None
    known_on: date | None = None


@dataclass(frozen=True)
class Right:
    """A right as filed. ``key`` is its application number.

    ``kind`` is ``invention``, ``utility_model`` or ``design``, empty where not known;
    ``filed_on`` None where not known. ``holders`` are the applicants on filing. ``twin``
    stands on the utility model of a same-day pair and is the invention, ``model`` on the
    invention and is the utility model.
    """

    key: str
    kind: str
    filed_on: date | None
    holders: tuple[str, ...] = ()
    twin: Twin | None = None
    model: Twin | None = None


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
    ``impossible`` counts the events that could not be in the state they met. ``loss`` is
    the event that took what can be restored, ``chances`` the ways to restore it; ``spans``
    are all records that began by then, those that are over with their last day.
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
    loss: Event | None = None
    chances: tuple[Chance, ...] = ()
    spans: tuple[Encumbrance, ...] = ()

    @property
    def alive(self) -> bool:
        """Whether the right or the application stood on the day, as far as is known."""
        return self.state in PENDING or self.state in IN_FORCE

    @property
    def term_ends(self) -> date | None:
        """The last day of the term."""
        return self.term.ends

    @property
    def restorable_until(self) -> date | None:
        """The last day, not rolled, to ask for restoration for good cause; None if unknown."""
        return self._chance(Ground.GOOD_CAUSE, "until")

    @property
    def restorable_at_latest(self) -> date | None:
        """The day, not rolled, after which nothing restores what is lost; None if unknown."""
        return self._chance(Ground.FORCE_MAJEURE, "at_latest")

    def _chance(self, ground: Ground, day: str) -> date | None:
        found = (getattr(way, day) for way in self.chances if way.ground is ground)
        return next(found, None)

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
    seen = visible(told, knowing)
    known, repeated = single(seen)
    dated = [e for e in known if right.filed_on is None or e.on >= right.filed_on]
    length = term(right.kind, right.filed_on, dated, book)
    granted_on = granted(dated)
    placed = [(event, holds_from(event, granted_on, length)) for event in known]
    past = [(event, since) for event, since in placed if since <= on]
    later = [event for event, since in placed if since > on]
    life = fold(right.kind, right.filed_on, past, known)
    kept = set(map(id, life.applied))
    hung = burdens([(event, since) for event, since in past if id(event) in kept])
    owned = title(right.holders, [e for e in seen if holds_from(e, granted_on, length) <= on])
    state, since = _state(right, life, length, on)
    certainty, reasons = _certainty(
        right, life, length, state, later, on=on, until=min(data_until, knowing)
    )
    held = () if state is State.UNFILED else hung.on(on, alive=state in (*PENDING, *IN_FORCE))
    ways = _ways(life, state, on, book)
    records = () if state is State.UNFILED else hung.spans()
    shown_term, owed = compensated(
        length, right.kind, right.filed_on, dated, records, double=_double(right), on=on, book=book
    )
    return Standing(
        right.key, on, knowing, state, since,
        life.cause if state is life.state else Kind.EXPIRY if state is State.EXPIRED else None,
        certainty, reasons, shown_term, life.limited, held, hung.certain, owned.holders,
        life.impossible,
        (*life.findings, *hung.findings, *owned.findings, *_own_findings(dated, length), *owed,
         *_pair_findings(right, granted_on, on, knowing), *_record_findings(held, book, on)),
        (*with_stays(_steps(life, repeated, on), records, book), *chance_steps(life, ways)),
        life.loss if state in RESTORABLE else None, ways, records,
    )  # fmt: skip


def _ways(life: Life, state: State, on: date, book: Book) -> tuple[Chance, ...]:
    if state not in RESTORABLE or life.loss is None or life.since is None:
        return ()
    return chances(life.loss, life.since, on=on, book=book)


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


def _own_findings(dated: Sequence[Event], length: Term) -> Iterable[Finding]:
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


def _double(right: Right) -> bool | None:
    """Whether the invention was granted out of a declared pair; None where nobody knows."""
    return True if right.model is not None and right.model.declared else None


def _pair_findings(
    right: Right, granted_on: date | None, on: date, knowing: date
) -> Iterable[Finding]:
    """What stands against a same-day pair: undeclared, only likely, both granted (PL 9)."""
    twin = right.twin
    if twin is not None and twin.granted_on is not None and twin.declared is False:
        yield Finding("register.twin_undeclared", Severity.NOTE, params={"twin": twin.key})
    for other in (right.twin, right.model):
        if other is not None and other.declared is None:
            both = _stands(other, on, knowing) and granted_on is not None and granted_on <= on
            code = "register.twin_candidate_granted" if both else "register.twin_candidate"
            severity = Severity.WARN if both else Severity.NOTE
            yield Finding(code, severity, params={"twin": other.key})
    model = right.model
    if model is None or model.declared is not False or not _stands(model, on, knowing):
        return
    if granted_on is not None and granted_on <= on:
        yield Finding("register.twin_conflict", Severity.WARN, params={"twin": model.key})


def _stands(other: Twin, on: date, knowing: date) -> bool:
    """Whether the grant of ``other`` was announced by ``on`` and known by ``knowing``."""
    told = other.granted_on
    return told is not None and told <= on and (other.known_on or told) <= knowing


def _steps(life: Life, repeated: Sequence[Event], on: date) -> Iterable[Step]:
    yield from life.steps
    for event in repeated:
        if event.on <= on:
            yield Step("register.step.repeated", event, life.state, life.state, event.on)


def _shown(**days: date | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, day.isoformat() if day else "—") for name, day in days.items())
