"""Rights of the region's firms, what happened to them, and what was paid for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ipharbor.records.firms import Firm
from ipharbor.records.people import Person


class Right(models.Model):
    """A right or an application, joined with the corpus by ``key`` (application number).

    ``holders`` are the names as last stated, ``|`` between; ``firm`` is the one of them
    whose docket it stands in. ``stated_status`` is what the source of the corpus said of its
    legal status, which is no event: ``stated_on`` is the day of that import.
    """

    key = models.CharField(max_length=60)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="rights")
    application_number = models.CharField(max_length=20, blank=True)
    patent_type = models.CharField(max_length=20)
    title = models.CharField(max_length=500, blank=True)
    holders = models.CharField(max_length=1000, blank=True)
    ipc = models.CharField(max_length=30, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    stated_status = models.CharField(max_length=20, blank=True)
    stated_on = models.DateField(null=True, blank=True)
    taken_up_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "key"], name="right_once_a_firm"),
            models.CheckConstraint(
                condition=Q(patent_type__in=["invention", "utility_model", "design"]),
                name="right_type_known",
            ),
        ]
        indexes = [models.Index(fields=["key"], name="right_by_key")]

    def __str__(self) -> str:
        return self.application_number or self.key


class RightEvent(models.Model):
    """A legal event of a right: ``on`` when it was true, ``known_on`` when we knew."""

    key = models.CharField(max_length=60)
    code = models.CharField(max_length=8)
    on = models.DateField()
    known_on = models.DateField()
    number = models.CharField(max_length=60, blank=True)  # of the registration, where it has one
    details = models.JSONField(default=dict)
    source = models.CharField(max_length=255)
    row = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "code", "on", "number"], name="right_event_once")
        ]


class Payment(models.Model):
    """An annuity that was paid, as the holder or a list of payments says."""

    key = models.CharField(max_length=60)
    patent_year = models.IntegerField()
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    known_on = models.DateField()
    source = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "patent_year"], name="payment_once_a_year"),
            models.CheckConstraint(
                condition=Q(patent_year__gte=1, patent_year__lte=25), name="payment_year_possible"
            ),
        ]


class FeeReduction(models.Model):
    """A firm's recorded fee reduction for calendar years ``since`` to ``until``."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="reductions")
    since = models.IntegerField()
    until = models.IntegerField()
    recorded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(since__lte=models.F("until")), name="reduction_span")
        ]
