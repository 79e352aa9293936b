"""How many documents a year an applicant needs for a tripling to be told: the rule of
``warning.surging`` on simulated counts.

    python experiments/warnings/surge_power.py [--runs 200] [--write]

Each run is a field of 300 applicants who file at a constant rate (gamma with mean 4 a year, shape
1), eight years long, Poisson by month; one more files at the base rate for five years and three
times as much from then on. It is *told* where it is seen at a month-end within twelve, or 24,
months of the change. ``calm`` is the share of the 300 that are told in these 24 months though
nothing changed. The seed is fixed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ipharbor.warning.surging import surges

RESULT = Path(__file__).with_name("surge_power.json")
BASES = (2, 4, 8, 12, 16, 24, 40)
PEERS, BEFORE, AFTER = 300, 60, 24
SEED = 5


def run(base: float, rng: np.random.Generator) -> tuple[int, int]:
    """The month after the change in which the one is told (0 never), and how many others are."""
    rates = rng.gamma(1.0, 4.0, PEERS) / 12
    calm = rng.poisson(np.repeat(rates[:, None], BEFORE + AFTER, axis=1))
    own = rng.poisson(np.repeat([base / 12, 3 * base / 12], [BEFORE, AFTER]))
    months = np.vstack([own[None, :], calm]).astype(np.int64)
    told, others = 0, np.zeros(PEERS, bool)
    for month in range(1, AFTER + 1):
        shown = months[:, : BEFORE + month]
        seen = surges(shown, shown.sum(axis=0)).seen
        told = told or (month if seen[0] else 0)
        others |= seen[1:]
    return told, int(others.sum())


def measured(runs: int) -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    found = {}
    for base in BASES:
        every = [run(base, rng) for _ in range(runs)]
        months = [told for told, _ in every if told]
        found[str(base)] = {
            "told_in_12": sum(told <= 12 for told in months) / runs,
            "told_in_24": len(months) / runs,
            "median_month": float(np.median(months)) if months else None,
            "calm": sum(others for _, others in every) / (runs * PEERS),
        }
    return {"runs": runs, "bases": found}


def table(result: dict[str, Any]) -> str:
    """The result as the README shows it."""
    lines = [
        "| documents a year before | told within 12 months | within 24 | median month "
        "| told though calm |",
        "|---|---|---|---|---|",
    ]
    for base, one in result["bases"].items():
        month = "–" if one["median_month"] is None else f"{one['median_month']:.0f}"
        lines.append(
            f"| {base} | {one['told_in_12']:.0%} | {one['told_in_24']:.0%} | {month} "
            f"| {one['calm']:.2%} |"
        )
    return "\n".join(lines)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=200)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    result = measured(given.runs)
    if given.write:
        RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
