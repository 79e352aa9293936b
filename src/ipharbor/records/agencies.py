"""Agencies that file for the region's holders, as the office's list has them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Agency(models.Model):
    """A patent agency, known by its whole name as it stands on publications. ``code`` is the
    office's number of five figures, ``town`` its town where it sits in the region."""

    name = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=5, blank=True)
    founded = models.IntegerField(null=True, blank=True)
    practitioners = models.IntegerField(null=True, blank=True)
    town = models.CharField(max_length=12, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="agency_has_a_name"),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="agency_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
