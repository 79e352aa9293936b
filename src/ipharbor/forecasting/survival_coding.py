"""What is known of rights, as the numbers that a model of their lives reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting.counts import Floats
from ipharbor.vocabulary.errors import HarborError

LEAST = 15
"""A label that fewer lives have is not told from others."""


@dataclass(frozen=True)
class Known:
    """What is known of each of ``n`` rights on one day of its own.

    ``numbers`` are columns of numbers, nan where untold; ``labels`` columns of sets of labels (a
    country, subclasses).
    """

    n: int
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    labels: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)

    def only(self, rows: npt.NDArray[np.int64]) -> Known:
        return Known(
            len(rows),
            {name: values[rows] for name, values in self.numbers.items()},
            {name: [values[row] for row in rows] for name, values in self.labels.items()},
        )


@dataclass(frozen=True)
class Coding:
    """How what is known becomes a table: learnt from one set of lives, used for any other.

    ``usual`` stands for an untold number. ``names`` are the table's columns: those of the numbers,
    then ``column=label`` for each label that was common enough.
    """

    usual: Mapping[str, float]
    common: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        told = (f"{column}={one}" for column, some in self.common.items() for one in some)
        return (*self.usual, *told)

    def table(self, known: Known) -> Floats:
        """The table of ``known``, (n, names). Raises ``survival.columns`` where one is missing."""
        lacking = {*self.usual} - {*known.numbers} | {*self.common} - {*known.labels}
        if lacking:
            raise HarborError("survival.columns", names=", ".join(sorted(lacking)))
        made = np.zeros((known.n, len(self.names)))
        for at, (name, usual) in enumerate(self.usual.items()):
            values = known.numbers[name]
            made[:, at] = np.where(np.isnan(values), usual, values)
        at = len(self.usual)
        for name, some in self.common.items():
            places = {one: at + place for place, one in enumerate(some)}
            for row, told in enumerate(known.labels[name]):
                for one in told:
                    if one in places:
                        made[row, places[one]] = 1.0
            at += len(some)
        return made


def learn(known: Known, *, least: int = LEAST) -> Coding:
    """The coding of what ``known`` holds: medians of its numbers, its common labels."""
    usual = {
        name: 0.0 if np.isnan(values).all() else float(np.nanmedian(values))
        for name, values in known.numbers.items()
    }
    common = {}
    for name, column in known.labels.items():
        counted = Counter(one for told in column for one in told)
        common[name] = tuple(
            sorted(one for one, count in counted.items() if least <= count <= known.n - least)
        )
    return Coding(usual, common)
