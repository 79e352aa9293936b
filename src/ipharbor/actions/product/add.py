"""State a product of a firm."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.product import _stated
from ipharbor.actions.product._stated import Stated
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Product
from ipharbor.vocabulary.errors import HarborError

__all__ = ["Stated", "add"]


def add(
    firm: Firm, stated: Stated, *, seals: Sealer, by: permits.Actor, at: datetime
) -> Product:  # fmt: skip
    """A new product of the firm. Raises HarborError ``product.already`` for a name the firm has,
    and what is wrong with what is stated: ``product.name.missing``, ``product.long``,
    ``product.features``, ``product.market.unknown``, ``product.since``, ``product.ipc``,
    ``product.sales``."""
    permits.require(by, "product.change", firm=firm)
    told, sales = _stated.written(stated), _stated.looked_at(stated.sales)
    with transaction.atomic():
        if Product.objects.filter(firm=firm, name=told["name"]).exists():
            raise HarborError("product.already", fields=("name",), name=told["name"])
        made = Product.objects.create(firm=firm, made_at=at, changed_at=at, **told)
        _stated.put_sales(made, sales or {})
        chain.append(
            "product.add",
            f"product:{made.pk}",
            actor=by.name,
            at=at,
            details={"product": made.pk, "firm": firm.pk, "name": made.name},
            enclosed=_stated.enclosed([made], seals),
            about=[f"firm:{firm.pk}"],
        )
    return made
