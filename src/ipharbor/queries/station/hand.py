"""What stations have in hand: matters, appointments, trainings and visits as lists tell them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from ipharbor.records.models import (
    Appointment,
    Firm,
    Matter,
    Membership,
    Person,
    Training,
    TrainingPaper,
    Visit,
)
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.names import name as read_name

OFFERED = 40  # matters of a firm or a town that a form offers


@dataclass(frozen=True)
class MatterRow:
    """A matter; ``days`` are those it took, or has been open on the day asked. ``visitor`` and
    ``notes`` are personal data."""

    id: int
    number: str
    town: str
    received_on: date
    kind: str
    firm_id: int | None
    firm: str
    visitor: str
    subject: str
    notes: str
    owner_id: int | None
    owner: str
    state: str
    outcome: str
    closed_on: date | None
    days: int
    made_by: str
    changed_at: datetime


@dataclass(frozen=True)
class AppointmentRow:
    """A time kept for a visitor or a firm: ``planned``, ``kept``, ``missed`` or ``cancelled``."""

    id: int
    town: str
    at: datetime
    firm_id: int | None
    firm: str
    visitor: str
    subject: str
    matter_id: int | None
    matter: str
    state: str

    @property
    def who(self) -> str:
        """Whom it is with: the firm, the visitor, or both."""
        return " · ".join(one for one in (self.firm, self.visitor) if one)


@dataclass(frozen=True)
class TrainingRow:
    """A training; ``firms`` counts those whose people came, ``papers`` what proves it."""

    id: int
    number: str
    town: str
    on: date
    topic: str
    hours: Decimal
    attendees: int
    firms: int
    papers: int


@dataclass(frozen=True)
class VisitRow:
    """A call of a station on a firm: ``who`` went, and what was ``said``; personal data both."""

    id: int
    town: str
    on: date
    firm_id: int
    firm: str
    who: str
    said: str


@dataclass(frozen=True)
class EvidenceRow:
    """A paper that proves a training; ``withdrawn_why`` is empty for one that counts."""

    id: int
    training_id: int
    name: str
    size: int
    sha256: str
    by_name: str
    at: datetime
    withdrawn_why: str


def matters(town: str = "") -> QuerySet[Matter]:
    """The matters of a town, or of all: open ones first, the latest received on top."""
    found = Matter.objects.select_related("firm", "owner")
    return _of(found, town).order_by("-state", "-received_on", "-pk")


def appointments(town: str = "") -> QuerySet[Appointment]:
    """The appointments of a town, or of all, the latest on top."""
    found = Appointment.objects.select_related("firm", "matter")
    return _of(found, town).order_by("-at", "-pk")


def trainings(town: str = "") -> QuerySet[Training]:
    """The trainings of a town, or of all, the latest on top; ``firms`` and ``proofs`` counted."""
    found = Training.objects.annotate(
        firms=Count("came", distinct=True),
        proofs=Count("papers", filter=Q(papers__withdrawn_at=None), distinct=True),
    )
    return _of(found, town).order_by("-on", "-pk")


def visits(town: str = "") -> QuerySet[Visit]:
    """The visits of a town's station, or of all, the latest on top."""
    return _of(Visit.objects.select_related("firm"), town).order_by("-on", "-pk")


def evidence(training: Training) -> QuerySet[TrainingPaper]:
    """What proves a training, the withdrawn papers too, the latest on top."""
    return training.papers.order_by("-at", "-pk")


def week(town: str, on: date) -> tuple[AppointmentRow, ...]:
    """The appointments of the week of ``on``, from Monday, those called off left out."""
    monday = on - timedelta(days=on.weekday())
    first, end = (_begin(monday + timedelta(days=days)) for days in (0, 7))
    found = appointments(town).filter(at__gte=first, at__lt=end)
    kept = found.exclude(state=Appointment.State.CANCELLED).order_by("at", "pk")
    return tuple(map(appointment_row, kept))


def matter_rows(found: Iterable[Matter], *, on: date) -> tuple[MatterRow, ...]:
    """Matters as they stand on ``on``."""
    return tuple(matter_row(one, on) for one in found)


def matter_row(one: Matter, on: date) -> MatterRow:
    """A matter as it stands on ``on``."""
    return MatterRow(
        id=one.pk,
        number=one.number,
        town=one.town,
        received_on=one.received_on,
        kind=one.kind,
        firm_id=one.firm_id,
        firm=one.firm.name if one.firm else "",
        visitor=one.visitor,
        subject=one.subject,
        notes=one.notes,
        owner_id=one.owner_id,
        owner=str(one.owner) if one.owner else "",
        state=one.state,
        outcome=one.outcome,
        closed_on=one.closed_on,
        days=((one.closed_on or on) - one.received_on).days,
        made_by=one.made_by_name,
        changed_at=one.changed_at,
    )


def appointment_row(one: Appointment) -> AppointmentRow:
    """An appointment as lists tell it."""
    return AppointmentRow(
        id=one.pk,
        town=one.town,
        at=one.at,
        firm_id=one.firm_id,
        firm=one.firm.name if one.firm else "",
        visitor=one.visitor,
        subject=one.subject,
        matter_id=one.matter_id,
        matter=one.matter.number if one.matter else "",
        state=one.state,
    )


def training_row(one: Any) -> TrainingRow:
    """A training of ``trainings`` as lists tell it."""
    return TrainingRow(
        id=one.pk,
        number=one.number,
        town=one.town,
        on=one.on,
        topic=one.topic,
        hours=one.hours,
        attendees=one.attendees,
        firms=one.firms,
        papers=one.proofs,
    )


def visit_row(one: Visit) -> VisitRow:
    """A visit as lists tell it."""
    return VisitRow(one.pk, one.town, one.on, one.firm_id, one.firm.name, one.who, one.said)


def evidence_row(one: TrainingPaper) -> EvidenceRow:
    """A paper that proves a training as lists tell it."""
    return EvidenceRow(
        one.pk, one.training_id, one.name, one.size, one.sha256, one.by_name, one.at,
        one.withdrawn_why,
    )  # fmt: skip


def matter(matter_id: int) -> Matter | None:
    """The matter of that number."""
    return Matter.objects.select_related("firm", "owner").filter(pk=matter_id).first()


def appointment(appointment_id: int) -> Appointment | None:
    """The appointment of that number."""
    found = Appointment.objects.select_related("firm", "matter")
    return found.filter(pk=appointment_id).first()


def training(training_id: int) -> Training | None:
    """The training of that number, with counts as ``trainings`` has them."""
    return trainings().filter(pk=training_id).first()


def visit(visit_id: int) -> Visit | None:
    """The visit of that number."""
    return Visit.objects.select_related("firm").filter(pk=visit_id).first()


def paper(paper_id: int) -> TrainingPaper | None:
    """A paper that proves a training."""
    return TrainingPaper.objects.select_related("training").filter(pk=paper_id).first()


def open_matters(town: str) -> list[Matter]:
    """The open matters that a form offers, the latest first."""
    return list(matters(town).filter(state=Matter.State.OPEN)[:OFFERED])


def people(town: str) -> list[Person]:
    """Who can look after a matter: the people of the town's station, then those of the office."""
    places = Membership.objects.filter(
        Q(organisation__kind="town_station", organisation__town=town)
        | Q(organisation__kind="district_office"),
        until=None,
        organisation__closed_at=None,
        person__is_active=True,
    ).select_related("person")
    return [one.person for one in places.order_by("-organisation__kind", "since", "pk")]


def firm_named(text: str) -> Firm | None:
    """The firm of the register that a credit code or a whole name means."""
    code = credit_code(text[:64]).clean
    found = Firm.objects.filter(credit_code=code) if code else Firm.objects.none()
    return found.first() or Firm.objects.filter(name=read_name(text)).first()


def firms_like(text: str, *, town: str = "", most: int = 12) -> list[str]:
    """Names of firms that hold the text, for a form to offer; those of ``town`` first."""
    found = Firm.objects.filter(name__icontains=text.strip()).annotate(
        elsewhere=Case(When(town=town, then=Value(0)), default=Value(1))
    )
    return list(found.order_by("elsewhere", "name").values_list("name", flat=True)[:most])


def _of(rows: QuerySet[Any], town: str) -> QuerySet[Any]:
    return rows.filter(town=town) if town else rows


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
