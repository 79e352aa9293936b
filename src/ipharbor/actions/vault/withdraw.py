"""Withdraw a paper that was kept by mistake."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import KeptPaper
from ipharbor.vocabulary.errors import HarborError


def withdraw(paper: KeptPaper, *, why: str, by: permits.Actor, at: datetime) -> None:
    """It stands no longer among the firm's papers; its line and its bytes stay, for what was
    known that day stays known. Raises HarborError ``paper.why.missing``."""
    permits.require(by, "paper.keep", firm=paper.firm)
    why = " ".join(why.split())[:300]
    if not why:
        raise HarborError("paper.why.missing", fields=("why",))
    with transaction.atomic():
        held = KeptPaper.objects.select_for_update().get(pk=paper.pk)
        if held.withdrawn_at is not None:
            return
        held.withdrawn_at, held.withdrawn_why = at, why
        held.save(update_fields=["withdrawn_at", "withdrawn_why"])
        chain.append(
            "paper.withdraw",
            f"right:{held.right_id}" if held.right_id else f"firm:{held.firm_id}",
            actor=by.name,
            at=at,
            details={"paper": held.pk, "why": why},
        )
