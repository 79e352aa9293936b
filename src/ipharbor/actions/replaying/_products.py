"""Products of firms, done again; what they sold for lies sealed in the lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ipharbor.actions.product._stated import COLUMNS
from ipharbor.actions.replaying.deed import Deed, Handler
from ipharbor.records.models import Product, ProductSale


def _put(deed: Deed) -> None:
    rows, sales = deed.enclosure()["products"], deed.unsealed()
    numbers = [row["id"] for row in rows]
    held = Product.objects.using(deed.into).in_bulk(numbers)
    made = [_row(deed, row, None) for row in rows if row["id"] not in held]
    changed = [_row(deed, row, held[row["id"]]) for row in rows if row["id"] in held]
    Product.objects.using(deed.into).bulk_create(made, batch_size=500)
    Product.objects.using(deed.into).bulk_update(
        changed, [*COLUMNS, "ended_at", "changed_at"], batch_size=500
    )
    for product in changed:
        ProductSale.objects.using(deed.into).filter(product_id=product.pk).delete()
    ProductSale.objects.using(deed.into).bulk_create(
        (
            ProductSale(product_id=int(number), year=int(year), amount=Decimal(amount))
            for number, years in sales.items()
            for year, amount in years.items()
        ),
        batch_size=500,
    )


def _row(deed: Deed, row: dict[str, Any], held: Product | None) -> Product:
    product = held or Product(pk=row["id"], firm_id=row["firm"], made_at=deed.at)
    for name in COLUMNS:
        setattr(product, name, row[name])
    product.changed_at = deed.at
    if row["ended"] and product.ended_at is None:
        product.ended_at = deed.at
    elif not row["ended"]:
        product.ended_at = None
    return product


HANDLERS: dict[str, Handler] = {
    "product.add": _put,
    "product.change": _put,
    "product.import": _put,
}
