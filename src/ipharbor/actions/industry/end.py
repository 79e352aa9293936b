"""End an industry: it is not shown any more, and its versions stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.industry.change import why, written
from ipharbor.records.industries import standing
from ipharbor.records.models import IndustryVersion
from ipharbor.vocabulary.errors import HarborError


def end(code: str, *, reason: str, region: str, by: permits.Actor, at: datetime) -> IndustryVersion:
    """End it from today on. Raises HarborErrors ``industry.unknown`` and
    ``industry.reason.missing``."""
    permits.require(by, "industry.change")
    with transaction.atomic():
        found = next((one for one in standing(region) if one.code == code), None)
        if found is None:
            raise HarborError("industry.unknown", code=code)
        return written(found, ended=True, reason=why(reason), by=by, at=at)
