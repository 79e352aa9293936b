"""Days that a page is asked on."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from ipharbor.queries import overview
from ipharbor.vocabulary.errors import HarborError
from ipharbor.wiring import corpus

EARLIEST, LATEST = date(1985, 4, 1), date(2099, 12, 31)


def usual_day() -> date:
    """Today; where the corpus is invented, the newest day it knows."""
    return overview.usual_day(corpus(), today=timezone.localdate())


def asked_day(request: HttpRequest, name: str) -> date | None:
    """The day stated as ``name`` in the address, None for none.

    Raises HarborError ``form.day.unreadable``, and ``form.day.beyond`` for a day that is
    not between ``EARLIEST`` and ``LATEST``.
    """
    text = request.GET.get(name, "").strip()
    return read_day(text, name) if text else None


def read_day(text: str, name: str) -> date:
    """The day that was typed into the field ``name``; raises as ``asked_day`` does."""
    try:
        told = date.fromisoformat(text)
    except ValueError:
        raise HarborError("form.day.unreadable", fields=(name,), value=text) from None
    return _bounded(told, name)


def read_moment(text: str, name: str) -> datetime:
    """The minute that was typed into the field ``name``; raises as ``asked_day`` does."""
    try:
        told = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise HarborError("form.day.unreadable", fields=(name,), value=text) from None
    _bounded(told.date(), name)
    return told


def _bounded(told: date, name: str) -> date:
    if EARLIEST <= told <= LATEST:
        return told
    raise HarborError(
        "form.day.beyond",
        fields=(name,),
        value=told.isoformat(),
        first=EARLIEST.isoformat(),
        last=LATEST.isoformat(),
    )
