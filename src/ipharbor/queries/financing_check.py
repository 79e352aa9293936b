"""The pre-check of an application's rights: the twelve grounds asked of what the register holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ipharbor.pledge.daycount import months_later
from ipharbor.pledge.facts import facts, paying
from ipharbor.pledge.grounds import Checked, check
from ipharbor.pledge.offer import EVERY, Offer
from ipharbor.queries._holdings import holdings
from ipharbor.queries.docket import account
from ipharbor.records.models import LoanApplication, Payment, Right
from ipharbor.statutes.book import Book


def checks(
    application: LoanApplication,
    *,
    insists: Sequence[str] = (),
    law: Book,
    on: date,
    data_until: date,
) -> tuple[Checked, ...]:
    """What stands against pledging each right of the application on the day ``on``, for a debt that
    would run from then for the months asked for; by key. ``insists`` are grounds of which the
    parties were told and upon which they insist."""
    keys = list(application.rights.values_list("key", flat=True))
    records = Right.objects.filter(firm=application.firm, key__in=keys).select_related("firm")
    paid = set(Payment.objects.filter(key__in=keys).values_list("key", flat=True))
    offer = Offer(
        pledgors=(application.firm.name,),
        debt_until=months_later(on, application.months),
        acknowledged=frozenset((EVERY, ground) for ground in insists),
    )
    told = []
    for record in records.order_by("key"):
        found = account(record, law=law, on=on, data_until=data_until)
        right = holdings(record.firm, [record]).right(record)
        known = facts(
            right, found.standing, paying(found.dues or None, kept=record.key in paid),
            granted_on=record.granted_on, book=law,
        )  # fmt: skip
        told.append(check(known, offer, on=on, book=law))
    return tuple(told)
