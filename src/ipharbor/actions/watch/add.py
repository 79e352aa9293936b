"""Set up a watch."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.watch._families import family_of
from ipharbor.actions.watch._subjects import subject_of
from ipharbor.corpus.query import All, Exact, parse, written
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain
from ipharbor.records.models import Person, SeenIncident, Watch
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import catalogue
from ipharbor.vocabulary.places import HOME
from ipharbor.warning.audience import may_set_up
from ipharbor.warning.grading import GRADES

LOOK_BACK = timedelta(days=91)
_OF_DOCUMENTS = ("applicant", "query")


def add(
    *,
    owner: Person,
    name: str,
    applicant: str = "",
    query: str = "",
    kind: str = "",
    subject: str = "",
    codes: tuple[str, ...] = (),
    since: date | None = None,
    raise_from: str = "yellow",
    vintage: int,
    corpus: Corpus | None = None,
    region: str = HOME,
    by: permits.Actor,
    at: datetime,
) -> Watch:
    """A watch of ``owner``: on an applicant's whole name, on a query, or of another ``kind`` on a
    ``subject``; an empty ``kind`` is told by which of the first two is there. ``codes`` limit a
    watch on incidents to some signals. One on a family needs the ``corpus``: its subject is the
    number of a member.

    It looks at what became known after ``since`` (91 days ago when None) or that enters the
    corpus after ``vintage``, the number of the vintage of now. Raises HarborError
    ``watch.name.missing``, ``watch.name.taken``, ``watch.subject.missing``,
    ``watch.grade.unknown``, ``watch.kind.unknown``, ``watch.kind.not_yours``,
    ``watch.signal.unknown``, those of ``_subjects.subject_of`` and of the query language.
    """
    permits.require(by, "watch.add", owner=owner)
    name, applicant = " ".join(name.split()), " ".join(applicant.split())
    kind = kind or ("query" if query.strip() and not applicant else "applicant")
    _checked(name, kind, raise_from, owner)
    watch = Watch(
        owner=owner,
        name=name[:120],
        kind=kind,
        applicant=applicant[:200],
        raise_from=raise_from,
        created_at=at,
        since=since or timezone.localdate(at) - LOOK_BACK,
        seen_vintage=vintage,
    )
    if kind == "family":
        watch.subject, watch.query = family_of(corpus, subject)
    elif kind in _OF_DOCUMENTS:
        watch.query = _query(kind, applicant, query.strip())
    else:
        watch.subject = subject_of(kind, subject, owner, region)
    watch.codes = " ".join(_known(codes))
    return _kept(watch, by=by, at=at)


def _kept(watch: Watch, *, by: permits.Actor, at: datetime) -> Watch:
    try:
        with transaction.atomic():
            watch.seen_incident = _before(watch.since)
            watch.save()
            chain.append(
                "watch.add", f"watch:{watch.pk}", actor=by.name, at=at, details=_told(watch)
            )
    except IntegrityError as taken:
        raise HarborError("watch.name.taken", fields=("name",), name=watch.name) from taken
    return watch


def _known(codes: tuple[str, ...]) -> list[str]:
    """The codes in order, each once. Raises HarborError ``watch.signal.unknown``."""
    wrong = next((one for one in codes if one not in catalogue() or one[:7] != "signal."), None)
    if wrong is not None:
        raise HarborError("watch.signal.unknown", fields=("codes",), code=wrong[:40])
    return sorted(set(codes))


def _before(since: date) -> int:
    """The number of the incident before the first that became known after ``since``."""
    later = SeenIncident.objects.filter(known_on__gt=since).order_by("pk").first()
    last = SeenIncident.objects.order_by("-pk").first()
    return (later.pk - 1) if later is not None else last.pk if last is not None else 0


def _told(watch: Watch) -> dict[str, str | int]:
    """What the journal keeps of a new watch: all of it."""
    told: dict[str, str | int] = {
        "owner": watch.owner.username,
        "name": watch.name,
        "applicant": watch.applicant,
        "query": watch.query,
        "raise_from": watch.raise_from,
        "since": watch.since.isoformat(),
        "vintage": watch.seen_vintage,
    }
    if watch.kind not in _OF_DOCUMENTS:
        told |= {"kind": watch.kind, "subject": watch.subject, "codes": watch.codes}
    if watch.seen_incident:
        told["incident"] = watch.seen_incident
    return told


def _checked(name: str, kind: str, raise_from: str, owner: Person) -> None:
    """Raise for a form that is not filled in rightly."""
    if not name:
        raise HarborError("watch.name.missing", fields=("name",))
    if raise_from not in GRADES:
        raise HarborError("watch.grade.unknown", fields=("raise_from",), grade=raise_from)
    if kind not in Watch.Kind.values:
        raise HarborError("watch.kind.unknown", fields=("kind",), kind=kind[:20])
    if not may_set_up(kind, owner.role):
        raise HarborError("watch.kind.not_yours", fields=("kind",), kind=kind)


def _query(kind: str, applicant: str, query: str) -> str:
    """The canonical query of a watch on documents."""
    if bool(applicant) == bool(query) or (kind == "applicant") != bool(applicant):
        raise HarborError("watch.subject.missing", fields=("applicant", "query"))
    node = Exact(applicant, "applicant") if applicant else parse(query)
    if isinstance(node, All):
        raise HarborError("watch.subject.missing", fields=("applicant", "query"))
    return written(node)
