"""What a pledged loan demands: of its rights, of its value, of its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ipharbor.statutes.book import Law
from ipharbor.statutes.values import Share, Span


class Demand(StrEnum):
    """What is asked of a loan and its collateral, by the word for its breach.

    ``ANNUITY_DUE`` and ``MATURITY`` are notices: nothing is broken yet.
    """

    LOAN_TO_VALUE = "loan_to_value"
    ANNUITY_DUE = "annuity_due"
    ANNUITY_MISSED = "annuity_missed"
    RIGHT_ENDED = "right_ended"
    INVALIDATION = "invalidation"
    TRANSFERRED = "transferred"
    LICENSED = "licensed"
    PROCEEDS = "proceeds"
    SECOND_PLEDGE = "second_pledge"
    PLEDGE_MISSING = "pledge_missing"
    PRESERVATION = "preservation"
    SUSPENSION = "suspension"
    LITIGATION = "litigation"
    TERM_SHORT = "term_short"
    NO_VALUE = "no_value"
    VALUATION_OLD = "valuation_old"
    MATURITY = "maturity"
    PAST_DUE = "past_due"
    NOT_RELEASED = "not_released"


DEMANDS = tuple(Demand)
PLACE: Mapping[Demand, int] = {demand: place for place, demand in enumerate(DEMANDS)}
GRAVITIES = ("blue", "yellow", "orange", "red")
"""How grave a concern is, the least first; the colours of warnings."""
BLUE, YELLOW, ORANGE, RED = range(4)
BASE: Mapping[Demand, int] = {
    Demand.LOAN_TO_VALUE: ORANGE,
    Demand.ANNUITY_DUE: BLUE,
    Demand.ANNUITY_MISSED: ORANGE,
    Demand.RIGHT_ENDED: ORANGE,
    Demand.INVALIDATION: ORANGE,
    Demand.TRANSFERRED: RED,
    Demand.LICENSED: ORANGE,
    Demand.PROCEEDS: ORANGE,
    Demand.SECOND_PLEDGE: ORANGE,
    Demand.PLEDGE_MISSING: RED,
    Demand.PRESERVATION: ORANGE,
    Demand.SUSPENSION: ORANGE,
    Demand.LITIGATION: YELLOW,
    Demand.TERM_SHORT: ORANGE,
    Demand.NO_VALUE: ORANGE,
    Demand.VALUATION_OLD: YELLOW,
    Demand.MATURITY: BLUE,
    Demand.PAST_DUE: RED,
    Demand.NOT_RELEASED: YELLOW,
}
"""How grave each is by itself. Our own: no standard grades them."""
TAKES_VALUE = frozenset(
    {Demand.ANNUITY_MISSED, Demand.RIGHT_ENDED, Demand.INVALIDATION, Demand.SUSPENSION}
)
"""What lessens the value that counts. Where the loan then is over its ceiling these are red."""
NOTICES = frozenset({Demand.ANNUITY_DUE, Demand.MATURITY})

CEILING = "pledge.loan_to_value.high"
CURE = "pledge.cure"
REMARK = "pledge.remark"
CLASSES = "pledge.past_due.classes"
AHEAD = "pledge.monitor.annuity"
MATURITY = "pledge.monitor.maturity"
RELEASE = "pledge.monitor.release"
RELIED_ON = "pledge.monitor.valuation"
MATURITY_STEPS = ("first", "second", "last")
REMARKS = (
    "annuity_missed", "annuity_last_month", "annuity_lapsed", "partly_invalidated", "suspended",
    "preserved", "litigated",
)  # fmt: skip
"""What leaves a part of a right's value only; the kinds of the provision ``pledge.remark``."""


@dataclass(frozen=True)
class Covenants:
    """What loans demand by the book on a day.

    ``ceilings`` are the greatest loans as a share of the value, by kind of right; a kind that
    is not in it counts for nothing. ``cures`` are the spans in which a breach can be cured, from
    the day on which it was known. ``counted`` is the share of its value with which a right
    still counts, by what befell it. ``steps`` are the notices before maturity, ``classes`` the
    classes of a loan past due by more than so many days, the least first. ``sources`` are
    the names of the provisions, ``certain`` whether each of them is.
    """

    ceilings: Mapping[str, float]
    cures: Mapping[Demand, Span]
    counted: Mapping[str, float]
    annuity_ahead: Span
    steps: tuple[Span, ...]
    release: Span
    relied_on: Span
    classes: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]
    certain: bool


def covenants(law: Law) -> Covenants:
    """What loans demand under ``law``. A loan's own ceiling, where its contract has one, goes
    before the book's. Raises ``statutes.unknown`` and ``statutes.not_in_force``."""
    names = (CEILING, CURE, REMARK, AHEAD, MATURITY, RELEASE, RELIED_ON, CLASSES)
    cures = law[CURE].table
    notices = law[MATURITY].table
    return Covenants(
        ceilings=_shares(law, CEILING),
        cures={
            demand: span
            for demand in DEMANDS
            if isinstance(span := cures.at(demand), Span) and demand in cures.kinds()
        },
        counted=_shares(law, REMARK),
        annuity_ahead=law[AHEAD].span,
        steps=tuple(
            span for one in MATURITY_STEPS if isinstance(span := notices.at(one), Span)
        ),
        release=law[RELEASE].span,
        relied_on=law[RELIED_ON].span,
        classes=classes(law),
        sources=names,
        certain=all(law[name].certain for name in names),
    )  # fmt: skip


def classes(law: Law) -> tuple[tuple[str, int], ...]:
    """The classes of a loan past due by more than so many days, the least first."""
    table = law[CLASSES].table
    told = {kind: table.at(kind) for kind in table.kinds()}
    return tuple(
        sorted(((kind, one.n) for kind, one in told.items() if isinstance(one, Span)),
               key=lambda one: one[1])
    )  # fmt: skip


def class_of(days: int, told: tuple[tuple[str, int], ...]) -> str:
    """The class of a loan that is ``days`` past due; empty where it is in none."""
    reached = [kind for kind, more in told if days > more]
    return reached[-1] if reached else ""


def _shares(law: Law, name: str) -> dict[str, float]:
    table = law[name].table
    told = {kind: table.at(kind) for kind in table.kinds()}
    return {kind: float(one.of_one) for kind, one in told.items() if isinstance(one, Share)}
