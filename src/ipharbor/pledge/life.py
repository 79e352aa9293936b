"""The life of an application and its loan: a table of moves, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ipharbor.vocabulary.errors import HarborError


class Stage(StrEnum):
    """Where an application stands, from the firm's draft to the release of the pledge."""

    DRAFTED = "drafted"
    CHECKED = "checked"
    VALUED = "valued"
    REQUESTED = "requested"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CONTRACTED = "contracted"
    REGISTERED = "registered"
    DRAWN = "drawn"
    REPAYING = "repaying"
    REPAID = "repaid"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    DEFAULTED = "defaulted"
    ENFORCED = "enforced"


ENDED = frozenset({Stage.RELEASED, Stage.WITHDRAWN, Stage.DECLINED, Stage.ENFORCED})
ON_LOAN = frozenset({Stage.DRAWN, Stage.REPAYING, Stage.DEFAULTED})
"""Stages at which money is owed."""
PLEDGED = frozenset({Stage.REGISTERED, *ON_LOAN, Stage.REPAID})
"""Stages at which the pledge stands in the register."""
NOT_SIGNED = frozenset(
    {Stage.DRAFTED, Stage.CHECKED, Stage.VALUED, Stage.REQUESTED, Stage.OFFERED, Stage.ACCEPTED}
)


@dataclass(frozen=True)
class Move:
    """A verb: from which stages it leads where, and who does it (``firm``, ``lender``)."""

    since: frozenset[Stage]
    to: Stage
    who: str


def _from(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


MOVES: Mapping[str, Move] = {
    "check": Move(_from(Stage.DRAFTED, Stage.CHECKED, Stage.VALUED), Stage.CHECKED, "firm"),
    "value": Move(_from(Stage.CHECKED, Stage.VALUED), Stage.VALUED, "firm"),
    "request": Move(
        _from(Stage.CHECKED, Stage.VALUED, Stage.REQUESTED, Stage.OFFERED), Stage.REQUESTED, "firm"
    ),
    "offer": Move(_from(Stage.REQUESTED, Stage.OFFERED), Stage.OFFERED, "lender"),
    "decline": Move(_from(Stage.REQUESTED, Stage.OFFERED), Stage.DECLINED, "lender"),
    "accept": Move(_from(Stage.OFFERED), Stage.ACCEPTED, "firm"),
    "sign": Move(_from(Stage.ACCEPTED), Stage.CONTRACTED, "both"),
    "register": Move(_from(Stage.CONTRACTED), Stage.REGISTERED, "lender"),
    "draw": Move(_from(Stage.REGISTERED), Stage.DRAWN, "lender"),
    "repay": Move(_from(Stage.DRAWN, Stage.REPAYING, Stage.DEFAULTED), Stage.REPAYING, "lender"),
    "settle": Move(_from(Stage.DRAWN, Stage.REPAYING, Stage.DEFAULTED), Stage.REPAID, "lender"),
    "default": Move(_from(Stage.DRAWN, Stage.REPAYING), Stage.DEFAULTED, "lender"),
    "release": Move(_from(Stage.REPAID, Stage.REGISTERED), Stage.RELEASED, "lender"),
    "enforce": Move(_from(Stage.DEFAULTED), Stage.ENFORCED, "lender"),
    "withdraw": Move(NOT_SIGNED | {Stage.CONTRACTED}, Stage.WITHDRAWN, "firm"),
}
"""A request that all lenders decline is ``declined``; while one of them still thinks it over, or
has made an offer, it stays where it is."""


def moved(verb: str, stage: str) -> Stage:
    """Where ``verb`` leads from ``stage``. Raises HarborError ``loan.stage`` where it leads
    nowhere from there."""
    move = MOVES[verb]
    if Stage(stage) not in move.since:
        raise HarborError("loan.stage", verb=verb, stage=stage)
    return move.to


def open_to(stage: str) -> tuple[str, ...]:
    """The verbs that lead on from ``stage``, in the order of the table."""
    return tuple(verb for verb, move in MOVES.items() if Stage(stage) in move.since)
