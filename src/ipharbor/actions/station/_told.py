"""What is stated at a station, cleaned; and what the journal keeps of it.

Lines tell numbers, days and states. Who came and what was said are other people's words: they
lie sealed in the line's enclosure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ipharbor.records.models import (
    Appointment,
    Firm,
    Matter,
    Membership,
    Person,
    Training,
    Visit,
)
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

LONGEST = {
    "number": 40, "visitor": 80, "subject": 200, "notes": 4000, "outcome": 300, "topic": 200,
    "who": 120, "said": 2000,
}  # fmt: skip
MATTER_WORDS = ("visitor", "subject", "notes", "outcome")
APPOINTMENT_WORDS = ("visitor", "subject")
VISIT_WORDS = ("who", "said")
_LONG = ("notes", "said")


def text(name: str, stated: str, *, wanted: bool = False) -> str:
    """A text of a form, cleaned. HarborErrors ``station.missing`` and ``form.text.long``."""
    told = stated.replace("\r\n", "\n").strip() if name in _LONG else " ".join(stated.split())
    if wanted and not told:
        raise HarborError("station.missing", fields=(name,))
    if len(told) > LONGEST[name]:
        raise HarborError("form.text.long", fields=(name,), most=LONGEST[name])
    return told


def town_of(code: str, within: str) -> str:
    """The town's code. HarborError ``station.town.unknown`` for none of the region."""
    found = region(within).town(code)
    if found is None:
        raise HarborError("station.town.unknown", fields=("town",), town=code)
    return found.code


def works_there(owner: Person | None, town: str) -> None:
    """Raise HarborError ``station.owner.elsewhere`` unless the person works at the town's station
    or in the district office."""
    if owner is None:
        return
    places = Membership.objects.filter(person=owner, until=None, organisation__closed_at=None)
    station = places.filter(organisation__kind="town_station", organisation__town=town)
    office = places.filter(organisation__kind="district_office")
    if not owner.is_active or not (station.exists() or office.exists()):
        raise HarborError("station.owner.elsewhere", fields=("owner",))


def matter_details(matter: Matter) -> dict[str, Any]:
    """What a line tells of a matter: everything but words."""
    return {
        "matter": matter.pk,
        "number": matter.number,
        "town": matter.town,
        "received_on": matter.received_on.isoformat(),
        "matter_kind": matter.kind,
        "firm": matter.firm_id,
        "owner": matter.owner_id,
        "state": matter.state,
        "closed_on": day(matter.closed_on),
    }


def appointment_details(one: Appointment) -> dict[str, Any]:
    """What a line tells of an appointment."""
    return {
        "appointment": one.pk,
        "town": one.town,
        "when": one.at.isoformat(),
        "firm": one.firm_id,
        "matter": one.matter_id,
        "state": one.state,
    }


def training_details(one: Training) -> dict[str, Any]:
    """What a line tells of a training; nothing in it is anybody's secret."""
    return {
        "training": one.pk,
        "number": one.number,
        "town": one.town,
        "held_on": one.on.isoformat(),
        "topic": one.topic,
        "hours": str(one.hours),
        "attendees": one.attendees,
    }


def visit_details(one: Visit) -> dict[str, Any]:
    """What a line tells of a visit."""
    return {"visit": one.pk, "town": one.town, "firm": one.firm_id, "held_on": one.on.isoformat()}


def words(one: Matter | Appointment | Visit, names: tuple[str, ...]) -> dict[str, str]:
    """The words that lie sealed."""
    return {name: getattr(one, name) for name in names}


def matter_columns(told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a line's details give again."""
    return {
        "number": told["number"],
        "town": told["town"],
        "received_on": date.fromisoformat(told["received_on"]),
        "kind": told["matter_kind"],
        "firm_id": told["firm"],
        "owner_id": told["owner"],
        "state": told["state"],
        "closed_on": date.fromisoformat(told["closed_on"]) if told["closed_on"] else None,
    }


def about(firm: Firm | None, *others: str) -> list[str]:
    """The objects in whose history a line stands beside its own."""
    return [*([f"firm:{firm.pk}"] if firm is not None else []), *others]


def day(on: date | None) -> str | None:
    """A day as the journal writes it."""
    return on.isoformat() if on is not None else None
