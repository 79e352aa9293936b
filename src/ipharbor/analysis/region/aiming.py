"""Targets beside what came so far: who is behind, by the usual course of a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from ipharbor.analysis.region import counting
from ipharbor.analysis.region._arrays import Ints, Mask, same
from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.cuts import Cut
from ipharbor.analysis.region.expecting import usual_share
from ipharbor.analysis.region.high_value import high_value
from ipharbor.analysis.region.layout import TYPES
from ipharbor.vocabulary.targets import FLOWS


class Standing(StrEnum):
    """How a figure stands beside its target on the day."""

    REACHED = "reached"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    MISSED = "missed"  # the year is over
    UNTOLD = "untold"


@dataclass(frozen=True)
class Wanted:
    """A target: ``town`` empty for the whole district."""

    year: int
    figure: str
    town: str
    value: float


@dataclass(frozen=True)
class Aim:
    """A target with ``so_far``, and ``usual``: what would have come by the day, were the target
    reached in the usual course. None where it cannot be told. ``by`` says how the course was
    found: ``grants`` (of earlier years), ``days``, ``growth`` (from the state at the year's
    beginning) or ``level`` (the target itself)."""

    wanted: Wanted
    so_far: float | None
    usual: float | None
    by: str
    standing: Standing

    @property
    def share(self) -> float | None:
        """So far as a share of the target."""
        if self.so_far is None or not self.wanted.value:
            return None
        return self.so_far / self.wanted.value

    @property
    def behind(self) -> bool:
        """Whether less has come than usually would have, or the year was missed."""
        return self.standing in (Standing.BEHIND, Standing.MISSED)

    @property
    def lacking(self) -> float | None:
        """How much is lacking to the usual course; negative where it is ahead."""
        return None if self.so_far is None or self.usual is None else self.usual - self.so_far


Others = Mapping[tuple[str, str], float]
"""Figures that are not the ledger's, by name and town, of the frame's year so far."""


def aims(asked: Asked, wanted: Sequence[Wanted], others: Others) -> tuple[Aim, ...]:
    """Each of ``wanted`` beside what came; those of other years than the frame's are left out.

    Figures of the whole district are looked up among ``others`` first, then in the ledger.
    """
    values = _Values(asked, others)
    return tuple(_aim(asked, one, values) for one in wanted if one.year == asked.frame.on.year)


def _aim(asked: Asked, one: Wanted, values: _Values) -> Aim:
    so_far = values.of(one.figure, one.town)
    share, by = _course(asked, one.figure)
    usual: float | None = one.value
    if by == "growth":
        begun = values.begun(one.figure, one.town)
        usual = None if begun is None else begun + (one.value - begun) * share
    elif by != "level":
        usual = one.value * share
    return Aim(one, so_far, usual, by, _standing(asked.frame.on, so_far, usual, one.value))


def _standing(on: date, so_far: float | None, usual: float | None, value: float) -> Standing:
    if so_far is None or usual is None:
        return Standing.UNTOLD
    if so_far >= value:
        return Standing.REACHED
    if (on.month, on.day) == (12, 31):
        return Standing.MISSED
    return Standing.ON_COURSE if so_far >= usual else Standing.BEHIND


def _course(asked: Asked, figure: str) -> tuple[float, str]:
    """The share of the way that usually lies behind on the day, and how that was found."""
    on = asked.frame.on
    elapsed = (on - date(on.year, 1, 1)).days + 1
    by_days = elapsed / (date(on.year, 12, 31) - date(on.year, 1, 1)).days
    if figure.startswith("granted"):
        kind = figure.removeprefix("granted").lstrip("_")
        usual = usual_share(asked, Cut("granted", type=kind))
        if usual is not None:
            return usual, "grants"
    if figure in FLOWS:
        return min(by_days, 1.0), "days"
    if figure in _STATES:
        return min(by_days, 1.0), "growth"
    return 1.0, "level"


_STATES = ("in_force", "inventions_in_force", "high_value", "holders")


class _Values:
    """What the figures came to, for the district and by town."""

    def __init__(self, asked: Asked, others: Others) -> None:
        self._asked = asked
        self._others = others
        self._found: dict[tuple[str, bool], Mapping[str, float]] = {}

    def of(self, figure: str, town: str) -> float | None:
        """The figure now."""
        if (figure, town) in self._others:
            return self._others[figure, town]
        return self._all(figure, begun=False).get(town)

    def begun(self, figure: str, town: str) -> float | None:
        """The figure at the end of the year before, as known now."""
        return self._all(figure, begun=True).get(town)

    def _all(self, figure: str, *, begun: bool) -> Mapping[str, float]:
        key = (figure, begun)
        if key not in self._found:
            asked = self._asked.at_end_of_year_before() if begun else self._asked
            reckon = _REACHED.get(figure)
            self._found[key] = {} if reckon is None else reckon(asked)
        return self._found[key]


def _by_town(asked: Asked, town: Ints, mask: Mask) -> dict[str, float]:
    """Rights of ``mask`` in the whole district (or the frame's town), and in each town."""
    codes = asked.ledger.manifest.towns
    held = town[mask]
    counts = np.bincount(held[held >= 0], minlength=len(codes))
    found = {code: float(n) for code, n in zip(codes, counts.tolist(), strict=True)}
    return found | {"": float(np.count_nonzero(mask))}


def _granted(kind: str) -> Callable[[Asked], dict[str, float]]:
    def reckon(asked: Asked) -> dict[str, float]:
        mask = asked.granted(*asked.frame.year_so_far)
        if kind:
            mask = mask & asked.of_type(kind)
        return _by_town(asked, asked.ledger.column("rights", "town"), mask)

    return reckon


def _in_force(asked: Asked) -> dict[str, float]:
    return _by_town(asked, asked.town, asked.in_force)


def _inventions(asked: Asked) -> dict[str, float]:
    return _by_town(asked, asked.town, asked.in_force & asked.of_type("invention"))


def _high_value(asked: Asked) -> dict[str, float]:
    return _by_town(asked, asked.town, high_value(asked)) if asked.by.rule else {}


def _share(asked: Asked) -> dict[str, float]:
    whole, inventions = _granted("")(asked), _granted("invention")(asked)
    return {town: inventions[town] / n for town, n in whole.items() if n}


def _holders(asked: Asked) -> dict[str, float]:
    ledger = asked.ledger
    active = np.unique(asked.holder[asked.in_force])
    active = active[active >= 0]
    town = ledger.column("holders", "town")[active]
    codes = ledger.manifest.towns
    found = {code: float(np.count_nonzero(same(town, at))) for at, code in enumerate(codes)}
    return found | {"": float(len(active))}


def _figure(reckon: Callable[[Asked], float | None]) -> Callable[[Asked], dict[str, float]]:
    """A figure that is told of the district alone."""

    def told(asked: Asked) -> dict[str, float]:
        value = reckon(asked)
        return {} if value is None else {"": value}

    return told


_REACHED: Mapping[str, Callable[[Asked], dict[str, float]]] = {
    "granted": _granted(""),
    **{f"granted_{kind}": _granted(kind) for kind in TYPES},
    "invention_share": _share,
    "in_force": _in_force,
    "inventions_in_force": _inventions,
    "high_value": _high_value,
    "holders": _holders,
    "pledge_records": _figure(lambda asked: counting.records(asked, "pledge").value),
    "licence_records": _figure(lambda asked: counting.records(asked, "licence").value),
    "transfers": _figure(lambda asked: counting.transfers(asked).value),
}
