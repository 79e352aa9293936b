"""What every page shows around its own matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

import ipharbor
from ipharbor.actions import permits
from ipharbor.queries import overview, warnings
from ipharbor.records.models import Person
from ipharbor.settings import current
from ipharbor.vocabulary.places import region
from ipharbor.web.language import lang
from ipharbor.wiring import corpus


@dataclass(frozen=True)
class Section:
    """An entry of the navigation; ``name`` is that of its page."""

    name: str
    here: bool
    unread: int = 0


@dataclass(frozen=True)
class Installation:
    """The frame of a page. ``newest`` is the last day of which the corpus knows anything."""

    lang: str
    region: str
    version: str
    vintage: str
    newest: date | None
    invented: bool
    demo: bool
    sections: tuple[Section, ...]


SECTIONS = (
    ("home", "corpus.search"),
    ("search", "corpus.search"),
    ("landscape", "corpus.search"),
    ("watches", "watch.add"),
    ("inbox", "warning.acknowledge"),
    ("imports", "imports.read"),
)
_WITHIN = {"patent": "search", "warning": "inbox", "import_run": "imports"}


def installation(request: HttpRequest) -> dict[str, Installation]:
    """The template variable ``installation``."""
    settings = current()
    held = corpus()
    place = region(settings.region)
    person = getattr(request, "user", None)
    return {
        "installation": Installation(
            lang=lang(),
            region=place.name_zh if lang() == "zh" else place.name_en,
            version=ipharbor.__version__,
            vintage=held.vintage,
            newest=overview.newest_day(held) if isinstance(person, Person) else None,
            invented=overview.invented(held.manifest),
            demo=(settings.home / "DEMO").exists(),
            sections=_sections(request, person) if isinstance(person, Person) else (),
        )
    }


def _sections(request: HttpRequest, person: Person) -> tuple[Section, ...]:
    caller = permits.of(person)
    match = request.resolver_match
    name = match.url_name if match else None
    here = _WITHIN.get(name or "", name)
    unread = warnings.unread(person)
    return tuple(
        Section(section, section == here, unread if section == "inbox" else 0)
        for section, action in SECTIONS
        if permits.allowed(caller, action)
    )
