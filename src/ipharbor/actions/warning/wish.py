"""Say how one wants to be warned."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Person, WarningWish
from ipharbor.records.wishes import wishes_of
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.grading import GRADES
from ipharbor.warning.wishes import MOST, PACES, Wishes


def wish(person: Person, wishes: Wishes, *, by: permits.Actor, at: datetime) -> bool:
    """The person is warned as ``wishes`` say from now on; gives whether that is a change.

    Raises HarborError ``wish.pace.unknown``, ``wish.budget.out_of_range``,
    ``wish.least.out_of_range``, ``wish.hour.unknown`` and ``person.lang.unknown``.
    """
    permits.require(by, "warning.wish", owner=person)
    _check(wishes)
    wishes = replace(wishes, least=round(wishes.least, 2))
    with transaction.atomic():
        if wishes == wishes_of(person):
            return False
        told = asdict(wishes)
        paces = told.pop("paces")
        told["least"] = f"{wishes.least:.2f}"
        WarningWish.objects.update_or_create(
            person=person, defaults=told | paces | {"changed_at": at}
        )
        chain.append(
            "warning.wish",
            f"person:{person.pk}",
            actor=by.name,
            at=at,
            details=told | {colour: paces[colour] for colour in GRADES},
        )
    return True


def _check(wishes: Wishes) -> None:
    for colour in GRADES:
        if wishes.paces.get(colour) not in PACES:
            raise HarborError("wish.pace.unknown", fields=(colour,))
    if not 0 <= wishes.budget <= MOST:
        raise HarborError("wish.budget.out_of_range", fields=("budget",), most=MOST)
    if not (math.isfinite(wishes.least) and 0 <= wishes.least <= 5):
        raise HarborError("wish.least.out_of_range", fields=("least",))
    for name in ("quiet_from", "quiet_until"):
        if not 0 <= getattr(wishes, name) <= 23:
            raise HarborError("wish.hour.unknown", fields=(name,))
    if wishes.lang not in ("", *Person.Lang.values):
        raise HarborError("person.lang.unknown", fields=("lang",), lang=wishes.lang[:20])
