"""Remember how a person wants to see a list, or forget it."""

from __future__ import annotations

from ipharbor.actions import permits
from ipharbor.records.models import SavedView
from ipharbor.vocabulary.errors import HarborError

LONGEST_VIEW = 2000  # characters of a query string


def keep_view(page: str, query: str | None, *, reading: str, by: permits.Actor) -> None:
    """The list ``page`` comes to the caller as ``query`` from now on; None forgets the view.

    ``reading`` is the permit by which the list is read: who may not read it has no view of it.
    Writes no line into the journal: a view changes nothing but what its own person sees. Raises
    HarborError ``permit.denied`` and ``list.view.too_long``.
    """
    if by.person is None or not permits.ever(by, reading):
        raise permits.denied(by, reading)
    if query is None:
        SavedView.objects.filter(person=by.person, page=page).delete()
        return
    if len(query) > LONGEST_VIEW:
        raise HarborError("list.view.too_long", most=LONGEST_VIEW)
    SavedView.objects.update_or_create(person=by.person, page=page, defaults={"query": query})
