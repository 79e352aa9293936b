"""What the district counts beside its rights: targets, handled cases, awards."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ipharbor.vocabulary.cases import KINDS
from ipharbor.vocabulary.targets import FIGURES


class Target(models.Model):
    """What a figure is to reach in a year, in the whole district (``town`` empty) or a town."""

    year = models.IntegerField()
    figure = models.CharField(max_length=40)
    town = models.CharField(max_length=12, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "figure", "town"], name="target_once"),
            models.CheckConstraint(
                condition=Q(figure__in=list(FIGURES)), name="target_figure_known"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_not_negative"),
        ]


class HandledCase(models.Model):
    """An enforcement case as the office's register has it, for counting.

    ``right`` is an application number. Parties may be individuals: personal data.
    """

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=16)
    received_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    right = models.CharField(max_length=20, blank=True)
    complainant = models.CharField(max_length=200, blank=True)
    respondent = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="case_kind_known"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("received_on")),
                name="case_closed_after_receipt",
            ),
        ]
        indexes = [models.Index(fields=["closed_on"], name="case_by_closing")]


class NationalAward(models.Model):
    """A national science award or China Patent Award given for a right."""

    key = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    on = models.DateField()
    known_on = models.DateField()
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "name", "on"], name="award_once"),
            models.CheckConstraint(condition=~Q(name=""), name="award_named"),
        ]
