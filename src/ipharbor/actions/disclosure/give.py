"""A firm lets an organisation read its docket."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Disclosure, Firm, Organisation
from ipharbor.vocabulary.errors import HarborError

TO_KINDS = ("lender", "insurer", "guarantor", "alliance", "agency")
SALES_KINDS = (*TO_KINDS, "district_office", "town_station")
"""Who may be told sales; offices and stations read dockets anyway, by their permits."""
LONGEST = timedelta(days=366)


def give(
    firm: Firm,
    organisation: Organisation,
    *,
    purpose: str,
    until: date,
    sales: bool = False,
    by: permits.Actor,
    at: datetime,
) -> Disclosure:
    """The organisation may read the firm's docket up to and including ``until``, at most a
    year; with ``sales`` also what its products sold for. An earlier disclosure to it is replaced.
    Raises HarborError ``disclosure.purpose.missing``, ``disclosure.until.unfit``,
    ``disclosure.kind.unfit``."""
    permits.require(by, "disclosure.give", firm=firm)
    purpose = " ".join(purpose.split())[:200]
    if not purpose:
        raise HarborError("disclosure.purpose.missing", fields=("purpose",))
    today = timezone.localdate(at)
    if not today <= until <= today + LONGEST:
        raise HarborError("disclosure.until.unfit", fields=("until",), days=LONGEST.days)
    if (
        organisation.kind not in (SALES_KINDS if sales else TO_KINDS)
        or organisation.closed_at is not None
    ):
        raise HarborError("disclosure.kind.unfit", fields=("organisation",))
    with transaction.atomic():
        Disclosure.objects.filter(firm=firm, organisation=organisation, withdrawn_at=None).update(
            withdrawn_at=at
        )
        made = Disclosure.objects.create(
            firm=firm, organisation=organisation, purpose=purpose, sales=sales, since=at,
            until=until, by_name=by.name,
        )  # fmt: skip
        chain.append(
            "disclosure.give",
            f"firm:{firm.pk}",
            actor=by.name,
            at=at,
            details={
                "organisation": organisation.pk,
                "purpose": purpose,
                "sales": sales,
                "until": until.isoformat(),
            },
        )
    return made
