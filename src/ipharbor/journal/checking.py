"""Walking the whole journal: whether anybody has edited, taken out, put in or cut off a line."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from ipharbor.journal import tree
from ipharbor.journal._canon import ENCLOSED, HEIGHT, SHEETS, START, canonical, opened
from ipharbor.journal.models import Enclosure, Line, Subtree, Tip
from ipharbor.journal.sheets import unpressed

CHUNK = 5000
_FIELDS = ("seq", "at", "actor", "action", "subject", "details", "previous", "hash")
_Row = tuple[int, datetime, str, str, str, dict[str, Any], str, str]
_MASK = (1 << HEIGHT) - 1


@dataclass(frozen=True)
class Broken:
    """The first line that is not as it was written; ``why`` is a code of the catalogue."""

    seq: int
    why: str


@dataclass(frozen=True)
class Known:
    """What somebody noted of the journal once: its root (32 bytes) when it had ``size`` lines."""

    size: int
    root: bytes


@dataclass(frozen=True)
class Walked:
    """What a walk found: lines walked, the hash of the last, the root over all of them, and
    where it broke."""

    lines: int
    last: str
    root: bytes
    broken: Broken | None


def verify() -> Broken | None:
    """Walk the whole chain; None when every line follows from the one before it."""
    return walk().broken


def walk(known: Sequence[Known] = (), *, progress: Callable[[int], None] | None = None) -> Walked:
    """Walk all lines and hold them against the chain, the stored tree and what is ``known``.

    Found are lines edited, taken out, put in or moved (``journal.edited``, ``journal.gap``,
    ``journal.unlinked``), a tree that is not that of the lines (``journal.tree``), enclosures
    edited or gone (``journal.enclosure``), a journal that differs from what was known of it
    (``journal.head.other``) or is shorter (``journal.head.short``). Lines cut off the end
    together with the stored tree are found by what is known alone. ``progress`` is told the
    lines walked so far.
    """
    walking = _Walking(known)
    for block in _blocks():
        for row in block:
            broken = walking.step(row)
            if broken is not None:
                return walking.walked(broken)
        if progress:
            progress(walking.grown.size)
    return walking.walked(walking.ended() or _enclosures(walking.enclosing))


class _Walking:
    """One walk: what has been seen so far."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.grown = tree.Growing()
        self.previous = START
        self.enclosing: dict[str, int] = {}
        self._known: dict[int, list[bytes]] = {}
        for one in known:
            self._known.setdefault(one.size, []).append(one.root)
        self._stored = {
            (level, index): kept
            for level, index, kept in Subtree.objects.values_list("level", "index", "hash")
        }

    def step(self, row: _Row) -> Broken | None:
        """Take the next line; says what is wrong with it."""
        seq, at, actor, action, subject, details, previous, kept = row
        grown = self.grown
        if seq != grown.size + 1:
            return Broken(seq, "journal.gap")
        if previous != self.previous:
            return Broken(seq, "journal.unlinked")
        data = canonical(seq, at, actor, action, subject, details, previous)
        if hashlib.sha256(data).hexdigest() != kept:
            return Broken(seq, "journal.edited")
        self.previous = kept
        for named in _named(details):
            self.enclosing.setdefault(named, seq)
        made = grown.add(tree.leaf_hash(data))
        if not seq & _MASK and not self._fits(made, seq):
            return Broken(seq, "journal.tree")
        if seq in self._known and any(root != grown.root() for root in self._known.pop(seq)):
            return Broken(seq, "journal.head.other")
        return None

    def _fits(self, made: Sequence[bytes], seq: int) -> bool:
        """Whether the subtrees that end with this line are those that were stored."""
        return all(
            self._stored.pop((level, (seq >> HEIGHT * level) - 1), "") == made[HEIGHT * level].hex()
            for level in range(1, (len(made) - 1) // HEIGHT + 1)
        )

    def ended(self) -> Broken | None:
        """What is wrong with the end."""
        size = self.grown.size
        if any(root != tree.EMPTY for root in self._known.pop(0, ())):
            return Broken(0, "journal.head.other")
        if self._known:
            return Broken(size + 1, "journal.head.short")
        tip = Tip.objects.filter(pk=1).first() or Tip(last=START)
        if tip.size != size:
            return Broken(min(size, tip.size) + 1, "journal.gap")
        roots = [root.hex() for root in self.grown.roots]
        if self._stored or tip.roots != roots or tip.last != self.previous:
            return Broken(size, "journal.tree")
        return None

    def walked(self, broken: Broken | None) -> Walked:
        return Walked(self.grown.size, self.previous, self.grown.root(), broken)


def _blocks() -> Iterator[list[_Row]]:
    """All lines in order, ``CHUNK`` at a time."""
    found = Line.objects.order_by("seq").values_list(*_FIELDS).iterator(chunk_size=CHUNK)
    block: list[_Row] = []
    for row in found:
        block.append(row)
        if len(block) == CHUNK:
            yield block
            block = []
    if block:
        yield block


def _named(details: dict[str, Any]) -> list[str]:
    """The enclosures a line names."""
    single = [details[ENCLOSED]] if ENCLOSED in details else []
    return single + [part for sheet in details.get(SHEETS, {}).values() for part in sheet]


def _whole(held: Enclosure) -> bool:
    try:
        body = unpressed(held) if held.form == Enclosure.ARROW else opened(bytes(held.body))
    except (zlib.error, pa.ArrowException, OSError):
        return False
    return hashlib.sha256(body).hexdigest() == held.sha256


def encloses(line: Line) -> bool:
    """Whether all that the line encloses is there and is what it was."""
    named = set(_named(line.details))
    held = Enclosure.objects.filter(sha256__in=named)
    return {one.sha256 for one in held if _whole(one)} == named


def _enclosures(named: dict[str, int]) -> Broken | None:
    """The first line whose enclosure is gone or not what it was."""
    whole = {held.sha256 for held in Enclosure.objects.iterator(chunk_size=4) if _whole(held)}
    lost = [seq for name, seq in named.items() if name not in whole]
    return Broken(min(lost), "journal.enclosure") if lost else None
