"""The value of many rights, and their ranges by Monte Carlo, in one process.

    python benchmarks/valuation.py [--rights 100000] [--draws 1000]

Invents rights, values each by relief from royalty, profit share, excess earnings, comparables and
cost in columns, and then the range of each by so many draws. Where intangible-valuation is
installed (``pip install --target FOLDER intangible-valuation``, and ``PYTHONPATH`` with it), its
relief from royalty values a part of the same rights one by one, and a ratio is printed. Times are
processor time. Exits with 1 below five times the peer, or above 1,000 MB of memory.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from ipharbor.valuation import columns
from ipharbor.valuation.draws import Dependence
from ipharbor.valuation.methods import Timing
from ipharbor.valuation.simulate import Streams, ranges

TIMES, MEGABYTES = 5.0, 1_000
PEER = "intangible_valuation"
BY_PEER = 20_000  # rights that the peer values; its time is brought to all of them
TIES = (("rate-growth", 0.2), ("growth-decay", -0.3), ("growth-discount", -0.2),
        ("growth-life", 0.2), ("decay-life", -0.3))  # fmt: skip


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--rights", type=int, default=100_000)
    asked.add_argument("--draws", type=int, default=1_000)
    options = asked.parse_args()
    held = invented(options.rights)
    spent = best(lambda: columns.relief(*held.values(), timing=Timing.END))
    per_second = options.rights / spent
    print(f"relief from royalty of {options.rights:,} rights in columns: {spent * 1000:.1f} ms, "
          f"{per_second:,.0f} rights a second")  # fmt: skip
    others = best(lambda: all_methods(held))
    print(f"the five methods that need no schedule of fees: {others * 1000:.1f} ms")
    times = peer(held, spent / options.rights)
    began = time.process_time()
    made = ranges(
        streams(held), draws=options.draws, tied=Dependence(TIES, 0.3),
        rng=np.random.Generator(np.random.PCG64(7)),
    )  # fmt: skip
    drawn = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{options.rights:,} rights by {options.draws:,} draws: {drawn:.1f} s of processor time, "
        f"peak memory {memory:.0f} MB; the portfolio's median {np.median(made.total):,.0f} CNY"
    )
    within = (times is None or times >= TIMES) and memory <= MEGABYTES
    print("within the bounds" if within else "over the bounds")
    return 0 if within else 1


def invented(rights: int) -> dict[str, np.ndarray]:
    """Sales, royalty, growth, wear, discount, tax and whole years of so many rights."""
    lots = np.random.default_rng(42)
    return {
        "sales": np.exp(lots.normal(14, 1.5, rights)).round(2),
        "royalty": lots.uniform(0.005, 0.06, rights).round(4),
        "growth": lots.uniform(-0.05, 0.10, rights).round(4),
        "decay": np.zeros(rights),
        "discount": lots.uniform(0.08, 0.25, rights).round(4),
        "tax": lots.choice([0.15, 0.25], rights),
        "life": lots.integers(1, 20, rights).astype(np.float64),
    }


def all_methods(held: dict[str, np.ndarray]) -> None:
    profit, rest = held["sales"] * 0.1, list(held.values())[2:]
    columns.relief(*held.values())
    columns.profit_share(profit, np.full_like(profit, 0.28), *rest)
    columns.excess_earnings(profit, profit * 0.6, *rest)
    prices = np.stack([held["sales"] * part for part in (0.05, 0.08, 0.11)], axis=1)
    columns.market(prices, np.ones_like(prices), np.ones_like(prices))
    columns.cost(profit, profit * 0, profit * 0, profit * 0, held["life"] * 0 + 4, held["life"])


def streams(held: dict[str, np.ndarray]) -> Streams:
    def around(name: str, width: float, least: float) -> np.ndarray:
        mode = held[name]
        return np.stack([np.maximum(mode - width, least), mode, mode + width], axis=1)

    life = np.stack([held["life"] * 0, held["life"] * 0.6, held["life"]], axis=1)
    royalty = np.stack([held["royalty"] * part for part in (0.6, 1, 1.5)], axis=1)
    return Streams(
        held["sales"] * (1 - held["tax"]), royalty, around("growth", 0.04, -0.5),
        np.stack([held["decay"] + part for part in (0, 0.1, 0.2)], axis=1),
        around("discount", 0.03, 0.0), life,
    )  # fmt: skip


def best(work: Callable[[], object], times: int = 5) -> float:
    spent = []
    for _turn in range(times):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


def peer(held: dict[str, np.ndarray], ours: float) -> float | None:
    """How many times as long the peer takes for a right; None where it is not installed."""
    if importlib.util.find_spec(PEER) is None:
        print(f"{PEER} is not installed; it is left out")
        return None
    relief = importlib.import_module(f"{PEER}.income_methods").relief_from_royalty
    some = {name: column[:BY_PEER].tolist() for name, column in held.items()}
    rows = list(zip(some["sales"], some["royalty"], some["tax"], some["discount"],
                    map(int, some["life"]), some["growth"], strict=True))  # fmt: skip
    began = time.process_time()
    found = [relief(*row).value for row in rows]
    theirs = (time.process_time() - began) / len(rows)
    mine = columns.relief(*(column[: len(rows)] for column in held.values()), timing=Timing.END)
    apart = np.abs(columns.cents(mine) - columns.cents(np.array(found))).max()
    print(f"{PEER}: {1 / theirs:,.0f} rights a second one by one; here {theirs / ours:.0f} times "
          f"as many; {len(rows):,} values at most {apart} fen apart")  # fmt: skip
    return theirs / ours


if __name__ == "__main__":
    sys.exit(main())
