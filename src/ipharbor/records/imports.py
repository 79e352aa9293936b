"""Imports: who brought which file in, and its receipt."""

from django.db import models
from django.db.models import F, Q

from ipharbor.records.people import Person


class ImportRun(models.Model):
    """One import of one file. The receipt's counts add up once it is done.

    ``process`` is the process that works on it, ``QUEUED`` when a worker looks after it;
    ``machine`` and ``born`` tell it from another of that number, ``seen_at`` is its last sign of
    life.
    """

    QUEUED = 0

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    file_name = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, blank=True)
    format = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    phase = models.CharField(max_length=12, blank=True)
    done_units = models.BigIntegerField(default=0)
    total_units = models.BigIntegerField(default=0)
    process = models.IntegerField(default=0)
    machine = models.CharField(max_length=120, blank=True)
    born = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    read = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    merged = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    set_aside = models.BigIntegerField(default=0)
    findings = models.BigIntegerField(default=0)
    vintage = models.CharField(max_length=40, blank=True)
    error = models.JSONField(null=True, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(read=F("stored") + F("merged") + F("unchanged") + F("set_aside")),
                name="import_receipt_adds_up",
            )
        ]


class FindingClosing(models.Model):
    """A finding of an import that the office has closed, with its reason; a finding without one is
    open. ``number`` is its place in the import's receipt, from 1. Opened again, the row goes; the
    journal keeps both.
    """

    class Reason(models.TextChoices):
        MENDED = "mended"
        ACCEPTED = "accepted"
        NOT_OURS = "not_ours"

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="closings")
    number = models.BigIntegerField()
    reason = models.CharField(max_length=8, choices=Reason.choices)
    note = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="finding_closed_once"),
            models.CheckConstraint(
                condition=Q(reason__in=["mended", "accepted", "not_ours"], number__gte=1),
                name="finding_closed_for_a_reason",
            ),
        ]
