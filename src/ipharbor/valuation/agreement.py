"""Whether the methods agree, and whether what was stated lies where the world's figures lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ipharbor.valuation.methods import Method
from ipharbor.valuation.spread import Spread
from ipharbor.vocabulary.findings import Finding, Severity

_PLACES = Decimal("0.01")
_TWO = 2


@dataclass(frozen=True)
class Agreement:
    """How far methods are apart. ``apart`` is the largest value in terms of the least, None where
    fewer than two give a value above nothing; ``against`` each value in terms of the leading."""

    apart: Decimal | None
    against: tuple[tuple[Method, Decimal], ...]
    findings: tuple[Finding, ...]


def agreement(values: Mapping[Method, Decimal], lead: Method, *, most: Decimal) -> Agreement:
    """What ``values`` say together; more than ``most`` times apart is a finding, and so is a value
    that rests on one method alone."""
    told = {method: value for method, value in values.items() if value > 0}
    found: list[Finding] = []
    if len(values) < _TWO:
        found.append(Finding("valuation.one_method", Severity.WARN, params={"method": str(lead)}))
    apart = None
    if len(told) >= _TWO:
        apart = (max(told.values()) / min(told.values())).quantize(_PLACES)
        if apart > most:
            params = {"apart": f"{apart:f}", "most": f"{most:f}"}
            found.append(Finding("valuation.methods_apart", Severity.WARN, params=params))
    led = values[lead]
    against = tuple(
        (method, (value / led).quantize(_PLACES)) for method, value in values.items() if led > 0
    )
    return Agreement(apart, against, tuple(found))


@dataclass(frozen=True)
class Bands:
    """Where published figures lie; parts of one. ``royalty`` is the usual range of a royalty on
    sales, ``of_profit`` that of a royalty in terms of the profit it is paid from."""

    royalty: tuple[Decimal, Decimal]
    of_profit: tuple[Decimal, Decimal]


def outside(
    bands: Bands,
    *,
    royalty: Spread | None,
    sales: Decimal | None,
    profit: Decimal | None,
    share: Spread | None,
) -> Sequence[Finding]:
    """What lies outside of the bands. It stays as it was stated: bands do not measure a right."""
    found = []
    if royalty is not None:
        low, high = bands.royalty
        if not low <= royalty.mode <= high:
            found.append(_off("valuation.band.royalty", royalty.mode, low, high))
        if sales and profit and profit > 0:
            part = royalty.mode * sales / profit
            low, high = bands.of_profit
            if part > high:
                found.append(_off("valuation.band.of_profit", part, low, high))
    if share is not None and share.mode > bands.of_profit[1]:
        found.append(_off("valuation.band.share", share.mode, *bands.of_profit))
    return found


def _off(code: str, told: Decimal, low: Decimal, high: Decimal) -> Finding:
    params = {"told": _percent(told), "low": _percent(low), "high": _percent(high)}
    return Finding(code, Severity.NOTE, params=params)


def _percent(part: Decimal) -> str:
    return f"{(part * 100).quantize(Decimal('0.1')).normalize():f}"
