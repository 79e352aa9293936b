"""Begin a matter at a town's station."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.matter._matter import Stated, columns, line
from ipharbor.actions.station import _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Matter
from ipharbor.vocabulary.errors import HarborError

__all__ = ["Stated", "begin"]


def begin(
    town: str, stated: Stated, *, region: str, seals: Sealer, by: permits.Actor, at: datetime
) -> Matter:
    """A new open matter of the town's station.

    Raises HarborErrors ``station.town.unknown``, ``matter.kind.unknown``, ``station.missing``
    (without a subject, or with neither firm nor visitor), ``station.owner.elsewhere``,
    ``matter.number.taken`` and ``form.text.long``.
    """
    permits.require(by, "station.keep", town=town)
    town = _told.town_of(town, region)
    told = columns(stated, town)
    number = told.pop("number") or _next_number(town, stated.received_on.year)
    matter = Matter(
        town=town, number=number, made_by_name=by.name, made_at=at, changed_at=at, **told
    )
    try:
        with transaction.atomic():
            matter.save(force_insert=True)
            chain.append("matter.begin", **line(matter, seals=seals, by=by, at=at))
    except IntegrityError as taken:
        raise HarborError("matter.number.taken", fields=("number",), number=number) from taken
    return matter


def _next_number(town: str, year: int) -> str:
    """The next free number of the town's year, such as 2026-0017."""
    taken = set(
        Matter.objects.filter(town=town, number__startswith=f"{year}-").values_list(
            "number", flat=True
        )
    )
    count = len(taken) + 1
    while f"{year}-{count:04d}" in taken:
        count += 1
    return f"{year}-{count:04d}"
