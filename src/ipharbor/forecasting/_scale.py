"""The scale on which an error of five in ten and of five hundred in a thousand compare."""

from __future__ import annotations

import numpy as np

from ipharbor.forecasting._student import quantile
from ipharbor.forecasting.counts import Floats

DISPERSION = 0.1
PRIOR_FREEDOM = 1
PRIOR_SPREAD = 0.7
_SHIFT = 0.375


def steady(count: Floats) -> Floats:
    """``count`` on the scale on which a negative binomial count varies by about one.

    ``asinh(sqrt(d (x + 3/8))) * 2 / sqrt(d)``, after Anscombe (1948), *The transformation of
    Poisson, binomial and negative-binomial data*, Biometrika 35: the square root for small
    counts, the logarithm for large ones. ``d`` is ``DISPERSION``.
    """
    root = np.sqrt(DISPERSION)
    return np.asarray(np.arcsinh(root * np.sqrt(np.maximum(count, 0) + _SHIFT)) * 2 / root)


def counted(value: Floats) -> Floats:
    """The count that ``steady`` takes to ``value``; none where the scale has no count."""
    root = np.sqrt(DISPERSION)
    count = np.sinh(np.maximum(value, 0) * root / 2) ** 2 / DISPERSION - _SHIFT
    return np.asarray(np.maximum(count, 0.0))


def reach(errors: Floats, level: float) -> Floats:
    """How far from a forecast the outcome lies at most, with probability ``level``.

    ``errors`` has shape (..., points), nan where no outcome is known. Where there are enough
    of them, the conformal bound: the ceil((n + 1) level)-th smallest of n errors (Vovk,
    Gammerman and Shafer 2005; Lei et al. 2018). Where there are fewer, the t quantile of their
    spread, but no less than the largest of them; for want of errors it starts from a spread of
    ``PRIOR_SPREAD`` known to ``PRIOR_FREEDOM`` degrees of freedom: few years, wide intervals.
    """
    size = np.abs(errors)
    known = ~np.isnan(size)
    many = known.sum(axis=-1)
    sizes = np.where(known, size, 0.0)
    freedom = PRIOR_FREEDOM + many
    squared = PRIOR_FREEDOM * PRIOR_SPREAD**2 + (sizes**2).sum(axis=-1)
    times = np.array([quantile(level, int(n)) for n in range(1, int(freedom.max(initial=1)) + 1)])
    width = times[freedom - 1] * np.sqrt(squared / freedom)
    if not sizes.shape[-1]:
        return np.asarray(width)
    rank = np.ceil((many + 1) * level - 1e-9).astype(np.int64)
    ordered = np.sort(np.where(known, size, np.inf), axis=-1)
    place = np.clip(rank, 1, ordered.shape[-1]) - 1
    conformal = np.take_along_axis(ordered, place[..., np.newaxis], axis=-1)[..., 0]
    return np.where(rank <= many, conformal, np.maximum(width, sizes.max(axis=-1)))
