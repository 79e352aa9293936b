"""From rows of text to statements: one chunk in, one table with its findings out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from ipharbor.intake import _texts
from ipharbor.intake._identity import Identities, identities
from ipharbor.intake._lines import LOST
from ipharbor.intake._records import Record
from ipharbor.intake._section import Chunk, Remarks, Section
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS, STATEMENT
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.places import town_of

_DATES = {
    "filed_on": "filing_date",
    "published_on": "publication_date",
    "granted_on": "grant_date",
    "priority_on": "priority_date",
}
_MANY = frozenset(column.name for column in EXCHANGE_COLUMNS if column.many)
_TOLD = 5  # doubtful symbols of one cell that are remarked upon
_FORMULA = frozenset("=@+-\t\r")

Column = Sequence[object]


@dataclass(frozen=True)
class SetAside:
    """A row that became no statement: where it stands, its text as JSON, and the reason's code."""

    row: int
    raw: str
    code: str


@dataclass(frozen=True)
class Cleaned:
    """What became of a chunk: statements and rows set aside add up to its rows."""

    statements: pa.Table
    findings: tuple[Finding, ...]
    set_aside: tuple[SetAside, ...]


def cleaned(chunk: Chunk, dirty: bool, region: str) -> Cleaned:
    """The statements of a chunk. ``dirty`` asks for NULs and lost characters to be looked for."""
    section = chunk.section
    records = chunk.records
    remarks = Remarks(section, records)
    if dirty:
        _mend(records, remarks)
    _look_over(records, remarks)
    keys = section.keys
    raw = [section.raw(keys, record.cells) for record in records]
    cells = _picked(section, records)
    read = identities(cells, len(records), remarks)
    table = pa.Table.from_pydict(_columns(cells, read, raw, remarks, region), schema=STATEMENT)
    lost = [place for place, key in enumerate(read.keys) if key is None]
    aside = tuple(SetAside(records[at].row, raw[at], "import.row.no_key") for at in lost)
    if lost:
        for at in lost:
            remarks.at(at, "import.row.no_key", "", "")
        table = table.filter(pa.array([key is not None for key in read.keys]))
    return Cleaned(table, tuple(remarks.findings), aside)


def _columns(
    cells: dict[str, list[str]],
    read: Identities,
    raw: list[str],
    remarks: Remarks,
    region: str,
) -> dict[str, Column]:
    rows = len(raw)
    nothing = [""] * rows
    title, title_en = _languages(cells, "title", rows, _texts.line)
    abstract, abstract_en = _languages(cells, "abstract", rows, _texts.plain)
    dates = {name: _dates(cells.get(column), column, rows, remarks)
             for name, column in _DATES.items()}  # fmt: skip
    address = cells.get("address", nothing)
    district = cells.get("district", nothing)
    return {
        "row": [record.row for record in remarks.records],
        "key": read.keys,
        "office": read.offices,
        "application_number": read.applications,
        "publication_number": read.publications,
        "kind_code": read.kinds,
        "stage": read.stages,
        "patent_type": read.types,
        "filing_year": [
            filed.year if filed else year
            for filed, year in zip(dates["filed_on"], read.years, strict=True)
        ],
        **dates,
        "title": title,
        "title_en": title_en,
        "abstract": abstract,
        "abstract_en": abstract_en,
        "first_claim": [_texts.plain(text) for text in cells.get("first_claim", nothing)],
        "applicants": _people(cells, "applicants", "applicant_first", rows),
        "inventors": _people(cells, "inventors", "", rows),
        "ipc": _classes(cells, rows, remarks),
        "agency": [_texts.line(text) for text in cells.get("agency", nothing)],
        "address": [_texts.line(text) for text in address],
        "district": [_texts.line(text) for text in district],
        "town": _towns(address, district, region, remarks),
        "credit_code": _credit_codes(cells.get("credit_code"), rows, remarks),
        "legal_status": _statuses(cells, rows, remarks),
        "claims": _counts(cells.get("claims"), "claims", rows, remarks),
        "cited_by": _counts(cells.get("cited_by"), "cited_by", rows, remarks),
        "raw": raw,
    }


def _picked(section: Section, records: list[Record]) -> dict[str, list[str]]:
    """The text of each column: of several cells the first that holds something.

    Titles and abstracts, whose language decides, and legal states, of which not every one
    is telling, keep all: their further cells come under ``<column>+1`` and so on.
    """
    columns = list(zip(*(record.cells for record in records), strict=False))
    if not columns:
        return {}
    picked: dict[str, list[str]] = {}
    for name, at in section.columns.items():
        texts = [[cell.strip() for cell in columns[place]] for place in at]
        if name in ("title", "abstract", "legal_status"):
            picked |= {f"{name}+{number}" if number else name: column
                       for number, column in enumerate(texts)}  # fmt: skip
        elif len(texts) == 1:
            picked[name] = texts[0]
        else:
            picked[name] = [next(filter(None, row), "") for row in zip(*texts, strict=True)]
    if section.separator not in "|;":
        for name in picked.keys() & _MANY:
            picked[name] = [text.replace(section.separator, "|") for text in picked[name]]
    return picked


def _all_of(cells: dict[str, list[str]], name: str) -> list[list[str]]:
    return [column for key, column in cells.items() if key.partition("+")[0] == name]


def _mend(records: list[Record], remarks: Remarks) -> None:
    """Put U+FFFD for what could not be decoded; the cell is marked, its neighbours stay."""
    for at, record in enumerate(records):
        for place, cell in enumerate(record.cells):
            heading = remarks.section.headings[place]
            if LOST.search(cell):
                record.cells[place] = LOST.sub("\ufffd", cell)
                remarks.at(at, "import.cell.encoding", heading, record.cells[place])
            if "\0" in cell:
                remarks.at(at, "import.cell.nul", heading, cell.replace("\0", "\u2400"))


def _look_over(records: list[Record], remarks: Remarks) -> None:
    """Remark on cells that a spreadsheet would run and on those too long for a statement."""
    longest = _texts.LONGEST_TEXT
    for at, record in enumerate(records):
        for place, cell in enumerate(record.cells):
            if cell and (cell[0] in _FORMULA or len(cell) > longest):
                heading = remarks.section.headings[place]
                if len(cell) > longest:
                    remarks.at(at, "import.cell.cut", heading, cell, length=str(len(cell)))
                if _runs(cell):
                    remarks.at(at, "import.cell.formula", heading, cell)
        if record.quoted_badly:
            remarks.at(at, "import.row.quote", "", " ".join(record.cells)[:200])


def _runs(cell: str) -> bool:
    """Whether a spreadsheet would take the text for a formula; dashes and ``-5`` are none."""
    bare = cell.lstrip("\t\r ")
    if bare[:1] in ("=", "@"):
        return len(bare) > 1
    return bare[:1] in ("+", "-") and any(mark in bare[1:40] for mark in "(|!")


def _languages(
    cells: dict[str, list[str]], name: str, rows: int, read: Callable[[str], str | None]
) -> tuple[list[str | None], list[str | None]]:
    columns = [*_all_of(cells, name), *_all_of(cells, f"{name}_en")]
    if not columns:
        return [None] * rows, [None] * rows
    pairs = [_texts.by_language(texts, read) for texts in zip(*columns, strict=True)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _dates(column: list[str] | None, name: str, rows: int, remarks: Remarks) -> list[date | None]:
    if column is None:
        return [None] * rows
    days = []
    for at, text in enumerate(column):
        stated = _texts.day_of(text)
        if stated.why:
            read = stated.clean.isoformat() if stated.clean else ""
            remarks.add(at, stated.why, name, text, read=read)
        days.append(stated.clean)
    return days


def _people(
    cells: dict[str, list[str]], every: str, first: str, rows: int
) -> list[tuple[str, ...]]:
    """All names of a cell; the one of the first applicant's own column leads."""
    nothing = [""] * rows
    read = []
    for text, leader in zip(cells.get(every, nothing), cells.get(first, nothing), strict=True):
        people = _texts.names_of(text) if text else ()
        leading = _texts.names_of(leader)[:1] if leader else ()
        if leading and people[:1] != leading:
            people = leading + tuple(each for each in people if each != leading[0])
        read.append(people)
    return read


def _classes(cells: dict[str, list[str]], rows: int, remarks: Remarks) -> list[tuple[str, ...]]:
    """IPC symbols with the main one in front, each once."""
    nothing = [""] * rows
    read = []
    pairs = zip(cells.get("ipc_main", nothing), cells.get("ipc", nothing), strict=True)
    for at, (main, further) in enumerate(pairs):
        symbols: tuple[str, ...] = ()
        for column, text in (("ipc_main", main), ("ipc", further)):
            if text:
                found, doubtful = _texts.classes_of(text)
                symbols += found
                for why, part in doubtful[:_TOLD]:
                    remarks.add(at, why, column, part)
        read.append(tuple(dict.fromkeys(symbols)))
    return read


def _towns(
    address: list[str], district: list[str], region: str, remarks: Remarks
) -> list[str | None]:
    codes: list[str | None] = []
    for at, (text, where) in enumerate(zip(address, district, strict=True)):
        if not text:
            codes.append(None)
            continue
        stated = town_of(text[:500], where[:100], region)
        if stated.why:
            remarks.add(at, stated.why, "address", text)
        codes.append(stated.clean.code if stated.clean else None)
    return codes


def _credit_codes(column: list[str] | None, rows: int, remarks: Remarks) -> list[str | None]:
    """The first code of each cell: databases list one for each applicant."""
    if column is None:
        return [None] * rows
    codes = []
    for at, text in enumerate(column):
        first = next(iter(_texts.names_of(text)), "") if text else ""
        stated = credit_code(first[:64])
        if stated.why:
            remarks.add(at, stated.why, "credit_code", text)
        codes.append(stated.clean)
    return codes


def _statuses(cells: dict[str, list[str]], rows: int, remarks: Remarks) -> list[str | None]:
    """The first telling state of each row; one that is not telling is remarked upon."""
    columns = _all_of(cells, "legal_status")
    if not columns:
        return [None] * rows
    statuses = []
    for at, texts in enumerate(zip(*columns, strict=True)):
        read = [_texts.status_of(text) for text in texts if text]
        status = next((each for each in read if each and each != "unknown"), None)
        if read and status is None:
            remarks.add(at, "import.status.unknown", "legal_status", next(filter(None, texts)))
        statuses.append(status)
    return statuses


def _counts(column: list[str] | None, name: str, rows: int, remarks: Remarks) -> list[int | None]:
    if column is None:
        return [None] * rows
    counts = []
    for at, text in enumerate(column):
        count = _texts.count_of(text) if text else None
        if text and count is None:
            remarks.add(at, "import.number.unreadable", name, text)
        counts.append(count)
    return counts
