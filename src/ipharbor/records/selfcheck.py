"""Self-checks: what a firm answered on a day, what was known of it, and the plan that followed."""

from django.db import models
from django.db.models import Q

from ipharbor.records.firms import Firm
from ipharbor.records.people import Person


class SelfCheck(models.Model):
    """One self-check of a firm on a day; answered again on the same day it takes its own place.

    ``version`` is that of the questions. ``answers`` are by code of the question; ``known`` is
    what the register knew, as it was shown; ``plan`` the steps that followed, as the law of the
    day gave them. It is the firm's alone.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="self_checks")
    on = models.DateField()
    version = models.IntegerField()
    answers = models.JSONField(default=dict)
    known = models.JSONField(default=list)
    plan = models.JSONField(default=list)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "on"], name="self_check_once_a_day"),
            models.CheckConstraint(condition=Q(version__gte=1), name="self_check_version"),
        ]
