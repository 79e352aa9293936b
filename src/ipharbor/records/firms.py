"""Those who hold the region's rights: firms, universities, institutes, persons."""

from django.db import models
from django.db.models import Q

from ipharbor.vocabulary.holders import HOLDER_KINDS, SIZES


class Firm(models.Model):
    """A holder of the region; ``name`` as it stands on its rights, so that it joins with the
    corpus.

    ``founded`` is a year, ``grades`` are words of ``vocabulary.holders.GRADES``, ``industry`` is
    a class code of GB/T 4754, ``capital`` the registered capital in 10,000 CNY. The name of an
    individual is personal data.
    """

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, default="firm")
    credit_code = models.CharField(max_length=18, blank=True)
    town = models.CharField(max_length=12, blank=True)
    trade = models.CharField(max_length=60, blank=True)
    industry = models.CharField(max_length=5, blank=True)
    founded = models.IntegerField(null=True, blank=True)
    size = models.CharField(max_length=8, blank=True)
    grades = models.JSONField(default=list)
    capital = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    employees = models.IntegerField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="firm_credit_code_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=HOLDER_KINDS), name="firm_kind_known"),
            models.CheckConstraint(condition=Q(size__in=("", *SIZES)), name="firm_size_known"),
            models.CheckConstraint(
                condition=Q(founded=None) | Q(founded__gte=1600, founded__lte=2200),
                name="firm_founded_plausible",
            ),
            models.CheckConstraint(
                condition=Q(capital=None) | Q(capital__gte=0), name="firm_capital_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(employees=None) | Q(employees__gte=0),
                name="firm_employees_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.name
