"""What is stated of a product, cleaned and looked at; and what the journal keeps of products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ipharbor.actions.confidential import sealed
from ipharbor.gateways.sealing import Sealer
from ipharbor.intake.products import (
    EARLIEST,
    EARLIEST_SALE,
    LARGEST,
    LATEST,
    LONGEST_FEATURE,
    LONGEST_NAME,
    MOST_FEATURES,
    MOST_IPC,
    classes_of,
    features_of,
)
from ipharbor.records.models import Product, ProductSale
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.markets import markets

COLUMNS = ("name", "features", "markets", "since", "ipc")
_AT_ONCE = 500  # rows in one question to the database


@dataclass(frozen=True)
class Stated:
    """A product as somebody states it: ``features`` in order, ``markets`` by code, ``ipc``
    symbols, ``sales`` in 10,000 CNY by year; None leaves the sales as they are."""

    name: str
    features: Sequence[str] = ()
    markets: Sequence[str] = ()
    since: int | None = None
    ipc: Sequence[str] = ()
    sales: Mapping[int, Decimal] | None = field(default=None)


def written(stated: Stated) -> dict[str, Any]:
    """The columns of what is stated, cleaned.

    Raises HarborError ``product.name.missing``, ``product.long`` (a name or a feature),
    ``product.market.unknown``, ``product.since`` and ``product.ipc``.
    """
    name = " ".join(stated.name.split())
    if not name:
        raise HarborError("product.name.missing", fields=("name",))
    if len(name) > LONGEST_NAME:
        raise HarborError("product.long", fields=("name",), limit=LONGEST_NAME)
    features = features_of("\n".join(stated.features))
    if len(features) > MOST_FEATURES or any(len(one) > LONGEST_FEATURE for one in features):
        raise HarborError(
            "product.features", fields=("features",), most=MOST_FEATURES, longest=LONGEST_FEATURE
        )
    for code in stated.markets:
        if code not in markets("en"):
            raise HarborError("product.market.unknown", fields=("markets",), code=code[:40])
    if stated.since is not None and not EARLIEST <= stated.since <= LATEST:
        raise HarborError("product.since", fields=("since",), value=stated.since)
    known, unknown = classes_of("|".join(stated.ipc))
    if unknown or len(known) > MOST_IPC:
        raise HarborError("product.ipc", fields=("ipc",), value="、".join(unknown)[:80])
    return {
        "name": name, "features": "\n".join(features),
        "markets": "|".join(dict.fromkeys(stated.markets)), "since": stated.since,
        "ipc": "|".join(known),
    }  # fmt: skip


def looked_at(sales: Mapping[int, Decimal] | None) -> Mapping[int, Decimal] | None:
    """The sales, if they can be; HarborError ``product.sales``."""
    for year, amount in (sales or {}).items():
        fits = amount.is_finite() and 0 <= amount < LARGEST
        if not EARLIEST_SALE <= year <= LATEST or not fits:
            raise HarborError("product.sales", fields=("sales",), year=year)
    return sales


def put_sales(product: Product, sales: Mapping[int, Decimal]) -> bool:
    """Make the product's sales these and no others; gives whether that changed anything."""
    held = dict(product.sales.values_list("year", "amount"))
    wanted = {year: round(amount, 2) for year, amount in sales.items()}
    if held == wanted:
        return False
    product.sales.all().delete()
    ProductSale.objects.bulk_create(
        ProductSale(product=product, year=year, amount=amount) for year, amount in wanted.items()
    )
    return True


def sales_of(products: Iterable[Product]) -> dict[int, dict[int, Decimal]]:
    """The sales of products, by number of the product and year."""
    numbers = [product.pk for product in products]
    found: dict[int, dict[int, Decimal]] = {number: {} for number in numbers}
    for start in range(0, len(numbers), _AT_ONCE):
        rows = ProductSale.objects.filter(product__in=numbers[start : start + _AT_ONCE])
        for number, year, amount in rows.values_list("product", "year", "amount"):
            found[number][year] = amount
    return found


def enclosed(products: Sequence[Product], seals: Sealer) -> dict[str, Any]:
    """What a line encloses of products as they stand now: their sales sealed, the rest plain."""
    rows = [
        {"id": product.pk, "firm": product.firm_id, "ended": product.ended_at is not None}
        | {name: getattr(product, name) for name in COLUMNS}
        for product in products
    ]
    sales = {
        str(number): {str(year): str(amount) for year, amount in sorted(years.items())}
        for number, years in sales_of(products).items()
        if years
    }
    return {"products": rows, **sealed(sales, seals)}
