"""Papers that belong to a firm's matters."""

from django.db import models
from django.db.models import Q

from ipharbor.records.firms import Firm
from ipharbor.records.people import Person
from ipharbor.records.rights import Right


class KeptPaper(models.Model):
    """A paper of a firm, about one of its rights or the firm itself. Its bytes lie in the vault
    under ``sha256``; who kept it when and what for stands here. Withdrawn, never taken out."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt"  # of a payment
        CERTIFICATE = "certificate"
        NOTICE = "notice"  # of an office
        CONTRACT = "contract"
        EVIDENCE = "evidence"
        OTHER = "other"

    firm = models.ForeignKey(Firm, related_name="papers", on_delete=models.PROTECT)
    right = models.ForeignKey(
        Right, null=True, blank=True, related_name="papers", on_delete=models.PROTECT
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["receipt", "certificate", "notice", "contract", "evidence", "other"]
                ),
                name="paper_kind_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="paper_has_a_name"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""), name="paper_withdrawn_why"
            ),
        ]
        indexes = [models.Index(fields=["firm", "right", "at"], name="paper_by_firm")]
