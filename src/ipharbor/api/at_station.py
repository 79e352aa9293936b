"""What operations of town stations share: whose station is meant, firms and persons named."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Query, Schema
from pydantic import Field, StringConstraints

from ipharbor.actions import permits
from ipharbor.actions.bringing import TableReceipt
from ipharbor.api import cursors
from ipharbor.api.asking import Asked
from ipharbor.api.envelope import FindingTold, finding
from ipharbor.api.language import lang
from ipharbor.queries.station import hand as queries
from ipharbor.records.models import Firm, Matter, Person, Training
from ipharbor.vocabulary.errors import HarborError

READ, KEEP, IMPORT = "station.read", "station.keep", "station.import"
FirmId = Annotated[int, Field(ge=1, le=2**63 - 1, description="number of a firm")]
PersonId = Annotated[int, Field(ge=1, le=2**63 - 1, description="number of a person")]
MatterId = Annotated[int, Field(ge=1, le=2**63 - 1, description="number of a matter")]
TownCode = Annotated[
    str,
    StringConstraints(max_length=12),
    Field(description="code of a town; a station's own where left out"),
]
OfTown = Annotated[str, Query(max_length=12, description="code of a town; a station has its own")]
Name = Annotated[str, StringConstraints(max_length=80)]
Number = Annotated[str, StringConstraints(max_length=40)]
MOST_FINDINGS = 1000


class ReceiptTold(Schema):
    """`read = stored + changed + unchanged + set_aside`."""

    file: str
    read: int
    stored: int
    changed: int
    unchanged: int
    set_aside: int
    findings: list[FindingTold]


def receipt_told(done: TableReceipt) -> dict[str, Any]:
    """What became of a table, with the first of its findings."""
    names = ("file", "read", "stored", "changed", "unchanged", "set_aside")
    findings = [finding(one, lang()) for one in done.findings[:MOST_FINDINGS]]
    return {name: getattr(done, name) for name in names} | {"findings": findings}


def reading(request: Asked, stated: str) -> str:
    """The town whose things are listed; empty for all."""
    town = stated or own_town(request)
    if town or request.auth.role == "station":
        permits.require(request.auth, READ, town=town)
    return town


def keeping(request: Asked, stated: str) -> str:
    """The town at whose station something is written down. HarborError ``station.town.none``."""
    town = stated or own_town(request)
    if not town:
        raise HarborError("station.town.none", fields=("town",))
    permits.require(request.auth, KEEP, town=town)
    return town


def bringing(request: Asked, stated: str) -> str:
    """The town to which a table is bound; empty for all."""
    town = stated or own_town(request)
    permits.require(request.auth, IMPORT, town=town)
    return town


def firm_of(firm_id: int | None) -> Firm | None:
    """The firm of that number. HarborError ``station.firm.unknown``."""
    return firms_of([firm_id])[0] if firm_id is not None else None


def firms_of(ids: list[int]) -> list[Firm]:
    """The firms of these numbers. HarborError ``station.firm.unknown`` for the first that is
    none."""
    held = {one.pk: one for one in Firm.objects.filter(pk__in=ids)}
    for firm_id in ids:
        if firm_id not in held:
            raise HarborError("station.firm.unknown", fields=("firm",), name=f"{firm_id}")
    return list(held.values())


def owner_of(town: str, owner_id: int | None) -> Person | None:
    """Who looks after a matter of the town. HarborError ``station.owner.elsewhere``."""
    if owner_id is None:
        return None
    found = next((one for one in queries.people(town) if one.pk == owner_id), None)
    if found is None:
        raise HarborError("station.owner.elsewhere", fields=("owner_id",))
    return found


def matter_of(request: Asked, matter_id: int) -> Matter:
    """The matter of that number. What may not be read is answered as if it were not there."""
    held = queries.matter(matter_id)
    if held is None or not permits.allowed(request.auth, READ, town=held.town):
        raise HarborError("matter.unknown", id=matter_id)
    permits.require(request.auth, request.asked_for, town=held.town)
    return held


def training_of(request: Asked, training_id: int) -> Training:
    """The training of that number. What may not be read is answered as if it were not there."""
    held = queries.training(training_id)
    if held is None or not permits.allowed(request.auth, READ, town=held.town):
        raise HarborError("training.unknown", id=training_id)
    permits.require(request.auth, request.asked_for, town=held.town)
    return held


def page(
    request: Asked, held: QuerySet[Any], limit: int, cursor: str
) -> tuple[list[Any], str | None, int]:
    """A page of what is held, the cursor of the next, and how many there are."""
    begins = cursors.after(request, cursor)
    left = held.order_by("pk") if begins is None else held.order_by("pk").filter(pk__gt=begins)
    shown, following = cursors.going_on(
        request, list(left[: limit + 1]), limit=limit, key=lambda one: one.pk
    )
    return shown, following, held.count()


def own_town(request: Asked) -> str:
    """The town of a station's person; empty for those who see every station.

    HarborError ``permit.denied`` for a station that serves no town.
    """
    if request.auth.role != "station":
        return ""
    body = request.auth.person.organisation if request.auth.person else None
    if body is None or not body.town:
        raise permits.denied(request.auth, request.asked_for)
    return body.town
