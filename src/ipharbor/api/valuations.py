"""Valuations that are kept: ranges, methods, and whether they still stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema

from ipharbor.actions import permits
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import valuations as queries
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["valuations"])


class ValuationTold(Schema):
    """A valuation: the values in CNY that one, five and nine in ten draws do not exceed."""

    id: int
    firm_id: int
    firm: str
    rights: int
    version: int
    valued_on: date
    scenario: str
    low: Decimal
    median: Decimal
    high: Decimal
    status: Literal["draft", "signed", "superseded"]
    drawn_up_on: date
    drawn_up_by: str
    signed_by: str
    signed_for: str


class ValuationOpened(ValuationTold):
    """One valuation with its hash and all its figures. `stands`: reckoned again now from what it
    rests on, it gives the same figures and the same hash."""

    keys: list[str]
    hash: str
    stands: bool
    result: dict[str, Any]


@router.get("/valuations", response=Envelope[list[ValuationTold]], **asks("valuation.read"))
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
    found = queries.one(valuation_id)
    if found is None or not permits.allowed(request.auth, "valuation.read", firm=found.firm):
        raise HarborError("valuation.unknown", id=valuation_id)
    (row,) = queries.rows([found])
    more = {
        "keys": found.keys, "hash": found.hash, "stands": queries.opened(found).stands,
        "result": found.result,
    }  # fmt: skip
    return answer(row.__dict__ | more)
