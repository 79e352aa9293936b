"""Nowcast of many series with their back-tests: time and memory.

    python benchmarks/nowcast.py [--series 1000] [--years 15] [--warm 3]

Invents negative-binomial months with season, growth and dispersion, nowcasts the last year of
all series at the end of November with every earlier year tried from the same point, prints
the times and how the outcome lay in the intervals. Exits with 1 above three seconds for a
thousand series.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from datetime import date

import numpy as np

from ipharbor.forecasting.counts import from_days, from_months
from ipharbor.forecasting.nowcast import nowcasts

SECONDS = 3.0
LAST = 2021


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--series", type=int, default=1_000)
    asked.add_argument("--years", type=int, default=15)
    asked.add_argument("--warm", type=int, default=3)
    options = asked.parse_args()
    first = LAST - options.years + 1
    months = invented(options.series, options.years)
    times, told = [], ()
    for _ in range(options.warm + 1):
        began = time.perf_counter()
        told = nowcasts(from_months(months, first, known_on=date(LAST, 11, 30)))
        times.append(time.perf_counter() - began)
    print(f"{options.series} series of {options.years} years: first {times[0]:.2f} s, "
          f"then {min(times[1:]):.2f} s; {sum(len(t.trials) for t in told):,} trials")  # fmt: skip
    truth = months[:, -1].sum(axis=1)
    for at, level in enumerate((0.8, 0.95)):
        held = np.mean([t.intervals[at].holds(r) for t, r in zip(told, truth, strict=True)])
        print(
            f"{level:.0%} intervals held {held:.1%}; {np.mean([t.shown for t in told]):.0%} shown"
        )
    days, series = by_day(months, first)
    began = time.perf_counter()
    counts = from_days(days, series=series, count=options.series, known_on=date(LAST, 11, 17),
                       known=days + 3, since=date(first, 1, 1))  # fmt: skip
    laid = time.perf_counter() - began
    nowcasts(counts)
    print(f"{len(days):,} days known three days late, middle of a month: laid out in {laid:.2f} s, "
          f"with nowcasts {time.perf_counter() - began:.2f} s")  # fmt: skip
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    within = max(times) <= SECONDS * options.series / 1_000
    print(f"{'within' if within else 'over'} {SECONDS:.0f} s for 1,000 series")
    return 0 if within else 1


def invented(series: int, years: int) -> np.ndarray:
    rng = np.random.default_rng(2021)
    season = np.array([0.9, 0.6, 1.1, 1.0, 1.0, 1.05, 1.0, 1.0, 1.05, 0.8, 1.1, 1.4]) / 12
    mean = rng.lognormal(4, 1.2, (series, 1))
    level = mean * np.exp(np.cumsum(rng.normal(0.04, 0.15, (series, years)), axis=1))
    months = level[:, :, np.newaxis] * season
    return rng.poisson(months * rng.gamma(50, 1 / 50, months.shape)).astype(np.float64)


def by_day(months: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray]:
    series, years, _ = months.shape
    month = np.arange(years * 12) + (first - 1970) * 12
    starts = month.astype("datetime64[M]").astype("datetime64[D]")
    counts = months.reshape(series, -1).astype(np.int64)
    day = np.random.default_rng(1).integers(0, 28, int(counts.sum())).astype("timedelta64[D]")
    return np.repeat(np.tile(starts, series), counts.reshape(-1)) + day, np.repeat(
        np.arange(series), counts.sum(axis=1)
    )


if __name__ == "__main__":
    sys.exit(main())
