"""The rows a landscape is made of.

Counts are documents, one per application. Shares are 0 to 1 and None where there is
nothing to be a share of. ``complete`` tells whether the corpus covers the whole year,
``truncated`` that filings of the year may still be unpublished. ``query`` is query text
that, joined by AND to the query of the set, opens the documents behind the row.
"""

from __future__ import annotations

from dataclasses import dataclass

UNTYPED = "unknown"  # stands for a patent type that the source does not tell


@dataclass(frozen=True)
class YearCount:
    """Documents of one type in one year; years without any stand with 0."""

    year: int
    patent_type: str  # invention | utility_model | design | UNTYPED
    count: int
    complete: bool
    truncated: bool  # filings only; False for publications and grants
    query: str


@dataclass(frozen=True)
class InventionShare:
    """Inventions among the ``of`` documents of known type filed in a year."""

    year: int
    inventions: int
    of: int
    share: float | None
    complete: bool
    truncated: bool
    query: str


@dataclass(frozen=True)
class ApplicantRow:
    """A first applicant.

    ``share`` is of all documents whose applicant is known. ``recent`` and ``before`` are
    publications of the last three whole years and of the three before them; ``growth`` is
    their change, 0.5 for half as many again, None without a base.
    """

    name: str
    count: int
    share: float
    recent: int
    before: int
    growth: float | None
    invention_share: float | None
    query: str


@dataclass(frozen=True)
class SubclassRow:
    """An IPC subclass of main symbols; ``share`` is of documents with one, growth as above."""

    code: str
    count: int
    share: float
    recent: int
    before: int
    growth: float | None
    query: str


@dataclass(frozen=True)
class FieldRow:
    """One of the 35 technology fields; ``share`` is of documents that fall into one."""

    number: int
    sector_en: str
    sector_zh: str
    name_en: str
    name_zh: str
    count: int
    share: float | None
    query: str


@dataclass(frozen=True)
class ConcentrationRow:
    """CR4 (0 to 1) and HHI (0 to 10,000) by first applicant of a publication year.

    ``year`` is None for the whole set.
    """

    year: int | None
    applicants: int
    documents: int
    cr4: float | None
    hhi: float | None
    complete: bool
    query: str


@dataclass(frozen=True)
class TurnoverRow:
    """Applicants who publish in a year, come in it, or leave after it.

    ``entrants_censored`` marks the first years of the corpus, where a newcomer may have
    been there before. ``leavers`` is None while the silence is still too short to tell.
    """

    year: int
    active: int
    entrants: int
    entrants_censored: bool
    leavers: int | None
    complete: bool
    query: str


@dataclass(frozen=True)
class TownRow:
    """Documents by the town of the first applicant."""

    town: str
    invention: int
    utility_model: int
    design: int
    untyped: int
    count: int
    query: str
