"""Sweep: applicants and fields that file more than was forecast, two quarters in a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.sweeping._fresh import fresh
from ipharbor.analysis.sweeping.columns import Ints
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.looks import looks
from ipharbor.analysis.sweeping.surges import MOST, Series, both, newest, parties
from ipharbor.forecasting.exceeding import exceeded
from ipharbor.warning.counted import counted
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal

QUARTER = 3
LEAST = 40  # documents of a subject before it is forecast
LEVEL = 0.95
TWICE = 2.0  # times what was forecast that counts more


@dataclass(frozen=True)
class _Excess:
    series: Series
    at: int
    actual: int
    expected: float
    high: int
    tried: int


def beyond_forecast(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each applicant and subclass, on the last day of a quarter. An interval of
    95 % is left above by one series in forty by chance alone; two quarters in a row by one in
    1,600."""
    for on in looks(span):
        found = fresh(known, "forecasts", on, lambda day: _exceeding(known, day))
        for name in sorted(found):
            yield _incident(known, on, found[name])


def _exceeding(known: Known, on: date) -> dict[str, _Excess]:
    if on.month % QUARTER:
        return {}
    found: dict[str, _Excess] = {}
    for series in known.once("surges.series", lambda: both(known)):
        months, _ = series.until(on)
        quarters = _quarters(months, series.first)
        if quarters.shape[1] < 2:
            continue
        large = np.flatnonzero(quarters.sum(axis=1) >= LEAST)
        if not len(large):
            continue
        counts = quarters[large].astype(np.float64)
        now = exceeded(counts, season=4, level=LEVEL)
        before = exceeded(counts, season=4, at=counts.shape[1] - 2, level=LEVEL)
        for place in np.flatnonzero(now.above & before.above & now.shown).tolist():
            name = f"{series.kind}:{series.flat.names[int(large[place])]}"
            found[name] = _Excess(
                series, int(large[place]), int(now.actual[place]), float(now.expected[place]),
                int(now.high[place]), int(now.judged.sum()),
            )  # fmt: skip
    return found


def _quarters(months: Ints, first: int) -> Ints:
    """Whole quarters of the calendar, up to the last month, which ends one."""
    skipped = -first % QUARTER
    kept = months[:, skipped:]
    size = kept.shape[1] // QUARTER * QUARTER
    cut = kept[:, :size].reshape(len(months), size // QUARTER, QUARTER)
    quarters: Ints = cut.sum(axis=2)
    return quarters


def _incident(known: Known, on: date, found: _Excess) -> Incident:
    columns, series = known.columns, found.series
    name = series.flat.names[found.at]
    rows = newest(columns, series.flat, found.at, on, QUARTER)
    firms, others = parties(known, series.kind, name, rows)
    signal = Signal(
        "signal.forecast_exceeded",
        (
            ("subject", name),
            ("count", str(found.actual)),
            ("expected", f"{found.expected:.1f}"),
            ("high", str(found.high)),
            ("level", f"{LEVEL:.0%}"),
            ("series", str(found.tried)),
        ),
    )
    points = counted(
        "signal.forecast_exceeded",
        twice_the_forecast=found.actual >= TWICE * max(found.expected, 1.0),
    )
    return Incident(
        mark=f"forecast:{series.kind}:{name}:{on.isoformat()}"[:200],
        signal=signal,
        on=on,
        known_on=on,
        points=points,
        firms=firms,
        others=others,
        documents=tuple(pc.take(columns.keys, rows[:MOST]).to_pylist()),
        symbols=(name,) if series.kind == "field" else (),
    )
