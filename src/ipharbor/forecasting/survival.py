"""How long rights are kept: the estimate of Kaplan and Meier, and the table of patent years.

A life is a time in years since its begin and whether it ended then; one that had not ended is
censored: all that is known is that it lasted at least so long.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.vocabulary.errors import HarborError

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lives:
    """Lives by columns: how many years each lasted, and whether it ended then."""

    years: Floats
    ended: Bools

    def __post_init__(self) -> None:
        if self.years.shape != self.ended.shape or not bool(np.all(self.years >= 0)):
            raise HarborError("survival.lives")

    def __len__(self) -> int:
        return len(self.years)

    def only(self, rows: Ints | Bools) -> Lives:
        return Lives(self.years[rows], self.ended[rows])

    @property
    def censoring(self) -> Lives:
        """The same seen from the other side: what ended is that one was looked at."""
        return Lives(self.years, ~self.ended)


@dataclass(frozen=True)
class KaplanMeier:
    """The share that lasts beyond each of ``at``, the years at which a life ended.

    ``variance`` is Greenwood's sum d / (n (n - d)), that of the logarithm; ``at_risk`` and
    ``ended`` are what was counted. E. L. Kaplan and P. Meier, JASA 53 (1958) 457-481;
    M. Greenwood, *The natural duration of cancer*, HMSO 1926.
    """

    at: Floats
    share: Floats
    variance: Floats
    at_risk: Ints
    ended: Ints

    def beyond(self, years: npt.ArrayLike) -> Floats:
        """The share that lasts beyond each of ``years``."""
        return _step(self.at, self.share, np.asarray(years, np.float64), right=True, first=1.0)

    def before(self, years: npt.ArrayLike) -> Floats:
        """The share that has not ended before each of ``years``: the limit from the left."""
        return _step(self.at, self.share, np.asarray(years, np.float64), right=False, first=1.0)

    def band(self, years: npt.ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper bounds of the share beyond ``years``, one point at a time.

        By the normal distribution of log(-log S), so that they stay between 0 and 1 (Kalbfleisch
        and Prentice, *The Statistical Analysis of Failure Time Data*, 2nd edition 2002, 1.4).
        Where nothing has ended yet both are 1.
        """
        asked = np.asarray(years, np.float64)
        share = self.beyond(asked)
        variance = _step(self.at, self.variance, asked, right=True, first=0.0)
        some = (share > 0) & (share < 1)
        log = np.log(np.where(some, share, 0.5))
        width = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(variance) / np.abs(log)
        low, high = np.exp(log * np.exp(width)), np.exp(log * np.exp(-width))
        return np.where(some, low, share), np.where(some, high, share)


def kaplan_meier(lives: Lives) -> KaplanMeier:
    """The estimate from ``lives``. One that ended counts before one censored at the same time."""
    at, ended, at_risk = _counted(lives)
    at, ended, at_risk = at[ended > 0], ended[ended > 0], at_risk[ended > 0]
    left = at_risk - ended
    with np.errstate(divide="ignore"):
        added = np.where(left > 0, ended / np.where(left > 0, at_risk * left, 1), np.inf)
    share: Floats = np.asarray(np.cumprod(left / at_risk), np.float64)
    return KaplanMeier(at, share, np.cumsum(added), at_risk.astype(np.int64), ended)


def pseudo_values(lives: Lives, years: Floats) -> Floats:
    """What each life adds to the share beyond each of ``years``, (lives, years).

    The jackknife of Kaplan and Meier's estimate: n S - (n - 1) S without this life. Where
    nobody is censored it is 1 while it lasts and 0 afterwards; its mean over all lives is S.
    P. K. Andersen, J. P. Klein and S. Rosthøj, Biometrika 90 (2003) 15-27.
    """
    n = len(lives)
    if n < 2:
        raise HarborError("survival.lives")
    at, ended, at_risk = _counted(lives)
    whole = _log_steps(ended, at_risk)
    fewer = _log_steps(ended, at_risk - 1)
    own = np.searchsorted(at, lives.years)
    without = _log_step(ended[own] - lives.ended, at_risk[own] - 1)
    last = np.searchsorted(at, years, side="right")  # of the steps up to each year
    over = own[:, np.newaxis] < last[np.newaxis, :]  # its own step lies before
    before = fewer[np.where(over, own[:, np.newaxis], last[np.newaxis, :])]
    after = whole[last][np.newaxis, :] - whole[own + 1][:, np.newaxis]
    left_out = np.exp(before + np.where(over, without[:, np.newaxis] + after, 0.0))
    return np.asarray(n * np.exp(whole[last])[np.newaxis, :] - (n - 1) * left_out)


@dataclass(frozen=True)
class YearTable:
    """Rights by patent year: how many came into each of ``years``, and how many it was the last of.

    An annuity falls due once a year, so this is the natural clock of a right.
    """

    years: Ints
    at_risk: Ints
    ended: Ints

    @property
    def hazard(self) -> Floats:
        """The share of each year's rights that end in it; nan where there were none."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.where(self.at_risk > 0, self.ended / self.at_risk, np.nan))


def year_table(first: Ints, last: Ints, ended: Bools) -> YearTable:
    """Count rights that could end in the patent years ``first`` to ``last``, both included.

    ``ended`` is whether it did in ``last``. A year that is not over for a right is not among its
    years. Rights whose ``last`` lies before their ``first`` count nowhere.
    """
    some = last >= first
    if not bool(some.any()):
        nothing = np.zeros(0, np.int64)
        return YearTable(nothing, nothing, nothing)
    begin, end = int(first[some].min()), int(last[some].max())
    width = end - begin + 2
    came = np.bincount(first[some] - begin, minlength=width)
    went = np.bincount(last[some] + 1 - begin, minlength=width)
    over = np.bincount(last[some & ended] - begin, minlength=width)
    years = np.arange(begin, end + 1)
    return YearTable(years, np.cumsum(came - went)[:-1], over[:-1])


def _counted(lives: Lives) -> tuple[Floats, Ints, Ints]:
    """The distinct times, how many lives ended at each, and how many lasted until then."""
    at, of = np.unique(lives.years, return_inverse=True)
    leave = np.bincount(of, minlength=len(at))
    ended = np.bincount(of, weights=lives.ended, minlength=len(at)).astype(np.int64)
    return at, ended, np.cumsum(leave[::-1])[::-1]


def _log_step(ended: Ints, at_risk: Ints) -> Floats:
    stay = np.where(at_risk > 0, 1 - ended / np.maximum(at_risk, 1), 1.0)
    return np.asarray(np.log(np.maximum(stay, 1e-300)))


def _log_steps(ended: Ints, at_risk: Ints) -> Floats:
    return np.concatenate([[0.0], np.cumsum(_log_step(ended, at_risk))])


def _step(at: Floats, value: Floats, asked: Floats, *, right: bool, first: float) -> Floats:
    place = np.searchsorted(at, asked, side="right" if right else "left")
    return np.concatenate([[first], value])[place]
