"""The lists of disclosures: a firm's own, and what firms let an organisation read."""

from __future__ import annotations

from operator import attrgetter

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from ipharbor.queries import people as queries
from ipharbor.records.models import Disclosure
from ipharbor.web.lists import Column, Filter, Kind, List, fields_hold
from ipharbor.web.templatetags.harbor import said

STATES = ("running", "withdrawn", "ended")


def state(one: Disclosure) -> str:
    """Whether it lets anybody read today: one of ``STATES``."""
    if one.withdrawn_at is not None:
        return "withdrawn"
    return "running" if one.until >= localdate() else "ended"


def _in_state(found: QuerySet[Disclosure], value: str) -> QuerySet[Disclosure]:
    today = localdate()
    if value == "running":
        return queries.running(found, on=today)
    ended = Q(withdrawn_at=None, until__lt=today)
    return found.filter(ended if value == "ended" else Q(withdrawn_at__isnull=False))


_PURPOSE = Column("purpose", _("What for"), attrgetter("purpose"), order=("purpose",), wide=True)
_SALES = Column("sales", _("With sales"), attrgetter("sales"), order=("sales",))
_SINCE = Column(
    "since", _("Given on"), lambda one: localdate(one.since), Kind.DAY, order=("since",)
)
_UNTIL = Column("until", _("Until"), attrgetter("until"), Kind.DAY, order=("until",))
_BY = Column("by", _("Given by"), attrgetter("by_name"), order=("by_name",))

OWN = List(
    name="disclosures",
    action="disclosure.read",
    words=_("Disclosures"),
    columns=(
        Column("to", _("To whom"), lambda one: one.organisation.name,
               order=("organisation__name",)),
        Column("kind", _("Kind"), attrgetter("organisation.kind"), order=("organisation__kind",),
               said="organisation"),
        _PURPOSE,
        _SALES,
        Column("state", _("State"), state, Kind.STATE, said="disclosure", sortable=False),
        _SINCE,
        _UNTIL,
        Column("withdrawn", _("Withdrawn on"), kind=Kind.DAY, order=("withdrawn_at",), shown=False,
               cell=lambda one: localdate(one.withdrawn_at) if one.withdrawn_at else None),
        _BY,
    ),
    filters=(
        Filter("state", _("State"), _in_state, form="chips", usual="running", every=_("All"),
               options=lambda: [(one, said(one, "disclosure")) for one in STATES]),
    ),
    search=fields_hold("organisation__name", "purpose"),
    search_words=_("To whom, or what for"),
    usual=_("newest first"),
    empty="web/lists/_empty_disclosures.html",
    tail="web/lists/_disclosure_tail.html",
)  # fmt: skip

TO_US = List(
    name="disclosures_to",
    action="disclosure.read",
    words=_("Disclosed to us"),
    columns=(
        Column("firm", _("Firm"), attrgetter("firm.name"), order=("firm__name",),
               link=lambda one: f"{reverse('docket')}?firm={one.firm_id}"),
        _PURPOSE, _SALES, _SINCE, _UNTIL, _BY,
    ),
    search=fields_hold("firm__name", "purpose"),
    search_words=_("Firm, or what for"),
    usual=_("by name"),
    empty="web/lists/_empty_disclosures_to.html",
)  # fmt: skip
