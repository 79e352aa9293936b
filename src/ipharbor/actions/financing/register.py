"""Enter the pledge in the register, change what is registered there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _held, _pledged, _told
from ipharbor.actions.financing.sign import intact
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.vault import Vault
from ipharbor.pledge.life import PLEDGED
from ipharbor.records.models import Loan
from ipharbor.statutes.book import Law
from ipharbor.vocabulary.errors import HarborError


def register(
    loan: Loan, number: str, *, on: date, vault: Vault, seals: Sealer, by: permits.Actor,
    at: datetime,
) -> Loan:  # fmt: skip
    """The pledge stands in the register under ``number`` (登记号) since the day ``on``, on every
    right of the loan or on none.

    Raises HarborError ``loan.register.number``, ``loan.register.day``, ``loan.paper.altered``, what
    ``_pledged.clear`` finds in the register, ``pledge.taken``, ``loan.register.number_taken`` and
    ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    written = "".join(number.split())[:60]
    if not written:
        raise HarborError("loan.register.number", fields=("number",))
    if on > timezone.localdate(at) or (loan.contracted_on and on < loan.contracted_on):
        raise HarborError("loan.register.day", fields=("on",))
    try:
        with transaction.atomic():
            held = _held.loan_in_register(loan.pk)
            held.stage = _held.move(held.application, "register", at)
            intact(vault, held.contract_sha256)
            rights = list(held.rights.order_by("pk"))
            keys = [one.key for one in rights]
            _pledged.clear(held, keys, on=on)
            held.registration, held.registered_on, held.changed_at = written, on, at
            _numbered(held)
            events = _pledged.opened(held, rights, on=on, at=at)
            _told.tell(
                "financing.register", held.application,
                [held.application, held, *rights, *events], seals=seals, by=by, at=at, keys=keys,
                about=[f"loan:{held.pk}"], loan=held.pk, number=written, on=on.isoformat(),
            )  # fmt: skip
    except IntegrityError as taken:
        raise HarborError("loan.raced", verb="register") from taken
    return held


def _numbered(held: Loan) -> None:
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as taken:
        raise HarborError(
            "loan.register.number_taken", fields=("number",), number=held.registration
        ) from taken


def change(
    loan: Loan, item: str, after: str, *, on: date, law: Law, seals: Sealer, by: permits.Actor,
    at: datetime,
) -> Loan:  # fmt: skip
    """A change of the registered pledge: ``item`` is a code of ``pledge.changes``, ``after`` what
    now stands.

    Raises HarborError ``loan.change.item``, ``loan.change.after`` and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    items: Mapping[str, str] = {one.code: one.zh for one in law["pledge.changes"].terms.items}
    told = " ".join(after.split())[:200]
    if item not in items:
        raise HarborError("loan.change.item", fields=("item",))
    if not told:
        raise HarborError("loan.change.after", fields=("after",))
    with transaction.atomic():
        held = _held.loan_in_register(loan.pk)
        if held.stage not in PLEDGED:
            raise HarborError("loan.stage", verb="change", stage=held.stage)
        rights = list(held.rights.filter(open=True).order_by("pk"))
        details = {"item": items[item], "after": told, "registered_on": on.isoformat()}
        events = _pledged.changed(held, rights, details, on=on, at=at)
        held.changed_at = at
        held.save()
        _told.tell(
            "financing.change", held.application, [held, *events], seals=seals, by=by, at=at,
            keys=[one.key for one in rights], about=[f"loan:{held.pk}"], loan=held.pk, item=item,
        )  # fmt: skip
    return held
