"""Query text for the documents behind a row."""

from __future__ import annotations

from collections.abc import Iterable

from ipharbor.corpus.query import (
    Exact,
    Ipc,
    Node,
    Not,
    PartDate,
    Span,
    all_of,
    any_of,
    written,
)
from ipharbor.vocabulary.chains import Chains
from ipharbor.vocabulary.chains import within as inside

Wanted = tuple[tuple[str, tuple[str, ...]], ...]


def industry_node(chains: Chains, industry: int) -> Node | None:
    """What finds an industry's documents by their classes; None for a chain without IPC."""
    return _node(chains.wanted(industry))


def link_query(chains: Chains, industry: int, prefixes: Iterable[str]) -> str:
    """The documents of one link, without what other links claim inside it."""
    own = set(prefixes)
    node = _node(tuple(one for one in chains.wanted(industry) if one[0] in own))
    return "" if node is None else written(node)


def of_unit(chains: Chains, industry: int, prefixes: Iterable[str]) -> str:
    """The documents of the industry with a symbol that lies under one of the prefixes too."""
    found: dict[str, tuple[str, ...]] = {}
    for unit in prefixes:
        for own, others in chains.wanted(industry):
            if inside(unit, own):
                found[unit] = tuple(one for one in others if inside(one, unit))
            elif inside(own, unit):
                found[own] = others
    node = _node(tuple(found.items()))
    return "" if node is None else written(node)


def within(node: Node | None, *parts: Node) -> str:
    """The documents of the industry that the parts narrow; empty where a search cannot ask."""
    return "" if node is None else written(all_of((node, *parts)))


def of_year(year: int) -> Node:
    """Documents first published in the year."""
    return Span("published", PartDate(year), PartDate(year))


def of_applicant(name: str) -> Node:
    """Documents of an applicant by its whole name."""
    return Exact(name, "applicant")


def of_symbols(prefixes: Iterable[str]) -> Node:
    """Documents with any symbol under one of the prefixes."""
    return any_of(Ipc(one.replace(" ", "")) for one in prefixes)


def _node(wanted: Wanted) -> Node | None:
    parts = []
    for prefix, others in wanted:
        one: Node = Ipc(prefix.replace(" ", ""))
        parts.append(all_of((one, *(Not(of_symbols((other,))) for other in others))))
    return any_of(parts) if parts else None
