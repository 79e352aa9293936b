"""What officers have said of values of the law."""

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person
from ipharbor.statutes.book import Book, Correction, stated_value
from ipharbor.statutes.provision import Source


class LawCorrection(models.Model):
    """A verified or corrected value of a provision. ``value`` is its YAML form in ``unit``.

    Without a value the one that stands is verified. Lines are added, never changed.
    """

    name = models.CharField(max_length=120)
    since = models.DateField(null=True, blank=True)
    value = models.TextField(blank=True)
    unit = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=80)
    on = models.DateField()
    reason = models.CharField(max_length=500)
    instrument = models.CharField(max_length=40, blank=True)
    article = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="law_correction_with_reason")
        ]
        indexes = [models.Index(fields=["name", "on"], name="law_correction_by_name")]

    def as_correction(self, law: Book) -> Correction:
        """The line as the book takes it; without a value it verifies the one that stands."""
        if self.value:
            value = stated_value(self.value, self.unit)
        else:
            history = law.history(self.name)
            held = [one for one in history if one.since == self.since] or [history[-1]]
            value = held[-1].value
        source = Source(self.instrument, article=self.article) if self.instrument else None
        return Correction(self.name, self.since, value, self.by_name, self.on, self.reason, source)
