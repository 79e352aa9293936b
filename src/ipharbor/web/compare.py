"""A product beside a claim: the feature chart, and the rights that a product comes near to."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.queries import comparing
from ipharbor.queries import products as queries
from ipharbor.records.models import Product
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web.caller import Asked, may
from ipharbor.wiring import corpus

OFFERED = 300  # products to choose from
_LONGEST = 18  # digits of a number that a table can hold


@require_safe
def compare(request: Asked) -> HttpResponse:
    """The chart of one product and one document; without a number the rights that the product comes
    near to; without a product the form alone."""
    caller = may(request, "product.read")
    held = queries.of_firms(permits.firms(caller, "product.read")).filter(ended_at=None)
    number = request.GET.get("number", "").strip()[:60]
    chosen = _product(caller, request.GET.get("product", ""))
    offered = list(held[:OFFERED])
    if chosen is not None and chosen not in offered:
        offered.insert(0, chosen)
    shown: dict[str, object] = {"offered": offered, "chosen": chosen, "number": number}
    if chosen is not None:
        features = tuple(chosen.features.splitlines())
        shown["features"] = features
        if number and features:
            shown["found"] = comparing.compared(corpus(), features, number)
        elif features:
            shown["near"] = comparing.near(corpus(), features, chosen.firm.name)
            shown["looked_at"] = comparing.LOOKED_AT
    return render(request, "web/compare.html", shown)


def _product(caller: permits.Actor, asked: str) -> Product | None:
    """What may not be read is answered as if it were not there."""
    if not asked:
        return None
    found = (
        queries.one(int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    )
    if found is None or not permits.allowed(caller, "product.read", firm=found.firm):
        raise HarborError("product.unknown", id=asked[:20])
    return found
