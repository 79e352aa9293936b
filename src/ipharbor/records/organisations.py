"""Organisations, who belongs to them, and what a firm lets others see."""

from django.db import models
from django.db.models import F, Q

from ipharbor.records.firms import Firm


class Organisation(models.Model):
    """A body whose people work here. ``kind`` decides their role, see ``ROLES``.

    A firm's organisation names the ``firm`` whose rights it keeps; a station's ``town`` is
    the division code it serves.
    """

    class Kind(models.TextChoices):
        INSTALLATION = "installation"
        DISTRICT_OFFICE = "district_office"
        TOWN_STATION = "town_station"
        ENFORCEMENT = "enforcement"
        FIRM = "firm"
        LENDER = "lender"
        INSURER = "insurer"
        GUARANTOR = "guarantor"
        ALLIANCE = "alliance"
        AGENCY = "agency"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    firm = models.OneToOneField(Firm, null=True, blank=True, on_delete=models.PROTECT)
    town = models.CharField(max_length=12, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="organisation_once"),
            models.CheckConstraint(
                condition=(Q(kind="firm") & Q(firm__isnull=False))
                | (~Q(kind="firm") & Q(firm__isnull=True)),
                name="organisation_firm_named",
            ),
            models.CheckConstraint(
                condition=~Q(kind="town_station") | ~Q(town=""), name="organisation_town_named"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


ROLES = {
    "installation": "administrator",
    "district_office": "office",
    "town_station": "station",
    "enforcement": "enforcement",
    "firm": "firm",
    "lender": "lender",
    "insurer": "insurer",
    "guarantor": "guarantor",
    "alliance": "alliance",
    "agency": "agency",
}
"""The role in the table of permits of people who work for an organisation of that kind."""


class Membership(models.Model):
    """A person's place in an organisation; a ``manager`` looks after its people.

    ``until`` is the moment it ended. Rows are ended, never taken out.
    """

    person = models.ForeignKey(
        "records.Person", related_name="memberships", on_delete=models.PROTECT
    )
    organisation = models.ForeignKey(
        Organisation, related_name="memberships", on_delete=models.PROTECT
    )
    manager = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(until=None),
                name="membership_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_span"
            ),
        ]


class Invitation(models.Model):
    """A place kept for whoever holds the link sent to ``email``; only the link's hash is here."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    email = models.EmailField()
    manager = models.BooleanField(default=False)
    lang = models.CharField(max_length=2, default="zh")
    proof = models.CharField(max_length=64, unique=True)
    by_name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        "records.Person", null=True, blank=True, on_delete=models.PROTECT
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
            )
        ]


class Disclosure(models.Model):
    """A firm lets an organisation read its docket, for a purpose and until a day; with ``sales``
    also what its products sold for.

    What a lender, an insurer or an agency may see of a firm's matters is what the firm has
    disclosed to it, and nothing else.
    """

    firm = models.ForeignKey(Firm, related_name="disclosures", on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, related_name="disclosures", on_delete=models.PROTECT
    )
    purpose = models.CharField(max_length=200)
    sales = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateField()
    by_name = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="disclosure_with_purpose"),
            models.UniqueConstraint(
                fields=["firm", "organisation"],
                condition=Q(withdrawn_at=None),
                name="disclosure_once_at_a_time",
            ),
        ]
