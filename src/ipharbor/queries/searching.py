"""Searching the corpus: a page of results with its facets, or its hits as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from ipharbor.corpus.query import Node, parse, written
from ipharbor.corpus.reading import Corpus
from ipharbor.corpus.search.index import DEEPEST_PAGE, Facets, Hit, Page


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


class Hits(Sequence[Hit]):
    """The first ``DEEPEST_PAGE`` hits of a query in an order, found when they are looked at;
    ``total`` is how many there are in all."""

    def __init__(self, corpus: Corpus, node: Node, sort: str) -> None:
        self._corpus, self.node, self._sort = corpus, node, sort

    @cached_property
    def total(self) -> int:
        return self._corpus.index.count(self.node)

    def ordered(self, by: tuple[str, ...], falling: bool) -> Hits:
        """The same by one of the days; ``by`` names the sorts that rise and that fall."""
        rising, sinking = by
        return Hits(self._corpus, self.node, sinking if falling else rising)

    def __len__(self) -> int:
        return min(self.total, DEEPEST_PAGE)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, stop, _step = at.indices(len(self))
        index = self._corpus.index
        return index.search(self.node, sort=self._sort, limit=stop - start, offset=start).hits
