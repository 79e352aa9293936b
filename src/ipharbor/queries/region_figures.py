"""The figures of the cockpit one by one, with how each is reckoned, for programs and commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ipharbor.analysis.region.asking import Asked, Frame
from ipharbor.analysis.region.figures import Figure, Ground
from ipharbor.analysis.region.layout import TYPES
from ipharbor.analysis.region.standards import Standards
from ipharbor.forecasting.nowcast import Interval, Nowcast, method_told
from ipharbor.queries import cases
from ipharbor.queries import ledger as ledgers
from ipharbor.queries.cockpit import cockpit
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.figures import figure_words
from ipharbor.vocabulary.places import Region

CASES = "cases"


@dataclass(frozen=True)
class RegionGround:
    """Something a figure rests on besides the ledger: ``name`` says what, ``source`` who says so;
    ``provision`` is an entry of the law book. ``certain`` is false where nobody verified it."""

    name: str
    value: str
    on: date | None
    source: str
    provision: str
    certain: bool


@dataclass(frozen=True)
class RegionFigure:
    """A figure of the region. ``unit`` is ``count``, ``share`` (0 to 1), ``per_10000`` or ``cny``;
    ``value`` is null where there is nothing to reckon from. It counts over ``first`` to ``last``,
    or as of ``on`` where they are null, as known on ``known_on``. ``before`` is the same asked a
    year earlier, ``of`` what a share or rate is of; ``answered`` of ``asked`` could tell."""

    name: str
    title: str
    method: str
    value: float | None
    unit: str
    known_on: date
    on: date
    first: date | None
    last: date | None
    town: str
    before: float | None
    of: float | None
    target: float | None
    answered: int
    asked: int
    rests_on: tuple[RegionGround, ...]


@dataclass(frozen=True)
class YearEndInterval:
    """With probability ``level`` the year ends between ``low`` and ``high``, both included."""

    level: float
    low: int
    high: int


@dataclass(frozen=True)
class YearEndNaive:
    """What anyone can say without a model; null where even that cannot be said."""

    name: str
    expected: float | None


@dataclass(frozen=True)
class YearEndTrial:
    """What would have been said in an earlier year at the same point, and what it reached."""

    year: int
    so_far: int
    expected: float
    intervals: tuple[YearEndInterval, ...]
    reached: int


@dataclass(frozen=True)
class YearEnd:
    """What the grants of ``year`` will reach: of all rights (``type`` empty) or of one type.

    ``expected`` and ``intervals`` are null and empty where past forecasts were no nearer than
    naive ones: then it is no forecast, and ``reason`` says why. ``error`` is by how much such
    forecasts were off in the trial years on average, as a share of what they reached.
    """

    type: str
    year: int
    known_on: date
    until: date
    town: str
    so_far: int
    expected: float | None
    intervals: tuple[YearEndInterval, ...]
    method: str
    reason: str
    error: float | None
    naive: tuple[YearEndNaive, ...]
    trials: tuple[YearEndTrial, ...]


def framed(
    folder: Path,
    by: Callable[[date], Standards],
    *,
    region: Region,
    today: date,
    invented: bool,
    known: date | None = None,
    on: date | None = None,
    town: str = "",
) -> Asked:
    """The ledger as known on ``known`` of how things stood ``on`` a day, both by default the day
    that is usual; ``by`` gives what it is asked with on a day.

    Raises HarborErrors ``ledger.missing``, ``cockpit.on_after_known``, ``cockpit.town.unknown``.
    """
    held = ledgers.ledger(folder)
    if held is None:
        raise HarborError("ledger.missing")
    place = region.town(town) if town else None
    if town and place is None:
        raise HarborError("cockpit.town.unknown", fields=("town",), town=town)
    usual = ledgers.usual_frame(held, today, invented=invented)
    frame = Frame(known or usual.known, on or known or usual.on, place.code if place else "")
    if frame.on > frame.known:
        raise HarborError("cockpit.on_after_known", fields=("on",), on=frame.on, known=frame.known)
    return ledgers.asked(folder, frame, by(frame.on))


def figures(
    asked: Asked, *, region: Region, lang: str, wanted: Sequence[str] = (), cases_too: bool = False
) -> tuple[RegionFigure, ...]:
    """The figures in the cockpit's order, or the ``wanted`` ones; handled cases where the caller
    may know of them (``cases_too``).

    Raises HarborError ``cockpit.figure.unknown``.
    """
    told = dict(cockpit(asked, region=region).figures)
    if cases_too:
        told[CASES] = cases.figure(asked.frame)
    lost = next((name for name in wanted if name not in told), None)
    if lost is not None:
        raise HarborError(
            "cockpit.figure.unknown", fields=("figure",), figure=lost, figures=", ".join(told)
        )
    return tuple(_told(told[name], lang) for name in told if not wanted or name in wanted)


def year_ends(asked: Asked, *, region: Region, lang: str) -> tuple[YearEnd, ...]:
    """What the year will reach, of all grants and of each type of which any earlier year tells."""
    told = cockpit(asked, region=region).year_end
    return tuple(
        _year_end(name, one, asked.frame.town, lang)
        for name, one in zip(("", *TYPES), told, strict=True)
        if one is not None
    )


def _year_end(name: str, one: Nowcast, town: str, lang: str) -> YearEnd:
    return YearEnd(
        type=name,
        year=one.year,
        known_on=one.known_on,
        until=one.until,
        town=town,
        so_far=one.so_far,
        expected=one.expected if one.shown else None,
        intervals=_intervals(one.intervals) if one.shown else (),
        method=method_told(one.method, lang),
        reason=one.reason.told(lang),
        error=one.skill.percentage,
        naive=tuple(YearEndNaive(other.name, other.expected) for other in one.naive),
        trials=tuple(
            YearEndTrial(
                trial.year, trial.so_far, trial.expected, _intervals(trial.intervals), trial.reached
            )
            for trial in one.trials
        ),
    )


def _intervals(told: Sequence[Interval]) -> tuple[YearEndInterval, ...]:
    return tuple(YearEndInterval(one.level, one.low, one.high) for one in told)


def _told(one: Figure, lang: str) -> RegionFigure:
    words = figure_words(lang)[one.name]
    return RegionFigure(
        name=one.name,
        title=words.title,
        method=words.method,
        value=one.value,
        unit=one.unit,
        known_on=one.frame.known,
        on=one.frame.on,
        first=one.first,
        last=one.last,
        town=one.frame.town,
        before=one.before,
        of=one.of,
        target=one.target,
        answered=one.coverage.answered,
        asked=one.coverage.asked,
        rests_on=tuple(_ground(ground, lang) for ground in one.grounds),
    )


def _ground(one: Ground, lang: str) -> RegionGround:
    source = one.source_zh if lang == "zh" else one.source_en
    return RegionGround(one.name, one.value, one.on, source, one.provision, one.certain)
