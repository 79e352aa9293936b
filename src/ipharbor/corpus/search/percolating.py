"""Saved queries asked of new documents: which of them find something among the news.

Percolation turns the question round. A corpus asked by each saved query costs what the corpus is
large; here the news alone are put into an index that lives in memory and ends with the question,
and every query is asked of that. Queries mean what they mean in the corpus, for both indexes are
made and asked by the same code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import tantivy
from numpy.typing import NDArray

from ipharbor.corpus.query import Node
from ipharbor.corpus.search.compiling import Compiler
from ipharbor.corpus.search.preparing import documents
from ipharbor.corpus.search.schema import analyzers, schema

Serials = NDArray[np.int64]

_HEAP = 200_000_000  # bytes the writer may hold before it closes a segment
_FEW = 256  # hits asked for at first; a query that finds more is asked again for all
_THREADS = 2
_TOGETHER = 200  # queries a thread takes at one time
_NONE: Serials = np.array([], dtype=np.int64)


@dataclass(frozen=True)
class Sieve:
    """New documents, held to be asked by many queries. May be used by many threads.

    It holds in memory what an index on disk would take: about 12 kB for a document with its
    abstract and first claim.
    """

    documents: int
    _searcher: tantivy.Searcher = field(repr=False)
    _compiler: Compiler = field(repr=False)

    @classmethod
    def of(cls, batches: Iterable[pa.RecordBatch]) -> Sieve:
        """A sieve of the documents of ``batches`` (schema ``DOCUMENT``), each key once."""
        index = tantivy.Index(schema())
        analyzers().register(index)
        writer = index.writer(_HEAP, _THREADS)
        for batch in batches:
            for _, document in documents(batch):
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        return cls(int(searcher.num_docs), searcher, Compiler(index.schema))

    def found(self, node: Node) -> Serials:
        """The serials of the documents that the query finds, ascending."""
        if not self.documents:
            return _NONE
        query = tantivy.Query.const_score_query(self._compiler.query(node), 0.0)
        hits = self._searcher.search(query, _FEW, count=False).hits
        if len(hits) == _FEW:
            hits = self._searcher.search(query, self.documents, count=False).hits
        if not hits:
            return _NONE
        values = self._searcher.fast_field_values("serial", [address for _, address in hits])
        return np.sort(np.array(values, dtype=np.int64))

    def percolate(self, nodes: Iterable[Node]) -> Iterator[Serials]:
        """``found`` of each query, in their order."""
        with ThreadPoolExecutor(_THREADS) as pool:
            for several in pool.map(self._found_all, _parts(nodes)):
                yield from several

    def _found_all(self, nodes: list[Node]) -> list[Serials]:
        return [self.found(node) for node in nodes]


def _parts(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for node in nodes:
        part.append(node)
        if len(part) == _TOGETHER:
            yield part
            part = []
    if part:
        yield part
