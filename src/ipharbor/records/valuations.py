"""Valuations of rights: versioned, signed by a named person, kept with all they rest on."""

from django.db import models
from django.db.models import F, Q

from ipharbor.records.firms import Firm
from ipharbor.records.people import Person


class Valuation(models.Model):
    """A valuation of the rights ``keys`` of a firm.

    ``low``, ``median`` and ``high`` are the values in CNY that one, five and nine in ten draws do
    not exceed. ``inputs`` are all that it rests on and ``result`` all figures, both in the form of
    ``valuation.writing``; ``hash`` is that of the two, so that it can be reckoned again and
    compared. A valuation is never changed: a later ``version`` supersedes it, and does so when it
    is signed. ``signed_for`` is the organisation of the person who signed.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        SIGNED = "signed"
        SUPERSEDED = "superseded"

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="valuations")
    keys = models.JSONField(default=list)
    version = models.IntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    valued_on = models.DateField()
    scenario = models.CharField(max_length=20)
    low = models.DecimalField(max_digits=18, decimal_places=2)
    median = models.DecimalField(max_digits=18, decimal_places=2)
    high = models.DecimalField(max_digits=18, decimal_places=2)
    inputs = models.JSONField()
    result = models.JSONField()
    hash = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    drawn_up_at = models.DateTimeField()
    drawn_up_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drawn_up_by_name = models.CharField(max_length=150)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_by_name = models.CharField(max_length=150, blank=True)
    signed_for = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0, low__lte=F("median"), median__lte=F("high")),
                name="valuation_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "signed", "superseded"]),
                name="valuation_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", signed_at=None, signed_by=None)
                | Q(status="signed", signed_at__isnull=False, signed_by__isnull=False)
                | Q(status="superseded"),
                name="valuation_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, version=1)
                | Q(supersedes__isnull=False, version__gt=1),
                name="valuation_version_follows",
            ),
        ]
        indexes = [models.Index(fields=["firm", "-drawn_up_at"], name="valuation_of_firm")]

    def __str__(self) -> str:
        return f"{self.firm_id}/{self.pk}"
