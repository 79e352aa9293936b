"""Watches: what a person wants to be warned about."""

from django.db import models

from ipharbor.records.people import Person


class Watch(models.Model):
    """One watch of one person.

    ``query`` is the canonical query that finds its documents; for a watch on an applicant
    it is made from ``applicant``. ``seen_through`` and ``seen_vintage`` say up to which
    day and vintage its documents have been looked at. A watch is ended, never deleted.
    """

    class Kind(models.TextChoices):
        APPLICANT = "applicant"
        QUERY = "query"

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="watches")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    applicant = models.CharField(max_length=200, blank=True)
    query = models.TextField()
    raise_from = models.CharField(max_length=8, default="yellow")
    created_at = models.DateTimeField()
    since = models.DateField()
    seen_through = models.DateField(null=True, blank=True)
    seen_vintage = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=models.Q(ended_at=None),
                name="watch_name_once_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["applicant", "query"]), name="watch_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(raise_from__in=["blue", "yellow", "orange", "red"]),
                name="watch_raise_from_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
