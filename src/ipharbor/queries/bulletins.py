"""Bulletins as people read them: those that concern a person, one with all it says, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ipharbor.records.models import Bulletin, BulletinCopy, Firm, IssuedWarning, Person

SEES_ALL = ("operator", "administrator", "office", "station", "enforcement")
"""Roles that read every bulletin; others read those that concern them and those for everybody."""
STATES = ("standing", "superseded", "withdrawn")


@dataclass(frozen=True)
class BulletinRow:
    """A bulletin in the reader's language, where it has it (``lang`` says which it is in).
    ``waits`` tells whether it lies in the reader's inbox unread; ``copies`` and ``read`` count
    all inboxes."""

    id: int
    title: str
    text: str
    lang: str
    audience: str
    value: str
    issued_at: datetime
    by: str
    state: str
    evidence: tuple[tuple[str, str], ...]
    supersedes: int | None
    superseded_by: int | None
    withdrawn_at: datetime | None
    withdrawn_why: str
    waits: bool
    mine: bool
    copies: int
    read: int


@dataclass(frozen=True)
class Unread:
    """What waits for a person: warnings, and bulletins."""

    warnings: int
    bulletins: int


def for_person(person: Person, role: str) -> QuerySet[Bulletin]:
    """The bulletins that the person reads, the newest first."""
    mine = BulletinCopy.objects.filter(bulletin=OuterRef("pk"), person=person)
    counted = BulletinCopy.objects.filter(bulletin=OuterRef("pk")).order_by().values("bulletin")
    found = Bulletin.objects.annotate(
        mine=Exists(mine),
        waits=Exists(mine.filter(read_at=None)),
        copied=_count(counted),
        read=_count(counted.filter(read_at__isnull=False)),
        next_one=Subquery(
            Bulletin.objects.filter(supersedes=OuterRef("pk")).values("pk")[:1]
        ),
    ).order_by("-issued_at", "-pk")  # fmt: skip
    if role in SEES_ALL:
        return found
    concerned = Q(audience="all") | Q(mine=True)
    if (firm := person.firm) is not None:
        concerned |= Q(audience="town", value=firm.town) & ~Q(value="")
        concerned |= Q(audience="trade", value=firm.trade) & ~Q(value="")
        of_the_firm = BulletinCopy.objects.filter(person__firm=firm)
        concerned |= Q(pk__in=of_the_firm.values("bulletin"))
    return found.filter(concerned)


def rows(found: Iterable[Bulletin], *, lang: str) -> tuple[BulletinRow, ...]:
    """The bulletins as a list shows them."""
    return tuple(_row(one, lang) for one in found)


def one(person: Person, role: str, bulletin_id: int, *, lang: str) -> BulletinRow | None:
    """One bulletin that the person reads; None for any other."""
    found = for_person(person, role).filter(pk=bulletin_id).first()
    return None if found is None else _row(found, lang)


def trades() -> list[str]:
    """The trades that the register of firms states."""
    held = Firm.objects.exclude(trade="").order_by("trade").values_list("trade", flat=True)
    return list(held.distinct())


def unread(person: Person) -> Unread:
    """What waits for a person, in one question."""
    warnings = IssuedWarning.objects.filter(person=OuterRef("pk"), decision="raised", state="new")
    bulletins = BulletinCopy.objects.filter(
        person=OuterRef("pk"), read_at=None, bulletin__withdrawn_at=None
    )
    told = (
        Person.objects.filter(pk=person.pk)
        .values_list(
            _count(warnings.order_by().values("person")),
            _count(bulletins.order_by().values("person")),
        )
        .first()
    )
    return Unread(*told) if told is not None else Unread(0, 0)


def _count(grouped: QuerySet[Any, Any]) -> Coalesce:
    counted = grouped.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _row(held: Any, lang: str) -> BulletinRow:
    told = lang if getattr(held, f"title_{lang}") else ("zh" if held.title_zh else "en")
    state = "standing"
    if held.withdrawn_at is not None:
        state = "withdrawn"
    elif held.next_one is not None:
        state = "superseded"
    return BulletinRow(
        id=held.pk,
        title=getattr(held, f"title_{told}"),
        text=getattr(held, f"text_{told}"),
        lang=told,
        audience=held.audience,
        value=held.value,
        issued_at=held.issued_at,
        by=held.by_name,
        state=state,
        evidence=tuple((one["words"], one["path"]) for one in held.evidence),
        supersedes=held.supersedes_id,
        superseded_by=held.next_one,
        withdrawn_at=held.withdrawn_at,
        withdrawn_why=held.withdrawn_why,
        waits=held.waits and state != "withdrawn",
        mine=held.mine,
        copies=held.copied,
        read=held.read,
    )
