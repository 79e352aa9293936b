"""What the value of a right rests on, one thing after the other, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ipharbor.statutes.book import Law
from ipharbor.valuation import discount, stating
from ipharbor.valuation.methods import INCOME, Method
from ipharbor.valuation.spread import Spread, around
from ipharbor.valuation.subject import Subject
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.messages import Message, message

_HUNDRED = Decimal(100)
_SPREADS = (
    ("royalty", "valuation.royalty"), ("share", "valuation.profit_share"),
    ("growth", ""), ("decay", "valuation.decay"),
)  # fmt: skip
_AMOUNTS = ("sales", "profit", "earnings", "charges")
_AHEAD = (*INCOME, Method.RENEWAL)  # what looks at years to come
_USED: Mapping[str, tuple[Method, ...]] = {
    "royalty": (Method.RELIEF,), "share": (Method.PROFIT_SHARE,), "growth": INCOME,
    "decay": _AHEAD, "discount": _AHEAD, "tax": INCOME, "volatility": (Method.RENEWAL,),
    "sales": (Method.RELIEF, Method.MARKET), "profit": (Method.PROFIT_SHARE,),
    "earnings": (Method.EXCESS,), "charges": (Method.EXCESS,), "return": (Method.RENEWAL,),
    "annuities": (Method.RENEWAL,), "labour": (Method.COST,), "expense": (Method.COST,),
    "overhead": (Method.COST,), "margin": (Method.COST,), "life": tuple(Method),
}  # fmt: skip
_OF_COSTS = ("labour", "expense", "overhead")


@dataclass(frozen=True)
class Rest:
    """One thing that a value rests on: ``code`` of its name, least, likeliest and most, in per
    cent, in years or in CNY as the ``unit`` tells; least and most are None for what is certain.

    ``provisions`` of the book whose value it is as it stands in the book, ``source`` as facts have
    it; with neither, whoever drew the valuation up stated it. ``scored`` says that the
    scorecard placed it between its ends.
    """

    code: str
    unit: str  # percent, years or cny
    likeliest: Decimal
    least: Decimal | None = None
    most: Decimal | None = None
    provisions: tuple[str, ...] = ()
    source: str = ""
    scored: bool = False


def rests(subject: Subject, law: Law, by: Iterable[Method]) -> tuple[Rest, ...]:
    """All that the value of ``subject`` rests on by the methods that give one; ``law`` is that of
    the day it is valued on."""
    methods = set(by)
    found = (*_rates(subject, law), *_amounts(subject))
    return tuple(one for one in found if methods & set(_USED[one.code.rpartition(".")[2]]))


def _rates(subject: Subject, law: Law) -> Iterator[Rest]:
    right = dict(subject.sources).get("life", "")
    life = subject.life.spread
    yield replace(_spread("valuation.field.life", life, "years"), source=right)
    usual = stating.usual(law)
    for name, provision in _SPREADS:
        held: Spread | None = getattr(subject, name)
        if held is None:
            continue
        of_book, scored = _of_book(held, name, usual)
        found = _spread(f"valuation.field.{name}", held)
        known = (provision,) if of_book and provision else ()
        yield replace(found, provisions=known, scored=of_book and scored)
    built = around(discount.usual(law).rate, law["valuation.discount.open"].share.of_one,
                   Decimal(0))  # fmt: skip
    own = ("valuation.discount.free", "valuation.discount.default", "valuation.discount.open")
    same = built == subject.discount
    yield replace(_spread("valuation.field.discount", subject.discount),
                  provisions=own if same else ())  # fmt: skip
    yield _certain("tax", subject.tax, law)
    yield _certain("volatility", subject.volatility, law)


def _amounts(subject: Subject) -> Iterator[Rest]:
    sources = dict(subject.sources)
    for name in _AMOUNTS:
        amount: Decimal | None = getattr(subject, name)
        if amount is not None:
            yield Rest(f"valuation.field.{name}", "cny", amount, source=sources.get(name, ""))
    if subject.first_return is not None:
        yield _spread("valuation.field.return", subject.first_return, "cny")
    if subject.costs is not None:
        for name in _OF_COSTS:
            yield Rest(f"valuation.field.{name}", "cny", getattr(subject.costs, name))
        yield Rest("valuation.field.margin", "percent", subject.costs.profit * _HUNDRED)
    if subject.annuities:
        total = sum(subject.annuities, Decimal(0))
        source = sources.get("annuities", "")
        yield Rest("valuation.field.annuities", "cny", total, source=source)


def _spread(code: str, held: Spread, unit: str = "percent") -> Rest:
    times = _HUNDRED if unit == "percent" else Decimal(1)
    low, mode, high = (one * times for one in (held.low, held.mode, held.high))
    return Rest(code, unit, mode) if held.certain else Rest(code, unit, mode, low, high)


def _certain(name: str, held: Decimal, law: Law) -> Rest:
    provision = f"valuation.{name}"
    same = law[provision].share.of_one == held
    return Rest(
        f"valuation.field.{name}", "percent", held * _HUNDRED,
        provisions=(provision,) if same else (),
    )  # fmt: skip


def _of_book(held: Spread, name: str, usual: dict[str, str]) -> tuple[bool, bool]:
    """Whether the spread is the book's own, and whether the book leaves its middle to the score."""
    told = [usual[f"{name}_{end}"] for end in stating.ENDS]
    values = (held.low, held.mode, held.high)
    same = all(
        not text or Decimal(text) == value * _HUNDRED
        for text, value in zip(told, values, strict=True)
    )
    return same, not told[1]


def finding_told(finding: Finding, lang: str) -> Message:
    """The sentence of a finding, a method in it in words."""
    code = finding.params.get("method")
    if code is None:
        return finding.told(lang)
    named = message(f"valuation.method.{code}", lang, {}).what
    return replace(finding, params={**finding.params, "method": named}).told(lang)


def in_words(rest: Rest, value: Decimal | None) -> str:
    """A value of ``rest`` as it is written, without its unit; empty for none."""
    if value is None:
        return ""
    if rest.unit == "cny":
        return f"{value:,.2f}"
    return f"{value:.1f}" if rest.unit == "years" else f"{round(value, 2).normalize():f}"
