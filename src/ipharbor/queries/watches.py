"""A person's watches, and what a new one would find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from ipharbor.corpus.query import Exact, Phrase, parse
from ipharbor.corpus.reading import Corpus
from ipharbor.records.models import IssuedWarning, Person, Sighting, Watch

SUGGESTED = 8


@dataclass(frozen=True)
class WatchRow:
    """A watch with what came of it; ``through`` is the last day it has looked at."""

    id: int
    name: str
    kind: str
    applicant: str
    query: str
    raise_from: str
    since: date
    through: date | None
    documents: int
    raised: int
    held: int
    ended: date | None = None
    subject: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """An applicant of the corpus and the number of its documents as first applicant."""

    name: str
    documents: int


def running(person: Person) -> tuple[WatchRow, ...]:
    """The person's watches that have not been ended, newest first."""
    watches = _counted(Watch.objects.filter(owner=person, ended_at=None)).order_by("-pk")
    return tuple(_row(watch) for watch in watches)


def one(person: Person, watch_id: int) -> WatchRow | None:
    """One running watch of the person, None when there is none of that number."""
    return next((row for row in running(person) if row.id == watch_id), None)


def any_one(person: Person, watch_id: int) -> WatchRow | None:
    """One watch of the person, ended or not; None when there is none of that number."""
    watch = _counted(Watch.objects.filter(owner=person, pk=watch_id)).first()
    return _row(watch) if watch is not None else None


def applicants(corpus: Corpus, text: str) -> tuple[Suggestion, ...]:
    """Applicants whose name holds ``text``, those with most documents first."""
    wanted = " ".join(text.split())
    if not any(char.isalnum() for char in wanted):
        return ()
    found = corpus.index.facets(Phrase(wanted, "applicant"), size=SUGGESTED * 4).applicant
    holding = [bucket for bucket in found if wanted.casefold() in bucket.value.casefold()]
    return tuple(Suggestion(bucket.value, bucket.count) for bucket in holding[:SUGGESTED])


def documents(corpus: Corpus, *, applicant: str = "", query: str = "") -> int:
    """How many documents a watch on this subject would look at today.

    Raises the HarborErrors of the query language.
    """
    node = Exact(applicant, "applicant") if applicant else parse(query)
    return corpus.index.count(node)


def _counted(watches: QuerySet[Watch]) -> QuerySet[Any]:
    """The watches with what came of each, in one question."""
    of_it = IssuedWarning.objects.filter(watch=OuterRef("pk"))
    return watches.annotate(
        seen=_number(Sighting.objects.filter(watch=OuterRef("pk"))),
        raised=_number(of_it.filter(decision="raised")),
        held=_number(of_it.filter(decision="held")),
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("watch").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _row(watch: Any) -> WatchRow:
    return WatchRow(
        id=watch.pk,
        name=watch.name,
        kind=watch.kind,
        applicant=watch.applicant,
        query=watch.query,
        raise_from=watch.raise_from,
        since=watch.since,
        through=watch.seen_through,
        documents=watch.seen,
        raised=watch.raised,
        held=watch.held,
        ended=timezone.localdate(watch.ended_at) if watch.ended_at else None,
        subject=watch.subject,
        codes=tuple(watch.codes.split()),
    )
