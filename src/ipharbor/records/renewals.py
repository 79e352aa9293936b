"""What owners say of their rights, and what they decide on the annuities to come."""

from django.db import models
from django.db.models import F, Q

from ipharbor.records.people import Person
from ipharbor.records.rights import Right

PLANNED_AT_ONCE = 5_000
"""Rights whose renewal plan is reckoned while somebody waits; those of more by a job."""


class OwnerStatement(models.Model):
    """What the owner says of a right. Lines are added, never changed; the newest counts.

    ``used`` is whether a product uses it, ``worth`` what another year of it is worth to the
    owner in CNY; null where the owner does not say. ``on`` is the day from which it counts.
    """

    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="statements")
    used = models.BooleanField(null=True, blank=True)
    worth = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    on = models.DateField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worth__isnull=True) | Q(worth__gte=0), name="owner_statement_worth"
            )
        ]


class RenewalDecision(models.Model):
    """A named person's decision on a right. Lines are added, never changed; the newest counts.

    ``on`` is the day from which it counts, ``advice`` what the rules advised on that day and
    ``grounds`` why: codes of messages, each with what fills it. ``despite`` lists the
    encumbrances that the person was told of before deciding against them, each with the rule.
    A decision other than the advice has a reason.
    """

    class Decision(models.TextChoices):
        KEEP = "keep"
        DROP = "drop"
        LET_GO = "let_go"

    right = models.ForeignKey(Right, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    reason = models.CharField(max_length=500, blank=True)
    advice = models.CharField(max_length=12)
    grounds = models.JSONField(default=list)
    despite = models.JSONField(default=list)
    on = models.DateField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=["keep", "drop", "let_go"]),
                name="renewal_decision_known",
            ),
            models.CheckConstraint(
                condition=Q(advice__in=["keep", "drop", "let_go", "cannot_tell"]),
                name="renewal_advice_known",
            ),
            models.CheckConstraint(
                condition=Q(decision=F("advice")) | ~Q(reason=""),
                name="renewal_decision_with_reason",
            ),
        ]
