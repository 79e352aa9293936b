"""One document with everything the corpus was told about it, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from ipharbor.corpus.documents import DOCUMENT
from ipharbor.corpus.query import Exact, written
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
    standing: Standing | None
    statements: tuple[Statement, ...]
    others: tuple[Hit, ...]
    of_applicant: int
    applicant_query: str
    vintage: str

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
    manifest = corpus.manifest
    if not manifest.volumes:
        return None
    row, standing = _stored(corpus, key)
    if row is None:
        return None
    first = row["applicants"][0] if row["applicants"] else ""
    page_total, query = 0, ""
    others: tuple[Hit, ...] = ()
    if first:
        node = Exact(first, "applicant")
        page = corpus.index.search(node, sort="newest", limit=OTHERS + 1)
        others = tuple(hit for hit in page.hits if hit.key != key)[:OTHERS]
        page_total, query = page.total, written(node)
    symbols = tuple(row.pop("ipc"))
    field = technology_field(symbols[0]) if symbols else None
    return Patent(
        **{name: _frozen(row[name]) for name in _PLAIN},
        symbols=tuple(_symbol(symbol, lang) for symbol in symbols),
        field=(field.name_zh if lang == "zh" else field.name_en) if field else "",
        standing=standing,
        statements=corpus.statements(key),
        others=others,
        of_applicant=page_total,
        applicant_query=query,
        vintage=manifest.vintage,
    )


_ELSEWHERE = ("serial", "ipc", "legal_status", "first_vintage")
_PLAIN = tuple(name for name in DOCUMENT.names if name not in _ELSEWHERE)


def _stored(corpus: Corpus, key: str) -> tuple[dict[str, Any] | None, Standing | None]:
    volumes = {volume.seq: volume for volume in corpus.manifest.volumes}
    folders = [corpus.folder / "volumes" / volume.id for volume in volumes.values()]
    with duckdb.connect() as con:
        found = con.execute(
            f"SELECT {', '.join(DOCUMENT.names)} FROM read_parquet(?) "  # noqa: S608
            "WHERE key = ? ORDER BY volume DESC LIMIT 1",
            [[str(folder / "documents.parquet") for folder in folders], key],
        ).fetchone()
        if found is None:
            return None, None
        row = dict(zip(DOCUMENT.names, found, strict=True))
        if row["legal_status"] is None:
            return row, None
        stated = con.execute(
            "SELECT seq, row FROM read_parquet(?) WHERE key = ? AND legal_status = ? "
            "ORDER BY published_on DESC NULLS LAST, seq DESC, pos DESC LIMIT 1",
            [
                [str(folder / "statements.parquet") for folder in folders],
                key,
                row["legal_status"],
            ],
        ).fetchone()
    if stated is None:
        return row, None
    volume = volumes[stated[0]]
    on = date.fromisoformat(volume.imported_on)
    return row, Standing(row["legal_status"], volume.source_name, stated[1], on)


def _symbol(symbol: str, lang: str) -> Symbol:
    group = symbol.split("/", maxsplit=1)[0].replace(" ", "")
    return Symbol(symbol, subclass_label(symbol, lang), f"ipc:{group}")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def raw_rows(statement: Statement) -> Mapping[str, str]:
    """The filled cells of a source row by their headings."""
    return {heading: text for heading, text in statement.raw.items() if text}
