"""Draft an application, change the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _told
from ipharbor.bookkeeping.sums import whole
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.life import Stage
from ipharbor.pledge.schedules import LONGEST
from ipharbor.records.models import ApplicationRight, Firm, LoanApplication, Right
from ipharbor.vocabulary.errors import HarborError

MOST = 200  # rights in one portfolio


@dataclass(frozen=True)
class Wanted:
    """What a firm asks for: ``amount`` CNY over ``months``, on the rights of these ``keys``."""

    amount: Decimal
    months: int
    keys: Sequence[str]
    purpose: str = ""


def draft(
    firm: Firm, wanted: Wanted, *, seals: Sealer, by: permits.Actor, at: datetime
) -> LoanApplication:
    """A new application of the firm. Raises HarborError ``loan.wanted.amount``,
    ``loan.wanted.months``, ``loan.wanted.rights`` (none, too many, or not the firm's)."""
    permits.require(by, "financing.ask", firm=firm)
    keys = _checked(firm, wanted)
    with transaction.atomic():
        made = LoanApplication.objects.create(
            firm=firm, purpose=_purpose(wanted), amount=wanted.amount, months=wanted.months,
            by=by.person, by_name=by.name, made_at=at, changed_at=at,
        )  # fmt: skip
        _tell("financing.draft", made, keys, seals, by, at)
    return made


def change(
    application: LoanApplication, wanted: Wanted, *, seals: Sealer, by: permits.Actor, at: datetime
) -> LoanApplication:
    """Another amount, tenor or portfolio, until it was sent to lenders; what was checked and valued
    before counts no more. Raises what ``draft`` raises, and HarborError ``loan.stage``."""
    permits.require(by, "financing.ask", firm=application.firm)
    keys = _checked(application.firm, wanted)
    with transaction.atomic():
        held = _held.application(application.pk)
        if held.stage not in (Stage.DRAFTED, Stage.CHECKED, Stage.VALUED):
            raise HarborError("loan.stage", verb="change", stage=held.stage)
        held.purpose, held.amount, held.months = _purpose(wanted), wanted.amount, wanted.months
        held.stage, held.changed_at = Stage.DRAFTED, at
        held.checked, held.checked_on, held.insists = {}, None, []
        held.valuation, held.valued, held.valued_on, held.valuation_sha256 = None, {}, None, ""
        held.save()
        held.rights.all().delete()
        _tell("financing.change_draft", held, keys, seals, by, at)
    return held


def _tell(
    action: str, held: LoanApplication, keys: Sequence[str], seals: Sealer, by: permits.Actor,
    at: datetime,
) -> None:  # fmt: skip
    rights = [ApplicationRight.objects.create(application=held, key=key) for key in keys]
    _told.tell(action, held, [held, *rights], seals=seals, by=by, at=at, keys=keys)


def _checked(firm: Firm, wanted: Wanted) -> list[str]:
    if not whole(wanted.amount) or not 0 < wanted.amount < Decimal(10) ** 13:
        raise HarborError("loan.wanted.amount", fields=("amount",))
    if not 1 <= wanted.months <= LONGEST:
        raise HarborError("loan.wanted.months", fields=("months",), most=LONGEST)
    keys = list(dict.fromkeys(wanted.keys))
    held = set(Right.objects.filter(firm=firm, key__in=keys).values_list("key", flat=True))
    if not keys or len(keys) > MOST or held != set(keys):
        raise HarborError("loan.wanted.rights", fields=("keys",), most=MOST)
    return keys


def _purpose(wanted: Wanted) -> str:
    return " ".join(wanted.purpose.split())[:300]
