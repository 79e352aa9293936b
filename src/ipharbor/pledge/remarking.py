"""What a signed value is still worth: rolled forward by remaining life, then what counts of it.

A signed value of day ``d`` is that of a stream of income over the life that was left then. On a
later day the same stream, at the same discount and yearly decline, has that much less life left:

    V(t) = V(d) · e^(−g·(t−d)) · (1 − e^(−(r+g)·n(t))) / (1 − e^(−(r+g)·n(d)))

with ``n`` the years left on each day, ``r`` the discount rate and ``g`` the decline, both
continuous. Where the valuation tells neither, V falls in a straight line to zero at the end of
the life, which is the limit for r = g = 0. It is our own rule for the time between two signed
values and takes the place of neither. Source: the present value of a level annuity, as in any
text of valuation; relief from royalty discounts the same stream.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
YEAR = 365.25
_FLAT = 1e-9  # rates below it are none


@dataclass(frozen=True)
class Values:
    """Signed values as columns of one length.

    ``fen`` in 0.01 CNY (0 without a value), ``valued`` and ``ends`` the day of the valuation
    and the last day of the life it rests on, ``rate`` and ``decline`` a year (0.12 = 12 %; nan
    where it is not told, and then the line is straight).
    """

    fen: Ints
    valued: Days
    ends: Days
    rate: Floats
    decline: Floats


def factors(values: Values, ends: Days, on: np.datetime64) -> Floats:
    """Which part of each signed value is left on ``on``, 0 to 1.

    ``ends`` is the last day of the right's term as known now, ``NaT`` where it is not: the life
    left ends with it or with the life of the valuation, whichever is first. A day before the
    valuation gives 1, one after the life 0, a life that is not known at all 0.
    """
    life = np.where(np.isnat(values.ends), ends, values.ends)
    now_ends = np.where(np.isnat(ends), life, np.minimum(life, ends))
    began = _years(life - values.valued)
    left = np.minimum(_years(now_ends - np.maximum(on, values.valued)), began)
    passed = np.maximum(_years(on - values.valued), 0.0)
    decline = np.nan_to_num(values.decline)
    speed = np.nan_to_num(values.rate) + decline
    steady = np.abs(speed) < _FLAT
    safe = np.where(steady, 1.0, speed)
    with np.errstate(divide="ignore", invalid="ignore"):
        straight = left / began
        curved = np.expm1(-safe * left) / np.expm1(-safe * began)
        part = np.where(steady, straight, curved) * np.exp(-decline * passed)
    return np.clip(np.nan_to_num(np.where((began > 0) & (left > 0), part, 0.0)), 0.0, 1.0)


def rolled(values: Values, ends: Days, on: np.datetime64) -> Ints:
    """Each value on ``on`` in 0.01 CNY, rounded down."""
    return np.floor(values.fen * factors(values, ends, on) + 1e-6).astype(np.int64)


def counted(rolled_fen: Ints, share: Floats) -> Ints:
    """What counts of each rolled value, rounded down."""
    return np.floor(rolled_fen * share + 1e-6).astype(np.int64)


def _years(span: npt.NDArray[np.timedelta64]) -> Floats:
    days = span.astype("timedelta64[D]").astype(np.float64)
    return np.where(np.isnat(span), np.nan, days) / YEAR
