"""A person's warnings: the inbox, one warning with all it rests on, and a sheet of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from ipharbor.journal.models import Line
from ipharbor.queries import playbooks, track_records
from ipharbor.queries._incident_rows import IncidentRow, Watched, happened, incidents_of, own_of
from ipharbor.queries.playbooks import Help
from ipharbor.records.models import IssuedWarning, Person
from ipharbor.vocabulary.messages import Message, message
from ipharbor.warning import telling
from ipharbor.warning.grading import GRADES
from ipharbor.warning.law_telling import LawEffectTold
from ipharbor.warning.signals import WINDOW_DAYS
from ipharbor.warning.track_record import Verdicts

STATES = ("new", "acknowledged", "in_hand", "closed")
DECISIONS = ("raised", "held")
GRAVEST_FIRST = tuple(reversed(GRADES))


@dataclass(frozen=True)
class Wanted:
    """Which warnings are asked for; an empty text keeps all. Unknown values keep nothing."""

    state: str = ""
    grade: str = ""
    decision: str = "raised"


@dataclass(frozen=True)
class Row:
    """A warning in a list; ``signals`` are its sentences, strongest first, ``reason`` why it was
    raised or held."""

    id: int
    watch: str
    grade: str
    score: int
    state: str
    decision: str
    reason: str
    as_of: date
    documents: int
    signals: tuple[str, ...]
    titles: tuple[str, ...]
    due_on: date | None
    step: str
    verdict: str
    evidence_sha256: str
    incidents: int = 0
    about: str = ""


@dataclass(frozen=True)
class Inbox:
    """One page of warnings; ``by_grade`` and ``by_state`` count under the other filters."""

    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int
    by_state: Mapping[str, int]
    by_grade: Mapping[str, int]


@dataclass(frozen=True)
class Document:
    """A document as it stood in the evidence."""

    key: str
    title: str
    applicant: str
    patent_type: str | None
    granted: bool
    known_on: date
    subclasses: tuple[str, ...]


@dataclass(frozen=True)
class PointRow:
    """Points given on one side of the grade, with the reason in words."""

    points: int
    reason: str


@dataclass(frozen=True)
class Bar:
    """Documents of one window of 91 days that ends on ``until``; the last is the one judged."""

    until: date
    count: int
    judged: bool


@dataclass(frozen=True)
class TrailLine:
    """One journal line about a warning."""

    at: datetime
    actor: str
    action: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Account:
    """One warning with everything it rests on, as it was on ``as_of``; ``kind`` are the verdicts
    on warnings of all watches of the kind of its watch, ``help`` what can be done, as they are
    now. ``own`` is what a change of the law moves of the reader's rights."""

    id: int
    watch_id: int
    watch: str
    watch_kind: str
    applicant: str
    query: str
    raise_from: str
    grade: str
    score: int
    probability: int
    impact: int
    probability_points: tuple[PointRow, ...]
    impact_points: tuple[PointRow, ...]
    state: str
    decision: str
    reason: str
    signals: tuple[Message, ...]
    documents: tuple[Document, ...]
    new: int
    late: int
    recent: int
    bars: tuple[Bar, ...]
    as_of: date
    vintage: str
    sha256: str
    step: str
    due_on: date | None
    verdict: str
    closing_note: str
    kind: Verdicts
    help: Help
    journal: tuple[TrailLine, ...]
    subject: str = ""
    incidents: tuple[IncidentRow, ...] = ()
    happened: int = 0
    about: str = ""
    own: LawEffectTold | None = None

    @property
    def charted(self) -> bool:
        """Whether an incident has a feature chart, other parties or changes of law to be shown."""
        return any(one.chart or one.others or one.changes for one in self.incidents)

    @property
    def watched(self) -> Watched:
        """The watch as it was."""
        return Watched(self.watch_kind, self.applicant, self.query, self.subject)


def inbox(person: Person, wanted: Wanted, *, lang: str, page: int, per_page: int) -> Inbox:
    """One page of the person's warnings: open before closed, grave before slight, new first."""
    mine = IssuedWarning.objects.filter(person=person)
    chosen = _filtered(mine, wanted)
    total = chosen.count()
    pages = max(1, -(-total // per_page))
    number = min(max(1, page), pages)
    start = (number - 1) * per_page
    rows = _sorted(chosen)[start : start + per_page]
    return Inbox(
        rows=tuple(_row(warning, lang) for warning in rows),
        total=total,
        number=number,
        pages=pages,
        by_state=_fall(_filtered(mine, Wanted("", wanted.grade, wanted.decision)), "state"),
        by_grade=_fall(_filtered(mine, Wanted(wanted.state, "", wanted.decision)), "grade"),
    )


def listed(
    person: Person, wanted: Wanted, *, lang: str, before: int | None, limit: int
) -> tuple[tuple[Row, ...], int]:
    """The person's warnings, the latest first, from the one numbered below ``before`` on; and
    how many there are in all."""
    found = _filtered(IssuedWarning.objects.filter(person=person), wanted)
    rows = found if before is None else found.filter(pk__lt=before)
    shown = rows.select_related("watch").order_by("-pk")[:limit]
    return tuple(_row(warning, lang) for warning in shown), found.count()


def unread(person: Person) -> int:
    """Raised warnings that the person has not acknowledged."""
    return IssuedWarning.objects.filter(person=person, decision="raised", state="new").count()


def open_by_grade(person: Person) -> Mapping[str, int]:
    """Raised warnings that are not closed, by grade, gravest first; grades without any too."""
    still = IssuedWarning.objects.filter(person=person, decision="raised").exclude(state="closed")
    counts = _fall(still, "grade")
    return {grade: counts.get(grade, 0) for grade in GRAVEST_FIRST}


def newest(person: Person, *, lang: str, limit: int = 5) -> tuple[Row, ...]:
    """The newest raised warnings that are not closed."""
    still = IssuedWarning.objects.filter(person=person, decision="raised").exclude(state="closed")
    rows = still.select_related("watch").order_by("-as_of", "-score", "-pk")[:limit]
    return tuple(_row(warning, lang) for warning in rows)


def account(person: Person, warning_id: int, *, lang: str) -> Account | None:
    """One warning of the person; None when there is none of that number, or not theirs."""
    warning = (
        IssuedWarning.objects.filter(person=person, pk=warning_id)
        .annotate(**track_records.of_its_kind(), **playbooks.beside())
        .first()
    )
    if warning is None:
        return None
    evidence = warning.evidence
    points = evidence["grade"]["points"]
    return Account(
        id=warning.pk,
        watch_id=warning.watch_id,
        watch=evidence["watch"]["name"],
        watch_kind=evidence["watch"]["kind"],
        applicant=evidence["watch"]["applicant"],
        query=evidence["watch"]["query"],
        raise_from=evidence["watch"]["raise_from"],
        grade=warning.grade,
        score=warning.score,
        probability=evidence["grade"]["probability"],
        impact=evidence["grade"]["impact"],
        probability_points=_points(points, "probability", lang),
        impact_points=_points(points, "impact", lang),
        state=warning.state,
        decision=warning.decision,
        reason=message(warning.reason, lang, {}).what,
        signals=_signals(evidence, lang),
        documents=tuple(_document(told) for told in evidence["documents"]),
        new=evidence["new"],
        late=evidence["late"],
        recent=evidence["recent"],
        bars=_bars(evidence, warning.as_of),
        as_of=warning.as_of,
        vintage=evidence["vintage"],
        sha256=warning.evidence_sha256,
        step=warning.step,
        due_on=warning.due_on,
        verdict=warning.verdict,
        closing_note=warning.closing_note,
        kind=track_records.its_kind(warning),
        help=playbooks.help_of(warning, person, lang=lang),
        journal=_journal(warning.pk),
        subject=evidence["watch"].get("subject", ""),
        incidents=incidents_of(evidence, lang),
        happened=happened(evidence),
        about=warning.about.partition("|")[0],
        own=own_of(evidence, lang),
    )


def of_person(person: Person) -> QuerySet[IssuedWarning]:
    """All warnings of the person: open before closed, grave before slight, new first.

    ``by_state`` and ``by_grade`` are the places of a state and a grade in that order.
    """
    return _sorted(IssuedWarning.objects.filter(person=person))


def held(person: Person) -> QuerySet[IssuedWarning]:
    """The held warnings of the person, the newest first."""
    mine = IssuedWarning.objects.filter(person=person, decision="held")
    return _sorted(mine).order_by("-as_of", "-pk")


def rows(found: Iterable[IssuedWarning], *, lang: str) -> tuple[Row, ...]:
    """The warnings as a list shows them."""
    return tuple(_row(warning, lang) for warning in found)


def _filtered(mine: QuerySet[IssuedWarning], wanted: Wanted) -> QuerySet[IssuedWarning]:
    if wanted.state == "open":
        mine = mine.exclude(state="closed")
    elif wanted.state:
        mine = mine.filter(state=wanted.state)
    if wanted.grade:
        mine = mine.filter(grade=wanted.grade)
    if wanted.decision:
        mine = mine.filter(decision=wanted.decision)
    return mine


def _sorted(chosen: QuerySet[IssuedWarning]) -> QuerySet[IssuedWarning]:
    return (
        chosen.select_related("watch")
        .annotate(by_state=_rank("state", STATES), by_grade=_rank("grade", GRAVEST_FIRST))
        .order_by("by_state", "by_grade", "-as_of", "-pk")
    )


def _rank(name: str, order: tuple[str, ...]) -> Case:
    whens = [When(**{name: value}, then=Value(place)) for place, value in enumerate(order)]
    return Case(*whens, default=Value(len(order)), output_field=IntegerField())


def _fall(chosen: QuerySet[IssuedWarning], name: str) -> dict[str, int]:
    return {row[name]: row["n"] for row in chosen.values(name).annotate(n=Count("pk"))}


def row(warning: IssuedWarning, lang: str) -> Row:
    """The warning as lists show it."""
    return _row(warning, lang)


def _row(warning: IssuedWarning, lang: str) -> Row:
    evidence = warning.evidence
    return Row(
        id=warning.pk,
        watch=evidence["watch"]["name"],
        grade=warning.grade,
        score=warning.score,
        state=warning.state,
        decision=warning.decision,
        reason=message(warning.reason, lang, {}).what,
        as_of=warning.as_of,
        documents=evidence["new"],
        signals=tuple(told.what for told in _signals(evidence, lang)),
        titles=tuple(document["title"] for document in evidence["documents"][:2]),
        due_on=warning.due_on,
        step=warning.step,
        verdict=warning.verdict,
        evidence_sha256=warning.evidence_sha256,
        incidents=happened(evidence),
        about=warning.about.partition("|")[0],
    )


def _signals(evidence: Mapping[str, Any], lang: str) -> tuple[Message, ...]:
    return tuple(
        telling.said(signal["code"], signal["facts"], lang) for signal in evidence["signals"]
    )


def _points(points: list[Mapping[str, Any]], side: str, lang: str) -> tuple[PointRow, ...]:
    return tuple(
        PointRow(given["points"], message(given["reason"], lang, {}).what)
        for given in points
        if given["side"] == side
    )


def _document(told: Mapping[str, Any]) -> Document:
    return Document(
        key=told["key"],
        title=told["title"],
        applicant=told["applicant"],
        patent_type=told["patent_type"],
        granted=told["granted"],
        known_on=date.fromisoformat(told["known_on"]),
        subclasses=tuple(told["subclasses"]),
    )


def _bars(evidence: Mapping[str, Any], on: date) -> tuple[Bar, ...]:
    counts = [*evidence["quarters"], evidence["recent"]]
    last = len(counts) - 1
    return tuple(
        Bar(
            until=date.fromordinal(on.toordinal() - WINDOW_DAYS * (last - place)),
            count=count,
            judged=place == last,
        )
        for place, count in enumerate(counts)
    )


def _journal(warning_id: int) -> tuple[TrailLine, ...]:
    lines = Line.objects.filter(subject=f"warning:{warning_id}").order_by("seq")
    return tuple(TrailLine(line.at, line.actor, line.action, line.details) for line in lines)
