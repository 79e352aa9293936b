"""Record a visit of a station to a firm."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.confidential import sealed
from ipharbor.actions.station import _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Visit


def record(
    town: str,
    firm: Firm,
    *,
    on: date,
    who: str,
    said: str,
    region: str,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> Visit:
    """A visit of the town's station to the firm; ``who`` went, and what was ``said``.

    Raises HarborErrors ``station.town.unknown``, ``station.missing`` and ``form.text.long``.
    """
    permits.require(by, "station.keep", town=town)
    town = _told.town_of(town, region)
    told = {
        "who": _told.text("who", who, wanted=True),
        "said": _told.text("said", said, wanted=True),
    }
    with transaction.atomic():
        made = Visit.objects.create(
            town=town, firm=firm, on=on, made_by_name=by.name, made_at=at, **told
        )
        chain.append(
            "visit.record",
            f"visit:{made.pk}",
            actor=by.name,
            at=at,
            details=_told.visit_details(made),
            enclosed=sealed(_told.words(made, _told.VISIT_WORDS), seals),
            about=_told.about(firm),
        )
    return made
