"""Record that a firm's fees are reduced in some calendar years."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import FeeReduction, Firm
from ipharbor.vocabulary.errors import HarborError


def record_reduction(
    firm: Firm, *, since: int, until: int, by: permits.Actor, at: datetime
) -> FeeReduction:
    """The reduction for calendar years ``since`` to ``until``, as the office recorded it.

    Raises HarborError ``rights.reduction.span`` when the years run backwards.
    """
    permits.require(by, "rights.record_reduction", firm=firm)
    if since > until:
        raise HarborError("rights.reduction.span", fields=("until",), since=since, until=until)
    with transaction.atomic():
        made = FeeReduction.objects.create(
            firm=firm, since=since, until=until, recorded_by=by.person
        )
        chain.append(
            "rights.record_reduction",
            f"firm:{firm.pk}",
            actor=by.name,
            at=at,
            details={
                "firm": firm.name,
                "since": since,
                "until": until,
                "reduction": made.pk,
                "by": made.recorded_by_id,
            },
        )
    return made
