"""Send an application to lenders, each of whom sees its own request alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _told
from ipharbor.actions.financing.check import stops
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.life import Stage
from ipharbor.records.models import LoanApplication, LoanRequest, Organisation
from ipharbor.statutes.book import Law
from ipharbor.vocabulary.errors import HarborError


def request(
    application: LoanApplication,
    lenders: Sequence[Organisation],
    *,
    until: date,
    law: Law,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> list[LoanRequest]:
    """Requests to lenders that have none yet, to be answered by the day ``until``.

    Raises HarborError ``loan.request.lenders`` (none, or not an open lender),
    ``loan.request.until`` (a day that is past), ``loan.request.stopped`` while a ground of refusal
    stands in the way, and ``loan.stage``.
    """
    permits.require(by, "financing.ask", firm=application.firm)
    fit = all(one.kind == Organisation.Kind.LENDER and one.closed_at is None for one in lenders)
    if not lenders or not fit:
        raise HarborError("loan.request.lenders", fields=("lenders",))
    if until < timezone.localdate(at):
        raise HarborError("loan.request.until", fields=("until",))
    with transaction.atomic():
        held = _held.application(application.pk)
        found = stops(held, law)
        if found:
            raise HarborError("loan.request.stopped", key=found[0][0], ground=found[0][1])
        _held.move(held, "request", at, to=_stays(held))
        asked = set(held.requests.values_list("lender_id", flat=True))
        made = [
            LoanRequest.objects.create(application=held, lender=one, until=until, at=at)
            for one in dict.fromkeys(lenders)
            if one.pk not in asked
        ]
        if not made:
            raise HarborError("loan.request.again", fields=("lenders",))
        _told.tell(
            "financing.request", held, [held, *made], seals=seals, by=by, at=at,
            about=[f"organisation:{one.lender_id}" for one in made],
        )  # fmt: skip
    return made


def _stays(held: LoanApplication) -> str:
    """An application with an offer stays offered when it is sent to one more lender."""
    return Stage.OFFERED if held.stage == Stage.OFFERED else ""
