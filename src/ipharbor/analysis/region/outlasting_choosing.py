"""Whether a model of rights' lives that was just learnt takes the place of the one in use.

Each comes with what looking back says of it. The new one is taken where it is as well calibrated
as the old one or better; else the old one stays, and says anew, of the rights as they are now,
what its forest says. A model that is much older than the rules by which rights are let lapse is
no longer kept, however well it once did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ipharbor.analysis.region.outlasting import LookBack, Model
from ipharbor.forecasting.survival_coding import Coding
from ipharbor.forecasting.survival_forest import Forest
from ipharbor.forecasting.survival_measures import Group

OLDEST = 366  # days after which a model is not kept on; ours


@dataclass(frozen=True)
class Choice:
    """Whether the new model is taken, and why: ``first``, ``as_good``, ``not_comparable`` (no
    horizon was looked back at for both), ``too_old`` (the one in use) or ``worse``. ``new`` and
    ``old`` are how far, over the horizons of both, what was said and what was seen lay apart."""

    taken: bool
    why: str
    new: float | None = None
    old: float | None = None


def choice(new: Iterable[LookBack], old: Mapping[str, Any] | None, on: date) -> Choice:
    """Which of the two is used from ``on``: the new one, or that of the manifest ``old``."""
    if old is None:
        return Choice(True, "first")
    mine = {one.horizon: (one.lives, one.error) for one in new}
    theirs = {one["horizon"]: (one["lives"], one["error"]) for one in old["looks"]}
    both = sorted(mine.keys() & theirs.keys())
    if not both:
        return Choice(True, "not_comparable")
    off_new, off_old = (_off([some[one] for one in both]) for some in (mine, theirs))
    if off_new <= off_old:
        return Choice(True, "as_good", off_new, off_old)
    age = (on - date.fromisoformat(learnt_on(old))).days
    if age > OLDEST:
        return Choice(True, "too_old", off_new, off_old)
    return Choice(False, "worse", off_new, off_old)


def learnt_on(manifest: Mapping[str, Any]) -> str:
    """The ISO day on which the forest of a manifest was learnt."""
    return str(manifest.get("learnt_on") or manifest["on"])


def kept_on(manifest: Mapping[str, Any], forest: Forest, now: Model) -> Model:
    """The model of ``manifest`` as it speaks on the day of ``now``: its forest and its record,
    with the delays of today."""
    looks = tuple(
        LookBack(**{**_plain(one), "groups": tuple(Group(**group) for group in one["groups"])})
        for one in manifest["looks"]
    )
    return replace(
        now,
        lives=manifest["lives"],
        ended=manifest["ended"],
        coding=Coding(
            manifest["numbers"], {name: tuple(some) for name, some in manifest["common"].items()}
        ),
        forest=forest,
        looks=looks,
        learnt_on=learnt_on(manifest),
    )


def _plain(look: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in look.items() if name != "shown"}


def _off(some: list[tuple[int, float]]) -> float:
    """The mean by which chances were off, each horizon weighing as its lives."""
    return sum(lives * error for lives, error in some) / sum(lives for lives, _ in some)
