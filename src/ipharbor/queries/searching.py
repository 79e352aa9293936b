"""Searching the corpus: a page of results with its facets, or a sheet of them."""

from __future__ import annotations

from dataclasses import dataclass

from ipharbor.corpus.query import Node, parse, written
from ipharbor.corpus.reading import Corpus
from ipharbor.corpus.search.index import Facets, Hit, Page
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.vocabulary.words import word

EXPORTED = 10_000  # rows of a sheet of results
_SHEET = (
    "application_number", "publication_numbers", "title", "title_en", "applicants", "inventors",
    "ipc", "patent_type", "stage", "filed_on", "published_on", "granted_on", "town",
    "legal_status", "agency", "office", "abstract",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One page of an answer. ``canonical`` is the query as understood; pages count from 1."""

    text: str
    canonical: str
    node: Node
    page: Page
    facets: Facets
    number: int
    pages: int
    per_page: int
    sort: str
    vintage: str


def search(
    corpus: Corpus, text: str, *, sort: str = "relevance", page: int = 1, per_page: int = 20
) -> Found:
    """Page ``page`` of what ``text`` finds, and how all of it falls.

    Raises HarborErrors of the query language and ``search.page.too_deep``.
    """
    node = parse(text)
    index = corpus.index
    number = max(1, page)
    found = index.search(node, sort=sort, limit=per_page, offset=(number - 1) * per_page)
    return Found(
        text=text,
        canonical=written(node),
        node=node,
        page=found,
        facets=index.facets(node),
        number=number,
        pages=max(1, -(-found.total // per_page)),
        per_page=per_page,
        sort=sort,
        vintage=corpus.vintage,
    )


def search_sheet(corpus: Corpus, text: str, *, sort: str = "relevance", lang: str) -> Sheet:
    """The first ``EXPORTED`` results as a sheet with headings in ``lang``."""
    hits = corpus.index.search(parse(text), sort=sort, limit=EXPORTED).hits
    return Sheet(
        name=word("results", lang),
        headings=[word(name, lang) for name in _SHEET],
        rows=([_cell(hit, name, lang) for name in _SHEET] for hit in hits),
    )


def _cell(hit: Hit, name: str, lang: str) -> Cell:
    value: Cell | tuple[str, ...] = getattr(hit, name)
    if isinstance(value, tuple):
        return " | ".join(value)
    if name in ("patent_type", "stage", "legal_status"):
        return word(str(value), lang) if value else ""
    if name == "abstract":
        return hit.abstract or hit.abstract_en or ""
    return value
