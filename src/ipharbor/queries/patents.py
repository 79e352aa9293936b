"""One document with everything the corpus was told about it, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ipharbor.corpus.documents import DOCUMENT
from ipharbor.corpus.query import Cited, Exact, any_of, written
from ipharbor.corpus.reading import Corpus, Statement
from ipharbor.corpus.search.index import Hit
from ipharbor.vocabulary.classes import subclass_label, technology_field

OTHERS = 5


@dataclass(frozen=True)
class Symbol:
    """An IPC symbol with our label of its subclass; ``query`` finds its main group."""

    code: str
    label: str
    query: str


@dataclass(frozen=True)
class Standing:
    """Legal status as a source stated it on the day it was brought in."""

    status: str
    source: str
    row: int
    stated_on: date


@dataclass(frozen=True)
class Milestone:
    """A day in the document's life; ``what`` is priority, filed, published, granted or today."""

    what: str
    on: date


@dataclass(frozen=True)
class Patent:
    """A document as the current vintage holds it.

    ``standing`` is None when no source said anything about the legal status: unknown, not
    in force. ``others`` are the newest documents of the same first applicant, ``of_applicant``
    how many there are with this one.
    """

    key: str
    office: str | None
    application_number: str | None
    publication_numbers: tuple[str, ...]
    stage: str | None
    patent_type: str | None
    filed_on: date | None
    filing_year: int | None
    published_on: date | None
    granted_on: date | None
    priority_on: date | None
    known_on: date | None
    title: str | None
    title_en: str | None
    abstract: str | None
    abstract_en: str | None
    first_claim: str | None
    applicants: tuple[str, ...]
    inventors: tuple[str, ...]
    symbols: tuple[Symbol, ...]
    field: str
    agency: str | None
    address: str | None
    district: str | None
    town: str | None
    credit_code: str | None
    claims: int | None
    cited_by: int | None
    cites: tuple[str, ...]
    priority_numbers: tuple[str, ...]
    standing: Standing | None
    statements: tuple[Statement, ...]
    others: tuple[Hit, ...]
    of_applicant: int
    applicant_query: str
    vintage: str

    @property
    def citing_query(self) -> str:
        """The query that finds what cites it, empty where it has no publication number."""
        return written(any_of(Cited(number, "cites") for number in self.publication_numbers))

    def life(self, today: date) -> tuple[Milestone, ...]:
        """The stated days in order, ``today`` last among equals."""
        stated = (
            ("priority", self.priority_on),
            ("filed", self.filed_on),
            ("published", self.published_on),
            ("granted", self.granted_on),
            ("today", today),
        )
        days = [Milestone(what, on) for what, on in stated if on is not None]
        return tuple(sorted(days, key=lambda milestone: milestone.on))


def keys(corpus: Corpus, number: str) -> tuple[str, ...]:
    """Keys of the documents that have this number in any written form."""
    return corpus.index.number(number)


def patent(corpus: Corpus, key: str, *, lang: str) -> Patent | None:
    """The document of that key, None when the vintage holds none."""
    vintage = corpus.vintage
    row = corpus.document(key)
    if row is None:
        return None
    statements = corpus.statements(key)
    first = row["applicants"][0] if row["applicants"] else ""
    total, others, query = _of_applicant(corpus, key, first)
    symbols = tuple(row["ipc"])
    field = technology_field(symbols[0]) if symbols else None
    return Patent(
        **{name: _frozen(row[name]) for name in _PLAIN},
        symbols=tuple(_symbol(symbol, lang) for symbol in symbols),
        field=(field.name_zh if lang == "zh" else field.name_en) if field else "",
        standing=_standing(row["legal_status"], statements),
        statements=statements,
        others=others,
        of_applicant=total,
        applicant_query=query,
        vintage=vintage,
    )


_ELSEWHERE = ("serial", "ipc", "legal_status", "first_vintage")
_PLAIN = tuple(name for name in DOCUMENT.names if name not in _ELSEWHERE)


def _of_applicant(corpus: Corpus, key: str, name: str) -> tuple[int, tuple[Hit, ...], str]:
    """How many documents the applicant has, its newest others, and the query that finds all."""
    if not name:
        return 0, (), ""
    node = Exact(name, "applicant")
    page = corpus.index.search(node, sort="newest", limit=OTHERS + 1)
    return page.total, tuple(hit for hit in page.hits if hit.key != key)[:OTHERS], written(node)


def _standing(status: str | None, statements: tuple[Statement, ...]) -> Standing | None:
    """The status with the statement that speaks last of those that give it."""
    said = [statement for statement in statements if status and statement.legal_status == status]
    if not status or not said:
        return None
    last = max(said, key=lambda statement: statement.published_on or date.min)
    on = date.fromisoformat(last.imported_on)
    return Standing(status, last.source, last.row, on)


def _symbol(symbol: str, lang: str) -> Symbol:
    group = symbol.split("/", maxsplit=1)[0].replace(" ", "")
    return Symbol(symbol, subclass_label(symbol, lang), f"ipc:{group}")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def raw_rows(statement: Statement) -> Mapping[str, str]:
    """The filled cells of a source row by their headings."""
    return {heading: text for heading, text in statement.raw.items() if text}
