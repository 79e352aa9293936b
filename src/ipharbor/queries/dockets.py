"""How dockets came about."""

from __future__ import annotations

from django.db.models import QuerySet

from ipharbor.journal.models import Line
from ipharbor.records.models import Firm


def taken_up_by_name() -> QuerySet[Firm]:
    """The firms whose own docket was taken up, by number."""
    lines = Line.objects.filter(action="rights.take_up").values_list("subject", flat=True)
    numbers = {int(subject.partition(":")[2]) for subject in lines.distinct()}
    return Firm.objects.filter(pk__in=numbers).order_by("pk")


def region_taken_up() -> bool:
    """Whether the region was ever taken up as a whole."""
    return Line.objects.filter(action="rights.take_up_region").exists()
