"""Adding to a query and taking from it: what facets and chips link to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ipharbor.corpus.query import (
    All,
    And,
    Choice,
    Exact,
    Ipc,
    Node,
    PartDate,
    Span,
    all_of,
    written,
)
from ipharbor.corpus.search.index import Bucket, Facets
from ipharbor.settings import current
from ipharbor.vocabulary.classes import subclass_label
from ipharbor.vocabulary.places import region
from ipharbor.vocabulary.words import word

YEARS_SHOWN = 10


@dataclass(frozen=True)
class Choosable:
    """A value of a facet; ``query`` is the whole query with it, ``chosen`` when it is in it."""

    label: str
    hint: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet; ``more`` are values that are folded away."""

    name: str
    values: tuple[Choosable, ...]
    more: tuple[Choosable, ...]


@dataclass(frozen=True)
class Chip:
    """A part of the query; ``query`` is what remains without it."""

    label: str
    query: str


def facets(found: Facets, node: Node, *, lang: str) -> tuple[Facet, ...]:
    """The facets of an answer as links that narrow the query."""
    years = _values(found.year, node, "year", lang)
    return (
        Facet("year", years[:YEARS_SHOWN], years[YEARS_SHOWN:]),
        Facet("type", _values(found.type, node, "type", lang), ()),
        Facet("applicant", _values(found.applicant, node, "applicant", lang), ()),
        Facet("subclass", _values(found.subclass, node, "subclass", lang), ()),
    )


def chips(node: Node, *, lang: str) -> tuple[Chip, ...]:
    """The parts of a query that AND joins, each with the query that is left without it."""
    if isinstance(node, All):
        return ()
    parts = node.parts if isinstance(node, And) else (node,)
    return tuple(
        Chip(_label(part, lang), _text(all_of(parts[:at] + parts[at + 1 :])))
        for at, part in enumerate(parts)
    )


def _values(buckets: tuple[Bucket, ...], node: Node, name: str, lang: str) -> tuple[Choosable, ...]:
    wanted = () if isinstance(node, All) else (node,)
    there = node.parts if isinstance(node, And) else wanted
    values = []
    for bucket in buckets:
        part = _part(name, bucket.value)
        chosen = part in there
        query = _text(node if chosen else all_of((*wanted, part)))
        values.append(Choosable(*_named(name, bucket.value, lang), bucket.count, query, chosen))
    return tuple(values)


def _part(name: str, value: str) -> Node:
    if name == "year":
        return Span("published", PartDate(int(value)), PartDate(int(value)))
    if name == "type":
        return Choice("type", value)
    if name == "applicant":
        return Exact(value, "applicant")
    return Ipc(value)


def _named(name: str, value: str, lang: str) -> tuple[str, str]:
    if name == "type":
        return word(value, lang), ""
    if name == "subclass":
        return value, subclass_label(value, lang)
    return value, ""


def _label(part: Node, lang: str) -> str:
    match part:
        case Choice("town", value):
            town = region(current().region).town(value)
            told = (town.name_zh if lang == "zh" else town.name_en) if town else value
            return f"{word('town', lang)}: {told}"
        case Choice("type" | "status", value):
            return word(value, lang)
        case Exact(text, _):
            return text
        case Ipc(symbol):
            return f"{symbol} {subclass_label(symbol, lang)}" if len(symbol) >= 4 else symbol
        case Span("published", since, until) if since == until:
            return _("Published %(when)s") % {"when": since}
        case _:
            return written(part)


def _text(node: Node) -> str:
    return "" if isinstance(node, All) else written(node)
