"""Handled enforcement cases, counted and listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from ipharbor.analysis.answers import Coverage
from ipharbor.analysis.region.asking import Frame
from ipharbor.analysis.region.figures import Figure
from ipharbor.records.models import HandledCase


@dataclass(frozen=True)
class CaseRow:
    """A case as it stood on a day: what came later is not told."""

    number: str
    kind: str
    received_on: date
    accepted_on: date | None
    closed_on: date | None
    outcome: str
    right: str
    complainant: str
    respondent: str
    town: str


def known(frame: Frame) -> QuerySet[HandledCase]:
    """The cases that had been received by the frame's day, the latest first."""
    found = HandledCase.objects.filter(received_on__lte=frame.on)
    if frame.town:
        found = found.filter(town=frame.town)
    return found.order_by("-received_on", "-number")


def rows(found: Sequence[HandledCase], frame: Frame) -> list[CaseRow]:
    """The cases as they stood on the frame's day."""
    return [
        CaseRow(
            number=one.number,
            kind=one.kind,
            received_on=one.received_on,
            accepted_on=_by(one.accepted_on, frame.on),
            closed_on=_by(one.closed_on, frame.on),
            outcome=one.outcome if _by(one.closed_on, frame.on) else "",
            right=one.right,
            complainant=one.complainant,
            respondent=one.respondent,
            town=one.town,
        )
        for one in found
    ]


def figure(frame: Frame) -> Figure:
    """Cases closed in the year so far. A case is known on its days: the register is our own."""
    first, last = frame.year_so_far
    before = frame.a_year_earlier()
    held = HandledCase.objects.count()
    return Figure(
        "cases", _closed(frame) if held else None, "count", frame, Coverage(held, held), first,
        last, before=_closed(before) if held else None, opens="cases",
    )  # fmt: skip


def by_kind(frame: Frame) -> dict[str, int]:
    """Cases closed in the year so far, by kind."""
    fall = _of(frame).order_by().values_list("kind").annotate(n=Count("pk"))
    return dict(fall)


def by_town(frame: Frame) -> dict[str, int]:
    """Cases closed in the year so far, by town; those of all under an empty code."""
    fall = _of(frame).exclude(town="").order_by().values_list("town").annotate(n=Count("pk"))
    return dict(fall) | {"": _closed(frame)}


def _closed(frame: Frame) -> int:
    return _of(frame).count()


def _of(frame: Frame) -> QuerySet[HandledCase]:
    found = HandledCase.objects.filter(closed_on__range=frame.year_so_far)
    return found.filter(town=frame.town) if frame.town else found


def _by(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None
