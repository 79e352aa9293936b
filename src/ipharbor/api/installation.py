"""How the installation is."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Router, Schema

from ipharbor import __version__
from ipharbor.api.asking import Asked, asks
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.journal import proving
from ipharbor.queries import health, jobs
from ipharbor.queries.advice import Asked as Looked
from ipharbor.settings import current
from ipharbor.wiring import corpus, stated

router = Router(tags=["installation"])


class CheckTold(Schema):
    """One check: what was found, and how to mend it where it is not well. What is not grave is
    advice."""

    code: str
    ok: bool
    grave: bool
    what: str
    mend: str


class InstallationTold(Schema):
    """Version, corpus, journal, workers, and the quick checks of `ipharbor doctor`."""

    version: str
    vintage: str
    documents: int
    journal_lines: int
    workers: int
    well: bool
    checks: list[CheckTold]


@router.get("/installation", response=Envelope[InstallationTold], **asks("installation.read"))
def installation(request: Asked) -> dict[str, Any]:
    """How the installation is. The journal and the volumes are checked at the machine."""
    held = corpus()
    found = list(health.quick(Looked(held, current().home, stated(), timezone.now()), lang()))
    data = {
        "version": __version__,
        "vintage": held.vintage,
        "documents": held.manifest.documents,
        "journal_lines": proving.length(),
        "workers": jobs.workers(at=timezone.now()),
        "well": all(one.ok or not one.grave for one in found),
        "checks": [vars(one) for one in found],
    }
    return answer(data, vintage=held.vintage)
