"""Valuations that are kept: ranges, methods, and whether they still stand; drawn up and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.valuation.draw_up import draw_up
from ipharbor.actions.valuation.sign import sign
from ipharbor.api import cursors, handing
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import (
    USUAL_LIMIT,
    Cursor,
    Day,
    Id,
    Limit,
    Short,
    book,
    data_until,
    the_day,
    the_firm,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.handing import FILE
from ipharbor.api.language import lang
from ipharbor.papers.report.docx import docx
from ipharbor.papers.report.pdf import pdf
from ipharbor.queries import valuation_report, valuing
from ipharbor.queries import valuations as queries
from ipharbor.records.models import Valuation
from ipharbor.settings import current
from ipharbor.valuation.discount import RISKS
from ipharbor.valuation.methods import Method
from ipharbor.valuation.stating import COMPARABLES, ENDS, SPREADS
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["valuations"])


@dataclass(frozen=True, kw_only=True)
class ValuationOpened(queries.ValuationRow):
    """One valuation with its hash and all its figures. `stands`: reckoned again now from what it
    rests on, it gives the same figures and the same hash."""

    keys: list[str]
    hash: str
    stands: bool
    result: dict[str, Any]


Sum = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2)]
Part = Annotated[Decimal, Field(ge=0, le=1, max_digits=9, decimal_places=8)]
Move = Annotated[Decimal, Field(gt=-1, le=1, max_digits=9, decimal_places=8)]


class OfRight(Schema):
    """What is stated of a right, in CNY of the first year to come. What is left out is taken from
    what is known, null says that it is not known. `margin` is a part of the costs."""

    key: Short
    sales: Sum | None = None
    expected: Sum | None = Field(None, description="what the holder expects of the next year")
    profit: Sum | None = None
    earnings: Sum | None = None
    charges: Sum | None = None
    labour: Sum | None = None
    expense: Sum | None = None
    overhead: Sum | None = None
    margin: Part | None = None


class Spread(Schema):
    """Least, likeliest and most, of one."""

    low: Move | None = None
    likely: Move | None = None
    high: Move | None = None


class Rate(Schema):
    """The parts of the discount rate, of one: without risk, for each risk, and how far it is
    open."""

    free: Part | None = None
    technical: Part | None = None
    market: Part | None = None
    capital: Part | None = None
    management: Part | None = None
    policy: Part | None = None
    open: Part | None = None


class ComparableStated(Schema):
    """A deal to compare with; `factor` brings its price to the right, for the reason told."""

    price: Sum
    day: Day
    name: Short = ""
    weight: Sum = Decimal(1)
    factor: Sum | None = None
    reason: Short = ""
    source: Short = ""


class NewValuation(Schema):
    """What a valuation is drawn up with, as the form asks it; rates are parts of one. What is left
    out takes the numbers of the law book. `after` names the version that this one follows."""

    rights: list[OfRight] = Field(min_length=1, max_length=valuing.MOST_AT_ONCE)
    on: date | None = None
    scenario: Short = "finance"
    lead: Method | None = None
    after: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    royalty: Spread = Spread()
    growth: Spread = Spread()
    decay: Spread = Spread()
    share: Spread = Spread()
    discount: Rate = Rate()
    tax: Part | None = None
    volatility: Part | None = None
    contract_ends: Day | None = None
    economic: Annotated[Decimal, Field(ge=0, le=100, decimal_places=4)] | None = Field(
        None, description="years that the right is of use"
    )
    draws: int = Field(10_000, ge=100, le=1_000_000)
    comparables: list[ComparableStated] = Field([], max_length=COMPARABLES)


class SignedHash(Schema):
    """The hash of the figures that the signer has read."""

    hash: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


@router.get("/valuations", response=Envelope[list[queries.ValuationRow]], **asks("valuation.read"))
def listing(
    request: Asked,
    status: Annotated[Literal["draft", "signed", "superseded"] | None, Query()] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Valuations of the firms that the caller may read of, in the order of their numbers."""
    held = queries.of_firms(permits.firms(request.auth, "valuation.read")).order_by("pk")
    if status:
        held = held.filter(status=status)
    begins = cursors.after(request, cursor)
    left = held if begins is None else held.filter(pk__gt=begins)
    shown, following = cursors.going_on(
        request, list(left[: limit + 1]), limit=limit, key=lambda one: one.pk
    )
    data = [row.__dict__ for row in queries.rows(shown)]
    return answer(data, following=following, total=held.count())


@router.get(
    "/valuations/{valuation_id}", response=Envelope[ValuationOpened], **asks("valuation.read")
)
def one(request: Asked, valuation_id: Id) -> dict[str, Any]:
    """One valuation, reckoned again."""
    return _opened(_held(request.auth, valuation_id))


@router.post(
    "/firms/{firm_id}/valuations",
    response={201: Envelope[ValuationOpened]},
    **asks("valuation.draw_up"),
)
def draw(request: Asked, firm_id: Id, stated: NewValuation) -> Status[dict[str, Any]]:
    """Draw up a valuation of rights of a firm: a draft with its figures, which waits for a
    signature."""
    firm = the_firm(request.auth, firm_id, "valuation.draw_up")
    on, law = the_day(stated.on), book()
    keys = valuing.chosen(firm, [one.key for one in stated.rights])
    if len(keys) < len(stated.rights):
        raise HarborError("valuation.right.twice", fields=("rights",))
    found = valuing.known(
        firm, keys, law=law, on=on, data_until=data_until(), corpus=wiring.corpus(),
        chances=current().outlook, sales=permits.allowed(request.auth, "sales.read", firm=firm),
    )  # fmt: skip
    typed = valuing.begins(found, law=law, on=on) | _typed(stated)
    made = draw_up(
        firm, valuing.basis(found, typed, law=law, on=on), supersedes=stated.after,
        seals=wiring.firm_sealer(), by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(201, _opened(made))


@router.post(
    "/valuations/{valuation_id}/sign", response=Envelope[ValuationOpened], **asks("valuation.sign")
)
def sign_one(request: Asked, valuation_id: Id, stated: SignedHash) -> dict[str, Any]:
    """Sign a draft in the caller's own name: its figures must be those that the hash names, and
    the signer nobody of the firm."""
    held = queries.one(valuation_id)
    if held is None or not permits.allowed(request.auth, "valuation.sign", firm=held.firm):
        raise HarborError("valuation.unknown", id=valuation_id)
    if stated.hash != held.hash:
        raise HarborError("valuation.hash", fields=("hash",), id=valuation_id)
    return _opened(sign(valuation_id, by=request.auth, at=timezone.now()))


@router.get("/valuations/{valuation_id}/file", **asks("valuation.read", file=FILE))
def report(
    request: Asked, valuation_id: Id, form: Annotated[Literal["docx", "pdf"], Query()] = "pdf"
) -> HttpResponse:
    """The report of a valuation; unsigned it says so at its head."""
    held = _held(request.auth, valuation_id)
    told = valuation_report.report(queries.opened(held), law=book(), lang=lang())
    name = f"ipharbor-valuation-{held.pk}-v{held.version}.{form}"
    return handing.made((docx if form == "docx" else pdf)(told), name=name)


def _held(caller: permits.Actor, number: int) -> Valuation:
    """What may not be read is answered as if it were not there."""
    found = queries.one(number)
    if found is None or not permits.allowed(caller, "valuation.read", firm=found.firm):
        raise HarborError("valuation.unknown", id=number)
    return found


def _opened(held: Valuation) -> dict[str, Any]:
    (row,) = queries.rows([held])
    more = {
        "keys": held.keys, "hash": held.hash, "stands": queries.opened(held).stands,
        "result": held.result,
    }  # fmt: skip
    return answer(row.__dict__ | more)


def _typed(stated: NewValuation) -> dict[str, str]:
    """What is stated, as the form's fields have it."""
    told: dict[str, Any] = {
        "scenario": stated.scenario, "draws": stated.draws, "lead": stated.lead or "",
        "economic": stated.economic, "contract_ends": stated.contract_ends,
    }  # fmt: skip
    for name in ("tax", "volatility"):
        told |= _parts(stated, [name])
    for name in SPREADS:
        spread = getattr(stated, name)
        told |= {f"{name}_{end}": part for end, part in _parts(spread, ENDS).items()}
    told |= _parts(stated.discount, ("free", *RISKS, "open"))
    for right in stated.rights:
        for name, value in right.dict(exclude_unset=True, exclude={"key", "margin"}).items():
            told[f"{'return' if name == 'expected' else name}:{right.key}"] = value
        if "margin" in right.model_fields_set:
            told[f"margin:{right.key}"] = _percent(right.margin)
    for at, deal in enumerate(stated.comparables, start=1):
        told |= {f"{name}_{at}": value for name, value in deal.dict().items()}
    return {name: _text(value) for name, value in told.items()}


def _parts(told: Schema, names: Sequence[str]) -> dict[str, str]:
    """The parts that were stated, in per cent."""
    return {name: _percent(getattr(told, name)) for name in names if name in told.model_fields_set}


def _percent(part: Decimal | None) -> str:
    return "" if part is None else f"{part * 100:f}"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
