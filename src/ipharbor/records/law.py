"""What officers have said of values of the law."""

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person


class LawCorrection(models.Model):
    """A verified or corrected value of a provision. ``value`` is its YAML form in ``unit``.

    The same value as before is a verification. Lines are added, never changed.
    """

    name = models.CharField(max_length=120)
    since = models.DateField(null=True, blank=True)
    value = models.TextField()
    unit = models.CharField(max_length=20)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=80)
    on = models.DateField()
    reason = models.CharField(max_length=500)
    instrument = models.CharField(max_length=40, blank=True)
    article = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="law_correction_with_reason")
        ]
        indexes = [models.Index(fields=["name", "on"], name="law_correction_by_name")]
