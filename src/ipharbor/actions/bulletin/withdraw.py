"""Withdraw a bulletin: it stays, and says that it does not hold any more and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Bulletin
from ipharbor.vocabulary.errors import HarborError

WHY = 500  # characters


def withdraw(bulletin_id: int, *, why: str, by: permits.Actor, at: datetime) -> Bulletin:
    """Withdraw it. Raises HarborErrors ``bulletin.unknown``, ``bulletin.over`` for one that is
    withdrawn already, ``bulletin.why.missing`` and ``form.text.long``."""
    permits.require(by, "bulletin.issue")
    told = " ".join(why.split())
    if not told:
        raise HarborError("bulletin.why.missing", fields=("why",))
    if len(told) > WHY:
        raise HarborError("form.text.long", fields=("why",), most=WHY)
    with transaction.atomic():
        held = Bulletin.objects.select_for_update().filter(pk=bulletin_id).first()
        if held is None:
            raise HarborError("bulletin.unknown", id=bulletin_id)
        if held.withdrawn_at is not None:
            raise HarborError("bulletin.over", id=bulletin_id)
        held.withdrawn_at, held.withdrawn_by_name, held.withdrawn_why = at, by.name, told
        held.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_why"])
        chain.append(
            "bulletin.withdraw",
            f"bulletin:{held.pk}",
            actor=by.name,
            at=at,
            details={"why": told, "title": str(held)},
        )
    return held
