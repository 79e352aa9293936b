"""Persons who use the installation."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from ipharbor.records.firms import Firm


class Person(AbstractUser):
    """A person with one role. ``lang`` is the language of pages and mail (zh or en)."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator"  # runs the installation
        OFFICE = "office"  # district office: imports, watches, warnings
        FIRM = "firm"  # a firm's person: own watches and warnings

    class Lang(models.TextChoices):
        ZH = "zh"
        EN = "en"

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.FIRM)
    lang = models.CharField(max_length=2, choices=Lang.choices, default=Lang.ZH)
    firm = models.ForeignKey(Firm, null=True, blank=True, on_delete=models.PROTECT)

    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["administrator", "office", "firm"]),
                name="person_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(lang__in=["zh", "en"]), name="person_lang_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username
