"""How often warnings were worth sending, told with how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

FEW = 5  # judged warnings below which no share is told
_Z = 1.959964  # of the standard normal, 95 % two-sided


@dataclass(frozen=True)
class Share:
    """A share from 0 to 1 with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdicts:
    """What readers said of warnings when they closed them."""

    useful: int
    not_useful: int
    false: int

    @property
    def judged(self) -> int:
        return self.useful + self.not_useful + self.false

    @property
    def worth(self) -> Share | None:
        """The share of the judged ones that were useful; None where too few were judged."""
        return share(self.useful, self.judged) if self.judged >= FEW else None


@dataclass(frozen=True)
class TrackRecord(Verdicts):
    """What became of warnings: raised or held, and the verdicts on those that were closed."""

    raised: int
    held: int

    @property
    def waiting(self) -> int:
        """Raised and not yet judged."""
        return self.raised - self.judged


@dataclass(frozen=True)
class Holding:
    """What became of what was held: ``held`` still are, ``missed`` their reader had raised after
    all."""

    held: int
    missed: int

    @property
    def missed_share(self) -> Share | None:
        """The share that was held wrongly, as far as readers said so; None where few were held.
        What a reader never looks at counts as rightly held, so that it is told too low."""
        whole = self.held + self.missed
        return share(self.missed, whole) if whole >= FEW else None


def record(counts: Mapping[tuple[str, str], int]) -> TrackRecord:
    """The record of counts by decision (raised, held) and verdict ('' where there is none).

    A held warning has no verdict: nobody was sent it.
    """

    def of(decision: str, verdict: str | None = None) -> int:
        return sum(
            count
            for (one, other), count in counts.items()
            if one == decision and verdict in (None, other)
        )

    return TrackRecord(
        useful=of("raised", "useful"), not_useful=of("raised", "not_useful"),
        false=of("raised", "false"), raised=of("raised"), held=of("held"),
    )  # fmt: skip


def share(part: int, whole: int) -> Share:
    """``part`` of ``whole`` with Wilson's score interval (Wilson, JASA 22, 1927, 209-212), which
    holds for few and for shares near 0 or 1. Raises ValueError unless 0 <= part <= whole > 0."""
    if not 0 <= part <= whole or not whole:
        raise ValueError(f"{part} of {whole} is no share")
    seen, square = part / whole, _Z * _Z
    middle = (seen + square / (2 * whole)) / (1 + square / whole)
    half = _Z / (1 + square / whole) * sqrt(seen * (1 - seen) / whole + square / (4 * whole**2))
    return Share(seen, max(0.0, min(seen, middle - half)), min(1.0, max(seen, middle + half)))
