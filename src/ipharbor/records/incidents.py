"""Incidents: what sweeps found in the region's field, and how far each sweep has looked."""

from django.db import models
from django.db.models import Q


class SeenIncident(models.Model):
    """One incident, found once: ``mark`` tells it from all others. ``body`` is the whole of it,
    as ``warning.incident.written`` gives it; it is never changed."""

    mark = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=60)
    on = models.DateField()
    known_on = models.DateField()
    grade = models.CharField(max_length=8)
    score = models.IntegerField()
    body = models.JSONField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__in=["red", "orange", "yellow", "blue"]),
                name="incident_grade_known",
            ),
        ]
        indexes = [models.Index(fields=["code", "-known_on"], name="incident_by_code")]

    def __str__(self) -> str:
        return self.mark


class IncidentFacet(models.Model):
    """What an incident can be found by: a party, a right, a product, a symbol."""

    incident = models.ForeignKey(SeenIncident, on_delete=models.CASCADE, related_name="facets")
    facet = models.CharField(max_length=12)
    value = models.CharField(max_length=401)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "facet", "value"], name="incident_facet_once"
            )
        ]
        indexes = [models.Index(fields=["facet", "value"], name="incident_by_facet")]


class SweepReach(models.Model):
    """Up to which day a sweep has looked, and how much of the corpus it has seen."""

    name = models.CharField(max_length=60, unique=True)
    through = models.DateField()
    vintage = models.IntegerField()
