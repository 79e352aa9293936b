"""The normal distribution in columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Abramowitz and Stegun (1964), 26.2.17; no error above 7.5e-8.
_P = 0.2316419
_B = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)
_ROOT = 0.3989422804014327  # one over the root of two pi


def below(z: Floats) -> Floats:
    """The chance of a standard normal number below each of ``z``."""
    size = np.abs(z)
    t = 1.0 / (1.0 + _P * size)
    tail = t * (_B[0] + t * (_B[1] + t * (_B[2] + t * (_B[3] + t * _B[4]))))
    tail *= _ROOT * np.exp(-0.5 * size * size)
    return np.where(z < 0, tail, 1.0 - tail)
