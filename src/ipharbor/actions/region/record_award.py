"""Enter a national award that a right was given."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import NationalAward
from ipharbor.vocabulary.errors import HarborError

LONGEST = 100


def record_award(
    key: str, *, name: str, on: date, by: permits.Actor, at: datetime
) -> NationalAward:
    """The right ``key`` was given the award ``name`` on ``on``; known here since today. Entered
    again it is the one that is there.

    Raises HarborError ``award.name.missing``, ``form.text.long`` and ``award.day.to_come``.
    """
    permits.require(by, "awards.record")
    told = " ".join(name.split())
    today = timezone.localdate(at)
    if not told:
        raise HarborError("award.name.missing", fields=("name",))
    if len(told) > LONGEST:
        raise HarborError("form.text.long", fields=("name",), most=LONGEST)
    if on > today:
        raise HarborError("award.day.to_come", fields=("on",), value=on.isoformat())
    with transaction.atomic():
        made, fresh = NationalAward.objects.get_or_create(
            key=key, name=told, on=on,
            defaults={"known_on": today, "by_name": by.name, "at": at},
        )  # fmt: skip
        if fresh:
            chain.append(
                "awards.record",
                f"award:{made.pk}",
                actor=by.name,
                at=at,
                details={"right": key, "name": told, "on": on.isoformat()},
                about=[f"right:{key}"],
            )
    return made
