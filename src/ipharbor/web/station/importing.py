"""Tables of matters and trainings that somebody brings in, and their receipt."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.station.import_matters import import_matters
from ipharbor.actions.station.import_trainings import import_trainings
from ipharbor.settings import current
from ipharbor.vocabulary.places import Town
from ipharbor.web._receiving import laid_aside
from ipharbor.web.caller import Asked
from ipharbor.web.language import lang
from ipharbor.web.station.where import frame

FINDINGS_SHOWN = 200


def bring_in(
    request: Asked, caller: permits.Actor, town: Town | None, what: str
) -> HttpResponse:  # fmt: skip
    """Bring the file of the form in, ``matters`` or ``trainings``, and show its receipt. The file
    of a station tells of its own town; the office's may tell of all."""
    code, at = town.code if town else "", timezone.now()
    with laid_aside(request) as path:
        if what == "matters":
            done = import_matters(
                path, town=code, region=current().region, seals=wiring.firm_sealer(), by=caller,
                at=at,
            )  # fmt: skip
        else:
            done = import_trainings(path, town=code, region=current().region, by=caller, at=at)
    findings = [(one, one.told(lang())) for one in done.findings[:FINDINGS_SHOWN]]
    shown = frame(caller, town) | {"receipt": done, "findings": findings, "what": what}
    return render(request, "web/station/receipt.html", shown)
