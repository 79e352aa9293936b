"""Addresses that are told of events, and what was told to each."""

from django.db import models
from django.db.models import Q

from ipharbor.records.organisations import Organisation
from ipharbor.records.people import Person


class Webhook(models.Model):
    """An address of an organisation to which events go, as far as its ``owner`` may read them.

    ``address`` and ``secret`` are sealed, for a robot's address is a key in itself; ``shown``
    is as much of the address as pages tell. ``events`` are the chosen kinds. ``free_at`` is the
    first moment at which the receiver may be told the next thing.
    """

    class Kind(models.TextChoices):
        GENERIC = "generic"  # JSON signed after Standard Webhooks
        WECOM = "wecom"
        DINGTALK = "dingtalk"
        FEISHU = "feishu"

    organisation = models.ForeignKey(
        Organisation, related_name="webhooks", on_delete=models.PROTECT
    )
    owner = models.ForeignKey(Person, related_name="webhooks", on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    address = models.TextField()
    shown = models.CharField(max_length=120)
    secret = models.TextField(blank=True)
    events = models.JSONField(default=list)
    lang = models.CharField(max_length=2, choices=Person.Lang.choices, default="zh")
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    free_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["generic", "wecom", "dingtalk", "feishu"]),
                name="webhook_kind_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="webhook_has_a_name"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(active=False), name="webhook_ended_is_not_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event on its way to one webhook. ``once`` is its identity, and ``message`` what the
    receiver knows it by: the same at every attempt.

    ``status`` is the HTTP status of the last answer, None where there was none, ``why`` tells
    what was wrong with it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        DEAD = "dead"  # will not be tried again unless a person says so

    webhook = models.ForeignKey(Webhook, related_name="deliveries", on_delete=models.PROTECT)
    event = models.CharField(max_length=40)
    once = models.CharField(max_length=200, unique=True)
    message = models.CharField(max_length=40, unique=True)
    body = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    status = models.IntegerField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "dead"]), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at=None),
                name="delivery_sent_at",
            ),
        ]
        indexes = [models.Index(fields=["webhook", "-made_at"], name="delivery_newest")]
