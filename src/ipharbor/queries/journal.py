"""The journal for people: found by who, what, about what and when, told in words, proved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from ipharbor.journal import chain, heads, proving, sheets
from ipharbor.journal.models import Head, Line, Mention
from ipharbor.journal.proving import Proof
from ipharbor.queries._telling import (
    about_name,
    action_name,
    actions,
    actor_name,
    names,
    sentence,
)
from ipharbor.records.models import Firm, Payment, Person, Right, RightEvent
from ipharbor.vocabulary.errors import HarborError

__all__ = [
    "Account", "Told", "Wanted", "about", "account", "action_name", "actions", "history", "lines",
    "listed", "object_of", "read_about", "since", "told", "until",
]  # fmt: skip

SHOWN = 20_000  # characters of an enclosure that a page shows
SHEET_ROWS = 20  # of each sheet that a page shows
NAMED = 24  # objects mentioned that a page names
KINDS = (
    "firm", "right", "watch", "warning", "law", "import", "round", "events", "holders", "region",
    "person", "organisation", "journal", "installation", "job", "schedule", "token", "paper",
    "task", "webhook", "ledger", "industry", "report", "product", "products", "selfcheck",
    "matter", "appointment", "training", "visit", "matters", "trainings", "agencies",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which lines: by actor, action, object (``firm:12``), from day to day, both included."""

    who: str = ""
    what: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Told:
    """A line in words: ``who`` did ``what`` (its name) to ``about``; ``told`` says how."""

    seq: int
    at: datetime
    who: str
    what: str
    told: str
    subject: str
    about: str


@dataclass(frozen=True)
class Account:
    """One line with everything that is known of it.

    ``text`` is the canonical JSON that is hashed. ``proof`` is that of the line under the
    signed ``head`` that covers it first, or under the journal as it stands where none does.
    ``agrees`` says whether the proof holds, the line's hash is its own and, with a head, the
    root is the signed one. ``enclosed`` is the beginning of what it encloses, ``rest`` how many
    characters more there are; of a line that encloses sheets the first rows of each;
    ``unnamed`` counts the objects mentioned beyond the first ``NAMED``.
    """

    told: Told
    line: Line
    text: str
    details: tuple[tuple[str, str], ...]
    mentions: tuple[tuple[str, str], ...]
    unnamed: int
    enclosed: str
    rest: int
    proof: Proof
    head: Head | None
    agrees: bool


def lines() -> QuerySet[Line]:
    """All lines, the newest first."""
    return Line.objects.order_by("-seq")


def about(found: QuerySet[Line], wanted: str) -> QuerySet[Line]:
    """Those of the lines whose object is the wanted one (``firm:12``), or that mention it."""
    names = _same(wanted)
    return found.filter(seq__in=_about(names).order_by().values("seq"))


def since(found: QuerySet[Line], day: date) -> QuerySet[Line]:
    """Those of the lines that were written on the day or later."""
    return found.filter(at__gte=_midnight(day))


def until(found: QuerySet[Line], day: date) -> QuerySet[Line]:
    """Those of the lines that were written on the day or before."""
    return found.filter(at__lt=_midnight(day + timedelta(days=1)))


def told(found: Sequence[Line], *, lang: str) -> tuple[Told, ...]:
    """The lines in words."""
    return _told(found, lang)


def listed(
    wanted: Wanted, *, lang: str, before: int | None, limit: int
) -> tuple[tuple[Told, ...], int | None]:
    """The wanted lines, the newest first, from the one numbered below ``before`` on; and the
    length of the journal where every line is wanted, else None."""
    found = _found(wanted)
    rows = found if before is None else found.filter(seq__lt=before)
    total = proving.length() if wanted == Wanted() else None
    return _told(list(rows.order_by("-seq")[:limit]), lang), total


def history(*subjects: str, lang: str, limit: int = 20) -> tuple[Told, ...]:
    """The newest lines about any of the objects."""
    found = _about(set(subjects)).order_by("-seq")
    return _told(list(found[:limit]), lang)


def account(seq: int, *, lang: str) -> Account:
    """One line. Raises HarborError ``journal.line.unknown``."""
    line = Line.objects.filter(seq=seq).first()
    if line is None:
        raise HarborError("journal.line.unknown", seq=seq)
    head = heads.covering(seq)
    proof = proving.prove(seq, head.size if head else None)
    signed = head is None or head.root == proof.root.hex()
    shown = _enclosed(line)
    mentioned = sorted(line.mentions.order_by("about").values_list("about", flat=True)[:NAMED])
    named = names(mentioned)
    return Account(
        told=_told([line], lang)[0],
        line=line,
        text=chain.text(line),
        details=tuple((name, _plain(value)) for name, value in sorted(line.details.items())),
        mentions=tuple((one, about_name(one, named, lang)) for one in mentioned),
        unnamed=line.mentions.count() - len(mentioned),
        enclosed=shown[:SHOWN],
        rest=max(0, len(shown) - SHOWN),
        proof=proof,
        head=head,
        agrees=signed and proof.holds() and chain.digest(line) == line.hash,
    )


def read_about(text: str) -> str:
    """The object that somebody means by ``text``: ``firm:12``, a firm's whole name, the number of
    a right, or a user name. Raises HarborError ``journal.about.unreadable``."""
    typed = " ".join(text.replace("：", ":").split())
    kind, colon, rest = typed.partition(":")
    if colon and kind in KINDS and rest:
        return f"{kind}:{rest}"
    if typed in ("journal", "installation"):
        return typed
    firm = Firm.objects.filter(name=typed).first()
    if firm is not None:
        return f"firm:{firm.pk}"
    right = Right.objects.filter(Q(application_number=typed) | Q(key=typed)).first()
    if right is not None:
        return f"right:{right.key}"
    person = Person.objects.filter(username=typed).first()
    if person is not None:
        return f"person:{person.pk}"
    raise HarborError("journal.about.unreadable", fields=("about",), text=typed[:60])


def object_of(subject: str) -> tuple[str, str]:
    """The kind and the rest of an object's name: ``firm`` and ``12``."""
    kind, _, rest = subject.partition(":")
    return kind, rest


def _found(wanted: Wanted) -> QuerySet[Line]:
    found = _about(_same(wanted.about)) if wanted.about else Line.objects.all()
    if wanted.who:
        found = found.filter(actor=wanted.who)
    if wanted.what:
        found = found.filter(action=wanted.what)
    if wanted.since is not None:
        found = since(found, wanted.since)
    if wanted.until is not None:
        found = until(found, wanted.until)
    return found


def _same(about: str) -> set[str]:
    """The names under which an object stands in the journal: a right by its number in the
    register and by its key."""
    kind, rest = object_of(about)
    if kind != "right":
        return {about}
    own = Q(key=rest) | Q(pk=int(rest)) if rest.isdecimal() and len(rest) < 15 else Q(key=rest)
    rights = Right.objects.filter(own).values_list("pk", "key")
    return {about, *(f"right:{name}" for pair in rights for name in pair)}


def _about(subjects: set[str]) -> QuerySet[Line]:
    """Lines whose subject is one of these, that mention one of them, or with which rows of
    theirs came in bulk."""
    mentions = Mention.objects.filter(about__in=subjects).values_list("line_id", flat=True)
    own = Line.objects.filter(subject__in=subjects).order_by().values_list("seq", flat=True)
    bulk = sheets.lines_of(_rows(subjects))
    if bulk:
        return Line.objects.filter(seq__in={*own, *mentions, *bulk})
    return Line.objects.filter(seq__in=own.union(mentions, all=True))


def _rows(subjects: set[str]) -> dict[str, list[int]]:
    """The rows of the register that belong to the objects: table → numbers."""
    named = [object_of(subject) for subject in subjects]
    numbers = [int(rest) for kind, rest in named if kind == "firm" and rest.isdecimal()]
    keys = [rest for kind, rest in named if kind == "right" and not rest.isdecimal()]
    found = {"firm": numbers}
    if keys:
        for model in (Right, RightEvent, Payment):
            held = model._default_manager.filter(key__in=keys).values_list("pk", flat=True)
            found[model._meta.model_name or ""] = list(held)
    return found


def _enclosed(line: Line) -> str:
    """What the line encloses as text; of sheets the first rows."""
    shown = chain.enclosure(line)
    try:
        for name in sheets.names(line):
            rows = next(sheets.parts(line, name)).slice(0, SHEET_ROWS)
            shown = (shown or {}) | {name: rows.to_pylist()}
    except LookupError:  # the proof says that something is gone
        return ""
    return "" if shown is None else json.dumps(shown, ensure_ascii=False, indent=1, default=str)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _told(lines: Sequence[Line], lang: str) -> tuple[Told, ...]:
    named: Mapping[str, str] = names(line.subject for line in lines)
    return tuple(
        Told(
            seq=line.seq,
            at=line.at,
            who=actor_name(line.actor, lang),
            what=action_name(line.action, lang),
            told=sentence(line, lang),
            subject=line.subject,
            about=about_name(line.subject, named, lang),
        )
        for line in lines
    )


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
