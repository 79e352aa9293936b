"""An application or a loan held fast while it is moved: compared with what is stored, then set."""

from __future__ import annotations

from datetime import datetime

from ipharbor.pledge import life
from ipharbor.records import columns
from ipharbor.records.models import Loan, LoanApplication, LoanRequest, RightEvent
from ipharbor.vocabulary.errors import HarborError


def application(number: int) -> LoanApplication:
    """The application, locked to the end of the transaction; HarborError ``loan.unknown``."""
    found = LoanApplication.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise HarborError("loan.unknown", id=number)
    return found


def loan(number: int) -> Loan:
    """The loan, its application locked; HarborError ``loan.unknown``."""
    found = Loan.objects.filter(pk=number).first()
    if found is None:
        raise HarborError("loan.unknown", id=number)
    application(found.application_id)
    return Loan.objects.select_related("application", "firm", "lender", "offer").get(pk=number)


def loan_in_register(number: int) -> Loan:
    """The loan of which something is about to be entered in the register: events of rights are
    held, so that what others bring in is there before, or comes after."""
    columns.hold(RightEvent)
    return loan(number)


def request(number: int) -> LoanRequest:
    """The request, its application locked; HarborError ``loan.unknown``."""
    found = LoanRequest.objects.filter(pk=number).first()
    if found is None:
        raise HarborError("loan.unknown", id=number)
    application(found.application_id)
    return LoanRequest.objects.select_related("application", "lender").get(pk=number)


def move(held: LoanApplication, verb: str, at: datetime, *, to: str = "") -> str:
    """Move the application as ``verb`` does (or leave it at ``to``); gives the stage, which the
    caller sets on a loan together with the money that goes with it.

    HarborError ``loan.stage`` where the verb leads nowhere from here, ``loan.raced`` where
    somebody else has moved it meanwhile.
    """
    before, after = held.stage, to or str(life.moved(verb, held.stage))
    set_ = LoanApplication.objects.filter(pk=held.pk, stage=before)
    if not set_.update(stage=after, changed_at=at):
        raise HarborError("loan.raced", verb=verb)
    held.stage, held.changed_at = after, at
    return after
