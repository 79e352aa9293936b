"""What the year's grants will reach, as the ledger tells it in a frame."""

from __future__ import annotations

from datetime import date

import numpy as np

from ipharbor.analysis.region._arrays import Mask
from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.layout import TYPES
from ipharbor.forecasting.counts import YearCounts, from_days
from ipharbor.forecasting.nowcast import Nowcast, nowcast, nowcasts

_BEGINNING = date(1980, 1, 1)  # before the first grant there was in China


def outlook(asked: Asked, patent_type: str = "") -> Nowcast | None:
    """The nowcast of the grants of the frame's year, of all rights or of one type.

    Every earlier year is tried from the same day, with the grants that were known then. None
    where no grant is known. A first year that begins after January is not taken for a whole
    one.
    """
    mask = asked.granted(_BEGINNING, asked.frame.on)
    if patent_type:
        mask = mask & asked.of_type(patent_type)
    counts = _counts(asked, mask)
    return nowcast(counts) if counts else None


def outlooks(asked: Asked) -> tuple[Nowcast | None, ...]:
    """The same of all rights and of each type, in the order of ``TYPES``, reckoned together."""
    return asked.kept("outlooks", lambda: _outlooks(asked))


def _outlooks(asked: Asked) -> tuple[Nowcast | None, ...]:
    mask = asked.granted(_BEGINNING, asked.frame.on)
    days, known = _days(asked, "granted", mask), _days(asked, "granted_known", mask)
    if not len(days):
        return (None,) * (1 + len(TYPES))
    kind = asked.ledger.column("rights", "type")[mask].astype(np.int64)
    first = days.min().astype(date)
    late = bool((known != days).any())
    counts = from_days(
        np.concatenate([days, days]),
        known=np.concatenate([known, known]) if late else None,
        known_on=asked.frame.known,
        data_until=asked.frame.on,
        since=first if first.month > 1 else date(first.year, 1, 1),
        series=np.concatenate([np.zeros(len(days), np.int64), kind + 1]),
        count=1 + len(TYPES),
    )
    return nowcasts(counts)


def outlook_by_town(asked: Asked) -> dict[str, Nowcast]:
    """The same for each town, by its code; towns do not add up to the region."""
    mask = asked.granted(_BEGINNING, asked.frame.on)
    towns = asked.ledger.manifest.towns
    counts = _counts(asked, mask, by_town=True)
    return dict(zip(towns, nowcasts(counts), strict=True)) if counts else {}


def _counts(asked: Asked, mask: Mask, *, by_town: bool = False) -> YearCounts | None:
    ledger = asked.ledger
    days = _days(asked, "granted", mask)
    if not len(days):
        return None
    first = days.min().astype(date)
    town = ledger.column("rights", "town")[mask].astype(np.int64)
    return from_days(
        days,
        known=_days(asked, "granted_known", mask),
        known_on=asked.frame.known,
        data_until=asked.frame.on,
        since=first if first.month > 1 else date(first.year, 1, 1),
        series=town if by_town else None,
        count=len(ledger.manifest.towns) if by_town else 1,
    )


def _days(asked: Asked, column: str, mask: Mask) -> np.ndarray:
    return asked.ledger.column("rights", column)[mask].astype("datetime64[D]")
