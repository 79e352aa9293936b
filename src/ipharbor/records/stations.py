"""What town service stations do: matters, appointments, trainings, visits to firms."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ipharbor.records.firms import Firm
from ipharbor.records.people import Person

MATTER_KINDS = (
    "advice", "filing", "fees", "pledge", "dispute", "evidence", "licence", "training", "other",
)  # fmt: skip


class Matter(models.Model):
    """Something a visitor or a firm came to a town's station for.

    ``number`` tells it from the others of the town; ``visitor`` is who came, where that is not
    the firm, and is personal data as ``notes`` may be. ``owner`` looks after it. A matter is closed
    with an outcome on a day. ``by_hand`` is told of those that somebody has typed or corrected
    here: a table that is brought in again does not change them.
    """

    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    number = models.CharField(max_length=40)
    town = models.CharField(max_length=12)
    received_on = models.DateField()
    kind = models.CharField(max_length=12)
    firm = models.ForeignKey(
        Firm, null=True, blank=True, on_delete=models.PROTECT, related_name="matters"
    )
    visitor = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=200)
    notes = models.CharField(max_length=4000, blank=True)
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="matters"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(max_length=300, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    by_hand = models.BooleanField(default=True)
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "number"], name="matter_number_once"),
            models.CheckConstraint(condition=Q(kind__in=MATTER_KINDS), name="matter_kind_known"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(town="") & ~Q(number=""), name="matter_told"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None)
                | Q(state="closed", closed_on__gte=F("received_on")) & ~Q(outcome=""),
                name="matter_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["town", "state", "received_on"], name="matter_by_town"),
            models.Index(fields=["firm", "received_on"], name="matter_by_firm"),
        ]

    def __str__(self) -> str:
        return self.number


class Appointment(models.Model):
    """A time kept for a visitor or a firm at a station; it is kept or missed, or called off."""

    class State(models.TextChoices):
        PLANNED = "planned"
        KEPT = "kept"
        MISSED = "missed"
        CANCELLED = "cancelled"

    town = models.CharField(max_length=12)
    at = models.DateTimeField()
    firm = models.ForeignKey(
        Firm, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    visitor = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=200)
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "kept", "missed", "cancelled"]),
                name="appointment_state_known",
            ),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(town=""), name="appointment_told"),
        ]
        indexes = [models.Index(fields=["town", "at"], name="appointment_by_town")]


class Training(models.Model):
    """A training that a station held: how long, how many came, which firms were there.

    ``by_hand`` as for a matter.
    """

    number = models.CharField(max_length=40)
    town = models.CharField(max_length=12)
    on = models.DateField()
    topic = models.CharField(max_length=200)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    attendees = models.IntegerField()
    by_hand = models.BooleanField(default=True)
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "number"], name="training_number_once"),
            models.CheckConstraint(
                condition=~Q(topic="") & ~Q(town="") & ~Q(number=""), name="training_told"
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0, attendees__gte=0), name="training_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["town", "on"], name="training_by_town")]

    def __str__(self) -> str:
        return self.number


class TrainingFirm(models.Model):
    """A firm whose people came to a training."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="came")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="trainings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["training", "firm"], name="training_firm_once")
        ]


class TrainingPaper(models.Model):
    """What proves a training: a list of signatures, photographs, the slides. Its bytes lie in the
    vault under ``sha256``. Withdrawn, never taken out."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="training_paper_has_a_name"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""),
                name="training_paper_withdrawn_why",
            ),
        ]


class Visit(models.Model):
    """A call of the station on a firm: who went, on which day, and what was said."""

    town = models.CharField(max_length=12)
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    who = models.CharField(max_length=120)
    said = models.CharField(max_length=2000)
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(who="") & ~Q(said="") & ~Q(town=""), name="visit_told"
            )
        ]
        indexes = [models.Index(fields=["firm", "on"], name="visit_by_firm")]
