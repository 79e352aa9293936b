"""What the next quarters will bring to a set of documents, and where it stands on its way.

Documents are counted by the quarter of their first publication. What is forecast, how good such
forecasts were here, and when nothing is said, is explained in
``docs/explanation/forecasting.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import numpy.typing as npt

from ipharbor.analysis.choosing import Serials, chosen
from ipharbor.forecasting.counts import Floats
from ipharbor.forecasting.ensemble import LEVELS, Backtest, Record, Verdict, backtest, record
from ipharbor.forecasting.growth import Growth, Phase, growth

SEASON = HORIZON = 4
_SHOWN_BACK = 12  # quarters of earlier forecasts told beside what came
_MOST_QUARTERS = 100  # 25 years; a stray older document is no beginning
_THIN = 3.0  # a quarter of the corpus under a third of its usual count lacks something
_USUAL_OF = 4  # quarters on either side that tell what is usual
_LEAST_USUAL = 30.0  # smaller corpora are thin without lacking anything


@dataclass(frozen=True)
class QuarterCount:
    """A quarter and its documents; ``count`` is None where the source seems to lack some.

    ``query`` opens the documents, joined by AND to the query of the set.
    """

    year: int
    quarter: int
    count: int | None
    query: str


@dataclass(frozen=True)
class ForecastRange:
    """From ``low`` to ``high`` documents, both included, with probability ``level``."""

    level: float
    low: int
    high: int


@dataclass(frozen=True)
class ForecastQuarter:
    """What is forecast for a quarter; ``ranges`` in the order of ``LEVELS``."""

    year: int
    quarter: int
    expected: float
    ranges: tuple[ForecastRange, ...]


@dataclass(frozen=True)
class QuarterCame:
    """What was forecast for a quarter when it began, beside what came.

    ``outside`` is ``above`` or ``below`` where the count lies outside the wider range, else
    empty.
    """

    forecast: ForecastQuarter
    count: int
    outside: str


@dataclass(frozen=True)
class NaiveForecast:
    """A naive forecast of the next quarters, and its mean error where it was tried."""

    name: str
    expected: tuple[int, ...]
    error: float | None


@dataclass(frozen=True)
class ForecastSkill:
    """How good the forecasts were: over ``trials`` earlier quarters' ends, the mean error a
    quarter of the year after; ``scaled`` is MASE; ``held`` how often the ranges held, in the
    order of ``LEVELS``."""

    trials: int
    error: float | None
    scaled: float | None
    held: tuple[float | None, ...]


@dataclass(frozen=True)
class GrowthCurve:
    """One growth curve. ``low`` to ``high`` holds ``saturation`` with 90 %; None is open."""

    name: str
    saturation: int | None
    low: int
    high: int | None
    reached: float
    peak: int
    phase: str


@dataclass(frozen=True)
class GrowthPhase:
    """The phase of growth: ``phase`` is ``untold`` with the reason in ``why`` where it cannot be
    told. ``rate`` is growth a year if it had no end, with its 90 % interval; None where too
    little is known."""

    phase: str
    why: str
    first_year: int
    last_year: int
    count: int
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    curves: tuple[GrowthCurve, ...]


@dataclass(frozen=True)
class Outlook:
    """The next quarters of a set of documents.

    ``verdict`` is ``shown``, or why nothing is called a forecast: ``not_better`` than a naive
    one, ``few`` trials, ``silent`` (fewer than three years). Only where it is ``shown`` has
    ``ahead`` anything in it. ``quarters`` go up to the last whole one, ``came`` tells the
    newest quarters beside what had been forecast for them. Of ``documents``, ``answered`` lie
    in ``quarters``.
    """

    vintage: str
    method: str
    documents: int
    answered: int
    verdict: str
    quarters: tuple[QuarterCount, ...]
    ahead: tuple[ForecastQuarter, ...]
    naive: tuple[NaiveForecast, ...]
    skill: ForecastSkill
    came: tuple[QuarterCame, ...]
    growth: GrowthPhase

    @property
    def lacking(self) -> tuple[QuarterCount, ...]:
        """The quarters in which the source seems to lack documents."""
        return tuple(one for one in self.quarters if one.count is None)


def by_quarter(documents: ibis.Table, serials: Serials | None) -> dict[int, int]:
    """Documents by quarter (year * 4 + quarter - 1) of publication; those without a day at -1."""
    if serials is None:
        return _counted(documents)
    with chosen(documents, serials) as those:
        return _counted(those)


def _counted(documents: ibis.Table) -> dict[int, int]:
    told = documents.select(
        year=documents.published_on.year(), month=documents.published_on.month()
    )
    rows = told.group_by(["year", "month"]).aggregate(n=told.count()).to_pyarrow().to_pylist()
    found: dict[int, int] = {}
    for row in rows:
        at = -1 if row["year"] is None else row["year"] * 4 + (row["month"] - 1) // 3
        found[at] = found.get(at, 0) + row["n"]
    return found


def outlook(
    counts: dict[int, int], whole: dict[int, int], newest: date | None, *, vintage: str,
    lots: np.random.Generator,
) -> Outlook:  # fmt: skip
    """The outlook of ``counts``, documents by quarter as ``by_quarter`` gives them.

    ``whole`` are those of the whole corpus, which tell in which quarters its source lacks
    something; ``newest`` is its newest day of publication. ``lots`` draws for the growth curves.
    """
    first, last = _span(whole, newest)
    run = np.array([counts.get(at, 0) for at in range(first, last + 1)], dtype=np.float64)
    corpus = np.array([whole.get(at, 0) for at in range(first, last + 1)], dtype=np.float64)
    run[_thin(corpus)] = np.nan
    if not len(run):
        run = np.full(1, np.nan)
    tried = backtest(run, season=SEASON, horizon=HORIZON)
    told = record(tried)
    verdict = told.verdict[0]
    begun = int((np.nan_to_num(run) > 0).argmax()) if np.nansum(run) else len(run)
    return Outlook(
        vintage=vintage,
        method="outlook",
        documents=sum(counts.values()),
        answered=int(np.nansum(run)),
        verdict=verdict.value,
        quarters=tuple(
            _quarter(first + at, run[at]) for at in range(begun, len(run)) if first + at >= 4
        ),
        ahead=_ahead(tried, last) if verdict is Verdict.SHOWN else (),
        naive=_naive(tried, told),
        skill=_skill(told),
        came=_came(tried, first),
        growth=_way(run, first, lots),
    )


def _span(whole: dict[int, int], newest: date | None) -> tuple[int, int]:
    """The first and the last whole quarter of the corpus; none where it holds no day."""
    days = [at for at in whole if at >= 0]
    if not days or newest is None:
        return 0, -1
    last = newest.year * 4 + (newest.month - 1) // 3 - (0 if newest.month % 3 == 0 else 1)
    return max(min(days), last - _MOST_QUARTERS + 1), last


def _thin(corpus: Floats) -> npt.NDArray[np.bool_]:
    """Quarters in which the whole corpus has under a third of what is usual around them."""
    thin = np.zeros(len(corpus), dtype=np.bool_)
    for at, count in enumerate(corpus.tolist()):
        near = corpus[max(at - _USUAL_OF, 0) : at + _USUAL_OF + 1]
        usual = float(np.median(np.delete(near, min(at, _USUAL_OF)))) if len(near) > 1 else 0.0
        thin[at] = usual >= _LEAST_USUAL and count * _THIN < usual
    return thin


def _quarter(at: int, count: float) -> QuarterCount:
    year, quarter = divmod(at, 4)
    months = f"{year}-{quarter * 3 + 1:02d}..{year}-{quarter * 3 + 3:02d}"
    return QuarterCount(year, quarter + 1, None if math.isnan(count) else int(count),
                   f"published:{months}")  # fmt: skip


def _expected(tried: Backtest, point: int, step: int, at: int) -> ForecastQuarter:
    year, quarter = divmod(at, 4)
    low, high = tried.low[0, point, step].tolist(), tried.high[0, point, step].tolist()
    ranges = (
        ForecastRange(*one) for one in zip(LEVELS, map(int, low), map(int, high), strict=True)
    )
    return ForecastQuarter(year, quarter + 1, float(tried.expected[0, point, step]), tuple(ranges))


def _ahead(tried: Backtest, last: int) -> tuple[ForecastQuarter, ...]:
    point = tried.points - 1
    return tuple(_expected(tried, point, step, last + 1 + step) for step in range(HORIZON))


def _came(tried: Backtest, first: int) -> tuple[QuarterCame, ...]:
    found = []
    for point in range(max(tried.points - 1 - _SHOWN_BACK, 0), tried.points - 1):
        count = tried.reached[0, point, 0]
        if np.isnan(count) or np.isnan(tried.low[0, point, 0]).any():
            continue
        said = _expected(tried, point, 0, first + point)
        wide = said.ranges[-1]
        outside = "above" if count > wide.high else "below" if count < wide.low else ""
        found.append(QuarterCame(said, int(count), outside))
    return tuple(found)


def _naive(tried: Backtest, told: Record) -> tuple[NaiveForecast, ...]:
    ahead = tried.naive[0, -1]
    return tuple(
        NaiveForecast(
            name, tuple(int(one) for one in ahead[:, at].tolist()), _number(told.errors[0, at + 1])
        )
        for at, name in enumerate(("naive", "seasonal_naive"))
        if not np.isnan(ahead[:, at]).any()
    )


def _skill(told: Record) -> ForecastSkill:
    return ForecastSkill(
        trials=int(told.trials[0]),
        error=_number(told.errors[0, 0]),
        scaled=_number(told.scaled[0]),
        held=tuple(_number(one) for one in told.held[0].tolist()),
    )


def _way(run: Floats, first: int, lots: np.random.Generator) -> GrowthPhase:
    """The growth of the whole years among the quarters."""
    skipped = -first % 4
    many = max((len(run) - skipped) // 4, 0)
    years = run[skipped : skipped + many * 4].reshape(many, 4).sum(axis=1)
    found = growth(years, (first + skipped) // 4, lots=lots)
    return _told(found)


def _told(found: Growth) -> GrowthPhase:
    endless = found.endless
    return GrowthPhase(
        phase=found.phase.value,
        why=found.why.value if found.phase is Phase.UNTOLD and found.why else "",
        first_year=found.years[0],
        last_year=found.years[1],
        count=found.count,
        rate=endless.rate if endless else None,
        rate_low=endless.low if endless else None,
        rate_high=endless.high if endless else None,
        curves=tuple(
            GrowthCurve(
                name=one.name,
                saturation=_whole(one.saturation),
                low=int(one.low),
                high=_whole(one.high),
                reached=one.reached,
                peak=round(one.peak),
                phase=one.phase.value,
            )
            for one in found.curves
        ),
    )


def _whole(count: float) -> int | None:
    """None for what is out of sight: more than a thousand million documents are nobody's."""
    return round(count) if count < 1e9 else None


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
