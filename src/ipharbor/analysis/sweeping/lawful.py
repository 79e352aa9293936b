"""The sweep for changes of the law, from the book."""

from __future__ import annotations

from collections.abc import Iterator

from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.statutes import book as books
from ipharbor.statutes.book import Book
from ipharbor.warning.incident import Incident
from ipharbor.warning.lawbook import changes, grouped


def law(known: Known, span: Span) -> Iterator[Incident]:
    """Provisions of which a version came into force or that an officer corrected."""
    yield from grouped(changes(known.book, _shipped(known.book), span.since, span.on))


def _shipped(book: Book) -> Book:
    """The book that ``book`` was before officers spoke: that of the country with the rules of the
    widest region that it holds."""
    regions = {version.region for versions in book.entries.values() for version in versions}
    return books.load(books.regional(max(regions, key=len)))
