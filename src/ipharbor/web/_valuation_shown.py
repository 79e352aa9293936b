"""A valuation as its page shows it: drawings beside their figures, sources one click away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from ipharbor.queries.valuation_rests import Rest, finding_told, in_words, rests
from ipharbor.queries.valuations import Opened, indicators, scenarios
from ipharbor.statutes.book import Book, Law
from ipharbor.statutes.values import Share, Table, Value
from ipharbor.valuation.appraisal import Range, RightValue, Valued
from ipharbor.valuation.cost import Cost
from ipharbor.valuation.income import Income
from ipharbor.valuation.market import Market
from ipharbor.valuation.renewal import Renewal
from ipharbor.valuation.scorecard import Fact
from ipharbor.valuation.subject import Subject
from ipharbor.web._valuation_drawn import Axis, Bars, axis_of, drawn, tornado

ANCHORS = (
    "valuation.anchor.indicators_explain", "valuation.anchor.mean_over_median",
    "valuation.anchor.royalty_median", "valuation.anchor.asking_usd",
)  # fmt: skip
_STATED_AT = {"sales": "products"}  # what is missing and has a page of its own


@dataclass(frozen=True)
class Said:
    """What one method says of a right: with everything at its likeliest, and over the draws."""

    valued: Valued
    range: Range
    bars: Bars
    leads: bool
    against: Decimal | None
    income: Income | None
    market: Market | None
    cost: Cost | None
    renewal: Renewal | None


def shown_of(told: Opened, *, law: Book, lang: str) -> dict[str, Any]:
    """What the page of a valuation shows."""
    on, held = told.basis.valued_on, told.held
    names = indicators(law, on, lang)
    book = law.on(on)
    axis = axis_of(_ranges(told))
    return {
        "held": held,
        "opened": told,
        "whole": told.made.whole,
        "scenario": dict(scenarios(law, on, lang)).get(held.scenario, held.scenario),
        "axis": axis,
        "whole_bars": drawn(told.made.whole.range, axis) if told.made.whole else None,
        "rights": [
            _right(*pair, found, names, book, lang, held.firm_id)
            | {"bars": drawn(pair[1].range, axis) if pair[1].range else None}
            for pair, found in zip(told.pairs, told.ranges, strict=True)
        ],
        "dimensions": {one.code: one.zh if lang == "zh" else one.en
                       for one in book["valuation.dimensions"].terms.items},
        "anchors": [
            (name, book[name].title(lang), in_a_word(book[name].value, lang)) for name in ANCHORS
        ],
        "together": len(told.basis.subjects) > 1,
        "apart_most": told.basis.rules.methods_apart,
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


def in_a_word(value: Value, lang: str) -> str:
    """What a provision says; of a table that has a low and a high share, from one to the other."""
    if isinstance(value, Table) and value.kinds() == ("low", "high"):
        ends = [value.at(one) for one in ("low", "high")]
        if all(isinstance(one, Share) for one in ends):
            return "–".join(one.text(lang) for one in ends if one is not None)
    return value.text(lang)


def _ranges(told: Opened) -> list[Range]:
    found = [one.range for one in told.made.rights if one.range is not None]
    return [*found, told.made.whole.range] if told.made.whole else found


def _right(
    subject: Subject, value: RightValue, found: Any, names: Mapping[str, str], law: Law,
    lang: str, firm: int,
) -> dict[str, Any]:  # fmt: skip
    axis, said = _said(value, found)
    swing_axis, swings = _swings(value)
    return {
        "subject": subject,
        "value": value,
        "href": source(f"right:{subject.key}", firm),
        "said": said,
        "own_axis": axis,
        "swings": swings,
        "swing_axis": swing_axis,
        "findings": [finding_told(one, lang) for one in value.findings],
        "rests": [
            _rest(one, firm, law, lang)
            for one in rests(subject, law, (one.method for one in value.valued))
        ],
        "comparables": subject.comparables,
        "missing": [(one, _where_stated(one.code)) for one in value.missing],
        "scored": [
            {"one": one, "name": names.get(one.indicator.code, one.indicator.code),
             "under": names.get(one.indicator.under, one.indicator.under),
             "href": source(one.fact.source, firm) if one.fact else ""}
            for one in value.score.scored
        ],
    }  # fmt: skip


def _said(value: RightValue, found: Any) -> tuple[Axis, list[Said]]:
    ranges = dict(found)
    axis = axis_of(tuple(ranges.values()))
    against = dict(value.agreement.against) if value.agreement else {}
    made = []
    for one in value.valued:
        steps = one.steps
        made.append(
            Said(
                one, ranges[one.method], drawn(ranges[one.method], axis),
                one.method is value.lead, against.get(one.method),
                steps if isinstance(steps, Income) else None,
                steps if isinstance(steps, Market) else None,
                steps if isinstance(steps, Cost) else None,
                steps if isinstance(steps, Renewal) else None,
            )
        )  # fmt: skip
    return axis, sorted(made, key=lambda one: not one.leads)


def _swings(value: RightValue) -> tuple[Axis | None, list[Any]]:
    if not value.tornado:
        return None, []
    centre = next(one.value for one in value.valued if one.method is value.lead)
    axis, swings = tornado(value.tornado, centre)
    return axis, list(swings)


def _rest(one: Rest, firm: int, law: Law, lang: str) -> dict[str, Any]:
    return {
        "one": one,
        "least": in_words(one, one.least),
        "likeliest": in_words(one, one.likeliest),
        "most": in_words(one, one.most),
        "href": source(one.source, firm) if one.source else "",
        "provisions": [(name, law[name].title(lang)) for name in one.provisions],
    }


def _where_stated(code: str) -> str:
    """The page where what is missing is stated, empty for what the form of a valuation takes."""
    page = _STATED_AT.get(code.rpartition(".")[2], "")
    return reverse(page) if page else ""
