"""What is usual by a day of the year: how much of a year's grants has come by then."""

from __future__ import annotations

from datetime import date

import numpy as np

from ipharbor.analysis.region._arrays import Mask
from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.cuts import Cut, mask
from ipharbor.analysis.region.layout import FAR

USUAL_YEARS = 5  # whole years before, from which the usual course is taken
_ALL = Cut("granted")


def usual_share(asked: Asked, cut: Cut = _ALL) -> float | None:
    """The share of a year's grants that usually has come by the day of the frame: the mean of up
    to ``USUAL_YEARS`` whole years before, as known. None where there is no such year."""
    day, kept = asked.ledger.column("rights", "granted"), _known(asked, cut)
    days = day[kept].astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    shares = []
    for year in range(asked.frame.on.year - USUAL_YEARS, asked.frame.on.year):
        of = days[years == year]
        if len(of):
            until = np.datetime64(_same_day(asked.frame.on, year))
            shares.append(float((of <= until).mean()))
    return float(np.mean(shares)) if shares else None


def _known(asked: Asked, cut: Cut) -> Mask:
    """The grants of a cut in all years, as known."""
    day = asked.ledger.column("rights", "granted")
    return np.asarray(mask(asked, cut.narrowed(first=None, last=None)) & (day != FAR))


def _same_day(day: date, year: int) -> date:
    return date(year, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
