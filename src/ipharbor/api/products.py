"""Products of firms: features, markets, classes, sales."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field, StringConstraints

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.product.add import Stated, add
from ipharbor.actions.product.change import change, end
from ipharbor.actions.product.import_products import import_products
from ipharbor.api import cursors, receipts, versions
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit, Short, the_firm
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.receipts import TableReceiptTold
from ipharbor.api.receiving import laid_aside
from ipharbor.queries import products as queries
from ipharbor.queries.comparing import Comparison, compared, near
from ipharbor.queries.products import ProductRow
from ipharbor.records.models import Product
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["products"])

Amount = Annotated[Decimal, Field(ge=0, le=10**11, decimal_places=2)]
Year = Annotated[int, Field(ge=1980, le=2200)]
Code = Annotated[str, StringConstraints(max_length=2)]


class SalesYear(Schema):
    """What a product sold for in a year, in 10,000 CNY."""

    year: Year
    amount: Amount


class ProductTold(Schema):
    """A product. `sales` is null where the caller is not told them."""

    id: int
    firm_id: int
    firm: str
    name: str
    features: list[str]
    markets: list[str] = Field(description="codes of ISO 3166-1")
    since: int | None
    ipc: list[str]
    sales: list[SalesYear] | None
    ended_on: date | None


class NewProduct(Schema):
    """A product: its features in order, markets by the two letters of ISO 3166-1, the year from
    which it is sold, symbols of the IPC, sales by year."""

    name: Short
    features: list[Short] = Field([], max_length=60)
    markets: list[Code] = Field([], max_length=250)
    since: int | None = Field(None, ge=1900, le=2200)
    ipc: list[Short] = Field([], max_length=40)
    sales: list[SalesYear] = Field([], max_length=60)


class ProductChange(Schema):
    """What is to be otherwise; what is left out stays. `ended`: it is no longer made."""

    name: Short | None = None
    features: list[Short] | None = Field(None, max_length=60)
    markets: list[Code] | None = Field(None, max_length=250)
    since: int | None = Field(None, ge=1900, le=2200)
    ipc: list[Short] | None = Field(None, max_length=40)
    sales: list[SalesYear] | None = Field(None, max_length=60)
    ended: bool | None = None


class FeatureFound(Schema):
    """One feature of a claim beside the nearest passage of the product: `reading` is literal,
    equivalent, unclear or missing; `nearness` from 0 to 1."""

    claimed: str
    found: str
    reading: str
    nearness: float


class ProductBesideClaim(Schema):
    """A product beside a document, compared by words: no legal opinion. `basis` is claim or
    abstract, empty where neither tells features; `coverage` is literal, equivalents, one_unclear,
    two_unclear or none."""

    key: str
    title: str
    applicants: list[str]
    granted_on: date | None
    basis: str
    coverage: str
    chart: list[FeatureFound]


@router.get("/products", response=Envelope[list[ProductTold]], **asks("product.read"))
def listing(
    request: Asked,
    firm: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="number of a firm")] = None,
    market: Annotated[str, Query(max_length=2, description="two letters of ISO 3166-1")] = "",
    ended: bool = False,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Products of the firms that the caller may read of, in the order of their numbers."""
    firms = permits.firms(request.auth, "product.read")
    if firm is not None:
        firms = firms.filter(pk=the_firm(request.auth, firm, "product.read").pk)
    held = queries.of_firms(firms).filter(ended_at__isnull=not ended).order_by("pk")
    if market:
        held = queries.sold_in(held, market.upper())
    begins = cursors.after(request, cursor)
    left = held if begins is None else held.filter(pk__gt=begins)
    shown, following = cursors.going_on(
        request, list(left[: limit + 1]), limit=limit, key=lambda one: one.pk
    )
    return answer(_rows(request, shown), following=following, total=held.count())


@router.post("/products", response={201: Envelope[ProductTold]}, **asks("product.change"))
def add_product(request: Asked, stated: NewProduct) -> Status[dict[str, Any]]:
    """State a product of the caller's firm."""
    firm = person_of(request.auth).firm
    if firm is None:
        raise HarborError("docket.firm.none")
    made = add(
        firm,
        Stated(
            stated.name, stated.features, stated.markets, stated.since, stated.ipc,
            {one.year: one.amount for one in stated.sales},
        ),
        seals=wiring.firm_sealer(),
        by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(_rows(request, [made])[0]))


@router.post(
    "/products/import", response={201: Envelope[TableReceiptTold]}, **asks("product.import")
)
def import_table(request: Asked, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Bring a table of products in; rows that name no firm are of the caller's own."""
    with laid_aside(file) as path:
        receipt = import_products(
            path, own=person_of(request.auth).firm, seals=wiring.firm_sealer(), by=request.auth,
            at=timezone.now(),
        )  # fmt: skip
    return Status(201, answer(receipts.shown(receipt)))


@router.get("/products/{product_id}", response=Envelope[ProductTold], **asks("product.read"))
def one(request: Asked, response: HttpResponse, product_id: Id) -> dict[str, Any]:
    """One product; `ETag` names its state."""
    return _told(request, response, _found(request, product_id, "product.read"))


@router.get(
    "/products/{product_id}/claims",
    response=Envelope[list[ProductBesideClaim]],
    **asks("product.read"),
)
def beside_claims(
    request: Asked,
    product_id: Id,
    number: Annotated[str, Query(max_length=60, description="of a right or document")] = "",
) -> dict[str, Any]:
    """The feature chart of the product and the document of that number, none where there is no such
    document; without a number the charts of rights of others that the product comes near to."""
    held = _found(request, product_id, "product.read")
    features = tuple(held.features.splitlines())
    if not number.strip():
        return answer([_charted(one) for one in near(wiring.corpus(), features, held.firm.name)])
    found = compared(wiring.corpus(), features, number.strip())
    return answer([] if found is None else [_charted(found)])


@router.patch("/products/{product_id}", response=Envelope[ProductTold], **asks("product.change"))
def change_product(
    request: Asked, response: HttpResponse, product_id: Id, stated: ProductChange
) -> dict[str, Any]:
    """Change what is stated of a product, end it, or begin it again."""
    versions.alone(f"product:{product_id}")
    held = _found(request, product_id, "product.change")
    (row,) = queries.rows([held], told={held.firm_id})
    versions.unchanged(request, _version(row))
    seals, at = wiring.firm_sealer(), timezone.now()
    change(
        held,
        Stated(
            row.name if stated.name is None else stated.name,
            row.features if stated.features is None else stated.features,
            row.markets if stated.markets is None else stated.markets,
            stated.since if "since" in stated.model_fields_set else row.since,
            row.ipc if stated.ipc is None else stated.ipc,
            None if stated.sales is None else {one.year: one.amount for one in stated.sales},
        ),
        seals=seals,
        by=request.auth,
        at=at,
    )
    if stated.ended is not None:
        end(held, ended=stated.ended, seals=seals, by=request.auth, at=at)
    return _told(request, response, _found(request, product_id, "product.change"))


def _found(request: Asked, product_id: int, action: str) -> Product:
    """What may not be read is answered as if it were not there."""
    held = queries.one(product_id)
    if held is None or not permits.allowed(request.auth, "product.read", firm=held.firm):
        raise HarborError("product.unknown", id=product_id)
    permits.require(request.auth, action, firm=held.firm)
    return held


def _told(request: Asked, response: HttpResponse, held: Product) -> dict[str, Any]:
    (row,) = queries.rows([held], told={held.firm_id})
    versions.tag(response, _version(row))
    return answer(_rows(request, [held])[0])


def _rows(request: Asked, held: list[Product]) -> list[dict[str, Any]]:
    told = {
        one.firm_id
        for one in held
        if permits.allowed(request.auth, "sales.read", firm=one.firm)
    }  # fmt: skip
    return [_shown(row) for row in queries.rows(held, told=told)]


def _shown(row: ProductRow) -> dict[str, Any]:
    sales = None if row.sales is None else [{"year": y, "amount": a} for y, a in row.sales]
    return vars(row) | {"sales": sales}


def _charted(one: Comparison) -> dict[str, Any]:
    return {
        "key": one.key, "title": one.title, "applicants": one.applicants,
        "granted_on": one.granted_on, "basis": one.basis, "coverage": one.coverage,
        "chart": [vars(line) for line in one.chart],
    }  # fmt: skip


def _version(row: ProductRow) -> str:
    return versions.version(
        row.id, row.name, row.features, row.markets, row.since, row.ipc, row.sales, row.ended_on
    )
