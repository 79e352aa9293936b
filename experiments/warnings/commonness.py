"""Whether the count of others that have all of a claim tells how likely the next one is to.

    python experiments/warnings/commonness.py HOME [--claims 120] [--on 2023-06-30] [--seed 5]

Of claims known before the year of the day, drawn at random, it is counted how many others of
their subclass have all of them (``analysis.sweeping.commonness``). Then documents of the subclass
that became known later, of other applicants, are read: the share that has all of the claim stands
beside the share that was to be expected, count by size of the subclass.
"""

from __future__ import annotations

import argparse
import random
from datetime import date
from pathlib import Path
from typing import Any

import judging
import numpy as np

MOST_READ = 300  # later documents of a subclass
BINS = ((0, "none"), (1, "below 3"), (3, "3 to 9"), (10, "10 and more"))
_EPOCH = date(1970, 1, 1)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("--claims", type=int, default=120)
    asked.add_argument("--on", type=date.fromisoformat, default=date(2023, 6, 30))
    asked.add_argument("--seed", type=int, default=5)
    given = asked.parse_args()
    known = judging.opened(given.home)
    from ipharbor.analysis.sweeping.overlapping import Seen

    seen, rng = Seen(known, given.on), random.Random(given.seed)
    claims, basis = known.claims, (known.claims.basis(given.on) - _EPOCH).days
    found: dict[int, list[float]] = {}
    for place in rng.sample(np.flatnonzero(claims.known <= basis).tolist(), given.claims):
        told = read(seen, place, rng)
        if told is not None:
            others, expected, later, having = told
            line = max(least for least, _ in BINS if others >= least)
            for at, value in enumerate((1, expected * later, later, having)):
                found.setdefault(line, [0.0] * 4)[at] += value
    print("| others that have all of it | claims | pairs | expected | seen |")
    print("|---|---|---|---|---|")
    for line, name in BINS:
        if line in found:
            asked_of, expected, later, having = found[line]
            print(
                f"| {name} | {asked_of:.0f} | {later:.0f} | {expected / max(1, later):.4f} "
                f"| {having / max(1, later):.4f} |"
            )


def read(seen: Any, place: int, rng: random.Random) -> tuple[float, float, int, int] | None:
    """How many others have a claim, what share that is, how many later ones were read and how
    many of these have it; None for a claim that is too short."""
    from ipharbor.analysis.sweeping.claims import TOLD, Looked
    from ipharbor.warning.comparing import Passages, coverage
    from ipharbor.warning.incident import Element
    from ipharbor.warning.overlap import comparable

    claims = seen.claims
    features = claims.features(place)
    if not comparable(features):
        return None
    ipc = seen.rows(int(claims.rows[place]))["ipc"] or [""]
    own = claims.applicants(place)
    field = seen.common.of(ipc[0][:4])
    itself = tuple(Element(one, one, "literal", 1.0) for one in features)
    others = field.having(itself, own)
    every = claims.of_subclass(ipc[0][:4], date.max)
    later = every[claims.known[every] > (claims.basis(seen.on) - _EPOCH).days].tolist()
    count = having = 0
    for at in rng.sample(later, min(MOST_READ, len(later))):
        if set(claims.applicants(at)).isdisjoint(own):
            count += 1
            chart = Looked(Passages(claims.features(at)), seen.weights).chart(features)
            having += coverage(chart) in TOLD
    return others, others / max(1, field.size), count, having


if __name__ == "__main__":
    main()
