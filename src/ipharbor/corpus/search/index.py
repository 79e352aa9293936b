"""The interface of a search index and the values it answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ipharbor.corpus.query import Node

SORTS = (
    "relevance", "newest", "oldest", "filed", "first_filed", "granted", "first_granted",
)  # fmt: skip
DEEPEST_PAGE = 10_000  # offset + limit of one page


@dataclass(frozen=True)
class Hit:
    """A document in a result list, with all that the list shows.

    ``score`` orders hits of one answer under ``relevance`` and compares nothing else; it
    is 0.0 under other sorts. ``application_number`` and dates are None when unknown.
    """

    serial: int
    key: str
    score: float
    title: str | None
    title_en: str | None
    abstract: str | None
    abstract_en: str | None
    applicants: tuple[str, ...]
    inventors: tuple[str, ...]
    ipc: tuple[str, ...]
    patent_type: str | None
    stage: str | None
    office: str | None
    application_number: str | None
    publication_numbers: tuple[str, ...]
    filed_on: date | None
    filing_year: int | None
    published_on: date | None
    granted_on: date | None
    known_on: date | None
    agency: str | None
    district: str | None
    town: str | None
    legal_status: str | None
    claims: int | None
    cited_by: int | None


@dataclass(frozen=True)
class Page:
    """``total`` documents match; ``hits`` are those of the page asked for."""

    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Bucket:
    value: str
    count: int


@dataclass(frozen=True)
class Facets:
    """How the matching documents fall.

    ``year`` is the year of first publication, all years, newest first. The others hold the
    most frequent values, largest first, equal counts by value: ``type`` the patent type,
    ``applicant`` the first applicant, ``subclass`` that of the main IPC symbol
    (``F21V``). Documents without a value are in no bucket.
    """

    year: tuple[Bucket, ...]
    type: tuple[Bucket, ...]
    applicant: tuple[Bucket, ...]
    subclass: tuple[Bucket, ...]


class SearchIndex(Protocol):
    """One finished, unchanging state of the index."""

    @property
    def documents(self) -> int:
        """How many documents the index holds."""
        ...

    def search(
        self, node: Node, *, sort: str = "relevance", limit: int = 20, offset: int = 0
    ) -> Page:
        """One page of the matching documents.

        ``relevance`` is best first, ``newest`` and ``oldest`` go by first publication,
        ``filed`` and ``granted`` by these days, latest first, ``first_filed`` and
        ``first_granted`` earliest first; documents without the date come last.
        Equal ones stand in a fixed order within one state of the index. HarborError
        ``search.page.too_deep`` beyond ``DEEPEST_PAGE``, ``search.sort.unknown`` for
        another sort.
        """
        ...

    def facets(self, node: Node, size: int = 10) -> Facets:
        """How the matching documents fall, ``size`` buckets a facet."""
        ...

    def serials(self, node: Node) -> NDArray[np.int64]:
        """Serials of all matching documents, ascending."""
        ...

    def count(self, node: Node) -> int:
        """How many documents match."""
        ...

    def number(self, text: str) -> tuple[str, ...]:
        """Keys, sorted, of the documents with this number in any written form."""
        ...
