"""Whether the simulated losses of a portfolio come to what is known exactly.

    python experiments/stress/run.py [--out results.json]

Prints and writes the figures of the README: the 99 % loss of portfolios of equal loans beside the
closed form of the infinitely fine one (Vasicek 2002) and beside the exact mixture of binomials, its
error beside the number of draws, the same with collateral whose sale follows the common factor, and
the time of a large portfolio.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import default_rng

from ipharbor.pledge.stress import (
    NORMAL,
    Assumptions,
    Portfolio,
    given_default,
    limit_loss,
    losses,
    quantile,
    stress,
)

CHANCE, LEVEL, COVER = 0.03, 0.99, 2.5
ASSUMED = Assumptions({"c": CHANCE}, correlation=0.15, realised=0.3, spread=0.8, dependence=0.3)
SIZES = (50, 200, 1000, 5000)
DRAWS = (1000, 4000, 16000, 64000)
RUNS = 40
SEED = 20261130


def alike(count: int, cover: float = 0.0) -> Portfolio:
    """Equal loans of one grade, each to a borrower of its own."""
    return Portfolio(
        np.ones(count), np.full(count, cover), np.arange(count), ["c"] * count,
        np.ones(count, dtype=np.bool_),
    )  # fmt: skip


def exact(count: int) -> tuple[float, float]:
    """The 99 % loss share of so many equal loans without collateral, and the chance not to lose
    more, by a mixture of binomials.

    The chance of at most k defaults is integrated over the factor on 4,001 points.
    """
    at = np.linspace(-8, 8, 4001)
    weight = np.exp(-at * at / 2) / math.sqrt(2 * math.pi) * (at[1] - at[0])
    root, rest = math.sqrt(ASSUMED.correlation), math.sqrt(1 - ASSUMED.correlation)
    limit = NORMAL.inv_cdf(CHANCE)
    given = np.array([NORMAL.cdf((limit - root * one) / rest) for one in at])
    below = np.zeros_like(at)
    for defaults in range(count + 1):
        log = math.lgamma(count + 1) - math.lgamma(defaults + 1) - math.lgamma(count - defaults + 1)
        with np.errstate(divide="ignore"):
            below += np.exp(log + defaults * np.log(given) + (count - defaults) * np.log1p(-given))
        chance = float((weight * below).sum())
        if chance >= LEVEL:
            return defaults / count, chance
    return 1.0, 1.0


def by_size() -> list[dict[str, float]]:
    closed = limit_loss(LEVEL, CHANCE, ASSUMED.correlation, lambda factor: 1.0)
    rows = []
    for size in SIZES:
        draws = 40_000 if size <= 1000 else 20_000
        total, _pooled = losses(alike(size), ASSUMED, draws=draws, lots=default_rng(SEED + size))
        at, error = quantile(total / size, LEVEL)
        truth, chance = exact(size)
        rows.append(
            {
                "loans": size, "draws": draws, "simulated": at, "error": error,
                "exact": truth, "chance": chance,
                "kept": float((total <= truth * size + 1e-9).mean()), "closed": closed,
                "mean": float(total.mean()) / size,
                "mean_error": float(total.std(ddof=1)) / size / math.sqrt(draws),
            }
        )  # fmt: skip
    return rows


def by_draws() -> list[dict[str, float]]:
    rows = []
    for draws in DRAWS:
        found, told = [], []
        for run in range(RUNS):
            lots = default_rng([SEED, draws, run])
            total, _pooled = losses(alike(200), ASSUMED, draws=draws, lots=lots)
            mean_error = float(total.std(ddof=1)) / math.sqrt(draws)
            at, error = quantile(total / 200, LEVEL)
            found.append((float(total.mean()) / 200, at))
            told.append((mean_error / 200, error))
        spread, claimed = np.std(found, axis=0, ddof=1), np.mean(told, axis=0)
        rows.append(
            {
                "draws": draws, "mean_spread": float(spread[0]), "mean_told": float(claimed[0]),
                "tail_spread": float(spread[1]), "tail_told": float(claimed[1]),
            }
        )  # fmt: skip
    return rows


def with_collateral() -> list[dict[str, float]]:
    rows = []
    for size in (200, 1000, 5000):
        draws = 40_000 if size <= 1000 else 20_000
        lots = default_rng(SEED - size)
        total, _pooled = losses(alike(size, COVER), ASSUMED, draws=draws, lots=lots)
        at, error = quantile(total / size, LEVEL)
        closed = limit_loss(
            LEVEL, CHANCE, ASSUMED.correlation, lambda factor: given_default(COVER, ASSUMED, factor)
        )
        rows.append(
            {
                "loans": size, "draws": draws, "simulated": at, "error": error, "closed": closed,
                "mean": float(total.mean()) / size, "mean_closed": expected(),
            }
        )  # fmt: skip
    return rows


def expected() -> float:
    """The expected loss share with collateral, integrated over the factor."""
    at = np.linspace(-8, 8, 4001)
    root, rest = math.sqrt(ASSUMED.correlation), math.sqrt(1 - ASSUMED.correlation)
    limit = NORMAL.inv_cdf(CHANCE)
    told = [
        math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        * NORMAL.cdf((limit - root * z) / rest) * given_default(COVER, ASSUMED, z)
        for z in at.tolist()
    ]  # fmt: skip
    return float(sum(told) * (at[1] - at[0]))


def at_scale() -> dict[str, float]:
    lots = default_rng(SEED)
    count = 10_000
    loans = Portfolio(
        lots.lognormal(15, 1, count), lots.lognormal(15.5, 1, count), lots.integers(0, 4000, count),
        [str(one) for one in lots.choice(list("abcde"), 4000)], np.ones(count, dtype=np.bool_),
    )  # fmt: skip
    grades = {"a": 0.005, "b": 0.015, "c": 0.03, "d": 0.08, "e": 0.20}
    assumed = Assumptions(grades, 0.15, 0.3, 0.8, 0.3)
    began = time.perf_counter()
    told = stress(loans, assumed, shares={"bank": 1.0}, fund=None, draws=20_000, lots=lots)
    return {
        "loans": count, "borrowers": 4000, "draws": told.draws,
        "seconds": round(time.perf_counter() - began, 1),
        "expected": told.expected / told.principal,
        "expected_error": told.expected_error / told.principal,
        "at_level": told.at_level / told.principal,
        "at_level_error": told.at_level_error / told.principal,
    }  # fmt: skip


def printed(result: dict[str, Any]) -> str:
    """The tables of the README."""
    lines = [
        "| loans | draws | mean loss | error | 99 % loss | error | exact "
        "| within it, drawn | exact | closed form |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one['loans']:,} | {one['draws']:,} | {one['mean']:.4f} | {one['mean_error']:.4f} "
        f"| {one['simulated']:.4f} | {one['error']:.4f} | {one['exact']:.4f} "
        f"| {one['kept']:.4f} | {one['chance']:.4f} | {one['closed']:.4f} |"
        for one in result["by_size"]
    ]
    lines += [
        "",
        "| draws | spread of the mean | told | spread of the 99 % loss | told |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one['draws']:,} | {one['mean_spread']:.5f} | {one['mean_told']:.5f} "
        f"| {one['tail_spread']:.5f} | {one['tail_told']:.5f} |"
        for one in result["by_draws"]
    ]
    lines += [
        "",
        "| loans | draws | mean loss | integrated | 99 % loss | error | closed form |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one['loans']:,} | {one['draws']:,} | {one['mean']:.5f} | {one['mean_closed']:.5f} "
        f"| {one['simulated']:.4f} | {one['error']:.4f} | {one['closed']:.4f} |"
        for one in result["with_collateral"]
    ]
    return "\n".join(lines)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--out", type=Path, help="where to write the figures")
    options = asked.parse_args()
    result = {
        "by_size": by_size(), "by_draws": by_draws(), "with_collateral": with_collateral(),
        "at_scale": at_scale(),
    }  # fmt: skip
    print(printed(result))
    print(json.dumps(result["at_scale"]))
    if options.out:
        options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
