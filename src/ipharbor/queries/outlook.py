"""How likely rights still are in force in some years, as the current model says."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region import outlasting_kept as keeping
from ipharbor.analysis.region.outlasting_choosing import learnt_on
from ipharbor.forecasting.survival_reasons import reason

SHOWN = 6  # learnings that a page tells of


@dataclass(frozen=True)
class Chance:
    """That a right is in force on ``until``, ``horizon`` years after ``on``.

    ``low`` and ``high`` bound what became of rights of which a like chance was said when looking
    back. ``term_over``: the term ends before, so it is 0 for certain. ``reasons`` are sentences.
    """

    horizon: int
    until: date
    chance: float
    low: float
    high: float
    term_over: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Try:
    """One learning: as known ``on``, whether it was ``taken``, and ``why`` (as
    ``outlasting_choosing.Choice`` has it); how far what was said lay from what was seen, of the
    new model and of the one then in use; what looking back said of each horizon."""

    on: date
    taken: bool
    why: str
    new: float | None
    old: float | None
    looks: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Outlook:
    """What the model as of ``on`` says of a right. ``withheld`` are the horizons that it was not
    better for than Kaplan and Meier's estimate and which are not shown therefore; ``looks`` is
    what looking back said of each, ``learnt_on`` the day on which its forest was learnt. ``tried``
    are the last learnings, the newest first: a model that was worse calibrated was not taken."""

    on: date
    method: str
    lives: int
    ended: int
    chances: tuple[Chance, ...]
    withheld: tuple[int, ...]
    looks: tuple[dict[str, Any], ...]
    learnt_on: date
    tried: tuple[Try, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Those of the farthest horizon of which anything is said."""
        return next((one.reasons for one in reversed(self.chances) if one.reasons), ())


class _Kept:
    """The chances that are in memory, those of one model at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._place: Path | None = None
        self._table: pa.Table | None = None
        self._by_key: dict[int, dict[str, float]] = {}

    def table(self, place: Path) -> pa.Table:
        with self._lock:
            if self._table is None or self._place != place:
                self._table = keeping.chances(place).combine_chunks()
                self._place, self._by_key = place, {}
            return self._table

    def by_key(self, place: Path, horizon: int) -> dict[str, float]:
        everything = self.table(place)
        with self._lock:
            found = self._by_key.get(horizon)
            if found is None:
                ahead = pc.equal(everything.column("horizon"), horizon)
                kept = everything.filter(pc.and_(ahead, everything.column("shown")))
                keys, told = (kept.column(name).to_pylist() for name in ("key", "chance"))
                found = self._by_key[horizon] = dict(zip(keys, told, strict=True))
            return found


_kept = _Kept()


def table(folder: Path) -> pa.Table | None:
    """What the current model says of every right in force, by ``survival_chances.CHANCES``; None
    where there is no model."""
    found = keeping.current(folder)
    return None if found is None else _kept.table(found[0])


def outlook(folder: Path, key: str, lang: str) -> Outlook | None:
    """What the current model in ``folder`` says of a right; None where it says nothing."""
    found = keeping.current(folder)
    if found is None:
        return None
    place, told = found
    everything = _kept.table(place)
    rows = everything.filter(pc.equal(everything.column("key"), key)).to_pylist()
    if not rows:
        return None
    shown = [row for row in rows if row["shown"]]
    return Outlook(
        on=date.fromisoformat(told["on"]),
        method=told["method"],
        lives=told["lives"],
        ended=told["ended"],
        chances=tuple(_chance(row, lang) for row in shown),
        withheld=tuple(row["horizon"] for row in rows if not row["shown"]),
        looks=tuple(told["looks"]),
        learnt_on=date.fromisoformat(learnt_on(told)),
        tried=tuple(_try(one) for one in keeping.tried(folder)[:SHOWN]),
    )


def _try(told: Mapping[str, Any]) -> Try:
    return Try(
        date.fromisoformat(told["on"]), told["taken"], told["why"], told["new"], told["old"],
        tuple(told["looks"]),
    )  # fmt: skip


def chances(folder: Path, horizon: int) -> Mapping[str, float]:
    """The chances for ``horizon`` years that may be shown, by the rights' keys."""
    found = keeping.current(folder)
    return {} if found is None else _kept.by_key(found[0], horizon)


def _chance(row: dict[str, Any], lang: str) -> Chance:
    reasons = [] if row["term_over"] else row["reasons"]
    return Chance(
        row["horizon"], row["until"], row["chance"], row["low"], row["high"], row["term_over"],
        tuple(reason(one["column"], one["points"], lang) for one in reasons),
    )  # fmt: skip
