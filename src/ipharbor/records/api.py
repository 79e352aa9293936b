"""What the programming interface remembers: answers to changes, and how often it was asked."""

from __future__ import annotations

from django.db import models


class IdempotentAnswer(models.Model):
    """The answer to a change that was asked for under ``key``, given again when asked again.

    ``caller`` tells one token or one person's session from all others, ``digest`` is over
    method, address and body, ``body`` is sealed. The row is written in the transaction of the
    change itself: either both are there or neither. ``action`` is what the permit was asked for.
    """

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    action = models.CharField(max_length=60, blank=True)
    status = models.IntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="api_answer_once_a_key")
        ]
        indexes = [models.Index(fields=["at"], name="api_answer_by_age")]


class ApiUse(models.Model):
    """How many requests of ``minute`` (since 1970) were set aside for ``caller``, a token, a
    person or an address, by all processes together."""

    caller = models.CharField(max_length=80, unique=True)
    minute = models.BigIntegerField()
    count = models.IntegerField()
