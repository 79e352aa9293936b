"""The fold of one right's events over the table of moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from ipharbor.register.codes import ENDINGS, Kind
from ipharbor.register.events import Event
from ipharbor.register.moves import (
    FROM_GRANT,
    INVENTIONS_ONLY,
    LIMITING,
    OVER,
    PENDING,
    RESTORABLE,
    Move,
    State,
    move,
    moves,
)
from ipharbor.register.names import name
from ipharbor.register.terms import Term, cited
from ipharbor.statutes.provision import Source
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.messages import message

REGISTERED = frozenset(
    kind for kind in Kind
    if kind in (Kind.TRANSFER, Kind.APPLICATION_TRANSFER, Kind.NAME_CHANGE)
    or kind.startswith(("licence_", "pledge_", "preservation", "suspension", "open_licence_"))
)  # fmt: skip
"""Kinds that hold from the day of registration, which precedes the gazette."""
DECISIVE = frozenset({*ENDINGS, Kind.GRANT, Kind.RESTORED, Kind.AMBIGUOUS_INVALIDATION})
"""Kinds whose impossible move leaves the standing in doubt: they grant, end or revive."""
STIRRING = frozenset(kind for (state, kind), m in moves().items() if m.to is not state or m.open)
"""Kinds that move some state, so that one of them later tells what the state was before."""
UNDATED = frozenset({Kind.TERMINATED, Kind.TWIN_GRANTED})
"""Kinds that do not tell the day up to which the right lasted."""
_PL, _IR = partial(Source, "PL", ""), partial(Source, "IR", "")
ARTICLES = {
    Kind.PUBLICATION: (_PL("34"),),
    Kind.EXAMINATION_EFFECTIVE: (_PL("35"),),
    Kind.DEEMED_WITHDRAWN: (_PL("35"), _PL("37")),
    Kind.WITHDRAWN: (_PL("32"),),
    Kind.REFUSED: (_PL("38"),),
    Kind.GRANT_NOTICE: (_IR("60"),),
    Kind.GRANT: (_PL("39"), _PL("40")),
    Kind.DEEMED_ABANDONED: (_IR("60"),),
    Kind.LAPSE_FEE: (_PL("44"),),
    Kind.SURRENDER: (_PL("44"),),
    Kind.EXPIRY: (_PL("42"),),
    Kind.ABANDONED_DOUBLE: (_PL("9"), _IR("47")),
    Kind.TWIN_GRANTED: (_PL("9"), _IR("47")),
    Kind.INVALIDATED: (_PL("46"), _PL("47")),
    Kind.PARTLY_INVALIDATED: (_PL("46"), _PL("47")),
    Kind.RESTORED: (_IR("6"),),
    Kind.TRANSFER: (_PL("10"),),
    Kind.APPLICATION_TRANSFER: (_PL("10"),),
}
"""Where the law says what an event does, as numbered in the texts now in force."""


@dataclass(frozen=True)
class Step:
    """One event and what it did: ``code`` of the message, states before and after, articles."""

    code: str
    event: Event
    before: State
    after: State
    since: date
    sources: tuple[Source, ...] = ()
    params: tuple[tuple[str, str], ...] = ()

    def told(self, lang: str) -> str:
        """The step as a sentence in ``lang``."""
        known: dict[str, object] = {
            "event": self.event.code,
            "kind": name(self.event.kind, lang),
            "on": self.event.on.isoformat(),
            "before": name(self.before, lang),
            "after": name(self.after, lang),
            "since": self.since.isoformat(),
            "article": cited(self.sources, lang),
        }
        return message(self.code, lang, known | dict(self.params)).what


@dataclass
class Life:
    """What the fold has come to.

    ``past`` is the state to which a restoration goes back, ``loss`` the event that took it.
    """

    state: State
    since: date | None
    cause: Kind | None = None
    past: State | None = None
    loss: Event | None = None
    limited: bool = False
    doubtful: bool = False
    unsettled: bool = False
    strange: bool = False
    impossible: int = 0
    seen: set[Kind] = field(default_factory=set)
    applied: list[Event] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def holds_from(event: Event, granted_on: date | None, term: Term) -> date:
    """The day from which ``event`` is true, which may lie before the day it is dated.

    A lapse reaches back to the told day of its end, an expiry to the first day after the
    term, an invalidation to the grant, a registered act to its registration.
    """
    back: date | None = None
    if event.kind is Kind.LAPSE_FEE:
        back = event.day("ended_on")
    elif event.kind is Kind.EXPIRY:
        back = None if term.open else term.over_from
    elif event.kind in FROM_GRANT:
        back = granted_on
    elif event.kind in REGISTERED:
        back = event.day("registered_on")
    return event.on if back is None else min(back, event.on)


def granted(events: Iterable[Event]) -> date | None:
    """The day of the earliest grant among ``events``."""
    return min((event.on for event in events if event.kind is Kind.GRANT), default=None)


def fold(
    kind: str, filed_on: date | None, events: Sequence[tuple[Event, date]], known: Sequence[Event]
) -> Life:
    """The life after ``events`` (each with the day from which it holds, in order).

    ``known`` are all events known, the later ones too: they tell whether an earlier event
    is missing or merely later.
    """
    life = Life(State.FILED, filed_on)
    for event, since in events:
        if filed_on is not None and event.on < filed_on:
            _impossible(life, event, since, "register.before_filing")
            continue
        m = move(life.state, event.kind)
        if m is None or (event.kind in INVENTIONS_ONLY and kind in ("utility_model", "design")):
            _impossible(life, event, since, "register.impossible_move")
            continue
        _missing(life, kind, event, m, known)
        _apply(life, event, since, m)
    return life


def certified(kind: str, state: State, later: Iterable[Event]) -> bool:
    """Whether the first of ``later`` that can move a state follows from ``state``.

    It then proves that the right still stood there. A lapse whose day of end is untold
    proves nothing: the end lies somewhere before its announcement.
    """
    for event in later:
        if event.kind not in STIRRING:
            continue
        m = move(state, event.kind)
        if m is None or m.presumes or m.open or m.back or event.kind in UNDATED:
            return False
        if event.kind in INVENTIONS_ONLY and kind in ("utility_model", "design"):
            return False
        return event.kind is not Kind.LAPSE_FEE or event.day("ended_on") is not None
    return False


def _apply(life: Life, event: Event, since: date, m: Move) -> None:
    before = life.state
    if event.kind in LIMITING:
        life.limited = True
    to = m.to if not m.back else life.past
    after = to or before
    if after is State.IN_FORCE and life.limited:
        after = State.IN_FORCE_LIMITED
    if after in RESTORABLE and before not in OVER:
        life.past = State.IN_FORCE if m.presumes else before
    if after is not before:
        life.since = since
        life.cause = event.kind if after in OVER else None
        life.loss = event if after in RESTORABLE else None
    life.state = after
    life.seen.add(event.kind)
    life.applied.append(event)
    code = "register.step.moved" if after is not before else "register.step.stays"
    if m.open:
        life.unsettled = life.doubtful = True
        code = "register.step.ambiguous"
        life.findings.append(finding("register.code.ambiguous", event))
    if event.kind is Kind.UNKNOWN:
        life.strange = True
        life.findings.append(finding("register.code.unknown", event))
    life.steps.append(Step(code, event, before, after, since, ARTICLES.get(event.kind, ())))


def _impossible(life: Life, event: Event, since: date, code: str) -> None:
    life.impossible += 1
    life.doubtful = life.doubtful or event.kind in DECISIVE
    life.findings.append(finding(code, event, state=life.state))
    life.steps.append(Step("register.step.impossible", event, life.state, life.state, since))


def _missing(life: Life, kind: str, event: Event, m: Move, known: Sequence[Event]) -> None:
    if m.presumes is not None:
        life.findings.append(finding(f"register.missing.{m.presumes}", event))
    if event.kind is not Kind.GRANT or kind != "invention" or life.state not in PENDING:
        return
    for wanted in (Kind.PUBLICATION, Kind.EXAMINATION_EFFECTIVE):
        if wanted in life.seen:
            continue
        late = any(other.kind is wanted for other in known)
        code = f"register.late.{wanted}" if late else f"register.missing.{wanted}"
        life.findings.append(finding(code, event))


def finding(code: str, event: Event, **params: str) -> Finding:
    """A finding on ``event``: its code as value, its day and kind among the parameters."""
    known = {"event": event.code, "on": event.on.isoformat(), "kind": str(event.kind)}
    told = known | {name: str(value) for name, value in params.items()}
    return Finding(code, Severity.WARN, value=event.code, params=told)
