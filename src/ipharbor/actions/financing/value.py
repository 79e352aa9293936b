"""Rest an application on a signed valuation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.records.models import LoanApplication, Valuation
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Valued:
    """A valuation: its range and median in CNY, who signed it, the hash of the report, and its
    number where it was made here."""

    low: Decimal
    median: Decimal
    high: Decimal
    signed_by: str
    sha256: str
    on: date
    number: int | None = None


def ours(application: LoanApplication, number: int) -> Valued:
    """The valuation of that number, made and signed here. Raises HarborError
    ``loan.valued.signature`` where there is none of the firm, ``loan.valued.rights`` for one that
    values rights which are not offered: its sum would stand for more than secures the loan."""
    found = Valuation.objects.filter(
        pk=number, firm=application.firm, status=Valuation.Status.SIGNED
    ).first()
    if found is None:
        raise HarborError("loan.valued.signature", fields=("valuation",))
    beside = set(found.keys) - set(application.rights.values_list("key", flat=True))
    if beside:
        raise HarborError("loan.valued.rights", fields=("valuation",), id=number, key=min(beside))
    return Valued(
        found.low, found.median, found.high, found.signed_by_name, found.hash, found.valued_on,
        found.pk,
    )  # fmt: skip


def value(
    application: LoanApplication, told: Valued, *, seals: Sealer, by: permits.Actor, at: datetime
) -> LoanApplication:
    """Keep the valuation. Raises HarborError ``loan.valued.range``, ``loan.valued.signature`` where
    nobody signed it or the signer is who asks for the loan."""
    permits.require(by, "financing.ask", firm=application.firm)
    if not 0 <= told.low <= told.median <= told.high:
        raise HarborError("loan.valued.range", fields=("median",))
    signed = " ".join(told.signed_by.split())
    if not signed or signed in (by.name, application.firm.name) or len(told.sha256) != 64:
        raise HarborError("loan.valued.signature", fields=("signed_by",))
    with transaction.atomic():
        held = _held.application(application.pk)
        _held.move(held, "value", at)
        held.valuation, held.valued_on, held.valuation_sha256 = told.number, told.on, told.sha256
        held.valued = {
            "low": f"{told.low:f}", "median": f"{told.median:f}", "high": f"{told.high:f}",
            "signed_by": signed,
        }  # fmt: skip
        held.save()
        _told.tell("financing.value", held, [held], seals=seals, by=by, at=at)
    return held
