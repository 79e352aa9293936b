"""What a page of industries is asked on, and where its figures lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from ipharbor.analysis.industry.picture import Picture
from ipharbor.corpus.query import Choice, Exact, PartDate, Span, any_of, written
from ipharbor.queries import industries
from ipharbor.settings import current
from ipharbor.vocabulary.places import region
from ipharbor.web._days import asked_day
from ipharbor.web.language import lang
from ipharbor.wiring import corpus


def asking(request: HttpRequest, *, now: bool = False) -> industries.Asking:
    """The region's industries as known on the day stated as ``known``, on no stated day where
    there is none, or where ``now`` is wanted. Raises as ``asked_day`` does."""
    day = None if now else asked_day(request, "known")
    return industries.Asking(corpus(), current().region, timezone.localdate(), day)


@dataclass(frozen=True)
class Opening:
    """Makes the addresses behind figures: searches within an industry, as far as a search can
    ask for them. ``day`` is the one stated, None where none is."""

    query: str
    day: date | None
    towns: tuple[str, ...]

    def search(self, *parts: str, home: bool = False) -> str:
        """The search for all of the parts; empty where the industry has no query."""
        if not self.query:
            return ""
        told = [part for part in parts if part]
        if home:
            told.append(written(any_of(Choice("town", town) for town in self.towns)))
        if self.day is not None:
            until = PartDate(self.day.year, self.day.month, self.day.day)
            told.append(written(Span("published", None, until)))
        return f"{reverse('search')}?{urlencode({'q': ' AND '.join(map(_bracketed, told))})}"

    def all(self) -> str:
        """The search for the industry's documents."""
        return self.search(self.query)

    def home(self) -> str:
        """The search for those of the region."""
        return self.search(self.query, home=True)

    def of_firm(self, name: str) -> str:
        """The search for a firm's documents in the industry."""
        return self.search(written(Exact(name, "applicant")), self.query)


def opening(seen: Picture, day: date | None) -> Opening:
    """The addresses behind the figures of a picture."""
    towns = tuple(town.code for town in region(current().region).towns)
    return Opening(seen.query, day, towns)


def named(one: object) -> str:
    """The name of an industry, link or technology in the page's language."""
    return str(getattr(one, f"name_{lang()}"))


def town_named(code: str) -> str:
    """The name of a town of the region in the page's language; empty for none."""
    town = region(current().region).town(code) if code else None
    if town is None:
        return ""
    return town.name_zh if lang() == "zh" else town.name_en


def towns() -> Sequence[tuple[str, str]]:
    """The region's towns with their names, for a choice."""
    return [(one.code, town_named(one.code)) for one in region(current().region).towns]


def _bracketed(part: str) -> str:
    return f"({part})" if " OR " in part else part
