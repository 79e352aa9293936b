"""The pledgee's consent to acts on pledged rights, and what becomes of their proceeds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ipharbor.records.financing import Loan


class PledgeConsent(models.Model):
    """The firm asks the pledgee to agree to an act on a right pledged for the loan.

    ``act`` is a code of ``pledge.consent.needed_for``, ``taker`` who is to have or use the right
    (empty for an open licence), ``price`` what is paid for it in CNY, ``terms`` the rest in words,
    ``until`` the day by which the contract has the pledgee answer, where it does.

    Of an agreement, ``proceeds`` is a code of ``pledge.consent.proceeds``, ``good_until`` the last
    day on which the act may be done, ``pay_by`` that by which its price is to be with the pledgee.
    ``received`` is what of the price was applied, ``applied_on`` the day on which all of it was.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        AGREED = "agreed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"  # by the firm, before or after the answer

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="consents")
    key = models.CharField(max_length=60)
    act = models.CharField(max_length=16)
    taker = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(default=0, max_digits=16, decimal_places=2)
    terms = models.CharField(max_length=1000, blank=True)
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by_name = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    proceeds = models.CharField(max_length=16, blank=True)
    conditions = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    good_until = models.DateField(null=True, blank=True)
    pay_by = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=150, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    received = models.DecimalField(default=0, max_digits=16, decimal_places=2)
    applied_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "agreed", "refused", "withdrawn"]),
                name="consent_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "refused"]) | Q(answered_on__isnull=False),
                name="consent_answered_on",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="consent_refused_why"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(state="withdrawn"), name="consent_withdrawn_on"
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, received__gte=0), name="consent_amounts"
            ),
            models.UniqueConstraint(
                fields=["loan", "key", "act", "taker"], condition=Q(state="asked"),
                name="consent_asked_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["key", "state"], name="consent_by_key")]
