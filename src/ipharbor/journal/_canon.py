"""A line as bytes: what is hashed, signed, exported and proved."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

START = "0" * 64  # what the first line has for the hash of the line before it
HEIGHT = 8  # lines are gathered by 2 ** HEIGHT into the subtrees that are kept
ENCLOSED = "enclosed"  # the detail that names an enclosure
SHEETS = "sheets"  # the detail that names those in columns, by table

_write = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical(
    seq: int,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    previous: str,
) -> bytes:
    """The canonical JSON of a line in UTF-8: keys sorted, no blanks, the time in UTC with six
    decimals of a second."""
    told = {
        "action": action,
        "actor": actor,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "details": details,
        "previous": previous,
        "seq": seq,
        "subject": subject,
    }
    return _write(told).encode("utf-8")


def plain(value: Any) -> Any:
    """``value`` as it comes back from any store: lists for tuples, text for keys.

    Raises TypeError for what is no JSON and for fractions, which stores write in ways of
    their own: they go in as text.
    """
    _whole(value)
    return json.loads(_write(value))


def packed(value: Any) -> tuple[str, bytes]:
    """The SHA-256 of the canonical JSON of ``value``, and that JSON."""
    body = _write(value).encode("utf-8")
    return hashlib.sha256(body).hexdigest(), body


def pressed(body: bytes) -> bytes:
    """The body of an enclosure as it is stored."""
    return zlib.compress(body, 6)


def opened(body: bytes) -> bytes:
    """The JSON of a stored enclosure. Raises zlib.error when it is damaged."""
    return zlib.decompress(body)


def _whole(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"a journal line takes no fraction but text: {value}")
    if isinstance(value, Mapping):
        for one in value.values():
            _whole(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _whole(one)
