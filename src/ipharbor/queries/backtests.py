"""What a back-test of warnings on planted events came to, as its file in the home says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipharbor.vocabulary.errors import HarborError

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


def backtest(home: Path) -> BackTest | None:
    """The back-test that ``backtest.json`` in the home tells, None where there is none.

    The file is ``{"made_on": day, "seeds": {"tuned": […], "held_out": […]}, "ways": {way:
    [{"signal", "planted", "recall", "precision", "lead_days"}]}}``. Raises HarborError
    ``backtest.unreadable`` for anything else.
    """
    path = home / FILE
    try:
        told = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as wrong:
        raise HarborError("backtest.unreadable", file=FILE) from wrong
    try:
        return BackTest(
            made_on=str(told["made_on"]),
            tuned=tuple(map(str, told["seeds"]["tuned"])),
            held_out=tuple(map(str, told["seeds"]["held_out"])),
            ways={str(way): tuple(map(_tested, rows)) for way, rows in told["ways"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
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
