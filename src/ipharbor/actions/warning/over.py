"""Close warnings whose cause is over: a loan is past due no more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from ipharbor.actions import permits
from ipharbor.actions.warning._announced import announce_warning
from ipharbor.journal import chain
from ipharbor.records.models import IssuedWarning, KeptConcern
from ipharbor.warning.collateral import past_due_loan

ABOUT, OVER = "signal.past_due", "over"


def past_due_over(loans: Collection[str], *, by: permits.Actor, at: datetime) -> int:
    """Close the warnings that tell of payments of ``loans`` that were past due, where they tell of
    no other loan that still is; gives how many. What closes so has no reader's verdict, and counts
    in no track record. To be called within the transaction that saw the payments made."""
    closed, paid = 0, set(loans)
    standing = set(
        KeptConcern.objects.filter(demand="past_due")
        .exclude(stage="cured")
        .values_list("loan", flat=True)
    )
    open_ = IssuedWarning.objects.filter(about=ABOUT).exclude(state="closed").order_by("pk")
    for warning in open_.select_for_update().prefetch_related("sightings"):
        told = {past_due_loan(one.document) for one in warning.sightings.all()}
        if told & paid and not told & standing:
            _close(warning, by, at)
            closed += 1
    return closed


def _close(warning: IssuedWarning, by: permits.Actor, at: datetime) -> None:
    before, warning.state, warning.changed_at = warning.state, "closed", at
    warning.verdict = OVER
    warning.save(update_fields=["state", "verdict", "changed_at"])
    chain.append(
        "warning.over",
        f"warning:{warning.pk}",
        actor=by.name,
        at=at,
        details={"from": before, "to": "closed", "verdict": OVER},
        about=[f"watch:{warning.watch_id}"],
    )
    announce_warning("warning.closed", warning, at)
