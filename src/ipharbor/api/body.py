"""Reading what is sent: bounded in size and depth, without signs that no store takes."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest
from ninja.parser import Parser

from ipharbor.vocabulary.errors import HarborError

LONGEST = 1_048_576  # bytes of a JSON body
DEEPEST = 20
LARGEST = 2**63 - 1
LONGEST_NUMBER = 40  # digits of a number


class BodyParser(Parser):
    """JSON as the interface takes it."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. Raises HarborError ``api.body.too_large`` and ``api.body.unreadable``."""
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if stated.isdecimal() and int(stated) > LONGEST:
            raise HarborError("api.body.too_large")
        text = request.body
        if len(text) > LONGEST:
            raise HarborError("api.body.too_large")
        try:
            told = json.loads(text, parse_int=_whole, parse_constant=_no_number)
        except RecursionError:
            raise HarborError("api.body.unreadable", why=f"depth > {DEEPEST}") from None
        except (ValueError, UnicodeDecodeError) as broken:
            raise HarborError("api.body.unreadable", why=str(broken)[:120]) from None
        _look(told, 0)
        return told


def look_at_address(request: HttpRequest) -> None:
    """Raise HarborError ``api.text.unfit`` for an address with signs that no text has."""
    for part in (request.META.get("QUERY_STRING", ""), request.get_full_path()):
        raw = unquote_to_bytes(part)
        try:
            raw.decode()
        except UnicodeDecodeError:
            raise HarborError("api.text.unfit") from None
        if b"\x00" in raw:
            raise HarborError("api.text.unfit")


def look_at_text(text: str) -> None:
    """Raise HarborError ``api.text.unfit`` for NUL and for half a sign."""
    if "\x00" in text:
        raise HarborError("api.text.unfit")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise HarborError("api.text.unfit") from None


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"{len(text)} digits")
    return int(text)


def _no_number(name: str) -> None:
    raise ValueError(name)


def _look(told: object, depth: int) -> None:
    if depth > DEEPEST:
        raise HarborError("api.body.unreadable", why=f"depth > {DEEPEST}")
    if isinstance(told, str):
        look_at_text(told)
    elif isinstance(told, dict):
        for name, one in told.items():
            look_at_text(name)
            _look(one, depth + 1)
    elif isinstance(told, list):
        for one in told:
            _look(one, depth + 1)
