"""What a person has asked the installation to remember of its lists."""

from __future__ import annotations

from ipharbor.records.models import Person, SavedView


def remembered_view(person: Person, page: str) -> str | None:
    """The query string of the person's remembered view of a list; None where there is none."""
    found = SavedView.objects.filter(person=person, page=page).values_list("query", flat=True)
    return found.first()
