"""Everything that can be checked of the journal, for ``ipharbor journal verify``."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipharbor.journal.notes import Note, read, read_key
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Found:
    """Where the journal broke: the line, and the code that says why."""

    seq: int
    why: str


@dataclass(frozen=True)
class Verified:
    """What was found: lines, the hash of the last, the root in base64; signed heads that were
    held against the lines, how many of them are time-stamped, and how many were signed with a
    key that nobody named."""

    lines: int
    last: str
    root: str
    heads: int
    stamped: int
    strangers: int
    broken: Found | None


def verified(
    home: Path,
    *,
    against: Sequence[Path] = (),
    keys: Sequence[str] = (),
    roots: Sequence[bytes] = (),
    progress: Callable[[int, int], None],
) -> Verified:
    """Check lines, stored heads, heads from files and time stamps.

    ``keys`` are public keys or files that hold one; the installation's own counts always. With
    ``roots`` (PEM) the authority's signature on each time stamp is checked too. Raises
    HarborError for a file that is no head, or of another journal.
    """
    from ipharbor.journal import checking, heads
    from ipharbor.journal.keys import public_key
    from ipharbor.journal.proving import length

    own = public_key(home)
    trusted = [read_key(_text(one)) for one in keys] + ([own] if own is not None else [])
    given = [_from_file(path) for path in against]
    known, broken = heads.known()
    known += [checking.Known(one.statement.size, one.statement.root) for one in given]
    unsigned = _unsigned(given, trusted)
    lines = length()
    walked = checking.walk(known, progress=lambda done: progress(done, lines))
    stamps = _stamps(roots)
    first = walked.broken or broken or unsigned or stamps[1]
    return Verified(
        lines=walked.lines,
        last=walked.last,
        root=base64.b64encode(walked.root).decode("ascii"),
        heads=len(set(known)),
        stamped=stamps[0],
        strangers=len(heads.strangers(trusted)) if trusted else 0,
        broken=Found(first.seq, first.why) if first else None,
    )


def _unsigned(given: Sequence[Note], trusted: Sequence[bytes]) -> Found | None:
    for note in given:
        if not any(note.signed_by(key) for key in trusted):
            return Found(note.statement.size, "journal.head.signature")
    return None


def _from_file(path: Path) -> Note:
    from ipharbor.journal import heads

    with path.open("rb") as opened:
        note = read(opened.read(1 << 20))
    own = heads.origin()
    if note.statement.origin != own:
        raise HarborError("journal.head.elsewhere", origin=note.statement.origin, own=own)
    return note


def _stamps(roots: Sequence[bytes]) -> tuple[int, Found | None]:
    """How many heads are stamped, and the first whose stamp is not over it."""
    from ipharbor.gateways import timestamp
    from ipharbor.journal import heads
    from ipharbor.journal.models import Head

    count, wrong = 0, None
    for head in Head.objects.exclude(timestamp=None).order_by("size"):
        data, stamp = heads.note(head).text().encode("utf-8"), bytes(head.timestamp or b"")
        try:
            good = timestamp.covers(stamp, data)
            if good and roots:
                good = timestamp.signed_under(stamp, data, roots)
        except OSError:  # no time stamp at all
            good = False
        count += good
        if not good and wrong is None:
            wrong = Found(head.size, "journal.stamp")
    return count, wrong


def _text(key: str) -> str:
    path = Path(key)
    is_file = "+" not in key and path.is_file()
    return path.read_text(encoding="utf-8")[:1000] if is_file else key
