"""Which applications and loans a caller may read."""

from __future__ import annotations

from django.db.models import QuerySet

from ipharbor.actions import permits
from ipharbor.records.models import Loan, LoanApplication


def readable(caller: permits.Actor) -> QuerySet[Loan]:
    """The loans that the caller may read: all for the office, else the own firm's, those the own
    organisation lent, those it guarantees."""
    person, everything = caller.person, Loan.objects.all()
    if permits.allowed(caller, "financing.read"):
        return everything
    if person is None or not permits.ever(caller, "financing.read"):
        return everything.none()
    if caller.role == "firm":
        return everything.filter(firm=person.firm_id)
    if caller.role == "lender":
        return everything.filter(lender=person.organisation_id)
    return everything.filter(guarantor=person.organisation_id)


def may_read(caller: permits.Actor, application: LoanApplication) -> bool:
    """Whether the caller may read the application: its firm, the office, and lenders it was sent
    to (each its own request of it)."""
    if permits.allowed(caller, "financing.read", firm=application.firm):
        return True
    bodies = [one.lender for one in application.requests.select_related("lender")]
    loan = Loan.objects.filter(application=application).select_related("guarantor").first()
    if loan is not None and loan.guarantor is not None:
        bodies.append(loan.guarantor)
    return any(permits.allowed(caller, "financing.read", organisation=one) for one in bodies)


def sees_all(caller: permits.Actor, application: LoanApplication) -> bool:
    """Whether the caller sees what all lenders offered: the firm and the office."""
    return permits.allowed(caller, "financing.read", firm=application.firm)
