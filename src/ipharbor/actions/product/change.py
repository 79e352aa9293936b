"""Change what is stated of a product, end it, and begin it again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.product import _stated
from ipharbor.actions.product._stated import Stated
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Product
from ipharbor.vocabulary.errors import HarborError

__all__ = ["Stated", "change", "end"]


def change(
    product: Product, stated: Stated, *, seals: Sealer, by: permits.Actor, at: datetime
) -> bool:
    """Write down what is stated; gives whether that changes anything. Raises as
    ``actions.product.add``."""
    permits.require(by, "product.change", firm=product.firm)
    told, sales = _stated.written(stated), _stated.looked_at(stated.sales)
    with transaction.atomic():
        held = Product.objects.select_for_update().get(pk=product.pk)
        same = Product.objects.filter(firm=held.firm_id, name=told["name"]).exclude(pk=held.pk)
        if same.exists():
            raise HarborError("product.already", fields=("name",), name=told["name"])
        changed = sorted(name for name, value in told.items() if getattr(held, name) != value)
        if sales is not None and _stated.put_sales(held, sales):
            changed.append("sales")
        if not changed:
            return False
        for name in told:
            setattr(held, name, told[name])
        held.changed_at = at
        held.save(update_fields=[*told, "changed_at"])
        _tell(held, seals, by, at, changed)
    return True


def end(
    product: Product, *, ended: bool = True, seals: Sealer, by: permits.Actor, at: datetime
) -> bool:
    """The product is no longer made, or is again; gives whether that is a change."""
    permits.require(by, "product.change", firm=product.firm)
    with transaction.atomic():
        held = Product.objects.select_for_update().get(pk=product.pk)
        if (held.ended_at is not None) == ended:
            return False
        held.ended_at = at if ended else None
        held.changed_at = at
        held.save(update_fields=["ended_at", "changed_at"])
        _tell(held, seals, by, at, ["ended"])
    return True


def _tell(
    held: Product, seals: Sealer, by: permits.Actor, at: datetime, changed: list[str]
) -> None:
    chain.append(
        "product.change",
        f"product:{held.pk}",
        actor=by.name,
        at=at,
        details={
            "product": held.pk, "firm": held.firm_id, "name": held.name, "changed": changed,
        },
        enclosed=_stated.enclosed([held], seals),
        about=[f"firm:{held.firm_id}"],
    )  # fmt: skip
