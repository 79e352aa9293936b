"""Record what the owner says of rights: whether they are used, and what a year is worth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Firm, OwnerStatement, Right
from ipharbor.vocabulary.errors import HarborError

MOST_WORTH = Decimal(1_000_000_000)  # CNY


def state_use(
    firm: Firm,
    keys: Collection[str],
    *,
    used: bool | None,
    worth: Decimal | None,
    on: date,
    by: permits.Actor,
    at: datetime,
) -> int:
    """Record the statement on all rights of ``keys``, from the day ``on``; how many it is new to.

    None takes back what was said. ``worth`` is in CNY a year. Raises HarborError
    ``rights.decide.nothing`` where no right is chosen, ``rights.state.worth`` for a worth below
    nothing or beyond ``MOST_WORTH``, and ``docket.right.unknown``.
    """
    permits.require(by, "rights.decide", firm=firm)
    if not keys:
        raise HarborError("rights.decide.nothing", fields=("right",))
    if worth is not None and not 0 <= worth <= MOST_WORTH:
        raise HarborError("rights.state.worth", fields=("worth",), value=worth)
    rights = {right.key: right for right in Right.objects.filter(firm=firm)}
    for key in keys:
        if key not in rights:
            raise HarborError("docket.right.unknown", key=key)
    held = _newest(firm)
    new = [
        OwnerStatement(
            right=rights[key], used=used, worth=worth, on=on, by=by.person, by_name=by.name, at=at
        )
        for key in keys
        if held.get(rights[key].pk, (None, None)) != (used, worth)
    ]
    _save(new, firm, by=by, at=at)
    return len(new)


def _save(new: Sequence[OwnerStatement], firm: Firm, *, by: permits.Actor, at: datetime) -> None:
    """Save statements that say the same of several rights."""
    if not new:
        return
    first = new[0]
    with transaction.atomic():
        OwnerStatement.objects.bulk_create(new, batch_size=500)
        chain.append(
            "rights.state_use",
            f"firm:{firm.pk}",
            actor=by.name,
            at=at,
            details={
                "used": first.used,
                "worth": None if first.worth is None else str(first.worth),
                "on": first.on.isoformat(),
                "rights": [made.right.key for made in new],
                "firm": firm.name,
            },
            enclosed=[{"id": made.pk, "right": made.right_id, "by": made.by_id} for made in new],
            about=[f"right:{made.right.key}" for made in new],
        )


def _newest(firm: Firm) -> dict[int, tuple[bool | None, Decimal | None]]:
    """By right what its owner said last."""
    rows = OwnerStatement.objects.filter(right__firm=firm).order_by("pk")
    return {
        right: (used, worth) for right, used, worth in rows.values_list("right_id", "used", "worth")
    }
