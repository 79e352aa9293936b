"""The region's ledger as this process has it, and how it stands beside corpus and register."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ipharbor.analysis.region.asking import NO_STANDARDS, Asked, Frame
from ipharbor.analysis.region.layout import RESTS_ON, Manifest
from ipharbor.analysis.region.ledger import Ledger, load
from ipharbor.analysis.region.standards import Standards
from ipharbor.corpus.reading import Corpus
from ipharbor.journal.latest import latest, lines_after
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Region

KEPT = 24  # frames whose masks stay in memory, some 2 MB each at 230,000 rights


@dataclass(frozen=True)
class Footing:
    """What a ledger rests on, and whether corpus or register have moved on since.

    ``changes`` counts the journal's lines about the register since then.
    """

    manifest: Manifest
    vintage: str  # of the corpus now
    changes: int

    @property
    def behind(self) -> bool:
        """Whether it no longer says what corpus and register say."""
        return self.changes > 0 or self.manifest.vintage != self.vintage


class _Kept:
    """The ledgers that are open, by folder, and the frames last asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ledgers: dict[Path, tuple[tuple[int, int], Ledger | None]] = {}
        self._asked: OrderedDict[tuple[Path, str, Frame, Standards], Asked] = OrderedDict()

    def ledger(self, folder: Path) -> Ledger | None:
        stamp = _stamp(folder)
        with self._lock:
            held = self._ledgers.get(folder)
            if held is None or held[0] != stamp:
                held = (stamp, load(folder))
                self._ledgers[folder] = held
                for key in [key for key in self._asked if key[0] == folder]:
                    del self._asked[key]
            return held[1]

    def asked(self, folder: Path, ledger: Ledger, frame: Frame, by: Standards) -> Asked:
        key = (folder, ledger.manifest.made_at, frame, by)
        with self._lock:
            found = self._asked.get(key)
            if found is None:
                found = self._asked[key] = Asked(ledger, frame, by)
            self._asked.move_to_end(key)
            while len(self._asked) > KEPT:
                self._asked.popitem(last=False)
            return found


_kept = _Kept()


def ledger(folder: Path) -> Ledger | None:
    """The current ledger in ``folder``, mapped once for the process; None where there is none."""
    return _kept.ledger(folder)


def asked(folder: Path, frame: Frame, by: Standards = NO_STANDARDS) -> Asked:
    """The current ledger asked in ``frame``; what was reckoned for a frame is kept.

    Raises HarborError ``ledger.missing`` where there is none.
    """
    held = ledger(folder)
    if held is None:
        raise HarborError("ledger.missing")
    return _kept.asked(folder, held, frame, by)


def footing(held: Ledger, corpus: Corpus) -> Footing:
    """How the ledger stands beside the corpus and the register now."""
    manifest = held.manifest
    changes = lines_after(manifest.stamp, RESTS_ON)
    return Footing(manifest, corpus.vintage, changes)


def is_behind(folder: Path, corpus: Corpus, region: Region) -> bool:
    """Whether a ledger is wanted: there is none, or it rests on what is no longer so. Where the
    corpus is empty none is wanted."""
    held = ledger(folder)
    if held is None:
        return bool(corpus.manifest.volumes)
    manifest = held.manifest
    now = (corpus.vintage, latest(RESTS_ON), region.code)
    return (manifest.vintage, manifest.stamp, manifest.region) != now


def usual_frame(held: Ledger, today: date, *, invented: bool, town: str = "") -> Frame:
    """The frame that is meant when no day is stated: today; where the corpus is invented, the
    last day the ledger knows."""
    day = held.manifest.last_day if invented else today
    return Frame(day, day, town)


def _stamp(folder: Path) -> tuple[int, int]:
    try:
        stat = (folder / "CURRENT").stat()
    except OSError:
        return (0, 0)
    return (stat.st_ino, stat.st_mtime_ns)
