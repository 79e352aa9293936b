"""Which years a corpus can speak of: whole years, cut years, and years still behind the lag."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LAG_MONTHS = 18  # an application is published at the latest 18 months after its priority day
WINDOW = 3  # years compared for growth, and years of silence that make a leaver
_FILLED = 80  # a longer span of years is a slip in the data and is not filled with zeros


@dataclass(frozen=True)
class Horizon:
    """The first and last day of publication in a corpus, None when it holds none.

    It belongs to the whole corpus as known on a day, not to the documents a query chose: a
    firm that published nothing last year has a whole year of nothing.
    """

    oldest: date | None
    newest: date | None

    def complete(self, year: int) -> bool:
        """Whether the corpus reaches the last month of ``year``."""
        if self.newest is None:
            return False
        return year < self.newest.year or (year == self.newest.year and self.newest.month == 12)

    def truncated(self, filing_year: int) -> bool:
        """Whether some filings of that year may still be unpublished (18 months' lag)."""
        if self.newest is None:
            return True
        months_since = (self.newest.year - filing_year - 1) * 12 + self.newest.month - 1
        return months_since < LAG_MONTHS

    @property
    def last_complete(self) -> int | None:
        """The newest whole year."""
        if self.newest is None:
            return None
        return self.newest.year if self.newest.month == 12 else self.newest.year - 1

    @property
    def recent(self) -> range:
        """The last three whole years."""
        last = self.last_complete
        return range(0) if last is None else range(last - WINDOW + 1, last + 1)

    @property
    def base(self) -> range:
        """The three years before those; empty when the corpus does not reach so far back."""
        recent = self.recent
        if not recent or self.oldest is None or self.oldest.year > recent.start - WINDOW:
            return range(0)
        return range(recent.start - WINDOW, recent.start)

    def years(self, present: Iterable[int]) -> tuple[int, ...]:
        """The years of a table: from the first one present to the corpus's last, none left out."""
        found = sorted(set(present))
        if not found:
            return ()
        last = max(found[-1], self.newest.year if self.newest else found[-1])
        if last - found[0] > _FILLED:
            return tuple(found)
        return tuple(range(found[0], last + 1))
