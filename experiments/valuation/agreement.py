"""The same rights valued here and by intangible-valuation, by each method that both have.

    python experiments/valuation/agreement.py

Needs intangible-valuation 2.1.4 on the path; writes ``results.json`` and the table of the README.
Without it says so and changes nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from ipharbor.valuation import income
from ipharbor.valuation.cost import Costs, cost
from ipharbor.valuation.income import CENT, Rates
from ipharbor.valuation.market import Adjustment, Comparable, market
from ipharbor.valuation.methods import Timing

PEER = "intangible_valuation"
RESULTS = Path(__file__).with_name("results.json")
README = Path(__file__).with_name("README.md")
RIGHTS = 2_000
_BEGIN, _END = "<!-- results -->", "<!-- end of results -->"
D = Decimal


def main() -> int:
    if importlib.util.find_spec(PEER) is None:
        print(f"{PEER} is not installed; nothing is changed")
        return 0
    RESULTS.write_text(json.dumps(compared(), indent=1) + "\n", encoding="utf-8")
    README.write_text(written(README.read_text("utf-8")), encoding="utf-8")
    print(README.read_text("utf-8"))
    return 0


def compared() -> dict[str, Any]:
    """By method how many values were compared, and by how many fen they are apart at most."""
    told = {}
    for name, (ours, theirs) in METHODS.items():
        lots = np.random.default_rng(2026)
        apart = 0
        total = D(0)
        for _turn in range(RIGHTS):
            case = invented(lots)
            mine = ours(case)
            told_there = D(str(round(theirs(case), 6)))  # a float falls short of a half
            other = told_there.quantize(CENT, "ROUND_HALF_UP")
            apart = max(apart, int(abs(mine - other) * 100))
            total += mine
        told[name] = {"values": RIGHTS, "fen_apart": apart, "mean": f"{total / RIGHTS:.2f}"}
    return told


def invented(lots: np.random.Generator) -> dict[str, Any]:
    """A right: amounts to the fen, rates to a hundredth of a per cent, whole years."""
    return {
        "sales": D(str(round(float(np.exp(lots.normal(13.5, 1.2))), 2))),
        "royalty": D(int(lots.integers(50, 900))) / 10_000,
        "growth": D(int(lots.integers(-500, 1_500))) / 10_000,
        "discount": D(int(lots.integers(500, 3_000))) / 10_000,
        "tax": D(int(lots.choice([15, 25]))) / 100,
        "life": int(lots.integers(1, 20)),
        "used": int(lots.integers(0, 15)),
        "prices": [D(int(one)) for one in lots.integers(50_000, 5_000_000, 5)],
        "sizes": [D(int(one)) for one in lots.integers(100_000, 20_000_000, 5)],
        "off": [D(int(one)) / 100 for one in lots.integers(-30, 30, 5)],
    }


def _rates(case: dict[str, Any], tax: Decimal | None = None) -> Rates:
    return Rates(case["growth"], D(0), case["discount"], case["tax"] if tax is None else tax,
                 D(case["life"]))  # fmt: skip


def _floats(case: dict[str, Any], *names: str) -> list[float]:
    return [float(case[name]) for name in names]


def _peer(module: str, function: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(importlib.import_module(f"{PEER}.{module}"), function)
    return found


def _ours_relief(case: dict[str, Any]) -> Decimal:
    return income.relief(case["sales"], case["royalty"], _rates(case), Timing.END).value


def _their_relief(case: dict[str, Any]) -> float:
    sales, royalty, tax, discount = _floats(case, "sales", "royalty", "tax", "discount")
    relief = _peer("income_methods", "relief_from_royalty")
    return relief(sales, royalty, tax, discount, case["life"], float(case["growth"])).value


def _their_projected_relief(case: dict[str, Any]) -> float:
    sales, royalty, tax, discount = _floats(case, "sales", "royalty", "tax", "discount")
    rows = [sales * (1 + float(case["growth"])) ** year for year in range(case["life"])]
    relief = _peer("income_methods.relief_from_royalty", "relief_from_royalty")
    return relief(rows, royalty, discount, tax, case["life"], tab_enabled=False).value


def _ours_excess(case: dict[str, Any]) -> Decimal:
    charges = (case["sales"] * D("0.6")).quantize(CENT)
    return income.excess_earnings(case["sales"], charges, _rates(case)).value


def _their_excess(case: dict[str, Any]) -> float:
    sales, tax, discount = _floats(case, "sales", "tax", "discount")
    charge = float((case["sales"] * D("0.6")).quantize(CENT))
    grown = [(1 + float(case["growth"])) ** year for year in range(case["life"])]
    mpeem = _peer("income_methods.excess_earnings", "mpeem")
    return mpeem([sales * one for one in grown], [{"total_cac": charge * one} for one in grown],
                 discount, tax, tab_enabled=False).value  # fmt: skip


def _ours_market(case: dict[str, Any]) -> Decimal:
    day = date(2026, 11, 30)
    sold = [
        Comparable(f"{at}", price, day, adjustments=(Adjustment("", 1 + off),), size=size)
        for at, (price, size, off) in enumerate(
            zip(case["prices"], case["sizes"], case["off"], strict=True)
        )
    ]
    return market(sold, least=3, size=case["sales"]).median


def _their_market(case: dict[str, Any]) -> float:
    comparables = _peer("approaches.market_approach", "market_approach_comparables")
    rows = [{"sale_price": float(price), "revenue": float(size), "asset_type": "patent"}
            for price, size in zip(case["prices"], case["sizes"], strict=True)]  # fmt: skip
    off = {at: float(one) for at, one in enumerate(case["off"])}
    return comparables(rows, float(case["sales"]), off).value


def _ours_cost(case: dict[str, Any]) -> Decimal:
    return cost(Costs(case["sales"]), used=D(case["used"]), life=D(case["life"])).value


def _their_cost(case: dict[str, Any]) -> float:
    worn = case["used"] / (case["used"] + case["life"])
    replacement = _peer("approaches.cost_approach", "replacement_cost")
    return replacement(float(case["sales"]), {"functional": worn}).value


METHODS: dict[str, tuple[Callable[..., Decimal], Callable[..., float]]] = {
    "relief from royalty, constant growth": (_ours_relief, _their_relief),
    "relief from royalty, projected sales": (_ours_relief, _their_projected_relief),
    "excess earnings over several periods": (_ours_excess, _their_excess),
    "comparables, median of adjusted multiples": (_ours_market, _their_market),
    "replacement cost less depreciation": (_ours_cost, _their_cost),
}


def written(told: str) -> str:
    """The README with its table as the kept results have it."""
    kept = json.loads(RESULTS.read_text("utf-8"))
    rows = [
        f"| {name} | {one['values']:,} | {one['fen_apart']} | {float(one['mean']):,.2f} |"
        for name, one in kept.items()
    ]
    head = "| method | values compared | fen apart at most | mean value in CNY |\n|---|---|---|---|"
    table = "\n".join((_BEGIN, head, *rows, _END))
    before, rest = told.split(_BEGIN)
    return before + table + rest.split(_END)[1]


if __name__ == "__main__":
    sys.exit(main())
