"""Open an organisation, so that people can be invited to it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Organisation
from ipharbor.vocabulary.credit_codes import credit_code as read_code
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Region


def open_organisation(
    kind: str,
    name: str,
    *,
    town: str = "",
    credit_code: str = "",
    region: Region,
    by: permits.Actor,
    at: datetime,
) -> Organisation:
    """An organisation of a ``kind`` (``Organisation.Kind``). A firm is entered under the name
    that stands on its rights; a station names the ``town`` of ``region`` it serves.

    Raises HarborError ``organisation.kind.unknown``, ``organisation.name.missing``,
    ``organisation.town.unknown``, ``organisation.credit_code.wrong``, ``organisation.exists``.
    """
    permits.require(by, "organisation.open")
    name, read = " ".join(name.split()), read_code(credit_code)
    if read.why:
        raise HarborError(
            "organisation.credit_code.wrong", fields=("credit_code",), text=credit_code
        )
    _check(kind, name, town, region)
    code = read.clean or ""
    try:
        with transaction.atomic():
            firm = _firm(name, town) if kind == "firm" else None
            made = Organisation(
                kind=kind, name=name, firm=firm, town=town, credit_code=code, made_at=at
            )
            made.save(force_insert=True)
            chain.append(
                "organisation.open",
                f"organisation:{made.pk}",
                actor=by.name,
                at=at,
                details={
                    "kind": kind, "name": name, "town": town, "credit_code": code,
                    "firm": made.firm_id,
                },
            )  # fmt: skip
    except IntegrityError as taken:
        raise HarborError("organisation.exists", fields=("name",), name=name) from taken
    return made


def _firm(name: str, town: str) -> Firm:
    """The firm of that name, in that town: what its town's station may see depends on it."""
    firm = Firm.objects.get_or_create(name=name)[0]
    if town and firm.town != town:
        firm.town = town
        firm.save(update_fields=["town"])
    return firm


def _check(kind: str, name: str, town: str, region: Region) -> None:
    if kind not in Organisation.Kind.values:
        raise HarborError("organisation.kind.unknown", fields=("kind",), kind=kind)
    if not name or len(name) > 200:
        raise HarborError("organisation.name.missing", fields=("name",))
    if town and town not in {one.code for one in region.towns}:
        raise HarborError("organisation.town.unknown", fields=("town",), town=town)
    if kind == "town_station" and not town:
        raise HarborError("organisation.town.unknown", fields=("town",), town="–")
