"""Reports that the office has made."""

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person


class MonthReport(models.Model):
    """The report of a month as it was drawn, in one language, as known on a day.

    Its two files lie in the vault under their SHA-256. ``ledger`` names what its figures were
    asked of. Made anew from other facts it is another report; none is ever changed.
    """

    class Lang(models.TextChoices):
        ZH = "zh"
        EN = "en"

    year = models.IntegerField()
    month = models.IntegerField()
    lang = models.CharField(max_length=2, choices=Lang.choices)
    known_on = models.DateField()
    ledger = models.CharField(max_length=60)
    maker = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64)
    pdf_size = models.BigIntegerField()
    docx_sha256 = models.CharField(max_length=64)
    docx_size = models.BigIntegerField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="report_month_of_year"),
            models.CheckConstraint(condition=Q(lang__in=["zh", "en"]), name="report_lang_known"),
            models.UniqueConstraint(
                fields=["year", "month", "lang", "pdf_sha256", "docx_sha256"], name="report_once"
            ),
        ]
        indexes = [models.Index(fields=["year", "month", "at"], name="report_by_month")]
