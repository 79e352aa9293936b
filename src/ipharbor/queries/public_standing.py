"""Where a document's right stands, by what the offices have announced of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ipharbor.queries._holdings import holdings
from ipharbor.queries.patents import Patent
from ipharbor.records.models import Right
from ipharbor.register.events import Event
from ipharbor.register.standing import Standing, standing
from ipharbor.statutes.book import Book


@dataclass(frozen=True)
class PublicStanding:
    """The standing on a day, and the announced events it was folded from, by day.

    ``record`` is the right as the document tells of it, saved nowhere.
    """

    record: Right
    standing: Standing
    events: tuple[Event, ...]


def public_standing(
    found: Patent, *, law: Book, on: date, data_until: date
) -> PublicStanding | None:
    """Folded from announced events alone: nothing of what a firm has paid, decided or kept
    goes in. None for a document that is no Chinese right of a known type."""
    if found.office != "CN" or found.patent_type is None:
        return None
    record = Right(
        key=found.key,
        application_number=found.application_number or "",
        patent_type=found.patent_type,
        title=found.title or found.title_en or "",
        holders=" | ".join(found.applicants),
        filed_on=found.filed_on,
        published_on=found.published_on,
        granted_on=found.granted_on,
        stated_status=found.standing.status if found.standing else "",
        stated_on=found.standing.stated_on if found.standing else None,
    )
    told = holdings(None, [record])
    events = sorted(told.events[record.key], key=lambda event: event.on)
    known = told.known_until(data_until)
    stood = standing(told.right(record), events, on=on, book=law, data_until=known)
    return PublicStanding(record, stood, tuple(events))
