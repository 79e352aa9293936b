"""Tasks: what a firm has set itself to do."""

from datetime import date

from django.db import models
from django.db.models import Q

from ipharbor.records.firms import Firm
from ipharbor.records.people import Person


class Task(models.Model):
    """Something a firm is to do, from a source that says why.

    ``source_kind`` and ``source_id`` name what it comes of: ``right`` and a key, ``warning`` and
    a number, ``provision`` and a name, ``self_check`` and the code of a question; ``own`` has
    none. ``step`` is the code of a step that the source proposes: of one step no two tasks are
    open. An empty ``title`` stands for the step's own words, in the reader's language.

    ``due_on`` may rest on a deadline rule: then ``due_rule`` names it, ``due_from`` is the day it
    was reckoned from, and ``due_certain`` whether anything in it was assumed. ``told_as`` says as
    what it was mailed last (``near`` or ``late``, and the day it was due).
    """

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    class Source(models.TextChoices):
        SELF_CHECK = "self_check"
        WARNING = "warning"
        RIGHT = "right"
        PROVISION = "provision"
        OWN = "own"

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=500, blank=True)
    notes = models.CharField(max_length=4000, blank=True)
    source_kind = models.CharField(max_length=12, choices=Source.choices, default=Source.OWN)
    source_id = models.CharField(max_length=80, blank=True)
    step = models.CharField(max_length=60, blank=True)
    provision = models.CharField(max_length=80, blank=True)
    owner = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    due_on = models.DateField(null=True, blank=True)
    due_rule = models.CharField(max_length=60, blank=True)
    due_from = models.DateField(null=True, blank=True)
    due_certain = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_by_name = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    told_as = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "done", "dropped"]), name="task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    source_kind__in=["self_check", "warning", "right", "provision"]
                ) & ~Q(source_id="")
                | Q(source_kind="own", source_id=""),
                name="task_source_named",
            ),
            models.CheckConstraint(
                condition=~Q(title="") | ~Q(step=""), name="task_has_words"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="task_closed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(reason=""), name="task_dropped_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(due_rule="") | Q(due_on__isnull=False, due_from__isnull=False),
                name="task_due_by_rule",
            ),
            models.UniqueConstraint(
                fields=["firm", "source_kind", "source_id", "step"],
                condition=Q(state="open") & ~Q(step=""),
                name="task_step_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["firm", "state", "due_on"], name="task_by_firm"),
            models.Index(fields=["owner", "state", "due_on"], name="task_by_owner"),
        ]

    def __str__(self) -> str:
        return self.title or self.step

    def to_tell(self, on: date) -> str:
        """As what a mail of the day ``on`` tells of it, in the form of ``told_as``."""
        if self.due_on is None:
            return ""
        return f"{'late' if self.due_on < on else 'near'}:{self.due_on.isoformat()}"
