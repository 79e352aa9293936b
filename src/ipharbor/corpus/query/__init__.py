"""The query language: what a person types into a search box, read into a tree and written back.

``parse`` reads text into the frozen nodes of ``ast``; ``written`` turns nodes into the
canonical text that saved queries, watches and links carry. The room knows no index:
``corpus.search`` gives a tree its meaning. The language is told to its users in
``docs/reference/query-language.md``.
"""

from ipharbor.corpus.query.ast import (
    All,
    And,
    Choice,
    Cited,
    Exact,
    Ipc,
    Leaf,
    Node,
    Not,
    Number,
    Or,
    PartDate,
    Phrase,
    Span,
    Word,
    all_of,
    any_of,
    leaves,
)
from ipharbor.corpus.query.grammar import LONGEST, MOST_TERMS, parse
from ipharbor.corpus.query.writing import written

__all__ = [
    "LONGEST",
    "MOST_TERMS",
    "All",
    "And",
    "Choice",
    "Cited",
    "Exact",
    "Ipc",
    "Leaf",
    "Node",
    "Not",
    "Number",
    "Or",
    "PartDate",
    "Phrase",
    "Span",
    "Word",
    "all_of",
    "any_of",
    "leaves",
    "parse",
    "written",
]
