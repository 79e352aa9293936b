"""What back-tests of warnings came to, as their file in the home says: on planted events, and by
what the year after brought to watches that were replayed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.replayed import Counted, KindReplayed, SignalReplayed, kinds, signals

FILE = "backtest.json"


@dataclass(frozen=True)
class SignalTested:
    """A signal against planted events: how many there were, the share that was found, the share
    of what was told that was planted, and the days it was told before the event's end, median.
    None where a figure was not taken."""

    signal: str
    planted: int | None
    recall: float | None
    precision: float | None
    lead_days: float | None


@dataclass(frozen=True)
class BackTest:
    """A back-test: the day it was made, the seeds it was tuned on, those it was not, and the
    figures of each way (``warnings`` and simple baselines) by signal; ``all`` stands for all."""

    made_on: str
    tuned: tuple[str, ...]
    held_out: tuple[str, ...]
    ways: Mapping[str, tuple[SignalTested, ...]]


@dataclass(frozen=True)
class WatchReplayed:
    """What one running watch would have raised in the months replayed; of those warnings,
    ``confirmed`` of the ``judged`` were borne out by the year after."""

    raised: int
    judged: int
    confirmed: int


@dataclass(frozen=True)
class Replay:
    """A replay of watches over the months from that of ``first`` to that of ``last``, made on the
    documents of a vintage: by kind of watch, and by signal. ``running`` are the watches that run,
    ``drawn`` those drawn from the corpus."""

    made_at: datetime
    vintage: str
    first: date
    last: date
    documents: int
    months: int
    kinds: tuple[KindReplayed, ...]
    signals: tuple[SignalReplayed, ...]


def backtest(home: Path) -> BackTest | None:
    """The back-test on planted events that ``backtest.json`` in the home tells, None where there
    is none.

    The file is ``{"made_on": day, "seeds": {"tuned": […], "held_out": […]}, "ways": {way:
    [{"signal", "planted", "recall", "precision", "lead_days"}]}}``. Raises HarborError
    ``backtest.unreadable`` for anything else.
    """
    told = _held(home)
    if told is None or ("replay" in told and "ways" not in told):
        return None
    try:
        return BackTest(
            made_on=str(told["made_on"]),
            tuned=tuple(map(str, told["seeds"]["tuned"])),
            held_out=tuple(map(str, told["seeds"]["held_out"])),
            ways={str(way): tuple(map(_tested, rows)) for way, rows in told["ways"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise HarborError("backtest.unreadable", file=FILE) from wrong


def replay(home: Path) -> Replay | None:
    """The replay that the file tells under ``replay``, as ``actions.warning.backtest`` writes it;
    None where there is none. Raises HarborError ``backtest.unreadable``."""
    told = _held(home)
    if told is None or "replay" not in told:
        return None
    try:
        raw = told["replay"]
        counted = Counted.read(raw)
        return Replay(
            made_at=datetime.fromisoformat(raw["made_at"]),
            vintage=str(raw["vintage"]),
            first=date.fromisoformat(raw["first"]),
            last=date.fromisoformat(raw["last"]),
            documents=int(raw["documents"]),
            months=int(raw["months"]),
            kinds=kinds(counted),
            signals=signals(counted),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise HarborError("backtest.unreadable", file=FILE) from wrong


def replay_of(home: Path, watch_id: int) -> WatchReplayed | None:
    """What the replay came to for one running watch; None where it had no part in one, or the
    file cannot be read."""
    try:
        told = _held(home)
        found = (told or {})["replay"]["watches"][str(watch_id)]
        return WatchReplayed(*map(int, found))
    except (HarborError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _held(home: Path) -> Any:
    try:
        return json.loads((home / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as wrong:
        raise HarborError("backtest.unreadable", file=FILE) from wrong


def _tested(raw: Mapping[str, Any]) -> SignalTested:
    planted = raw.get("planted")
    return SignalTested(
        signal=str(raw["signal"]),
        planted=None if planted is None else int(planted),
        recall=_figure(raw.get("recall")),
        precision=_figure(raw.get("precision")),
        lead_days=_figure(raw.get("lead_days")),
    )


def _figure(value: Any) -> float | None:
    return None if value is None else float(value)
