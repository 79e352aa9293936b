"""Red and orange warnings of firms that are open, as their town's station and the office see them.

Told are the firm, the kind of watch, grade, state and for how long: never the watch, what was
seen, nor the evidence, which stay with the firm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from ipharbor.records.models import IssuedWarning, Membership, Person

GRADES = ("red", "orange")
STATES = ("new", "acknowledged", "in_hand")
UNTOUCHED = "new"


@dataclass(frozen=True)
class AlarmRow:
    """An open warning of a firm: ``days`` for which it has been open, ``days_in_state`` since
    somebody last touched it."""

    firm: str
    firm_id: int
    kind: str
    grade: str
    state: str
    since: date
    days: int
    days_in_state: int


@dataclass(frozen=True)
class TownAlarms:
    """Open warnings of a town's firms by grade, those that nobody touched, and for how many days
    the oldest of these has waited; None where there is none."""

    town: str
    red: int
    red_untouched: int
    orange: int
    orange_untouched: int
    longest: int | None


@dataclass(frozen=True)
class Untouched:
    """A red warning that nobody has touched: its number, the firm, and for how many days."""

    warning: int
    firm: str
    days: int


def of_town(town: str, *, on: date) -> tuple[AlarmRow, ...]:
    """The open red and orange warnings of the town's firms: red first, untouched first, the
    longest open first."""
    told = _open().filter(person__firm__town=town).values_list(
        "person__firm__name", "person__firm", "watch__kind", "grade", "state", "created_at",
        "changed_at",
    )  # fmt: skip
    rows = [
        AlarmRow(
            firm, firm_id, kind, grade, state, timezone.localdate(made),
            days=(on - timezone.localdate(made)).days,
            days_in_state=(on - timezone.localdate(changed)).days,
        )
        for firm, firm_id, kind, grade, state, made, changed in told
    ]  # fmt: skip
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                GRADES.index(row.grade), STATES.index(row.state), -row.days, row.firm
            ),
        )
    )  # fmt: skip


def by_town(towns: Sequence[str], *, on: date) -> tuple[TownAlarms, ...]:
    """Each of the towns with what is open there, in the order given."""
    told = (
        _open()
        .filter(person__firm__town__in=towns)
        .values("person__firm__town")
        .annotate(
            red=Count("pk", filter=Q(grade="red")),
            red_untouched=Count("pk", filter=Q(grade="red", state=UNTOUCHED)),
            orange=Count("pk", filter=Q(grade="orange")),
            orange_untouched=Count("pk", filter=Q(grade="orange", state=UNTOUCHED)),
            oldest=Min("created_at", filter=Q(state=UNTOUCHED)),
        )
        .order_by()
    )
    found = {row["person__firm__town"]: row for row in told}
    return tuple(_town(code, found.get(code), on) for code in towns)


def untouched(*, days: int, at: datetime) -> list[tuple[Person, tuple[Untouched, ...]]]:
    """For each person of a town's station the red warnings of its firms that nobody has touched
    for ``days``, the oldest first."""
    on = timezone.localdate(at)
    late = _open().filter(
        grade="red", state=UNTOUCHED, created_at__lte=at - timedelta(days=days)
    ).exclude(person__firm__town="")  # fmt: skip
    by: dict[str, list[Untouched]] = {}
    told = late.order_by("created_at", "pk").values_list(
        "pk", "person__firm__name", "person__firm__town", "created_at"
    )
    for pk, firm, town, made in told:
        waited = (on - timezone.localdate(made)).days
        by.setdefault(town, []).append(Untouched(pk, firm, waited))
    return [(person, tuple(by[town])) for person, town in _station_people(by)]


def _open() -> QuerySet[IssuedWarning]:
    return IssuedWarning.objects.filter(
        decision="raised", grade__in=GRADES, person__firm__isnull=False, person__is_active=True
    ).exclude(state="closed")


def _town(code: str, told: Mapping[str, Any] | None, on: date) -> TownAlarms:
    if told is None:
        return TownAlarms(code, 0, 0, 0, 0, None)
    oldest = told["oldest"]
    waited = (on - timezone.localdate(oldest)).days if isinstance(oldest, datetime) else None
    return TownAlarms(
        code, told["red"], told["red_untouched"], told["orange"], told["orange_untouched"], waited
    )


def _station_people(towns: Iterable[str]) -> list[tuple[Person, str]]:
    places = Membership.objects.filter(
        organisation__kind="town_station", organisation__town__in=list(towns),
        organisation__closed_at=None, until=None, person__is_active=True,
    ).select_related("person", "organisation")  # fmt: skip
    return [(one.person, one.organisation.town) for one in places.order_by("person", "pk")]
