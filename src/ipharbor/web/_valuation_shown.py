"""A valuation as its page shows it: bars that are read without colour, sources one click away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from ipharbor.queries.valuations import Opened, indicators, scenarios
from ipharbor.statutes.book import Book
from ipharbor.valuation.appraisal import Bar, RightValue, Valued
from ipharbor.valuation.income import Income
from ipharbor.valuation.scorecard import Fact
from ipharbor.valuation.subject import Subject

WIDTH = 640
_LABEL = 150
_ROOM = WIDTH - _LABEL - 20
ANCHORS = (
    "valuation.anchor.indicators_explain", "valuation.anchor.mean_over_median",
    "valuation.anchor.royalty_median", "valuation.anchor.asking_usd",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A bar on the page: from ``x`` so ``wide``, with what stands at its ends."""

    code: str
    x: float
    wide: float
    y: int
    left: str
    right: str
    least: str = ""
    most: str = ""


def shown_of(told: Opened, *, law: Book, lang: str) -> dict[str, Any]:
    """What the page of a valuation shows."""
    on, held = told.basis.valued_on, told.held
    names = indicators(law, on, lang)
    book = law.on(on)
    return {
        "held": held,
        "opened": told,
        "whole": told.made.whole,
        "scenario": dict(scenarios(law, on, lang)).get(held.scenario, held.scenario),
        "rights": [_right(*pair, names, lang, held.firm_id) for pair in told.pairs],
        "dimensions": {one.code: one.zh if lang == "zh" else one.en
                       for one in book["valuation.dimensions"].terms.items},
        "anchors": [
            (name, book[name].title(lang), book[name].value.text(lang)) for name in ANCHORS
        ],
        "together": len(told.basis.subjects) > 1,
        "width": WIDTH,
    }  # fmt: skip


def fact_rows(
    facts: Iterable[Fact], names: Mapping[str, str], firm: int | None
) -> list[dict[str, object]]:
    """Facts with their names and where each can be looked up."""
    return [
        {
            "name": names.get(one.indicator, one.indicator),
            "fact": one,
            "href": source(one.source, firm),
        }
        for one in facts
    ]


def source(told: str, firm: int | None = None) -> str:
    """The address of a source, empty for one that has none."""
    kind, _colon, rest = told.partition(":")
    rest, _hash, anchor = rest.partition("#")
    found = ""
    if kind == "right":
        found = reverse("docket_right", args=[rest]) + (f"?firm={firm}" if firm else "")
    elif kind == "patent":
        found = reverse("patent", args=[rest])
    elif kind == "product" and rest.isdigit():
        found = reverse("product", args=[rest])
    elif kind == "products":
        found = reverse("products")
    elif kind == "search":
        found = f"{reverse('search')}?{urlencode({'q': rest})}"
    return f"{found}#{anchor}" if found and anchor else found


def _right(
    subject: Subject, value: RightValue, names: Mapping[str, str], lang: str, firm: int
) -> dict[str, Any]:
    return {
        "subject": subject,
        "value": value,
        "href": source(f"right:{subject.key}", firm),
        "tornado": tornado(value.tornado),
        "methods": methods(value.valued),
        "chart_high": 34 * len(value.tornado) + 24,
        "methods_high": 34 * len(value.valued) + 24,
        "income": next(
            (one.steps for one in value.valued
             if one.method is value.lead and isinstance(one.steps, Income)), None,
        ),
        "findings": [one.told(lang) for one in value.findings],
        "scored": [
            {"one": one, "name": names.get(one.indicator.code, one.indicator.code),
             "under": names.get(one.indicator.under, one.indicator.under),
             "href": source(one.fact.source, firm) if one.fact else ""}
            for one in value.score.scored
        ],
        "sources": [(name, source(told, firm)) for name, told in subject.sources],
    }  # fmt: skip


def tornado(bars: Sequence[Bar]) -> list[Drawn]:
    """The bars of a tornado on one axis."""
    ends = [one for bar in bars for one in (bar.at_least, bar.at_most)]
    if not ends:
        return []
    low, high = min(ends), max(ends)
    reach = high - low or Decimal(1)
    made = []
    for at, bar in enumerate(bars):
        left, right = sorted((bar.at_least, bar.at_most))
        x = _LABEL + float((left - low) / reach) * _ROOM
        wide = max(float((right - left) / reach) * _ROOM, 1.0)
        signs = ("−", "+") if bar.at_least <= bar.at_most else ("+", "−")
        made.append(
            Drawn(bar.factor, round(x, 1), round(wide, 1), 24 + 34 * at, short(left), short(right),
                  *(f"{sign}" for sign in signs))
        )  # fmt: skip
    return made


def methods(valued: Sequence[Valued]) -> list[Drawn]:
    """The values of the methods as bars from nothing."""
    most = max((one.value for one in valued), default=Decimal(0))
    made = []
    for at, one in enumerate(valued):
        part = float(max(one.value, Decimal(0)) / most) if most > 0 else 0.0
        wide = max(part * _ROOM, 1.0)
        made.append(
            Drawn(str(one.method), _LABEL, round(wide, 1), 24 + 34 * at, "", short(one.value))
        )
    return made


def short(value: Decimal) -> str:
    """An amount to the yuan, thousands marked."""
    return f"{value.quantize(Decimal(1)):,}"
