"""Where persons are signed in."""

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person


class SignIn(models.Model):
    """A person is signed in in one browser. Its session names this row, and ends with it.

    ``way`` is how the person came in, ``second`` whether a second factor was shown, and
    ``proved_at`` when the person last proved to be that person. ``holds`` is a fingerprint of
    what ends all sessions when it changes. ``address`` and ``agent`` are for the person alone,
    to know the session by.
    """

    class Way(models.TextChoices):
        PASSWORD = "password"  # noqa: S105 - the way, no secret
        PROVIDER = "provider"  # another identity provider vouched
        PASSKEY = "passkey"
        UNKNOWN = "unknown"  # signed in before this was kept

    person = models.ForeignKey(Person, related_name="sign_ins", on_delete=models.CASCADE)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.UNKNOWN)
    second = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    holds = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["password", "provider", "passkey", "unknown"]),
                name="sign_in_way_known",
            )
        ]
        indexes = [models.Index(fields=["person", "-seen_at"], name="sign_in_newest")]
