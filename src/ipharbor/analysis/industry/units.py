"""Strengths and gaps: the region beside the rest of the corpus, technology by technology.

The index is that of revealed technological advantage (after B. Balassa 1965 for trade; L. Soete
and S. Wyatt 1983 for patents): the share of a technology among the region's documents of the
industry over its share among everybody else's. Its interval is that of a ratio of two shares on
the logarithmic scale (D. Katz et al. 1978) with half a document added to each count (S. D. Walter
1975), so that it exists for a technology in which one side has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import erfc, exp, log, sqrt

import numpy as np
import numpy.typing as npt

from ipharbor.analysis.answers import Answer, Coverage
from ipharbor.analysis.industry import _asking
from ipharbor.analysis.industry.figures import UnitRow, Verdict
from ipharbor.analysis.industry.subset import Subset, growth
from ipharbor.analysis.roll import NONE, Codes, Mask
from ipharbor.vocabulary.classes import subclass_label, technology_field, technology_fields

UNITS = ("field", "subclass", "link")
WIDTH = 1.959964  # standard deviations of a 95 % interval
FEW = 5  # documents on each side below which nothing is said
GAP_RECENT = 10  # publications of others in recent years that a gap has at least
GAP_CHANCE = 0.05  # that their number has not grown
GAP_INDEX = 0.5  # of the region's share in recent years to the others'


@dataclass(frozen=True)
class _Unit:
    code: str
    name_zh: str
    name_en: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class _Cut:
    """The documents of the subset by unit: pairs of a document's position and a unit's number,
    each pair once."""

    units: tuple[_Unit, ...]
    document: npt.NDArray[np.int64]
    unit: Codes

    def by_unit(self, mask: Mask) -> npt.NDArray[np.int64]:
        """Of each unit the documents that ``mask`` marks."""
        return np.bincount(self.unit[mask[self.document]], minlength=len(self.units))


def units(of: Subset, unit: str) -> Answer[UnitRow]:
    """The technologies of the industry, those with most documents of the region first.

    ``unit`` is ``field`` (WIPO's 35), ``subclass`` (of the IPC) or ``link`` (of the chain). A
    document counts in each that one of its symbols within the chain falls into.
    """
    cut = _by_link(of) if unit == "link" else _by_symbol(of, unit)
    classed = ~of.inferred
    home, others = classed & of.home, classed & ~of.home
    masks = {
        "home": home, "others": others, "recent": others & of.recent,
        "before": others & of.before, "recent_home": home & of.recent,
    }  # fmt: skip
    sums = {name: cut.by_unit(mask) for name, mask in masks.items()}
    wholes = {name: int(mask.sum()) for name, mask in masks.items()}
    found = [
        _row(of, one, {name: int(some[at]) for name, some in sums.items()}, wholes)
        for at, one in enumerate(cut.units)
    ]
    rows = [row for row in found if row.home or row.others]
    rows.sort(key=lambda row: (-row.home, -row.others, row.code))
    answered = int(classed.sum())
    note = "" if answered == of.documents else "without_class"
    coverage = Coverage(of.documents, answered, note)
    return Answer(tuple(rows), "strengths", of.roll.vintage, coverage)


def ratio(a: int, a_of: int, b: int, b_of: int) -> tuple[float | None, float, float]:
    """The share ``a`` of ``a_of`` over the share ``b`` of ``b_of``, and its 95 % interval."""
    value = (a / a_of) / (b / b_of) if a_of and b and b_of else None
    half = 0.5
    middle = log((a + half) / (a_of + half)) - log((b + half) / (b_of + half))
    spread = sqrt(1 / (a + half) - 1 / (a_of + half) + 1 / (b + half) - 1 / (b_of + half))
    return value, exp(middle - WIDTH * spread), exp(middle + WIDTH * spread)


def grew(recent: int, before: int) -> float:
    """The chance of so many recent ones of all, or more, were both spans alike (binomial with a
    half, by the normal curve with continuity correction)."""
    total = recent + before
    if not total:
        return 1.0
    return 0.5 * erfc((recent - 0.5 - total / 2) / sqrt(total / 4) / sqrt(2))


def _row(of: Subset, unit: _Unit, of_unit: dict[str, int], whole: dict[str, int]) -> UnitRow:
    home, others = of_unit["home"], of_unit["others"]
    value, low, high = ratio(home, whole["home"], others, whole["others"])
    told = bool(whole["home"] and whole["others"])
    return UnitRow(
        code=unit.code,
        name_zh=unit.name_zh,
        name_en=unit.name_en,
        home=home,
        home_of=whole["home"],
        others=others,
        others_of=whole["others"],
        index=value,
        low=low if told else None,
        high=high if told else None,
        verdict=_verdict((home, others), low, high) if told else Verdict.FEW,
        recent=of_unit["recent"],
        before=of_unit["before"],
        growth=growth(of_unit["recent"], of_unit["before"], based=of.based),
        recent_home=of_unit["recent_home"],
        gap=of.based and _gap(of_unit, whole),
        query=_asking.of_unit(of.held.chains, of.industry, unit.prefixes),
    )


def _verdict(counts: tuple[int, int], low: float, high: float) -> Verdict:
    if min(counts) < FEW and max(counts) < 4 * FEW:
        return Verdict.FEW
    if low > 1:
        return Verdict.MORE
    return Verdict.LESS if high < 1 else Verdict.EVEN


def _gap(of_unit: dict[str, int], whole: dict[str, int]) -> bool:
    """The others grow, the region has less than half of the share that it has elsewhere in the
    industry, and chance explains neither."""
    recent = of_unit["recent"]
    if recent < GAP_RECENT or grew(recent, of_unit["before"]) >= GAP_CHANCE:
        return False
    value, _low, high = ratio(of_unit["recent_home"], whole["recent_home"], recent, whole["recent"])
    return value is not None and value < GAP_INDEX and high < 1


def _by_link(of: Subset) -> _Cut:
    chains = of.held.chains
    numbers = [at for at, industry in enumerate(chains.industry_of) if industry == of.industry]
    found = [np.flatnonzero(of.held.of_link(number)[of.at]) for number in numbers]
    links = [chains.links[number] for number in numbers]
    return _Cut(
        tuple(_Unit(one.code, one.name_zh, one.name_en, one.ipc) for one in links),
        np.concatenate([np.zeros(0, np.int64), *found]),
        np.repeat(np.arange(len(found), dtype=np.int32), [len(one) for one in found]),
    )


def _by_symbol(of: Subset, unit: str) -> _Cut:
    codes: dict[str, int] = {}
    of_symbol = np.full(len(of.roll.symbols) + 1, NONE, np.int64)
    for number, symbol in _own_symbols(of):
        code = _field(symbol) if unit == "field" else symbol[:4] if len(symbol) >= 4 else ""
        if code:
            of_symbol[number] = codes.setdefault(code, len(codes))
    document, symbol_of = _symbols(of)
    numbers = of_symbol[symbol_of]
    told = numbers != NONE
    width = max(len(codes), 1)
    pairs = np.unique(document[told] * width + numbers[told])
    return _Cut(
        tuple(_named(unit, code) for code in codes),
        pairs // width,
        (pairs % width).astype(np.int32),
    )


def _named(unit: str, code: str) -> _Unit:
    if unit == "subclass":
        return _Unit(code, subclass_label(code, "zh"), subclass_label(code, "en"), (code,))
    field = technology_fields()[int(code) - 1]
    return _Unit(code, field.name_zh, field.name_en, field.prefixes)


def _field(symbol: str) -> str:
    found = technology_field(symbol)
    return "" if found is None else f"{found.number:02d}"


def _own_symbols(of: Subset) -> Iterator[tuple[int, str]]:
    """The symbols that fall into the industry's chain."""
    chains = of.held.chains
    for number, symbol in enumerate(of.roll.symbols):
        if any(chains.industry_of[link] == of.industry for link in chains.links_of(symbol)):
            yield number, symbol


def _symbols(of: Subset) -> tuple[npt.NDArray[np.int64], Codes]:
    """All symbols of the subset: the position of the document that has it, and its code."""
    starts, lengths = of.roll.first[of.at], np.diff(of.roll.first)[of.at]
    ends = np.cumsum(lengths)
    places = np.repeat(starts - (ends - lengths), lengths) + np.arange(int(lengths.sum()))
    return np.repeat(np.arange(len(of.at)), lengths), of.roll.symbol[places]
