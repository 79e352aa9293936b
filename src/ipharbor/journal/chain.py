"""Appending to the journal: one line, its place in the chain and in the tree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from django.db import transaction

from ipharbor.journal import tree
from ipharbor.journal._canon import (
    ENCLOSED,
    HEIGHT,
    SHEETS,
    START,
    canonical,
    opened,
    packed,
    plain,
    pressed,
)
from ipharbor.journal.checking import Broken, verify
from ipharbor.journal.models import Enclosure, Line, Mention, Span, Subtree, Tip
from ipharbor.journal.sheets import keep

__all__ = ["Broken", "append", "digest", "enclosure", "grow", "leaf", "text", "tip", "verify"]


def append(
    action: str,
    subject: str,
    *,
    actor: str,
    at: datetime,
    details: Mapping[str, Any],
    enclosed: Any = None,
    about: Iterable[str] = (),
    sheets: Mapping[str, pa.Table] | None = None,
    spans: Mapping[str, tuple[int, int]] | None = None,
) -> Line:
    """Add a line; must be called in the transaction of the change it tells of.

    ``at`` is aware. ``details`` must be JSON without fractions and hold no secrets and no
    personal data beyond user names. ``enclosed`` is JSON as well, kept beside the line and
    named in it by its hash: what was changed, where that is long. ``about`` are the objects
    besides ``subject`` in whose history the line is to stand, such as ``right:CN201910000001``.
    A bulk change encloses ``sheets`` instead, tables by name, and tells in ``spans`` the first
    and the last number of the rows that came in with it, by table.
    Writers wait for each other from here to the end of their transaction. Raises
    RuntimeError outside a transaction, TypeError for details that are no such JSON.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a journal line belongs to the transaction of its change")
    told = plain(dict(details) | _enclose(enclosed) | _in_sheets(sheets or {}))
    end = tip()
    line = Line(
        seq=end.size + 1,
        at=at.astimezone(UTC),
        actor=actor,
        action=action,
        subject=subject,
        details=told,
        previous=end.last,
    )
    data = _bytes(line)
    line.hash = hashlib.sha256(data).hexdigest()
    line.save(force_insert=True)
    others = sorted({one[:120] for one in about} - {subject})
    Mention.objects.bulk_create((Mention(line=line, about=one) for one in others), batch_size=1000)
    Span.objects.bulk_create(
        Span(line=line, table=table, first=first, last=last)
        for table, (first, last) in (spans or {}).items()
    )
    _grow(end, line, data)
    return line


def digest(line: Line) -> str:
    """SHA-256 of the line's canonical JSON, the previous hash included."""
    return hashlib.sha256(_bytes(line)).hexdigest()


def leaf(line: Line) -> bytes:
    """The line's leaf hash in the tree."""
    return tree.leaf_hash(_bytes(line))


def enclosure(line: Line, *, using: str | None = None) -> Any:
    """What the line encloses; None where it encloses nothing or that is no longer there."""
    named = line.details.get(ENCLOSED)
    held = Enclosure.objects.using(using).filter(sha256=named).first() if named else None
    return json.loads(opened(bytes(held.body))) if held is not None else None


def text(line: Line) -> str:
    """The canonical JSON of the line, the text that is hashed."""
    return _bytes(line).decode("utf-8")


def _bytes(line: Line) -> bytes:
    return canonical(
        line.seq, line.at, line.actor, line.action, line.subject, line.details, line.previous
    )


def _enclose(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    named, body = packed(value)
    Enclosure.objects.get_or_create(
        sha256=named, defaults={"size": len(body), "body": pressed(body)}
    )
    return {ENCLOSED: named}


def _in_sheets(sheets: Mapping[str, pa.Table]) -> dict[str, Any]:
    named = keep(sheets)
    return {SHEETS: named} if named else {}


def tip() -> Tip:
    """The end of the journal, locked until the end of the transaction."""
    Tip.objects.get_or_create(pk=1, defaults={"last": START})
    return Tip.objects.select_for_update().get(pk=1)


def grow(end: Tip, line: Line) -> None:
    """Let the tree take in a line that has been stored as it stands."""
    _grow(end, line, _bytes(line))


def _grow(tip: Tip, line: Line, data: bytes) -> None:
    grown = tree.Growing(tip.size, [bytes.fromhex(root) for root in tip.roots])
    _keep_subtrees(grown.add(tree.leaf_hash(data)), grown.size)
    tip.size, tip.last = grown.size, line.hash
    tip.roots = [root.hex() for root in grown.roots]
    tip.save()


def _keep_subtrees(made: list[bytes], size: int) -> None:
    for level in range(1, (len(made) - 1) // HEIGHT + 1):
        Subtree.objects.update_or_create(
            level=level,
            index=(size >> HEIGHT * level) - 1,
            defaults={"hash": made[HEIGHT * level].hex()},
        )
