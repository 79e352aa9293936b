"""Standing concerns over a lender's or guarantor's loans, by colour and by the day to cure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, QuerySet, Value, When

from ipharbor.pledge.covenants import GRAVITIES
from ipharbor.queries.portfolio import Whose
from ipharbor.records.models import KeptConcern

COLOURS = GRAVITIES[::-1]
"""The gravest first."""
WHEN = ("over", "week", "month", "later", "never")
"""Until when a concern is to be cured: its day is over, within 7 days, within 30, later; a notice
has none."""
STAGES = ("open", "breached", "waived")
_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Colour:
    """The open and breached concerns of one colour, by ``WHEN``."""

    gravity: str
    counts: tuple[tuple[str, int], ...]

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(count for _when, count in self.counts)


def standing(whose: Whose, as_of: date) -> QuerySet[Any]:
    """The concerns that stand, the gravest and most urgent first; ``when`` is one of ``WHEN`` on
    the day ``as_of``, ``rank`` the place of the colour."""
    found = KeptConcern.objects.filter(stage__in=STAGES)
    if whose.party:
        found = found.filter(**{whose.party: whose.name})
    return found.annotate(
        when=Case(
            When(stage="breached", then=Value("over")),
            When(cure_by=None, then=Value("never")),
            When(cure_by__lt=as_of, then=Value("over")),
            When(cure_by__lte=as_of + _WEEK, then=Value("week")),
            When(cure_by__lte=as_of + _MONTH, then=Value("month")),
            default=Value("later"),
            output_field=CharField(),
        ),
        rank=Case(
            *(When(gravity=one, then=Value(n)) for n, one in enumerate(GRAVITIES)),
            default=Value(0),
        ),
    ).order_by("-rank", "cure_by", "pk")


def by_colour(whose: Whose, as_of: date) -> Sequence[Colour]:
    """How many are open or breached, by colour and time to cure."""
    rows = standing(whose, as_of).exclude(stage="waived").order_by()
    found = {
        (gravity, when): n
        for gravity, when, n in rows.values_list("gravity", "when").annotate(n=Count("pk"))
    }
    return [
        Colour(one, tuple((when, found.get((one, when), 0)) for when in WHEN)) for one in COLOURS
    ]
