"""Persons who use the installation, and what proves that they are who they say."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from ipharbor.records.firms import Firm
from ipharbor.records.organisations import Organisation


class Person(AbstractUser):
    """A person at one desk at a time. ``lang`` is the language of pages and mail (zh or en).

    ``role``, ``organisation``, ``firm`` and ``manager`` tell the desk at which the person
    sits now; they follow from one running membership and are written by the actions that
    take and leave a desk. A person without a desk has the role ``nobody``. Raising
    ``sign_in_round`` ends all of the person's sessions.
    """

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator"  # runs the installation
        OFFICE = "office"  # district office: imports, watches, warnings
        STATION = "station"  # town service station
        ENFORCEMENT = "enforcement"  # enforcement officers
        FIRM = "firm"  # a firm's person: own watches and warnings
        LENDER = "lender"
        INSURER = "insurer"
        GUARANTOR = "guarantor"
        ALLIANCE = "alliance"
        AGENCY = "agency"
        NOBODY = "nobody"  # has left every organisation

    class Lang(models.TextChoices):
        ZH = "zh"
        EN = "en"

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.FIRM)
    lang = models.CharField(max_length=2, choices=Lang.choices, default=Lang.ZH)
    firm = models.ForeignKey(Firm, null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, related_name="at_desk", on_delete=models.PROTECT
    )
    manager = models.BooleanField(default=False)
    sign_in_round = models.IntegerField(default=0)

    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        "administrator", "office", "station", "enforcement", "firm", "lender",
                        "insurer", "guarantor", "alliance", "agency", "nobody",
                    ]
                ),
                name="person_role_known",
            ),
            models.CheckConstraint(condition=Q(lang__in=["zh", "en"]), name="person_lang_known"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.display_name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Raising the round ends every session, as a new password does.
        told = f"{self.password}:{self.sign_in_round}"
        return salted_hmac(
            "ipharbor.records.Person.session", told, secret=secret, algorithm="sha256"
        ).hexdigest()


class SecondFactor(models.Model):
    """A person's time-based one-time passwords (RFC 6238). ``secret`` is sealed, see the action.

    ``last_step`` is the newest time step that was used, so that no password works twice.
    Counts from ``confirmed_at`` on.
    """

    person = models.OneToOneField(Person, related_name="second_factor", on_delete=models.CASCADE)
    secret = models.CharField(max_length=300)
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)


class Passkey(models.Model):
    """The public half of a key that a person's device holds (W3C Web Authentication).

    ``credential`` is its name (base64url), ``public_key`` its COSE form, ``count`` how often it
    signed, as far as the device tells.
    """

    person = models.ForeignKey(Person, related_name="passkeys", on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="passkey_has_a_name")]


class RecoveryCode(models.Model):
    """A way in for a person who has lost the second factor; works once. Only a salted
    hash is here."""

    person = models.ForeignKey(Person, related_name="recovery_codes", on_delete=models.CASCADE)
    proof = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "proof"], name="recovery_code_once")
        ]


class Identity(models.Model):
    """How another identity provider (OpenID Connect) names a person."""

    person = models.ForeignKey(Person, related_name="identities", on_delete=models.PROTECT)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once")]


class Token(models.Model):
    """A key for programs. ``scopes`` bound what the person's permits let it do.

    The key itself is shown once; ``proof`` is its SHA-256, ``start`` its first characters, by
    which a person knows it again.
    """

    person = models.ForeignKey(Person, related_name="tokens", on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)
    proof = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="token_has_a_name"),
        ]
