"""Draws of what an income rests on, tied to one another: a Gaussian copula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from ipharbor.statutes.book import Law
from ipharbor.statutes.values import Share
from ipharbor.valuation._normal import below
from ipharbor.vocabulary.errors import HarborError

Floats = npt.NDArray[np.float64]

FACTORS = ("rate", "growth", "decay", "discount", "life")
"""What is drawn: the royalty or share, growth, wear, discount rate, remaining life."""


@dataclass(frozen=True)
class Dependence:
    """How the factors go together: ``ties`` from -1 to 1 by pair (``rate-growth``), and
    ``common``, the part of each factor's variance that all rights of a portfolio share.

    Raises HarborError ``valuation.dependence`` for a pair that there is not, and for ties that
    contradict one another.
    """

    ties: tuple[tuple[str, float], ...] = ()
    common: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.common <= 1:
            raise HarborError("valuation.dependence", told=f"common {self.common}")
        self.lower()

    def matrix(self) -> Floats:
        """The correlations of the normal numbers behind the factors, 5 by 5."""
        made = np.eye(len(FACTORS))
        for pair, tie in self.ties:
            one, _dash, other = pair.partition("-")
            if one not in FACTORS or other not in FACTORS or not -1 < tie < 1:
                raise HarborError("valuation.dependence", told=f"{pair} {tie}")
            i, j = FACTORS.index(one), FACTORS.index(other)
            made[i, j] = made[j, i] = tie
        return made

    def lower(self) -> Floats:
        """Its lower triangular root."""
        try:
            return np.asarray(np.linalg.cholesky(self.matrix()), dtype=np.float64)
        except np.linalg.LinAlgError as trouble:
            told = ", ".join(f"{pair} {tie}" for pair, tie in self.ties)
            raise HarborError("valuation.dependence", told=told) from trouble


def usual(law: Law) -> Dependence:
    """The ties that the book proposes."""
    ties: dict[str, float] = {}
    for name, sign in (("together", 1.0), ("against", -1.0)):
        for row in law[f"valuation.dependence.{name}"].table.rows:
            if isinstance(row.value, Share):
                ties[row.kind] = sign * float(row.value.of_one)
    common = law["valuation.dependence.common"].share.of_one
    return Dependence(tuple(sorted(ties.items())), float(common))


def uniforms(
    rights: int, draws: int, tied: Dependence, rng: Generator, shared: Floats | None = None
) -> Mapping[str, Floats]:
    """By factor numbers from 0 to 1, rights by draws. ``shared`` are the normal numbers that all
    rights have in common, factors by draws; rights drawn with the same ones belong together."""
    own, lower = np.sqrt(1 - tied.common), tied.lower()
    normal = []
    for at in range(len(FACTORS)):
        z = rng.standard_normal((rights, draws))
        if shared is not None:
            z *= own
            z += np.sqrt(tied.common) * shared[at]
        normal.append(z)
    found = {}
    for at, name in enumerate(FACTORS):
        mixed = lower[at, at] * normal[at]
        for before in range(at):
            if lower[at, before]:
                mixed += lower[at, before] * normal[before]
        found[name] = below(mixed)
    return found


def triangular(uniform: Floats, spread: Floats) -> Floats:
    """What each number of ``uniform`` (rights by draws) stands for between least, likeliest and
    most, the columns of ``spread`` (rights by 3)."""
    low, mode, high = (spread[:, at : at + 1] for at in range(3))
    width = high - low
    turn = np.divide(mode - low, width, out=np.zeros_like(width), where=width > 0)
    left = low + np.sqrt(uniform * (width * (mode - low)))
    right = high - np.sqrt((1 - uniform) * (width * (high - mode)))
    return np.where(uniform < turn, left, right)
