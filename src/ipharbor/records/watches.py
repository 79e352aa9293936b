"""Watches: what a person wants to be warned about."""

from django.db import models

from ipharbor.records.people import Person


class Watch(models.Model):
    """One watch of one person.

    ``query`` is the canonical query that finds its documents; for a watch on an applicant
    it is made from ``applicant``, for one on a family from the member whose key is ``subject``.
    Watches of the other kinds take incidents: ``subject`` is what they are about (a product's name,
    a right's key, an industry's code, a town's, a lender's name, symbols, a standard's number),
    ``codes`` the signals they are limited to, empty for all. ``seen_through`` and
    ``seen_vintage`` say up to which day and vintage its documents have been looked at,
    ``seen_incident`` up to which incident. A watch is ended, never deleted.
    """

    class Kind(models.TextChoices):
        APPLICANT = "applicant"
        QUERY = "query"
        OWN_RIGHTS = "own_rights"
        PRODUCT = "product"
        RIGHT = "right"
        FIELD = "field"
        INDUSTRY = "industry"
        TOWN = "town"
        REGION = "region"
        COLLATERAL = "collateral"
        LAW = "law"
        FAMILY = "family"
        STANDARD = "standard"
        DISCLOSED = "disclosed"

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="watches")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    applicant = models.CharField(max_length=200, blank=True)
    query = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    codes = models.CharField(max_length=500, blank=True)
    raise_from = models.CharField(max_length=8, default="yellow")
    created_at = models.DateTimeField()
    since = models.DateField()
    seen_through = models.DateField(null=True, blank=True)
    seen_vintage = models.IntegerField(default=0)
    seen_incident = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=models.Q(ended_at=None),
                name="watch_name_once_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "applicant",
                        "query",
                        "own_rights",
                        "product",
                        "right",
                        "field",
                        "industry",
                        "town",
                        "region",
                        "collateral",
                        "law",
                        "family",
                        "standard",
                        "disclosed",
                    ]
                ),
                name="watch_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["applicant", "query", "family"]) & ~models.Q(query="")
                | ~models.Q(kind__in=["applicant", "query", "family"]) & models.Q(query=""),
                name="watch_query_or_incidents",
            ),
            models.CheckConstraint(
                condition=models.Q(raise_from__in=["blue", "yellow", "orange", "red"]),
                name="watch_raise_from_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
