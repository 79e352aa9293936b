"""The forecast of the next quarters for many series, and whether their newest was exceeded.

    python benchmarks/forecasting.py [--series 1000] [--years 10] [--watches 20000]

Invents negative-binomial quarters with season and growth, forecasts a year ahead from every
quarter's end with intervals, and judges the newest quarter of so many watches. Where
statsforecast is installed, its automatic ETS, Theta and CES are set beside it on the newest point
of a tenth of the series, and a ratio is printed. Times are processor time. Exits with 1 above five
seconds for a thousand series, or ten for 20,000 watches.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time

import numpy as np

from ipharbor.forecasting.ensemble import Verdict, backtest, record
from ipharbor.forecasting.exceeding import exceeded

SECONDS, WATCH_SECONDS = 5.0, 10.0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--series", type=int, default=1_000)
    asked.add_argument("--years", type=int, default=10)
    asked.add_argument("--watches", type=int, default=20_000)
    options = asked.parse_args()
    counts = invented(options.series, options.years)
    began = time.process_time()
    tried = backtest(counts, season=4, horizon=4)
    told = record(tried)
    spent = time.process_time() - began
    shown = np.mean([one is Verdict.SHOWN for one in told.verdict])
    print(f"{options.series:,} series of {options.years} years, from every quarter's end: "
          f"{spent:.2f} s; {shown:.0%} shown, MASE {np.nanmean(told.scaled):.3f}, 95 % intervals "
          f"held {np.nanmean(told.held[:, 1]):.1%}")  # fmt: skip
    many = invented(options.watches, options.years)
    began = time.process_time()
    found = exceeded(many, season=4)
    judged = time.process_time() - began
    print(f"{options.watches:,} watches judged by their newest quarter: {judged:.2f} s, "
          f"{found.outside.mean():.1%} outside 95 %")  # fmt: skip
    peer(counts[: max(options.series // 10, 1), :-4], counts, spent / options.series)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    within = spent <= SECONDS * options.series / 1_000
    within &= judged <= WATCH_SECONDS * options.watches / 20_000
    print("within the bounds" if within else "over the bounds")
    return 0 if within else 1


def invented(series: int, years: int) -> np.ndarray:
    lots = np.random.default_rng(5)
    quarter = np.arange(years * 4)
    season = np.exp(lots.normal(0, 0.2, (series, 4)))[:, quarter % 4]
    growth = np.exp(lots.normal(0.02, 0.02, series)[:, np.newaxis] * quarter)
    level = np.exp(lots.normal(1.5, 1.2, series))[:, np.newaxis] * growth * season
    return lots.poisson(lots.gamma(8, level / 8)).astype(np.float64)


def peer(some: np.ndarray, counts: np.ndarray, ours: float) -> None:
    if importlib.util.find_spec("statsforecast") is None:
        print("statsforecast is not installed; it is left out")
        return
    began = time.process_time()
    from statsforecast import models  # type: ignore[import-not-found]

    loaded = time.process_time() - began
    some_models = (
        models.AutoETS(season_length=4), models.DynamicOptimizedTheta(season_length=4),
        models.AutoCES(season_length=4),
    )  # fmt: skip
    began = time.process_time()
    made = [[np.maximum(m.forecast(y=y, h=4)["mean"], 0) for m in some_models] for y in some]
    spent = (time.process_time() - began) / len(some)
    reached = counts[: len(some), -4:]
    theirs = np.abs(np.median(made, axis=1) - reached).mean()
    mine = np.abs(backtest(some, season=4, horizon=4).expected[:, -1] - reached).mean()
    print(f"statsforecast: loaded in {loaded:.1f} s; one point of a series {spent * 1e3:.1f} ms, "
          f"all points of one of ours {ours * 1e3:.1f} ms (ratio {spent / ours:.1f}); mean error "
          f"{theirs:.2f}, ours {mine:.2f}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
