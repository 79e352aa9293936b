"""The query behind a row."""

from __future__ import annotations

from collections.abc import Iterable

from ipharbor.analysis.figures import UNTYPED
from ipharbor.corpus.query import (
    All,
    Choice,
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
from ipharbor.vocabulary.exchange import PATENT_TYPES

EVERYTHING = written(All())


def of_year(day: str, year: int) -> str:
    """Documents whose ``day`` (filed, published, granted) lies in that year."""
    return written(_year(day, year))


def of_year_and_type(day: str, year: int, patent_type: str) -> str:
    return written(all_of((_type(patent_type), _year(day, year))))


def of_applicant(name: str) -> str:
    return written(Exact(name, "applicant"))


def of_symbols(prefixes: Iterable[str]) -> str:
    """Documents with any symbol under one of the prefixes, main symbol or not."""
    return written(any_of(Ipc(prefix.replace(" ", "")) for prefix in prefixes))


def of_town(code: str) -> str:
    return written(Choice("town", code))


def _year(day: str, year: int) -> Node:
    return Span(day, PartDate(year), PartDate(year))


def _type(patent_type: str) -> Node:
    if patent_type == UNTYPED:
        return Not(any_of(Choice("type", known) for known in PATENT_TYPES))
    return Choice("type", patent_type)
