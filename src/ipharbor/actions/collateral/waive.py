"""Waive a concern: the lender will not act on it while it lasts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import KeptConcern, Organisation
from ipharbor.vocabulary.errors import HarborError

WHY = 300  # characters


def waive(concern_id: int, *, why: str, by: permits.Actor, at: datetime) -> KeptConcern:
    """Waive it for its lender, with the reason.

    Raises HarborErrors ``collateral.unknown`` for one that is not of the caller's own
    organisation, ``collateral.closed`` for one that is cured or waived already,
    ``collateral.why.missing`` and ``form.text.long``.
    """
    told = " ".join(why.split())
    with transaction.atomic():
        held = KeptConcern.objects.select_for_update().filter(pk=concern_id).first()
        body = _lender(held)
        if held is None or not permits.allowed(by, "collateral.waive", organisation=body):
            if not permits.ever(by, "collateral.waive"):
                raise permits.denied(by, "collateral.waive")
            raise HarborError("collateral.unknown", id=concern_id)
        if held.stage in ("cured", "waived"):
            raise HarborError("collateral.closed", id=concern_id)
        if not told:
            raise HarborError("collateral.why.missing", fields=("why",))
        if len(told) > WHY:
            raise HarborError("form.text.long", fields=("why",), most=WHY)
        held.stage, held.reason, held.by_name = "waived", told, by.name
        held.save(update_fields=["stage", "reason", "by_name"])
        chain.append(
            "collateral.waive",
            f"concern:{held.pk}",
            actor=by.name,
            at=at,
            details={"why": told, "mark": held.mark},
        )
    return held


def _lender(held: KeptConcern | None) -> Organisation | None:
    if held is None:
        return None
    return Organisation.objects.filter(kind="lender", name=held.lender).first()
