"""Where randomness begins."""

from __future__ import annotations

import hashlib
from random import Random

import numpy as np
import numpy.typing as npt

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
Words = npt.NDArray[np.uint64]


def seeded(seed: str | int) -> Random:
    """Random numbers that are the same for the same seed on every machine."""
    return Random(seed)  # noqa: S311 - invents sample data, guards nothing


def lots(seed: str) -> np.random.Generator:
    """As ``seeded``, for whole columns."""
    digest = hashlib.sha256(seed.encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def mixed(words: Words, salt: int) -> Words:
    """Other words that follow from ``words`` alone, one for one (SplitMix64).

    What is drawn for a right in this way does not depend on which rights are made beside it.
    """
    with np.errstate(over="ignore"):
        z = words + _GOLDEN * np.uint64(salt * 2 + 1)
        z = (z ^ (z >> np.uint64(30))) * _MIX[0]
        z = (z ^ (z >> np.uint64(27))) * _MIX[1]
        mixed: Words = z ^ (z >> np.uint64(31))
        return mixed


def unit(words: Words, salt: int) -> npt.NDArray[np.float64]:
    """Numbers from 0 to below 1 that follow from ``words`` as ``mixed`` tells."""
    return (mixed(words, salt) >> np.uint64(11)).astype(np.float64) * 2.0**-53
