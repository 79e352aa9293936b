"""Long and nightly work: jobs, the schedule that makes them, and who works them off."""

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person


class Schedule(models.Model):
    """When a kind of work is due by itself.

    ``every`` with ``minute``, ``hour``, ``weekday`` (0 is Monday) and ``day`` say it in the
    installation's time zone; ``next_at`` is the moment reckoned from them, ``last_at`` the one
    it was last due at.
    """

    class Every(models.TextChoices):
        MINUTE = "minute"
        HOUR = "hour"
        DAY = "day"
        WEEK = "week"
        MONTH = "month"

    kind = models.CharField(max_length=40, unique=True)
    argument = models.JSONField(default=dict)
    enabled = models.BooleanField(default=True)
    every = models.CharField(max_length=8, choices=Every.choices)
    hour = models.IntegerField(default=0)
    minute = models.IntegerField(default=0)
    weekday = models.IntegerField(default=0)
    day = models.IntegerField(default=1)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every__in=["minute", "hour", "day", "week", "month"]),
                name="schedule_every_known",
            ),
            models.CheckConstraint(
                condition=Q(hour__range=(0, 23), minute__range=(0, 59), weekday__range=(0, 6))
                & Q(day__range=(1, 31)),
                name="schedule_time_of_a_clock",
            ),
        ]
        indexes = [models.Index(fields=["enabled", "next_at"], name="schedule_due")]


class Job(models.Model):
    """One piece of work for a worker. ``once`` is its identity: no two jobs share it.

    A worker that runs it holds ``token`` until ``lease_until``; whoever holds no token that
    is still there changes nothing. ``attempts`` counts how often it was begun. Jobs of one
    ``lane`` run one after another. ``memo`` is what a later attempt must know of an earlier one,
    ``said`` and ``error`` are message codes with their parameters.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        FAILED = "failed"  # tried without success, will be tried again at next_at
        DEAD = "dead"  # will not be tried again unless a person says so
        DONE = "done"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=40)
    once = models.CharField(max_length=200, unique=True)
    about = models.CharField(max_length=255, blank=True)
    argument = models.JSONField(default=dict)
    lane = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=150)
    schedule = models.ForeignKey(Schedule, null=True, blank=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    cancel_asked = models.BooleanField(default=False)
    worker = models.CharField(max_length=120, blank=True)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    said = models.JSONField(null=True, blank=True)
    done_units = models.BigIntegerField(default=0)
    total_units = models.BigIntegerField(default=0)
    memo = models.JSONField(default=dict)
    result = models.JSONField(null=True, blank=True)
    error = models.JSONField(null=True, blank=True)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["waiting", "running", "failed", "dead", "done", "cancelled"]
                ),
                name="job_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False) & ~Q(token="")
                | ~Q(state="running") & Q(token="", lease_until=None),
                name="job_held_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["dead", "done", "cancelled"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running", "failed"], ended_at=None),
                name="job_ended_when_over",
            ),
            models.UniqueConstraint(
                fields=["lane"],
                condition=Q(state="running") & ~Q(lane=""),
                name="job_one_running_a_lane",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="job_next"),
            models.Index(fields=["by", "state"], name="job_of_person"),
        ]


class WorkerSeen(models.Model):
    """A worker and when it last gave a sign of life."""

    name = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
