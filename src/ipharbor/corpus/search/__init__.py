"""The full-text index: which documents a query finds, in which order, and how they fall.

``index`` is the interface that every backend keeps; ``tantivy_index`` is the embedded one,
built aside and never changed in place. A result list needs nothing but the index: hits
carry what is shown. ``highlight`` marks in a text what a query found in it.
"""

from ipharbor.corpus.search.highlight import Snippet, marked
from ipharbor.corpus.search.index import Bucket, Facets, Hit, Page, SearchIndex
from ipharbor.corpus.search.tantivy_index import TantivyIndex
from ipharbor.corpus.search.writing import write_index

__all__ = [
    "Bucket",
    "Facets",
    "Hit",
    "Page",
    "SearchIndex",
    "Snippet",
    "TantivyIndex",
    "marked",
    "write_index",
]
