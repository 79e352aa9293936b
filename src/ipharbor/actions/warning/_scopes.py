"""Which incidents each watch takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils import timezone

from ipharbor.records.industries import standing
from ipharbor.records.models import Firm, Watch
from ipharbor.warning.audience import told
from ipharbor.warning.incident import Incident, Scope

OF_DOCUMENTS = ("applicant", "query", "family")
"""Kinds of watches that are shown documents. One on an applicant takes incidents as well."""
LAW = "signal.law_changed"


def scope_of(watch: Watch, region: str) -> Scope | None:
    """What the watch takes; None for a watch that takes no incidents."""
    made = _MADE.get(watch.kind)
    if made is None:
        return None
    facet, values = made
    return Scope(facet, frozenset(values(watch, region)), frozenset(watch.codes.split()))


def tells(watch: Watch, seen: Incident) -> bool:
    """Whether the watch's owner may be told of the incident."""
    return told(watch.kind, watch.owner.role, seen.code)


def scopes(watches: Iterable[Watch], region: str) -> dict[int, Scope]:
    """What each of ``watches`` takes, by its number."""
    found = {watch.pk: scope_of(watch, region) for watch in watches}
    return {number: scope for number, scope in found.items() if scope is not None}


def _own(watch: Watch, region: str) -> Iterable[str]:
    return (watch.owner.firm.name,) if watch.owner.firm else ()


def _product(watch: Watch, region: str) -> Iterable[str]:
    return (f"{firm}|{watch.subject}" for firm in _own(watch, region))


def _chain(watch: Watch, region: str) -> Iterable[str]:
    return (prefix for one in standing(region) if one.code == watch.subject for prefix in one.ipc)


def _firms(watch: Watch, region: str) -> Iterable[str]:
    return Firm.objects.filter(town=watch.subject).values_list("name", flat=True)


def _disclosing(watch: Watch, region: str) -> Iterable[str]:
    """The firms that let the owner's organisation read their dockets today."""
    body, today = watch.owner.organisation, timezone.localdate()
    if body is None:
        return ()
    running = body.disclosures.filter(withdrawn_at=None, until__gte=today)
    return running.values_list("firm__name", flat=True)


_MADE: Mapping[str, tuple[str, Callable[[Watch, str], Iterable[str]]]] = {
    "applicant": ("other", lambda watch, region: (watch.applicant,)),
    "own_rights": ("firm", _own),
    "product": ("product", _product),
    "right": ("right", lambda watch, region: (watch.subject,)),
    "field": ("symbol", lambda watch, region: watch.subject.split("|")),
    "industry": ("symbol", _chain),
    "town": ("firm", _firms),
    "region": ("any", lambda watch, region: ()),
    "collateral": ("lender", lambda watch, region: (watch.subject,)),
    "law": ("code", lambda watch, region: (LAW,)),
    "standard": ("standard", lambda watch, region: (watch.subject,)),
    "disclosed": ("firm", _disclosing),
}
"""By kind of watch the facet it takes incidents by, and the values of it."""
