"""Changing a thing only as it was when it was read: ``ETag`` and ``If-Match``."""

from __future__ import annotations

import hashlib
import json
import zlib

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.http import HttpRequest, HttpResponse

from ipharbor.vocabulary.errors import HarborError


def version(*state: object) -> str:
    """A name of the state that ``state`` (JSON) describes: another state, another name."""
    text = json.dumps(state, cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def tag(response: HttpResponse, named: str) -> None:
    """Name the version in the answer's ``ETag``."""
    response["ETag"] = f'"{named}"'


def alone(thing: str) -> None:
    """Let no other transaction past this line for ``thing`` until the caller's has ended.

    SQLite lets one transaction write at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            number = zlib.crc32(thing.encode())
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x1F4, number - 2**31])


def unchanged(request: HttpRequest, named: str) -> None:
    """Raise HarborError ``api.changed`` when ``If-Match`` names another version than the
    present one; without that header anything goes."""
    stated = request.headers.get("If-Match", "").strip()
    if not stated or stated == "*":
        return
    if f'"{named}"' not in [one.strip().removeprefix("W/") for one in stated.split(",")]:
        raise HarborError("api.changed", fields=("If-Match",), version=named)
