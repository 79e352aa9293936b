"""Invented valuations for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ipharbor.statutes.book import load
from ipharbor.valuation.cost import Costs
from ipharbor.valuation.life import Life
from ipharbor.valuation.spread import Spread, around, exactly
from ipharbor.valuation.subject import Basis, Subject, rules

DAY = date(2021, 11, 30)


def years(held: str | int) -> Life:
    """A life bounded by the law alone."""
    return Life(Decimal(held), None, None, None, Decimal(held), "law")


def lantern(key: str = "CN201910000001", **told: Any) -> Subject:
    """A lantern's invention: 1.2 million of sales at a royalty of 2, 3 or 5 %."""
    given: dict[str, Any] = {
        "key": key, "title": "一种走马灯", "patent_type": "invention", "life": years("8.5"),
        "used": Decimal("2.9"), "growth": around(Decimal("0.02"), Decimal("0.03")),
        "decay": around(Decimal("0.1"), Decimal("0.05"), Decimal(0)),
        "discount": around(Decimal("0.15"), Decimal("0.02"), Decimal(0)), "tax": Decimal("0.25"),
        "sales": Decimal("1200000"),
        "royalty": Spread(Decimal("0.02"), Decimal("0.03"), Decimal("0.05")),
        "costs": Costs(Decimal("150000"), Decimal("40000")),
        "annuities": (Decimal(900), Decimal(1200), Decimal(1200)),
        "first_return": exactly("20000"), "volatility": Decimal("0.3"),
    }  # fmt: skip
    return Subject(**(given | told))


def basis(*subjects: Subject, **told: Any) -> Basis:
    """A basis for a loan on the rights, of 2,000 draws."""
    given: dict[str, Any] = {
        "valued_on": DAY, "scenario": "finance", "subjects": subjects or (lantern(),),
        "rules": rules(load().on(DAY), "finance"), "lead": None, "draws": 2000, "seed": 20211130,
    }  # fmt: skip
    return Basis(**(given | told))
