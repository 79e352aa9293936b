"""When firms were last served by a station: a matter, a visit, a training, a kept appointment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from ipharbor.records.models import Appointment, Matter, TrainingFirm, Visit

HOW = ("matter", "training", "visit", "appointment")
MONTHS = (6, 12, 24, 36)
USUAL_MONTHS = 24
_LONGEST_MONTH = 28  # a day of a month that is in every month


@dataclass(frozen=True)
class Contact:
    """That a firm was served on ``on``; ``how`` is one of ``HOW``."""

    on: date
    how: str


def last_served(on: date, *, town: str = "") -> dict[int, Contact]:
    """By firm the last contact up to ``on``; of the firms of ``town``, or of all.

    A matter counts on the day it was received and on the day it was closed.
    """
    found: dict[int, Contact] = {}
    for how, rows in zip(HOW, _latest(on, town), strict=True):
        for firm, day in rows:
            held = found.get(firm)
            if held is None or held.on < day:
                found[firm] = Contact(day, how)
    return found


class Served(NamedTuple):
    """That the station of a town served a firm on a day; ``how`` is one of ``HOW``."""

    town: str
    firm: int
    on: date
    how: str


def contacts(first: date, last: date, *, towns: Sequence[str]) -> Iterator[Served]:
    """The contacts of the stations of ``towns`` with firms in these days, both included. One of
    a firm may come more than once."""
    span, within = (first, last), {"town__in": towns}
    matters = Matter.objects.filter(firm__isnull=False, **within)
    for day in ("received_on", "closed_on"):
        rows = matters.filter(**{f"{day}__range": span})
        for town, firm, on in rows.values_list("town", "firm", day):
            yield Served(town, firm, on, "matter")
    visits = Visit.objects.filter(on__range=span, **within)
    for town, firm, on in visits.values_list("town", "firm", "on"):
        yield Served(town, firm, on, "visit")
    came = TrainingFirm.objects.filter(training__on__range=span, training__town__in=towns)
    for town, firm, on in came.values_list("training__town", "firm", "training__on"):
        yield Served(town, firm, on, "training")
    kept = _kept().filter(at__gte=_begin(first), at__lt=_begin(last + timedelta(days=1)))
    for town, firm, at in kept.filter(**within).values_list("town", "firm", "at"):
        yield Served(town, firm or 0, timezone.localdate(at), "appointment")


def months_before(on: date, months: int) -> date:
    """The day so many months before ``on``; the 28th for days that not every month has."""
    at = on.year * 12 + on.month - 1 - months
    return date(at // 12, at % 12 + 1, min(on.day, _LONGEST_MONTH))


def _latest(on: date, town: str) -> Iterator[list[tuple[int, date]]]:
    """In the order of ``HOW`` the last day of each firm."""
    matters = Matter.objects.filter(firm__isnull=False, received_on__lte=on)
    told = _of(matters, town, "firm__town").order_by().values_list("firm")
    closed = Max("closed_on", filter=Q(closed_on__lte=on))
    yield [
        (firm, max(received, ended or received))
        for firm, received, ended in told.annotate(last=Max("received_on"), ended=closed)
    ]
    came = _of(TrainingFirm.objects.filter(training__on__lte=on), town, "firm__town")
    yield _days(came, "training__on")
    yield _days(_of(Visit.objects.filter(on__lte=on), town, "firm__town"), "on")
    kept = _of(_kept().filter(at__lt=_begin(on + timedelta(days=1))), town, "firm__town")
    yield [
        (firm, timezone.localdate(at))
        for firm, at in kept.order_by().values_list("firm").annotate(last=Max("at"))
    ]


def _kept() -> QuerySet[Appointment]:
    return Appointment.objects.filter(firm__isnull=False, state=Appointment.State.KEPT)


def _days(rows: QuerySet[Any], day: str) -> list[tuple[int, date]]:
    return list(rows.order_by().values_list("firm").annotate(last=Max(day)))


def _of(rows: QuerySet[Any], town: str, field: str = "town") -> QuerySet[Any]:
    return rows.filter(**{field: town}) if town else rows


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
