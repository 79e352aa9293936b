"""Bulletins of the district office: warnings to a trade, a town, or everybody."""

from django.db import models
from django.db.models import F, Q

from ipharbor.records.people import Person

AUDIENCES = ("all", "town", "trade", "industry")


class Bulletin(models.Model):
    """A bulletin in one language or both. ``audience`` with its ``value`` says whom it concerns:
    the code of a town, a trade as the register of firms states it, the code of an industry.

    ``evidence`` are links within these pages, each with ``words`` and ``path``. A bulletin is
    never changed: it is withdrawn, or another one supersedes it.
    """

    title_zh = models.CharField(max_length=120, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    audience = models.CharField(max_length=10)
    value = models.CharField(max_length=60, blank=True)
    evidence = models.JSONField(default=list)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    issued_at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=150)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=150, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_zh="") & ~Q(text_zh="") | ~Q(title_en="") & ~Q(text_en=""),
                name="bulletin_whole_in_a_language",
            ),
            models.CheckConstraint(
                condition=Q(audience="all", value="")
                | Q(audience__in=["town", "trade", "industry"]) & ~Q(value=""),
                name="bulletin_audience_known",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
                name="bulletin_withdrawn_why",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(supersedes=F("id")),
                name="bulletin_supersedes_another",
            ),
        ]
        indexes = [models.Index(fields=["-issued_at"], name="bulletin_newest")]

    def __str__(self) -> str:
        return self.title_zh or self.title_en


class BulletinCopy(models.Model):
    """A bulletin in a person's inbox; ``read_at`` is when that person acknowledged it."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="copies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bulletins")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "person"], name="bulletin_copy_once")
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(read_at=None), name="bulletin_unread"
            )
        ]  # fmt: skip
