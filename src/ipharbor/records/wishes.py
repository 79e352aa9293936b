"""How a person wants to be warned."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person
from ipharbor.warning.grading import GRADES
from ipharbor.warning.wishes import MOST, PACES, Wishes


class WarningWish(models.Model):
    """A person's wishes on warnings. Without a row the usual ones hold (see ``Wishes``)."""

    person = models.OneToOneField(Person, related_name="warning_wish", on_delete=models.CASCADE)
    red = models.CharField(max_length=8, default="at_once")
    orange = models.CharField(max_length=8, default="at_once")
    yellow = models.CharField(max_length=8, default="at_once")
    blue = models.CharField(max_length=8, default="at_once")
    budget = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(MOST)])
    least = models.DecimalField(max_digits=3, decimal_places=2, default=0)
    quiet_from = models.PositiveSmallIntegerField(default=0)
    quiet_until = models.PositiveSmallIntegerField(default=0)
    quiet_days = models.BooleanField(default=False)
    lang = models.CharField(max_length=2, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    red__in=PACES, orange__in=PACES, yellow__in=PACES, blue__in=PACES
                ),
                name="wish_paces_known",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__lte=23, quiet_until__lte=23), name="wish_hours_of_a_day"
            ),
            models.CheckConstraint(condition=Q(lang__in=["", "zh", "en"]), name="wish_lang_known"),
        ]  # fmt: skip

    @property
    def wishes(self) -> Wishes:
        return Wishes(
            paces={colour: getattr(self, colour) for colour in GRADES},
            budget=self.budget,
            least=float(self.least),
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            quiet_days=self.quiet_days,
            lang=self.lang,
        )


def wishes_of(person: Person) -> Wishes:
    """The person's wishes, else the usual ones."""
    said = WarningWish.objects.filter(person=person).first()
    return said.wishes if said is not None else Wishes()
