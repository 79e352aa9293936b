"""Cursors: where a list goes on, opaque to the caller, signed, and good for that list alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core import signing
from django.http import HttpRequest

from ipharbor.vocabulary.errors import HarborError

MOST, USUAL = 200, 50
LONGEST = 2000  # characters of a cursor
_SALT = "ipharbor.api.cursor"

Row = TypeVar("Row")


def after(request: HttpRequest, cursor: str) -> Any:
    """Where the caller's ``cursor`` says that the list goes on; None at its beginning.

    Raises HarborError ``api.cursor.unfit`` for a cursor that was not given for this list
    with these filters.
    """
    if not cursor:
        return None
    try:
        of, place = signing.loads(cursor[:LONGEST], salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise HarborError("api.cursor.unfit", fields=("cursor",)) from None
    if of != _of(request):
        raise HarborError("api.cursor.unfit", fields=("cursor",))
    return place


def at(request: HttpRequest, place: Any) -> str:
    """The cursor that lets this list go on after ``place``, JSON."""
    return signing.dumps([_of(request), place], salt=_SALT, compress=False)


def page(
    request: HttpRequest,
    rows: Sequence[Row],
    *,
    cursor: str,
    limit: int,
    key: Callable[[Row], Any],
) -> tuple[list[Row], str | None]:
    """The page of ``rows`` after ``cursor``, and the cursor of the next.

    ``rows`` stand in ascending order of ``key``, which no two share and which is JSON: a row
    that comes or goes between two pages moves no other from one to the next.
    """
    begins = after(request, cursor)
    left = rows if begins is None else [row for row in rows if _key(key(row)) > _key(begins)]
    shown = list(left[:limit])
    more = len(left) > limit
    return shown, at(request, key(shown[-1])) if more else None


def going_on(
    request: HttpRequest, rows: Sequence[Row], *, limit: int, key: Callable[[Row], Any]
) -> tuple[list[Row], str | None]:
    """The first ``limit`` of ``rows``, which are one more where the list goes on."""
    shown = list(rows[:limit])
    return shown, at(request, key(shown[-1])) if len(rows) > limit else None


def _key(place: Any) -> Any:
    return tuple(place) if isinstance(place, list | tuple) else place


def _of(request: HttpRequest) -> str:
    """The list the request asks for: its address and filters, without cursor and limit."""
    stated = sorted(
        (name, request.GET.getlist(name)) for name in request.GET if name not in ("cursor", "limit")
    )
    text = json.dumps([request.path, stated])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
