"""What an appraiser states, as it is typed: one text a field; and the values it stands for.

Rates are typed in per cent, amounts in CNY. Fields of one right carry its key behind a colon
(``sales:CN201910000001``), fields of a comparable its number (``price_1``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from ipharbor.statutes.book import Law
from ipharbor.statutes.values import Share
from ipharbor.valuation import discount
from ipharbor.valuation.cost import Costs
from ipharbor.valuation.discount import RISKS, BuildUp
from ipharbor.valuation.market import Adjustment, Comparable
from ipharbor.valuation.methods import Method
from ipharbor.valuation.spread import Spread, around, exactly
from ipharbor.vocabulary.errors import HarborError

COMPARABLES = 5  # rows that a form has
ENDS = ("low", "likely", "high")
SPREADS = ("royalty", "growth", "decay", "share")
OF_A_RIGHT = (
    "sales", "return", "profit", "earnings", "charges", "labour", "expense", "overhead", "margin",
)  # fmt: skip
OF_A_COMPARABLE = ("name", "price", "day", "weight", "factor", "reason", "source")
PLAIN = (
    "scenario", "lead", "free", *RISKS, "open", "tax", "contract_ends", "economic", "volatility",
    "draws",
)  # fmt: skip
_USUAL_DRAWS = 10_000
_LONGEST_TEXT = 300
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class OfRight:
    """What is stated of one right, in CNY of the first year to come; None where nothing is."""

    sales: Decimal | None = None
    first_return: Spread | None = None
    profit: Decimal | None = None
    earnings: Decimal | None = None
    charges: Decimal | None = None
    costs: Costs | None = None


@dataclass(frozen=True)
class Stated:
    """What is stated of a valuation. ``share`` has no likeliest value where the scorecard is to
    give it."""

    scenario: str
    lead: Method | None
    royalty: Spread | None
    growth: Spread
    decay: Spread
    share: tuple[Decimal | None, Decimal | None, Decimal | None]
    built: BuildUp
    discount: Spread
    tax: Decimal
    contract_ends: date | None
    economic: Decimal | None
    volatility: Decimal
    draws: int
    comparables: tuple[Comparable, ...]
    rights: Mapping[str, OfRight]


def usual(law: Law) -> dict[str, str]:
    """What a form begins with: the values of the book, as they are typed."""
    found = {"scenario": "finance", "lead": "", "economic": "", "contract_ends": ""}
    found |= dict(zip((f"growth_{end}" for end in ENDS), ("-5", "0", "5"), strict=True))
    wear = law["valuation.decay"].share.of_one
    found |= {"decay_low": _typed(wear / 2), "decay_likely": _typed(wear)}
    found |= {"decay_high": _typed(wear * Decimal("1.5"))}
    for name in ("royalty", "profit_share"):
        table = law[f"valuation.{name}"].table
        for end in ENDS:
            held = table.at(end)
            field = f"{'royalty' if name == 'royalty' else 'share'}_{end}"
            found[field] = _typed(held.of_one) if isinstance(held, Share) else ""
    built = discount.usual(law)
    found |= {"free": _typed(built.free)} | {name: _typed(part) for name, part in built.risks}
    for field, name in (("open", "discount.open"), ("tax", "tax"), ("volatility", "volatility")):
        found[field] = _typed(law[f"valuation.{name}"].share.of_one)
    return found | {"draws": str(_USUAL_DRAWS)}


def stated(told: Mapping[str, str], keys: Sequence[str], law: Law) -> Stated:
    """The values of what is typed. Raises HarborError ``valuation.number`` or ``valuation.day``
    with the field that cannot be read, and what the values themselves raise."""
    built = discount.build_up(
        _share(told, "free") or Decimal(0),
        {name: part for name in RISKS if (part := _share(told, name)) is not None},
        law,
    )
    lead = told.get("lead", "")
    if lead and lead not in set(Method):
        raise HarborError("valuation.method", fields=("lead",), method=lead[:40])
    economic = _number(told, "economic")
    return Stated(
        scenario=told.get("scenario", ""),
        lead=Method(lead) if lead else None,
        royalty=_spread(told, "royalty"),
        growth=_spread(told, "growth", least=Decimal("-0.99")) or exactly(0),
        decay=_spread(told, "decay") or exactly(0),
        share=(_share(told, "share_low"), _share(told, "share_likely"), _share(told, "share_high")),
        built=built,
        discount=around(built.rate, _share(told, "open") or Decimal(0), Decimal(0)),
        tax=_share(told, "tax") or Decimal(0),
        contract_ends=_day(told, "contract_ends"),
        economic=economic,
        volatility=_share(told, "volatility") or Decimal(0),
        draws=int(_number(told, "draws") or _USUAL_DRAWS),
        comparables=tuple(_comparables(told)) if len(keys) == 1 else (),
        rights={key: _of_right(told, key) for key in keys},
    )


def _of_right(told: Mapping[str, str], key: str) -> OfRight:
    held = {name: _number(told, f"{name}:{key}") for name in OF_A_RIGHT if name != "margin"}
    labour, expense, overhead = (held[name] for name in ("labour", "expense", "overhead"))
    costs = None
    if labour is not None or expense is not None or overhead is not None:
        none = Decimal(0)
        margin = _share(told, f"margin:{key}") or none
        costs = Costs(labour or none, expense or none, overhead or none, margin)
    returned = held["return"]
    return OfRight(
        held["sales"], None if returned is None else exactly(returned), held["profit"],
        held["earnings"], held["charges"], costs,
    )  # fmt: skip


def _comparables(told: Mapping[str, str]) -> list[Comparable]:
    found = []
    for at in range(1, COMPARABLES + 1):
        price = _number(told, f"price_{at}")
        if price is None:
            continue
        on = _day(told, f"day_{at}")
        if on is None:
            raise HarborError("valuation.day", fields=(f"day_{at}",), value="")
        factor = _number(told, f"factor_{at}")
        reason = told.get(f"reason_{at}", "").strip()[:_LONGEST_TEXT]
        changed = () if factor is None else (Adjustment(reason, factor),)
        weight = _number(told, f"weight_{at}")
        name = told.get(f"name_{at}", "").strip()[:_LONGEST_TEXT] or str(at)
        source = told.get(f"source_{at}", "").strip()[:_LONGEST_TEXT]
        found.append(
            Comparable(name, price, on, Decimal(1) if weight is None else weight, changed,
                       source=source)
        )  # fmt: skip
    return found


def _spread(
    told: Mapping[str, str], name: str, least: Decimal = Decimal(0)
) -> Spread | None:  # fmt: skip
    low, likely, high = (_share(told, f"{name}_{end}", least) for end in ENDS)
    if likely is None:
        return None
    try:
        return Spread(
            likely if low is None else low, likely, likely if high is None else high
        )  # fmt: skip
    except HarborError as wrong:
        raise HarborError(wrong.code, fields=(f"{name}_likely",), **wrong.params) from wrong


def _share(
    told: Mapping[str, str], name: str, least: Decimal = Decimal(0)
) -> Decimal | None:  # fmt: skip
    held = _number(told, name, least * _HUNDRED)
    if held is not None and held > _HUNDRED:
        raise HarborError("valuation.number", fields=(name,), value=told[name][:40])
    return None if held is None else held / _HUNDRED


def _number(
    told: Mapping[str, str], name: str, least: Decimal = Decimal(0)
) -> Decimal | None:  # fmt: skip
    text = told.get(name, "").strip().replace(",", "").replace("，", "").rstrip("%").strip()
    if not text:
        return None
    try:
        held = Decimal(text)
    except InvalidOperation:
        held = Decimal("NaN")
    if not held.is_finite() or not least <= held < Decimal(10) ** 13:
        raise HarborError("valuation.number", fields=(name,), value=told[name][:40])
    return held


def _day(told: Mapping[str, str], name: str) -> date | None:
    text = told.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise HarborError("valuation.day", fields=(name,), value=text[:40]) from wrong


def _typed(part: Decimal) -> str:
    return f"{(part * _HUNDRED).normalize():f}"
