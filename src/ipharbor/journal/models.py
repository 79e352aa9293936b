"""Tables of the journal and the outbox."""

from django.db import models
from django.db.models import Q


class Line(models.Model):
    """One line of the journal. ``hash`` is SHA-256 over the previous hash and this line."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["subject", "seq"], name="journal_subject")]


class Outgoing(models.Model):
    """A mail that is to go, has gone, or could not go (``why``). ``once`` is its identity."""

    once = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    state = models.CharField(max_length=8, default="waiting")
    why = models.CharField(max_length=300, blank=True)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "failed"]), name="outgoing_state_known"
            )
        ]
