"""The applicants of an industry: who leads, who enters and leaves, and whom to cultivate.

No score: a firm to cultivate meets criteria that are shown one by one, each with its value and
the bar it is held against.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ipharbor.analysis.industry.figures import Criterion, FirmRow, Met
from ipharbor.analysis.industry.subset import Counts, Subset, growth, share
from ipharbor.analysis.roll import (
    NEVER,
    NONE,
    Codes,
    Days,
    Mask,
    day_number,
    the_day,
)

Floats = npt.NDArray[np.float64]

ENTRY_YEARS = 2  # a first filing within so many years makes an entrant
SILENT_YEARS = 3  # no filing for so long makes a leaver, if there was one in as many before
LEFT_LEAST = 3  # documents that a leaver had
KEPT_YEARS = 5  # from filing: rights that old tell how long a firm keeps them
LEAST = 5  # documents a figure on a firm rests on at least
RECENT_LEAST = 5  # publications of recent years that growth is told of
GROWN, CITED, CLAIMED = 0.5, 1.25, 1.1  # bars that do not depend on the others
INVENTIONS_LEAST = 3
_UPPER = 0.75  # the quarter of firms that meets a bar taken from them

IN_FORCE = "in_force"  # of the corpus's words of legal status


@dataclass(frozen=True)
class Bars:
    """What a firm is held against; of rights, inventions and rights kept, the value from which
    the upper quarter of the region's firms begins. None where there are no firms to tell by."""

    rights: float | None
    inventions: float | None
    kept: float | None
    grown: float = GROWN
    cited: float = CITED
    claims: float = CLAIMED


@dataclass(frozen=True)
class Firms:
    """All applicants of the industry, those with most documents first, and the bars."""

    rows: tuple[FirmRow, ...]
    bars: Bars

    @property
    def home(self) -> tuple[FirmRow, ...]:
        """The region's."""
        return tuple(row for row in self.rows if row.home)


def firms(of: Subset) -> Firms:
    """Every first applicant of the industry."""
    counted = _Counted(of)
    active = np.flatnonzero(counted.count)
    bars = _bars(counted, active)
    columns = _columns(counted, active)
    rows = [_row(of, cells, bars) for cells in columns]
    rows.sort(key=lambda row: (-row.count, row.name))
    return Firms(tuple(rows), bars)


def to_cultivate(rows: Sequence[FirmRow]) -> list[FirmRow]:
    """Those of the rows with enough documents that meet a criterion, most criteria first; equals
    by rights, then by name."""
    enough = [row for row in rows if row.count >= LEAST and row.met]
    return sorted(enough, key=lambda row: (-row.met, -_rights(row), row.name))


def _rights(row: FirmRow) -> int:
    return row.granted if row.in_force is None else row.in_force


class _Counted:
    """Sums by applicant, one position a name of the roll."""

    def __init__(self, of: Subset) -> None:
        roll, day = of.roll, day_number(of.on)
        self.of = of
        self.count = of.by_applicant()
        self.granted = of.by_applicant(of.granted)
        self.inventions = of.by_applicant(of.invention)
        self.typed = of.by_applicant(of.typed)
        self.recent = of.by_applicant(of.recent)
        self.before = of.by_applicant(of.before)
        told = of.filed != NEVER
        self.filings = of.by_applicant(told & (of.filed > of.days_ago(3)) & (of.filed <= day))
        standing = roll.status[of.at] == _code(roll.statuses, IN_FORCE)
        self.in_force = of.by_applicant(of.granted & standing) if of.now else None
        old = of.granted & told & (of.filed <= of.days_ago(KEPT_YEARS))
        self.kept_of = of.by_applicant(old)
        self.kept = of.by_applicant(old & standing) if of.now else None
        self.cited, self.cited_of = _compared(of, roll.cited[of.at], by_year=True)
        self.claims, self.claims_of = _compared(of, roll.claims[of.at], by_year=False)
        self.first, self.last = _ends(of)
        self.place, self.town, self.home = _seats(of)
        everything = of.held.known & (roll.applicant != NONE)
        self.elsewhere = np.bincount(roll.applicant[everything], minlength=len(roll.names))
        self.elsewhere -= self.count


class _Cells(NamedTuple):
    """The sums of one applicant as plain numbers."""

    at: int
    documents: int
    granted: int
    inventions: int
    typed: int
    recent: int
    before: int
    filings: int
    kept_of: int
    cited: float
    cited_of: int
    claims: float
    claims_of: int
    first: int
    last: int
    place: int
    town: int
    home: bool
    elsewhere: int
    in_force: int | None
    kept: int | None

    @property
    def rights(self) -> int:
        return self.granted if self.in_force is None else self.in_force


def _columns(of: _Counted, active: npt.NDArray[np.int64]) -> Iterator[_Cells]:
    """Taken out of the arrays all at once: one by one it takes three times as long."""
    plain = (
        of.count, of.granted, of.inventions, of.typed, of.recent, of.before, of.filings,
        of.kept_of, of.cited, of.cited_of, of.claims, of.claims_of, of.first, of.last, of.place,
        of.town, of.home, of.elsewhere,
    )  # fmt: skip
    untold = [None] * len(active)
    standing = [
        untold if column is None else column[active].tolist() for column in (of.in_force, of.kept)
    ]
    columns = [active.tolist(), *(column[active].tolist() for column in plain), *standing]
    return map(_Cells._make, zip(*columns, strict=True))


def _row(of: Subset, told: _Cells, bars: Bars) -> FirmRow:
    roll, first, last = of.roll, told.first, told.last
    return FirmRow(
        name=roll.names[told.at],
        home=told.home,
        place=roll.places[told.place].name if told.place != NONE else "",
        town=roll.towns[told.town] if told.town != NONE else "",
        count=told.documents,
        granted=told.granted,
        in_force=told.in_force,
        inventions=told.inventions,
        invention_share=share(told.inventions, told.typed),
        filings=told.filings,
        recent=told.recent,
        before=told.before,
        growth=growth(told.recent, told.before, based=of.based),
        cited=_told(told.cited),
        claims=_told(told.claims),
        kept=told.kept,
        kept_of=told.kept_of,
        first_on=None if first == NEVER else the_day(first),
        last_on=None if last == NEVER else the_day(last),
        entered=first != NEVER and of.days_ago(ENTRY_YEARS) < first <= of.days_ago(0),
        left=told.documents >= LEFT_LEAST
        and last != NEVER
        and of.days_ago(2 * SILENT_YEARS) < last <= of.days_ago(SILENT_YEARS),
        elsewhere=told.elsewhere,
        criteria=_criteria(of, told, bars) if told.home else (),
    )


def _criteria(of: Subset, told: _Cells, bars: Bars) -> tuple[Met, ...]:
    inventions = share(told.inventions, told.typed) if told.typed >= LEAST else None
    enough = told.kept is not None and told.kept_of >= LEAST
    kept = share(told.kept or 0, told.kept_of) if enough else None
    several = told.inventions >= INVENTIONS_LEAST
    return (
        _held(Criterion.RIGHTS, float(told.rights), bars.rights, of=told.granted),
        _grown(of, told, bars),
        _held(Criterion.INVENTIONS, inventions, bars.inventions, of=told.typed, also=several),
        _held(Criterion.CITATIONS, _told(told.cited), bars.cited, of=told.cited_of),
        _held(Criterion.CLAIMS, _told(told.claims), bars.claims, of=told.claims_of),
        _held(Criterion.KEPT, kept, bars.kept, of=told.kept_of),
    )


def _held(
    criterion: Criterion, value: float | None, bar: float | None, *, of: int, also: bool = True
) -> Met:
    told = value is not None and bar is not None
    met = bool(value and bar is not None and value >= bar and also) if told else None
    return Met(criterion, value, bar, met, of)


def _grown(of: Subset, told: _Cells, bars: Bars) -> Met:
    value = growth(told.recent, told.before, based=of.based)
    met: bool | None = None
    if of.based:
        met = told.recent >= RECENT_LEAST and (value is None or value >= bars.grown)
    return Met(Criterion.GROWTH, value, bars.grown, met, told.recent + told.before)


def _bars(of: _Counted, active: npt.NDArray[np.int64]) -> Bars:
    """The bars that the region's firms with enough documents set themselves."""
    among = active[of.home[active] & (of.count[active] >= LEAST)] if len(active) else active
    rights = of.granted if of.in_force is None else of.in_force
    typed = among[of.typed[among] >= LEAST]
    kept = among[of.kept_of[among] >= LEAST]
    return Bars(
        rights=_quarter(rights[among].astype(np.float64)),
        inventions=_quarter(of.inventions[typed] / np.maximum(of.typed[typed], 1)),
        kept=None if of.kept is None else _quarter(of.kept[kept] / np.maximum(of.kept_of[kept], 1)),
    )


def _quarter(values: Floats) -> float | None:
    """The least value of the upper quarter."""
    return float(np.quantile(values, _UPPER, method="higher")) if len(values) else None


def _compared(of: Subset, values: Codes, *, by_year: bool) -> tuple[Floats, Counts]:
    """Each applicant's values beside the average of documents of the same type (and year of
    publication), and on how many documents that rests; NaN on fewer than ``LEAST``."""
    kind = of.roll.patent_type[of.at].astype(np.int64)
    told = (values != NONE) & of.typed & (of.applicant != NONE)
    if by_year:
        told &= of.year != NONE
        kind = kind * 10_000 + of.year
    cells, cell = np.unique(kind[told], return_inverse=True)
    sums = np.bincount(cell, weights=values[told], minlength=len(cells))
    sizes = np.bincount(cell, minlength=len(cells))
    expected = (sums / np.maximum(sizes, 1))[cell]
    width = len(of.roll.names)
    own = np.bincount(of.applicant[told], weights=values[told], minlength=width)
    usual = np.bincount(of.applicant[told], weights=expected, minlength=width)
    rests_on = np.bincount(of.applicant[told], minlength=width)
    enough = (rests_on >= LEAST) & (usual > 0)
    ratio = np.full(width, np.nan)
    ratio[enough] = own[enough] / usual[enough]
    return ratio, rests_on


def _ends(of: Subset) -> tuple[Days, Days]:
    """First and last filing of each applicant, NEVER where none is told."""
    width = len(of.roll.names)
    first = np.full(width, np.iinfo(np.int32).max, np.int32)
    last = np.full(width, NEVER, np.int32)
    told = (of.filed != NEVER) & (of.applicant != NONE)
    np.minimum.at(first, of.applicant[told], of.filed[told])
    np.maximum.at(last, of.applicant[told], of.filed[told])
    return np.where(last == NEVER, NEVER, first).astype(np.int32), last


def _seats(of: Subset) -> tuple[Codes, Codes, Mask]:
    """Where each applicant sits, by its newest document in the industry: place, town, and whether
    in the region."""
    width = len(of.roll.names)
    newest = np.full(width, NONE, np.int64)
    order = np.argsort(of.roll.known[of.at], kind="stable")
    order = order[of.applicant[order] != NONE]
    newest[of.applicant[order]] = order  # of equal places the last one stays
    known = newest != NONE
    place, town = np.full(width, NONE, np.int32), np.full(width, NONE, np.int32)
    place[known] = of.roll.place[of.at][newest[known]]
    town[known] = of.roll.town[of.at][newest[known]]
    home = np.zeros(width, np.bool_)
    home[known] = of.home[newest[known]]
    return place, town, home


def _told(value: float) -> float | None:
    return None if isnan(value) else value


def _code(texts: tuple[str, ...], text: str) -> int:
    return texts.index(text) if text in texts else -2  # a code that no document has
