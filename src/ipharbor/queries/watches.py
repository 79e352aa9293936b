"""A person's watches, and what a new one would find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
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


@dataclass(frozen=True)
class Suggestion:
    """An applicant of the corpus and the number of its documents as first applicant."""

    name: str
    documents: int


def running(person: Person) -> tuple[WatchRow, ...]:
    """The person's watches that have not been ended, newest first."""
    watches = Watch.objects.filter(owner=person, ended_at=None).order_by("-pk")
    sightings = Sighting.objects.filter(watch__owner=person).values("watch")
    seen = {row["watch"]: row["n"] for row in sightings.annotate(n=Count("pk"))}
    warned: dict[int, dict[str, int]] = {
        row["watch"]: {"raised": row["raised"], "held": row["held"]}
        for row in IssuedWarning.objects.filter(person=person)
        .values("watch")
        .annotate(
            raised=Count("pk", filter=Q(decision="raised")),
            held=Count("pk", filter=Q(decision="held")),
        )
    }
    nothing: dict[str, int] = {"raised": 0, "held": 0}
    return tuple(
        _row(watch, seen.get(watch.pk, 0), warned.get(watch.pk, nothing)) for watch in watches
    )


def one(person: Person, watch_id: int) -> WatchRow | None:
    """One running watch of the person, None when there is none of that number."""
    return next((row for row in running(person) if row.id == watch_id), None)


def any_one(person: Person, watch_id: int) -> WatchRow | None:
    """One watch of the person, ended or not; None when there is none of that number."""
    watch = Watch.objects.filter(owner=person, pk=watch_id).first()
    if watch is None:
        return None
    of_it = IssuedWarning.objects.filter(watch=watch)
    warned = {one: of_it.filter(decision=one).count() for one in ("raised", "held")}
    return _row(watch, Sighting.objects.filter(watch=watch).count(), warned)


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


def _row(watch: Watch, documents: int, warned: Mapping[str, int]) -> WatchRow:
    return WatchRow(
        id=watch.pk,
        name=watch.name,
        kind=watch.kind,
        applicant=watch.applicant,
        query=watch.query,
        raise_from=watch.raise_from,
        since=watch.since,
        through=watch.seen_through,
        documents=documents,
        raised=warned["raised"],
        held=warned["held"],
        ended=timezone.localdate(watch.ended_at) if watch.ended_at else None,
    )
