"""Numbers that the offices have not given out, in columns."""

from __future__ import annotations

from typing import cast

import numpy as np

from ipharbor.samples._days import Days, Ints, Lots, years_of

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)  # ZC 0006-2003
_CHECKS = np.array(list("0123456789X"))
_SERIALS = 990_000  # of a year and type, from 9,000,000
_PUBLISHED = 9_900_000  # of a type, from 90,000,000


def application_numbers(kind: Ints, filed: Days, rng: Lots) -> np.ndarray:
    """Numbers with check character, rising within a year and type with the day of filing.

    Their serials begin with 9, beyond what the office gives out.
    """
    year = years_of(filed)
    order = np.lexsort((rng.random(len(filed)), filed, kind, year))
    serial = np.zeros(len(filed), np.int64)
    serial[order] = _rising(year[order] * 10 + kind[order], _SERIALS, rng)
    digits = year * 10**8 + (kind + 1) * 10**7 + 9_000_000 + serial
    total = sum(digits // 10 ** (11 - n) % 10 * weight for n, weight in enumerate(_WEIGHTS))
    return np.char.add(np.char.add(digits.astype("U12"), "."), _CHECKS[np.asarray(total) % 11])


def publication_serials(kind: Ints, opened: Days, rng: Lots) -> np.ndarray:
    """The nine digits of publication numbers, rising within a type with the day of publication;
    they begin with 19, 29 or 39, beyond the office's."""
    order = np.lexsort((rng.random(len(opened)), opened, kind))
    serial = np.zeros(len(opened), np.int64)
    serial[order] = _rising(kind[order], _PUBLISHED, rng)
    return ((kind + 1) * 10**8 + 90_000_000 + serial).astype("U9")


def _rising(group: Ints, room: int, rng: Lots) -> Ints:
    """Rising numbers from 1 to ``room`` within each run of equal ``group``."""
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else group
    sizes = np.diff(np.r_[starts, len(group)])
    gap = np.maximum(1, room // np.maximum(sizes, 1))
    steps = 1 + (rng.random(len(group)) * np.repeat(gap, sizes)).astype(np.int64)
    run = np.cumsum(steps)
    before = np.repeat(run[starts] - steps[starts], sizes) if len(group) else run
    return cast(Ints, run - before)
