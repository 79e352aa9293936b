"""What the office has said of the region's industries."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person
from ipharbor.vocabulary.chains import Industry, Link, industries


class IndustryVersion(models.Model):
    """An industry as it stands from ``on`` on, until a later version; the last of a day counts.

    ``links`` are the links of its chain in their order, each with the fields of
    ``vocabulary.chains.Link``. An industry that ``ended`` is not shown from that day on.
    Versions are added, never changed.
    """

    code = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    links = models.JSONField(default=list)
    ended = models.BooleanField(default=False)
    reason = models.CharField(max_length=500)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    by_name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name_zh="") & ~Q(name_en=""),
                name="industry_has_code_and_names",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="industry_version_says_why"),
        ]
        indexes = [models.Index(fields=["code", "on"], name="industry_version_by_code")]

    def __str__(self) -> str:
        return self.code

    def industry(self) -> Industry:
        """The version as a value."""
        links = tuple(
            Link(
                code=one["code"],
                name_zh=one["name_zh"],
                name_en=one["name_en"],
                stage=one["stage"],
                ipc=tuple(one["ipc"]),
                locarno=tuple(one["locarno"]),
            )
            for one in self.links
        )
        return Industry(self.code, self.name_zh, self.name_en, links)


def as_rows(links: tuple[Link, ...]) -> list[dict[str, object]]:
    """Links as the register and the journal keep them."""
    return [
        {
            "code": link.code,
            "name_zh": link.name_zh,
            "name_en": link.name_en,
            "stage": link.stage,
            "ipc": list(link.ipc),
            "locarno": list(link.locarno),
        }
        for link in links
    ]


def standing(region: str, on: date | None = None) -> tuple[Industry, ...]:
    """The industries of the region as they stood on the day, as they stand now for None.

    Those of the region's file in their order, each in its last version, then those that the
    office has added, in the order of their codes.
    """
    asked = IndustryVersion.objects.order_by("on", "pk")
    last = {one.code: one for one in (asked if on is None else asked.filter(on__lte=on))}
    begun = {one.code: one for one in industries(region)}
    added = sorted(code for code in last if code not in begun)
    found = []
    for code in (*begun, *added):
        version = last.get(code)
        if version is None:
            found.append(begun[code])
        elif not version.ended:
            found.append(version.industry())
    return tuple(found)
