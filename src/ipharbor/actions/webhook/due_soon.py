"""Tell a firm's webhooks of the annuities that want paying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.webhook.announce import announce
from ipharbor.records.models import Firm, Webhook

DAYS = 30
LISTED = 20  # rights in the event; the rest is counted
EVENT = "right.due_soon"


@dataclass(frozen=True)
class Due:
    """An annuity that wants paying: the last day now, and what has to be paid in CNY."""

    key: str
    title: str
    year: int
    act_by: date
    payable: Decimal
    late: bool
    certain: bool


def listening() -> list[Firm]:
    """The firms that have a webhook for this event, by name."""
    chosen = Webhook.objects.filter(active=True, organisation__firm__isnull=False)
    firms = {
        one.organisation.firm.pk: one.organisation.firm
        for one in chosen.select_related("organisation__firm")
        if EVENT in one.events and one.organisation.firm is not None
    }
    return sorted(firms.values(), key=lambda firm: firm.name)


def announce_dues(firm: Firm, dues: Sequence[Due], *, on: date, within: int, at: datetime) -> int:
    """Tell the webhooks of the firm's own organisation, once for each day; nothing where nothing
    is due. Gives how many were told."""
    if not dues:
        return 0
    data = {
        "firm": firm.name,
        "as_of": on.isoformat(),
        "within_days": within,
        "count": len(dues),
        "late": sum(one.late for one in dues),
        "payable_cny": str(sum((one.payable for one in dues), Decimal(0))),
        "first": min(one.act_by for one in dues).isoformat(),
        "rights": [
            {
                "key": one.key, "title": one.title, "patent_year": one.year,
                "act_by": one.act_by.isoformat(), "payable_cny": str(one.payable),
                "certain": one.certain,
            }
            for one in dues[:LISTED]
        ],
        "page": f"/docket/?firm={firm.pk}",
    }  # fmt: skip

    def reads(reader: permits.Actor, webhook: Webhook) -> bool:
        own = webhook.organisation.firm_id == firm.pk
        return own and permits.allowed(reader, "docket.read", firm=firm)

    with transaction.atomic():
        return announce(EVENT, f"{firm.pk}:{on.isoformat()}", data, reads=reads, at=at)
