"""The rows that the picture of an industry is made of.

Counts are documents, one per application; shares are 0 to 1, None where there is nothing to be a
share of. ``recent`` and ``before`` are publications of the last three whole years and of the three
before them, ``growth`` their change (0.5 for half as many again), None without a base. ``query``
is query text that opens the documents behind a row, as far as a search can ask for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """What an index with its interval says."""

    MORE = "more"  # the whole interval lies above 1
    LESS = "less"  # below 1
    EVEN = "even"  # 1 lies within
    FEW = "few"  # too few documents to say


class Criterion(StrEnum):
    """What a firm to cultivate is looked at for."""

    RIGHTS = "rights"
    GROWTH = "growth"
    INVENTIONS = "inventions"
    CITATIONS = "citations"
    CLAIMS = "claims"
    KEPT = "kept"


@dataclass(frozen=True)
class LinkRow:
    """A link of the chain: documents with a symbol in it, and those of the region among them."""

    code: str
    name_zh: str
    name_en: str
    stage: str
    prefixes: tuple[str, ...]
    count: int
    home: int
    share: float | None
    recent: int
    before: int
    growth: float | None
    query: str


@dataclass(frozen=True)
class YearRow:
    """Documents first published in a year; ``home`` and ``inventions`` are the region's."""

    year: int
    count: int
    home: int
    inventions: int
    complete: bool
    query: str


class Met(NamedTuple):
    """A criterion with its value, the bar it is held against, and whether it is met.

    ``met`` is None where it cannot be told; ``of`` is how many documents the value rests on.
    """

    criterion: Criterion
    value: float | None
    bar: float | None
    met: bool | None
    of: int


@dataclass(frozen=True)
class FirmRow:
    """A first applicant with documents in the industry.

    ``granted`` counts granted rights, ``in_force`` those that the source calls so, None where it
    cannot be told for the day asked. ``filings`` are those of the last three years, by filing day
    as far as they are published. ``first_on`` and ``last_on`` are filing days. ``cited`` and
    ``claims`` compare with what documents of the same type and year, or type, have on the average
    (1.0 for as many). ``kept`` of ``kept_of`` rights filed five years ago or more are in force.
    ``elsewhere`` counts its documents in other industries or none. ``criteria`` are told of the
    region's; ``met`` and ``told`` count those that are met and those that can be told.
    """

    name: str
    home: bool
    place: str
    town: str
    count: int
    granted: int
    in_force: int | None
    inventions: int
    invention_share: float | None
    filings: int
    recent: int
    before: int
    growth: float | None
    cited: float | None
    claims: float | None
    kept: int | None
    kept_of: int
    first_on: date | None
    last_on: date | None
    entered: bool
    left: bool
    elsewhere: int
    criteria: tuple[Met, ...]

    @property
    def met(self) -> int:
        return sum(one.met is True for one in self.criteria)

    @property
    def told(self) -> int:
        return sum(one.met is not None for one in self.criteria)


@dataclass(frozen=True)
class PlaceRow:
    """A region in the industry. ``share`` is of the documents whose place is told.

    ``rank`` is by documents, equals share one.
    """

    rank: int
    name: str
    home: bool
    count: int
    share: float
    applicants: int
    invention_share: float | None
    recent: int
    before: int
    growth: float | None


@dataclass(frozen=True)
class UnitRow:
    """The region beside the rest of the corpus in one technology of the industry.

    ``home`` of ``home_of`` documents of the region and ``others`` of ``others_of`` of everybody
    else fall into it. ``index`` is the first share over the second (revealed technological
    advantage), ``low`` and ``high`` its 95 % interval. ``recent`` and ``before`` are the others'
    publications; ``gap`` says that they grow while the region has little, with
    ``recent_home`` documents of the recent years.
    """

    code: str
    name_zh: str
    name_en: str
    home: int
    home_of: int
    others: int
    others_of: int
    index: float | None
    low: float | None
    high: float | None
    verdict: Verdict
    recent: int
    before: int
    growth: float | None
    recent_home: int
    gap: bool
    query: str
