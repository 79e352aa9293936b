"""Warnings as candidates: what their reader would be told of, and what it is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count

from ipharbor.records.warnings import IssuedWarning
from ipharbor.warning.holding import Candidate, calibrated

_NARROW = frozenset({"applicant", "query", "right", "product"})
"""Kinds of watches on one thing; of the others each signal is a subject of its own."""
_NAMED = ("firms", "others", "rights", "lenders")

Odds = Mapping[int, tuple[int, int]]
"""Useful and judged warnings by the points of their probability."""


def odds() -> Odds:
    """How many warnings readers found useful, of how many they judged, by the points of their
    probability."""
    counted = (
        IssuedWarning.objects.exclude(verdict="")
        .order_by()
        .values_list("evidence__grade__probability", "verdict")
        .annotate(n=Count("pk"))
    )
    useful: Counter[int] = Counter()
    judged: Counter[int] = Counter()
    for points, verdict, n in counted:
        if points is not None:
            judged[int(points)] += n
            useful[int(points)] += n * (verdict == "useful")
    return {points: (useful[points], judged[points]) for points in judged}


def candidate(warning: IssuedWarning, known: Odds, marks: Iterable[str] = ()) -> Candidate:
    """The warning as a candidate: what a reader would be told of, and what it is worth."""
    evidence: dict[str, Any] = warning.evidence
    watched, graded = evidence.get("watch", {}), evidence.get("grade", {})
    points = int(graded.get("probability", 0))
    subject = ("kind", "applicant", "query", "subject")
    told = [str(watched.get(name, "")) for name in subject]
    if watched.get("kind") not in _NARROW:
        told.append(warning.about)
    return Candidate(
        number=warning.pk,
        subject=":".join(told),
        signals=frozenset(warning.signals.split()),
        parties=_parties(evidence),
        marks=frozenset(marks),
        on=warning.as_of,
        colour=warning.grade,
        probability=calibrated(points, *known.get(points, (0, 0))),
        impact=int(graded.get("impact", 0)),
    )


def _parties(evidence: Mapping[str, Any]) -> frozenset[str]:
    """Whom and what it concerns: applicants of documents; of incidents all that is named, or
    the mark where nothing is."""
    incidents = evidence.get("incidents", ())
    found: set[str] = set()
    for one in incidents:
        named = {name for part in _NAMED for name in one.get(part, ())} | {one.get("product", "")}
        found |= named - {""} or {one["mark"]}
    if not incidents:
        found = {one.get("applicant", "") for one in evidence.get("documents", ())}
    return frozenset(found - {""})
