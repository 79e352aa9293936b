"""How much of a field a few applicants hold: concentration ratio and Herfindahl-Hirschman index.

Both take the counts of documents by applicant; zeros do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Counts = Sequence[int] | npt.NDArray[np.int64]


def concentration_ratio(counts: Counts, largest: int = 4) -> float | None:
    """Share of the ``largest`` applicants together (CR4), 0 to 1; None without counts."""
    held = np.asarray(counts, dtype=np.float64)
    total = held.sum()
    if not total:
        return None
    return float(np.sort(held)[::-1][:largest].sum() / total)


def hhi(counts: Counts) -> float | None:
    """Sum of squared percentage shares: 10,000 for one applicant, 10,000/n for n equal ones.

    None without counts. After O. C. Herfindahl (1950) and A. O. Hirschman (1945).
    """
    held = np.asarray(counts, dtype=np.float64)
    total = held.sum()
    if not total:
        return None
    return float(10_000.0 * np.square(held / total).sum())
