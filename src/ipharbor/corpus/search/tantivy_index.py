"""The embedded search index."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from ipharbor.corpus.query import Node, Number
from ipharbor.corpus.search.compiling import Compiler
from ipharbor.corpus.search.index import DEEPEST_PAGE, SORTS, Bucket, Facets, Hit, Page
from ipharbor.corpus.search.preparing import SHOWN
from ipharbor.corpus.search.schema import analyzers
from ipharbor.corpus.search.writing import check_marker
from ipharbor.vocabulary.errors import HarborError

_ORDER = {
    "newest": ("published", tantivy.Order.Desc),
    "oldest": ("published", tantivy.Order.Asc),
    "filed": ("filed_last", tantivy.Order.Desc),
    "first_filed": ("filed_first", tantivy.Order.Asc),
    "granted": ("granted", tantivy.Order.Desc),
    "first_granted": ("granted", tantivy.Order.Asc),
}
_YEARS = 500  # more years than any corpus has
_PER_SEGMENT = 20_000  # most frequent values kept; counts are exact where there are no more
_FACETS = {"type": "type", "applicant": "first_applicant", "subclass": "subclass"}
_LISTS = ("applicants", "inventors", "ipc", "publication_numbers")
_DATES = ("filed_on", "published_on", "granted_on", "known_on")


@dataclass(frozen=True)
class TantivyIndex:
    """A finished index directory, open for reading; keeps ``SearchIndex``.

    It answers from the files of the moment it was opened, also after they were unlinked.
    May be used by many threads.
    """

    path: Path
    _searcher: tantivy.Searcher = field(repr=False)
    _compiler: Compiler = field(repr=False)

    @classmethod
    def open(cls, path: Path) -> TantivyIndex:
        """Open the index that ``write_index`` finished in ``path``.

        HarborError ``search.index.missing``, ``search.index.unfinished`` or
        ``search.index.outdated``.
        """
        check_marker(path)
        index = tantivy.Index.open(str(path))
        analyzers().register(index)
        index.config_reader("manual")
        index.reload()
        return cls(path, index.searcher(), Compiler(index.schema))

    @property
    def documents(self) -> int:
        """How many documents the index holds."""
        return int(self._searcher.num_docs)

    def search(
        self, node: Node, *, sort: str = "relevance", limit: int = 20, offset: int = 0
    ) -> Page:
        if sort not in SORTS:
            raise HarborError("search.sort.unknown", sort=sort, known=", ".join(SORTS))
        if limit + offset > DEEPEST_PAGE:
            raise HarborError("search.page.too_deep", most=DEEPEST_PAGE)
        query = self._compiler.query(node)
        if limit <= 0:
            return Page(self.count(node), ())
        found: Any  # the stubs of tantivy do not know its count
        if sort == "relevance":
            found = self._searcher.search(query, limit, count=True, offset=offset)
        else:
            by, order = _ORDER[sort]
            found = self._searcher.search(
                query, limit, count=True, offset=offset, order_by_field=by, order=order
            )
        scored = sort == "relevance"
        hits = tuple(
            self._hit(address, float(score) if scored else 0.0) for score, address in found.hits
        )
        return Page(int(found.count), hits)

    def facets(self, node: Node, size: int = 10) -> Facets:
        wanted = {
            name: {"terms": {"field": column, "size": size, "segment_size": _PER_SEGMENT}}
            for name, column in _FACETS.items()
        }
        wanted["year"] = {"terms": {"field": "year", "size": _YEARS}}
        answer = self._searcher.aggregate(self._compiler.query(node), wanted)
        years = sorted(_buckets(answer["year"]), key=lambda bucket: -int(bucket.value))
        kept = {
            name: tuple(sorted(_buckets(answer[name]), key=lambda b: (-b.count, b.value)))
            for name in _FACETS
        }
        return Facets(tuple(years), kept["type"], kept["applicant"], kept["subclass"])

    def serials(self, node: Node) -> NDArray[np.int64]:
        query = tantivy.Query.const_score_query(self._compiler.query(node), 0.0)
        found = self._searcher.search(query, max(self.documents, 1), count=False)
        addresses = [address for _, address in found.hits]
        values = self._searcher.fast_field_values("serial", addresses)
        return np.sort(np.array(values, dtype=np.int64))

    def count(self, node: Node) -> int:
        query = tantivy.Query.const_score_query(self._compiler.query(node), 0.0)
        found: Any = self._searcher.search(query, 1, count=True)
        return int(found.count)

    def number(self, text: str) -> tuple[str, ...]:
        query = self._compiler.query(Number(text))
        found = self._searcher.search(query, DEEPEST_PAGE, count=False)
        return tuple(sorted(self._hit(address, 0.0).key for _, address in found.hits))

    def _hit(self, address: tantivy.DocAddress, score: float) -> Hit:
        stored: Any = self._searcher.doc(address).get_first("row")
        row: dict[str, Any] = dict(zip(SHOWN, json.loads(stored), strict=True))
        for name in _LISTS:
            row[name] = tuple(row[name] or ())
        for name in _DATES:
            row[name] = date.fromisoformat(row[name]) if row[name] else None
        return Hit(score=score, **row)


def _buckets(answer: dict[str, Any]) -> list[Bucket]:
    found = []
    for bucket in answer["buckets"]:
        key = bucket["key"]
        value = str(int(key)) if isinstance(key, int | float) else str(key)
        found.append(Bucket(value, int(bucket["doc_count"])))
    return found
