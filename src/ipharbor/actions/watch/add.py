"""Set up a watch."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.corpus.query import All, Exact, Node, parse, written
from ipharbor.journal import chain
from ipharbor.records.models import Person, Watch
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.grading import GRADES

LOOK_BACK = timedelta(days=91)


def add(
    *,
    owner: Person,
    name: str,
    applicant: str = "",
    query: str = "",
    since: date | None = None,
    raise_from: str = "yellow",
    vintage: int,
    by: permits.Actor,
    at: datetime,
) -> Watch:
    """A watch of ``owner`` on an applicant's whole name or on a query, one of the two.

    It looks at documents that became known after ``since`` (91 days ago when None) or
    that enter the corpus after ``vintage``, the number of the vintage of now. Raises
    HarborError ``watch.name.missing``, ``watch.name.taken``, ``watch.subject.missing``,
    ``watch.grade.unknown`` and those of the query language.
    """
    permits.require(by, "watch.add", owner=owner)
    name, applicant = " ".join(name.split()), " ".join(applicant.split())
    node = _subject(name, applicant, query.strip(), raise_from)
    watch = Watch(
        owner=owner,
        name=name[:120],
        kind="applicant" if applicant else "query",
        applicant=applicant[:200],
        query=written(node),
        raise_from=raise_from,
        created_at=at,
        since=since or at.date() - LOOK_BACK,
        seen_vintage=vintage,
    )
    try:
        with transaction.atomic():
            watch.save()
            chain.append(
                "watch.add", f"watch:{watch.pk}", actor=by.name, at=at, details=_told(watch)
            )
    except IntegrityError as taken:
        raise HarborError("watch.name.taken", fields=("name",), name=watch.name) from taken
    return watch


def _told(watch: Watch) -> dict[str, str | int]:
    """What the journal keeps of a new watch: all of it."""
    return {
        "owner": watch.owner.username,
        "name": watch.name,
        "applicant": watch.applicant,
        "query": watch.query,
        "raise_from": watch.raise_from,
        "since": watch.since.isoformat(),
        "vintage": watch.seen_vintage,
    }


def _subject(name: str, applicant: str, query: str, raise_from: str) -> Node:
    """What the watch looks for; raises for a form that is not filled in rightly."""
    if not name:
        raise HarborError("watch.name.missing", fields=("name",))
    if bool(applicant) == bool(query):
        raise HarborError("watch.subject.missing", fields=("applicant", "query"))
    if raise_from not in GRADES:
        raise HarborError("watch.grade.unknown", fields=("raise_from",), grade=raise_from)
    node = Exact(applicant, "applicant") if applicant else parse(query)
    if isinstance(node, All):
        raise HarborError("watch.subject.missing", fields=("applicant", "query"))
    return node
