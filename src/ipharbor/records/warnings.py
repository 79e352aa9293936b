"""Warnings, raised or held, with their evidence as it was."""

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person
from ipharbor.records.watches import Watch


class WarningRound(models.Model):
    """One run over all watches: as of which day, over which vintage, with what result."""

    as_of = models.DateField()
    vintage = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    watches = models.IntegerField(default=0)
    documents = models.IntegerField(default=0)
    raised = models.IntegerField(default=0)
    held = models.IntegerField(default=0)


class IssuedWarning(models.Model):
    """One warning to one person.

    ``about`` is the signal whose incidents it tells of, empty where it tells of documents.
    ``evidence`` is the frozen account the page shows: documents, counts, reasons as they
    were on ``as_of``; ``evidence_sha256`` is over its canonical JSON. ``decision`` is
    raised or held, ``reason`` the code that says why. ``settled`` says that it has been weighed
    beside the others of its reader. ``follows`` is the earlier warning of which it is a
    follow-up, ``bundle`` the first of those told together with it, none where it is alone.
    """

    class State(models.TextChoices):
        NEW = "new"
        ACKNOWLEDGED = "acknowledged"
        IN_HAND = "in_hand"
        CLOSED = "closed"

    round = models.ForeignKey(WarningRound, on_delete=models.PROTECT, related_name="warnings")
    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="warnings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="warnings")
    about = models.CharField(max_length=60, blank=True)
    decision = models.CharField(max_length=8)
    reason = models.CharField(max_length=60)
    grade = models.CharField(max_length=8)
    score = models.IntegerField()
    signals = models.CharField(max_length=200)
    as_of = models.DateField()
    evidence = models.JSONField()
    evidence_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    step = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=12, blank=True)
    closing_note = models.CharField(max_length=1000, blank=True)
    settled = models.BooleanField(default=True)
    follows = models.ForeignKey(
        "self", null=True, blank=True, related_name="followed_by", on_delete=models.PROTECT
    )
    bundle = models.ForeignKey(
        "self", null=True, blank=True, related_name="bundled", on_delete=models.PROTECT
    )
    mailed_as = models.CharField(max_length=200, blank=True)  # the outbox mail that told of it
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "watch", "about"], name="warning_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["raised", "held"]), name="warning_decision_known"
            ),
            models.CheckConstraint(
                condition=Q(grade__in=["red", "orange", "yellow", "blue"]),
                name="warning_grade_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "acknowledged", "in_hand", "closed"]),
                name="warning_state_known",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", state__in=["new", "acknowledged", "in_hand"])
                | Q(verdict__in=["useful", "not_useful", "false", "over"], state="closed"),
                name="warning_closed_with_verdict",
            ),
        ]
        indexes = [models.Index(fields=["person", "state", "-created_at"], name="warning_inbox")]


TOLD_LATER = ("decision.over_budget", "decision.below_own_threshold")
"""Reasons of held warnings that a later mail tells of: the bounds their reader set."""


def untold() -> models.QuerySet[IssuedWarning]:
    """Warnings that a mail is still to tell of: raised, or held for their reader's own bounds."""
    return IssuedWarning.objects.filter(settled=True, mailed_as="", person__is_active=True).filter(
        Q(decision="raised") | Q(decision="held", reason__in=TOLD_LATER)
    )


class Sighting(models.Model):
    """A watch has seen a document or an incident: the same watch never brings it up again."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="sightings")
    document = models.CharField(max_length=200)
    warning = models.ForeignKey(IssuedWarning, on_delete=models.PROTECT, related_name="sightings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["watch", "document"], name="sighting_once_a_watch")
        ]
