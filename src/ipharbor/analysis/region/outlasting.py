"""How likely each right in force still is in one, three and five years, and how good that is.

A forest of curves is grown on the lives of the region's own rights. What it is worth is found by
looking back: for each horizon one is grown on what was known so many years ago, says of the
rights in force then what would become of them, and is compared with what became of them and
with what Kaplan and Meier's estimate of then says. Where it was not better it is not shown.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from ipharbor.analysis.region._arrays import Mask
from ipharbor.analysis.region.layout import FAR, day_number, day_of
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.analysis.region.lives import YEAR, RegionLives, facts, lateness, lives
from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.forecasting.survival import KaplanMeier, Lives, kaplan_meier
from ipharbor.forecasting.survival_chances import CHANCES
from ipharbor.forecasting.survival_coding import Coding, learn
from ipharbor.forecasting.survival_forest import Forest, Growth, grow
from ipharbor.forecasting.survival_measures import (
    Group,
    calibration,
    calibration_error,
    concordance,
    integrated_brier,
)
from ipharbor.vocabulary.errors import HarborError

HORIZONS = (1, 3, 5)
METHOD = "forest_of_curves/1"
LEAST_LIVES = 300
LEAST_ENDED = 50
"""Ours: on fewer lives or ends nothing is learnt, and no look back is believed."""
_STEP, _LONGEST, _TAIL = 0.5, 20.0, 2.0
_LEAST_AT_RISK = 100  # lives that last to the end of the curves
_REASONS = 3
_FLOOR = 1e-6


@dataclass(frozen=True)
class LookBack:
    """What a forecast of ``origin`` for ``horizon`` years later was worth, as known since.

    ``lives`` rights in force then, of which ``ended`` ended within; ``c`` is the concordance,
    ``ibs`` the integrated Brier score of the forest and ``plain`` that of Kaplan and Meier.
    """

    horizon: int
    origin: str  # ISO day
    learnt: int
    lives: int
    ended: int
    c: float
    ibs: float
    plain: float
    error: float
    groups: tuple[Group, ...]

    @property
    def shown(self) -> bool:
        return self.ended >= LEAST_ENDED and self.ibs < self.plain


@dataclass(frozen=True)
class Model:
    """What was learnt, and what looking back says of it. ``on`` is the day as of which it speaks of
    rights, ``learnt_on`` that on which its forest was learnt, empty where it is the same."""

    on: str  # ISO day
    usual: int  # days after which half of all ends are told
    late: int  # and nearly all
    lives: int
    ended: int
    coding: Coding
    forest: Forest
    looks: tuple[LookBack, ...]
    learnt_on: str = ""

    def told(self) -> dict[str, Any]:
        """All but the forest, as JSON can hold it."""
        return {
            "method": METHOD, "on": self.on, "learnt_on": self.learnt_on or self.on,
            "usual": self.usual, "late": self.late,
            "lives": self.lives, "ended": self.ended, "numbers": dict(self.coding.usual),
            "common": {name: list(some) for name, some in self.coding.common.items()},
            "looks": [asdict(one) | {"shown": one.shown} for one in self.looks],
        }  # fmt: skip


@dataclass(frozen=True)
class _Learnt:
    coding: Coding
    forest: Forest
    plain: KaplanMeier
    lives: int
    ended: int


def fit(ledger: Ledger) -> tuple[Model, pa.Table]:
    """The model of a ledger's rights as known on its last day, and what it says of each, by
    ``CHANCES``.

    Raises ``survival.too_few`` where fewer than ``LEAST_LIVES`` lives or ``LEAST_ENDED`` ends are
    known.
    """
    today = day_number(ledger.manifest.last_day)
    usual, late = lateness(ledger, today)
    now = lives(ledger, today, late)
    learnt = _learn(ledger, now)
    if learnt is None:
        raise HarborError(
            "survival.too_few", lives=len(now.right), ended=int(now.ended.sum()),
            least=LEAST_LIVES, least_ended=LEAST_ENDED,
        )  # fmt: skip
    looks = [_look_back(ledger, now, usual, horizon) for horizon in HORIZONS]
    model = Model(
        ledger.manifest.until, usual, late, learnt.lives, learnt.ended, learnt.coding,
        learnt.forest,
        tuple(one for one in looks if one is not None),
    )  # fmt: skip
    return model, _chances(ledger, now, model)


def told_again(ledger: Ledger, model: Model) -> pa.Table:
    """What a model that was learnt before says of the ledger's rights, by ``CHANCES``."""
    return _chances(ledger, lives(ledger, day_number(ledger.manifest.last_day), model.late), model)


def _learn(ledger: Ledger, known: RegionLives) -> _Learnt | None:
    some = known.only(known.over > known.begun)
    told = some.lives()
    ended = int(told.ended.sum())
    if len(told) < LEAST_LIVES or ended < LEAST_ENDED:
        return None
    what = facts(ledger, some)
    coding = learn(what, least=max(15, len(told) // 200))
    oldest = np.sort(told.years)[-min(_LEAST_AT_RISK, len(told) // 3)]
    longest = float(np.clip(oldest, 2 * _STEP, _LONGEST))
    years = np.arange(_STEP, longest + _STEP / 2, _STEP)
    growth = Growth(trees=100, least_in_leaf=int(np.clip(len(told) // 40, 20, 200)))
    forest = grow(coding.table(what), told, years, growth)
    return _Learnt(coding, forest, kaplan_meier(told), len(told), ended)


def _ahead(share: Floats, years: Floats, since: Floats, ahead: Floats) -> Floats:
    """The chance to last ``ahead`` more years of what has lasted ``since``, (rights, ahead).

    ``share`` (rights, years) is that to last beyond each of ``years`` from the grant; behind the
    last of them it falls on as fast as in the ``_TAIL`` years before.
    """
    known, whole = np.r_[0.0, years], np.c_[np.ones(len(share)), share]

    back = max(0, len(known) - 1 - round(_TAIL / _STEP))
    lost = np.log(np.maximum(whole[:, back], _FLOOR) / np.maximum(whole[:, -1], _FLOOR))
    rate = lost / (known[-1] - known[back])

    def at(asked: Floats) -> Floats:
        place = np.clip(np.searchsorted(known, asked, side="right") - 1, 0, len(known) - 2)
        part = np.clip((asked - known[place]) / (known[place + 1] - known[place]), 0.0, 1.0)
        rows = np.arange(len(whole))
        told = whole[rows, place] * (1 - part) + whole[rows, place + 1] * part
        return np.asarray(told * np.exp(-rate * np.maximum(asked - known[-1], 0.0)))

    now = np.maximum(at(since[:, 0]), _FLOOR)
    made = [np.minimum(at(since[:, 1] + more) / now, 1.0) for more in ahead.tolist()]
    return np.stack(made, axis=1)


def _ages(known: RegionLives, usual: int) -> Floats:
    """Years since grant at which each right would have been told to have ended, and at which it is
    asked of."""
    asked = (known.known - known.begun) / YEAR
    return np.stack([np.maximum(asked - usual / YEAR, 0.0), asked], axis=1)


def _look_back(ledger: Ledger, now: RegionLives, usual: int, horizon: int) -> LookBack | None:
    """What a forecast for ``horizon`` years was worth that was made so long before ``now.seen``."""
    origin = now.seen - round(horizon * YEAR)
    then = lives(ledger, origin, now.late)
    learnt = _learn(ledger, then)
    if learnt is None:
        return None
    asked = then.only(then.stands & (then.term > now.seen))
    place = np.searchsorted(now.right, asked.right)
    there = np.isin(asked.right, now.right)
    asked, place = asked.only(there), place[there]
    if len(asked.right) < LEAST_LIVES:
        return None
    lasted = np.clip((now.over[place] - origin) / YEAR, 0.0, horizon)
    ended = now.ended[place] & (now.over[place] - origin <= horizon * YEAR)
    became = Lives(lasted, ended)
    grid = np.arange(0.25, horizon + 0.01, 0.25)
    ages = _ages(asked, usual)
    table = learnt.coding.table(facts(ledger, asked))
    years = learnt.forest.years
    ours = _ahead(learnt.forest.beyond(table, years), years, ages, grid)
    plain = np.tile(learnt.plain.beyond(years), (len(table), 1))
    without = _ahead(plain, years, ages, grid)
    inner = grid < horizon if len(grid) > 1 else np.ones(1, dtype=np.bool_)
    groups = calibration(Lives(lasted, ended), ours[:, -1], horizon - 1e-9)
    return LookBack(
        horizon, str(day_of(origin)), learnt.lives, len(table), int(ended.sum()),
        concordance(became, -ours.mean(axis=1)) if ended.any() else float("nan"),
        integrated_brier(became, became, ours[:, inner], grid[inner]),
        integrated_brier(became, became, without[:, inner], grid[inner]),
        calibration_error(groups), groups,
    )  # fmt: skip


def _chances(ledger: Ledger, now: RegionLives, model: Model) -> pa.Table:
    standing = now.only(now.stands)
    table = model.coding.table(facts(ledger, standing))
    years, ages = model.forest.years, _ages(standing, model.usual)
    ahead = np.array(HORIZONS, np.float64)
    share = _ahead(model.forest.beyond(table, years), years, ages, ahead)
    keys = ledger.text("rights", "key").take(pa.array(standing.right))
    on = date.fromisoformat(model.on)
    parts = []
    for at, horizon in enumerate(HORIZONS):
        until = on.replace(year=on.year + horizon, day=min(on.day, 28))
        gone = (standing.term < FAR) & (standing.term <= day_number(until))
        chance = np.where(gone, 0.0, share[:, at])
        look = next((one for one in model.looks if one.horizon == horizon), None)
        low, high = _band(look, chance)
        shown = bool(look is not None and look.shown)
        parts.append(
            pa.table(
                [
                    keys,
                    pa.array([on] * len(chance), pa.date32()),
                    pa.array(np.full(len(chance), horizon, np.int8)),
                    pa.array([until] * len(chance), pa.date32()),
                    pa.array(chance),
                    pa.array(np.where(gone, 0.0, low)),
                    pa.array(np.where(gone, 0.0, high)),
                    pa.array(gone),
                    pa.array(gone | shown),
                    pa.array(
                        _why(model, table, ages[:, 1] + horizon), CHANCES.field("reasons").type
                    ),
                ],
                schema=CHANCES,
            )
        )
    return pa.concat_tables(parts).sort_by([("key", "ascending"), ("horizon", "ascending")])


def _band(look: LookBack | None, chance: Floats) -> tuple[Floats, Floats]:
    """The band of the group that each chance falls into; 0 to 1 where nothing was looked back at.

    It is widened to hold the chance itself, so that the two never contradict each other.
    """
    if look is None or not look.groups:
        return np.zeros(len(chance)), np.ones(len(chance))
    edges = np.array([one.lowest for one in look.groups[1:]])
    place: Ints = np.searchsorted(edges, chance, side="right").astype(np.int64)
    low = np.array([one.low for one in look.groups])[place]
    high = np.array([one.high for one in look.groups])[place]
    return np.minimum(low, chance), np.maximum(high, chance)


def _why(learnt: Model, table: Floats, years: Floats) -> list[list[dict[str, Any]]]:
    """The columns that move each chance most. A label that a right lacks is told with ``!``."""
    moved = learnt.forest.reasons(table, years)
    names = learnt.coding.names
    labels: Mask = np.array(["=" in one for one in names])
    first = np.argsort(-np.abs(moved), axis=1)[:, :_REASONS]
    return [
        [
            {
                "column": f"!{names[one]}" if labels[one] and not table[row, one] else names[one],
                "points": float(moved[row, one]),
            }
            for one in some
        ]
        for row, some in enumerate(first.tolist())
    ]
