"""The figures of a district for which targets can be set."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from ipharbor.vocabulary.figures import figure_words

FIGURES: Mapping[str, str] = {
    "granted": "count",
    "granted_invention": "count",
    "granted_utility_model": "count",
    "granted_design": "count",
    "invention_share": "share",
    "in_force": "count",
    "inventions_in_force": "count",
    "inventions_per_10000": "per_10000",
    "high_value": "count",
    "high_value_per_10000": "per_10000",
    "holders": "count",
    "pledge_records": "count",
    "licence_records": "count",
    "transfers": "count",
    "cases": "count",
    "trainings": "count",
}
"""Each with its unit, as the cockpit counts it. Shares are 0 to 1."""
FLOWS = frozenset(
    {"granted", "granted_invention", "granted_utility_model", "granted_design", "pledge_records",
     "licence_records", "transfers", "cases", "trainings"}
)  # fmt: skip
"""Those that grow through a year; the others are states, or shares of what came so far."""
YEARS = range(1985, 2100)
LARGEST = Decimal(10**9)


@cache
def _named() -> Mapping[str, str]:
    told = {name: name for name in FIGURES}
    for lang in ("zh", "en"):
        words = figure_words(lang)
        told |= {words[name].title: name for name in FIGURES if name in words}
    return told


def figure(text: str) -> str | None:
    """The figure that is meant by its id or by its title in either language; None for none."""
    return _named().get(" ".join(text.split()))
