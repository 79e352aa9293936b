"""Concerns about pledged loans, and the nights on which they were looked for."""

from django.db import models
from django.db.models import F, Q

STAGES = ("open", "breached", "cured", "waived")


class CollateralNight(models.Model):
    """A look over all pledged loans as of a day: how many there were and what changed."""

    as_of = models.DateField(unique=True)
    loans = models.IntegerField()
    rights = models.IntegerField()
    standing = models.IntegerField()
    opened = models.IntegerField()
    changed = models.IntegerField()
    breached = models.IntegerField()
    cured = models.IntegerField()
    looked_at = models.DateTimeField()


class KeptConcern(models.Model):
    """One concern from the night that opened it to the night that saw it no more.

    ``loan`` is the number of the loan, or of the pledge's registration where no more is known of
    it; ``right`` is empty for what concerns the whole loan. ``mark`` is the same for the same
    thing, of which no more than one stands at a time.
    """

    mark = models.CharField(max_length=300)
    loan = models.CharField(max_length=80)
    lender = models.CharField(max_length=200, blank=True)
    borrower = models.CharField(max_length=200, blank=True)
    guarantor = models.CharField(max_length=200, blank=True)
    right = models.CharField(max_length=60, blank=True)
    demand = models.CharField(max_length=24)
    gravity = models.CharField(max_length=8)
    since = models.DateField()
    known_on = models.DateField()
    fact = models.CharField(max_length=200, blank=True)
    cure_by = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=10)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mark"], condition=~Q(stage="cured"), name="concern_stands_once"
            ),
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="concern_stage_known"),
            models.CheckConstraint(
                condition=Q(gravity__in=["red", "orange", "yellow", "blue"]),
                name="concern_gravity_known",
            ),
            models.CheckConstraint(
                condition=Q(stage="cured", closed_on__gte=F("opened_on"))
                | ~Q(stage="cured") & Q(closed_on=None),
                name="concern_closed_when_cured",
            ),
            models.CheckConstraint(
                condition=~Q(stage="waived") | ~Q(reason=""), name="concern_waived_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["lender", "stage"], name="concern_by_lender"),
            models.Index(fields=["loan"], name="concern_by_loan"),
        ]

    def __str__(self) -> str:
        return self.mark
