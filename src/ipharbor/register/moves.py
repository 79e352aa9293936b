"""The table of moves: what each kind of event does to a right in each state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ipharbor.register.codes import KINDS, Kind, groups


class State(StrEnum):
    """Where a right stands. ``UNFILED`` is a day before filing; no event leads there."""

    UNFILED = "unfiled"
    FILED = "filed"
    PUBLISHED = "published"
    IN_EXAMINATION = "in_examination"
    GRANTED = "granted"
    IN_FORCE = "in_force"
    IN_FORCE_LIMITED = "in_force_limited"
    LAPSED_FEE = "lapsed_fee"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    SURRENDERED = "surrendered"
    ENDED = "ended"
    DEAD_APPLICATION = "dead_application"


STATES = tuple(State)
PENDING = (State.FILED, State.PUBLISHED, State.IN_EXAMINATION, State.GRANTED)
IN_FORCE = (State.IN_FORCE, State.IN_FORCE_LIMITED)
RESTORABLE = (State.LAPSED_FEE, State.ENDED, State.DEAD_APPLICATION)
OVER = (*RESTORABLE, State.EXPIRED, State.INVALIDATED, State.SURRENDERED)
INVENTIONS_ONLY = frozenset({Kind.EXAMINATION_EFFECTIVE, Kind.TERM_ADJUSTED, Kind.TERM_EXTENDED})
LIMITING = frozenset({Kind.PARTLY_INVALIDATED, Kind.PARTIAL_SURRENDER})
FROM_GRANT = frozenset({Kind.INVALIDATED, Kind.PARTLY_INVALIDATED})
"""Kinds that reach back to the day of grant: what is declared invalid never existed (PL 47)."""


@dataclass(frozen=True)
class Move:
    """Where an event leads.

    ``to`` is the next state; None with ``back`` means the state before the loss. ``presumes``
    names the earlier event without which the move cannot be (a lapse presumes a grant).
    ``open`` says that the code leaves open which of several states follows: the state stays.
    """

    to: State | None
    presumes: Kind | None = None
    back: bool = False
    open: bool = False


_ENDS = {
    Kind.LAPSE_FEE: State.LAPSED_FEE,
    Kind.EXPIRY: State.EXPIRED,
    Kind.SURRENDER: State.SURRENDERED,
    Kind.ABANDONED_DOUBLE: State.SURRENDERED,
    Kind.TERMINATED: State.ENDED,
    Kind.INVALIDATED: State.INVALIDATED,
    Kind.PARTIAL_SURRENDER: State.IN_FORCE_LIMITED,
    Kind.PARTLY_INVALIDATED: State.IN_FORCE_LIMITED,
    Kind.TWIN_GRANTED: State.SURRENDERED,
}
_BURDENS = (Kind.LICENCE_RECORDED, Kind.PRESERVATION, Kind.SUSPENSION)
_BURDENS_OF_A_GRANT = (Kind.PLEDGE_REGISTERED, Kind.OPEN_LICENCE_DECLARED)
_STILL = (
    Kind.APPLICATION_TRANSFER, Kind.TRANSFER, Kind.NAME_CHANGE, Kind.ADDRESS_CHANGE,
    Kind.BIBLIOGRAPHIC_CHANGE, Kind.CORRECTION, Kind.SERVICE_BY_NOTICE, Kind.TWIN_DECLARED,
    Kind.NONE, Kind.UNKNOWN, Kind.TERM_ADJUSTED, Kind.TERM_EXTENDED, Kind.TERM_RENEWED,
    Kind.LICENCE_CHANGED, Kind.PLEDGE_CHANGED, Kind.LICENCE_CANCELLED, Kind.PLEDGE_CANCELLED,
    Kind.PRESERVATION_LIFTED, Kind.SUSPENSION_LIFTED, Kind.OPEN_LICENCE_WITHDRAWN,
)  # fmt: skip


@cache
def moves() -> dict[tuple[State, Kind], Move]:
    """The whole table; a pair that is missing is an impossible move."""
    table = _application() | _grant() | _ends() | _burdens()
    for group in groups().values():
        for state in STATES[1:]:
            joined = _joined(state, [table.get((state, kind)) for kind in group.tells])
            if joined is not None:
                table[state, group.kind] = joined
    return table


def move(state: State, kind: Kind) -> Move | None:
    """What ``kind`` does to ``state``; None when it cannot be."""
    return moves().get((state, kind))


def _application() -> dict[tuple[State, Kind], Move]:
    table = {
        (State.FILED, Kind.PUBLICATION): Move(State.PUBLISHED),
        (State.IN_EXAMINATION, Kind.PUBLICATION): Move(State.IN_EXAMINATION),
        (State.GRANTED, Kind.PUBLICATION): Move(State.GRANTED),
        (State.FILED, Kind.EXAMINATION_EFFECTIVE): Move(State.IN_EXAMINATION),
        (State.PUBLISHED, Kind.EXAMINATION_EFFECTIVE): Move(State.IN_EXAMINATION),
        (State.DEAD_APPLICATION, Kind.RESTORED): Move(None, back=True),
    }
    for state in PENDING:
        table[state, Kind.WITHDRAWN] = Move(State.DEAD_APPLICATION)
        table[state, Kind.DEEMED_ABANDONED] = Move(State.DEAD_APPLICATION)
        if state is not State.GRANTED:
            table[state, Kind.DEEMED_WITHDRAWN] = Move(State.DEAD_APPLICATION)
            table[state, Kind.REFUSED] = Move(State.DEAD_APPLICATION)
    return table


def _grant() -> dict[tuple[State, Kind], Move]:
    table = {(state, Kind.GRANT): Move(State.IN_FORCE) for state in PENDING}
    for state in PENDING[:-1]:
        table[state, Kind.GRANT_NOTICE] = Move(State.GRANTED)
    return table


def _ends() -> dict[tuple[State, Kind], Move]:
    table = {(state, kind): Move(to) for state in IN_FORCE for kind, to in _ENDS.items()}
    for state in PENDING:
        for kind, to in _ENDS.items():
            table[state, kind] = Move(to, presumes=Kind.GRANT)
        table[state, Kind.TWIN_GRANTED] = Move(state)
    for state in OVER:
        table[state, Kind.TWIN_GRANTED] = Move(state)
        if state is not State.DEAD_APPLICATION:
            table[state, Kind.TERMINATED] = Move(state)
            if state is not State.INVALIDATED:
                table[state, Kind.INVALIDATED] = Move(State.INVALIDATED)
                table[state, Kind.PARTLY_INVALIDATED] = Move(state)
    for kind in (Kind.LAPSE_FEE, Kind.EXPIRY, Kind.SURRENDER, Kind.ABANDONED_DOUBLE):
        table[State.ENDED, kind] = Move(_ENDS[kind])
    table[State.SURRENDERED, Kind.ABANDONED_DOUBLE] = Move(State.SURRENDERED)
    table[State.LAPSED_FEE, Kind.RESTORED] = Move(None, back=True)
    table[State.ENDED, Kind.RESTORED] = Move(None, back=True)
    return table


def _burdens() -> dict[tuple[State, Kind], Move]:
    table = {(state, kind): Move(state) for state in STATES[1:] for kind in _STILL}
    for state in (*PENDING, *IN_FORCE):
        for kind in _BURDENS:
            table[state, kind] = Move(state)
    for kind in _BURDENS_OF_A_GRANT:
        for state in IN_FORCE:
            table[state, kind] = Move(state)
        for state in PENDING:
            table[state, kind] = Move(State.IN_FORCE, presumes=Kind.GRANT)
    return table


def _joined(state: State, found: list[Move | None]) -> Move | None:
    """The one move that is possible; the state stays, open, where several lead elsewhere."""
    possible = [m for m in found if m is not None]
    if not possible:
        return None
    if all(m.to is possible[0].to for m in possible):
        return possible[0]
    return Move(state, open=True)


def diagram() -> str:
    """The moves from state to state as a Mermaid state diagram, as the manual shows it.

    Moves that presume an unseen earlier event, and those that leave a state as it is, are
    left out.
    """
    drawn: dict[tuple[str, str], list[str]] = {}
    for (state, kind), m in moves().items():
        if m.presumes or m.open or m.to is state or kind in groups():
            continue
        to = "former state" if m.to is None else str(m.to)
        drawn.setdefault((str(state), to.replace(" ", "_")), []).append(kind)
    lines = ["stateDiagram-v2", "    [*] --> filed"]
    order = {str(state): at for at, state in enumerate(STATES)}
    for (state_, to), kinds in sorted(
        drawn.items(), key=lambda pair: (order[pair[0][0]], order.get(pair[0][1], 99))
    ):
        told = ", ".join(sorted(kinds, key=lambda k: KINDS.index(Kind(k))))
        lines.append(f"    {state_} --> {to}: {told}")
    return "\n".join(lines)
