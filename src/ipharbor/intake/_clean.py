"""From rows of text to statements: one chunk in, one table with its findings out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from ipharbor.intake import _texts
from ipharbor.intake._identity import Identities, identities
from ipharbor.intake._lines import LOST
from ipharbor.intake._section import Chunk, Remarks, Section
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
    section, rows = chunk.section, len(chunk.rows)
    remarks = Remarks(section, chunk.rows)
    if dirty:
        _mend(chunk, remarks)
    _look_over(chunk, remarks)
    raw = section.raws(chunk.columns)
    cells = _picked(section, chunk.columns)
    read = identities(cells, rows, remarks)
    table = pa.Table.from_pydict(_columns(cells, read, raw, remarks, region), schema=STATEMENT)
    lost = [place for place, key in enumerate(read.keys) if key is None]
    aside = tuple(SetAside(chunk.rows[at], raw[at], "import.row.no_key") for at in lost)
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
    address, district = (cells.get(name, nothing) for name in ("address", "district"))
    return {
        "row": remarks.rows,
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
        "cites": _numbers(cells, "cites", _texts.cited_of, rows, remarks),
        "priority_numbers": _numbers(
            cells, "priority_numbers", _texts.priorities_of, rows, remarks
        ),
        "raw": raw,
    }


def _picked(section: Section, columns: list[list[str]]) -> dict[str, list[str]]:
    """The text of each column: of several cells the first that holds something.

    Titles and abstracts, whose language decides, and legal states, of which not every one
    is telling, keep all: their further cells come under ``<column>+1`` and so on.
    """
    picked: dict[str, list[str]] = {}
    for name, at in section.columns.items():
        texts = [list(map(str.strip, columns[place])) for place in at]
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


def _mend(chunk: Chunk, remarks: Remarks) -> None:
    """Put U+FFFD for what could not be decoded; the cell is marked, its neighbours stay."""
    for place, column in enumerate(chunk.columns):
        heading = remarks.section.headings[place]
        whole = "".join(column)
        if LOST.search(whole):
            for at, cell in enumerate(column):
                if LOST.search(cell):
                    column[at] = LOST.sub("\ufffd", cell)
                    remarks.at(at, "import.cell.encoding", heading, column[at])
        if "\0" in whole:
            for at, cell in enumerate(column):
                if "\0" in cell:
                    remarks.at(at, "import.cell.nul", heading, cell.replace("\0", "\u2400"))


def _look_over(chunk: Chunk, remarks: Remarks) -> None:
    """Remark on cells that a spreadsheet would run and on those too long for a statement."""
    longest = _texts.LONGEST_TEXT
    for place, column in enumerate(chunk.columns):
        heading = remarks.section.headings[place]
        if max(map(len, column)) > longest:
            for at, cell in enumerate(column):
                if len(cell) > longest:
                    remarks.at(at, "import.cell.cut", heading, cell, length=str(len(cell)))
        if not _FORMULA.isdisjoint({cell[:1] for cell in column}):
            for at, cell in enumerate(column):
                if cell[:1] in _FORMULA and _runs(cell):
                    remarks.at(at, "import.cell.formula", heading, cell)
    for at in chunk.quoted_badly:
        remarks.at(at, "import.row.quote", "", " ".join(chunk.cells(at))[:200])


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
    columns = [column for column in columns if any(column)]
    if not columns:
        return [None] * rows, [None] * rows
    pairs = [_texts.by_language(texts, read) for texts in zip(*columns, strict=True)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _dates(column: list[str] | None, name: str, rows: int, remarks: Remarks) -> list[date | None]:
    if column is None:
        return [None] * rows
    days = _texts.day_of.all(column)
    for at, stated in enumerate(days):
        if stated.why:
            read = stated.clean.isoformat() if stated.clean else ""
            remarks.add(at, stated.why, name, column[at], read=read)
    return [stated.clean for stated in days]


def _people(
    cells: dict[str, list[str]], every: str, first: str, rows: int
) -> list[tuple[str, ...]]:
    """All names of a cell; the one of the first applicant's own column leads."""
    nothing = [""] * rows
    every_one, leaders = cells.get(every, nothing), cells.get(first, nothing)
    if not any(leaders):
        return _texts.names_of.all(every_one)
    return _LED.all(zip(every_one, leaders, strict=True))


def _led(text: str, leader: str) -> tuple[str, ...]:
    people, leading = _texts.names_of(text), _texts.names_of(leader)[:1]
    if leading and people[:1] != leading:
        people = leading + tuple(each for each in people if each != leading[0])
    return people


_LED = _texts.Remembered[tuple[str, str], tuple[str, ...]](_led)


def _classes(cells: dict[str, list[str]], rows: int, remarks: Remarks) -> list[tuple[str, ...]]:
    """IPC symbols with the main one in front, each once."""
    nothing = [""] * rows
    pairs = zip(cells.get("ipc_main", nothing), cells.get("ipc", nothing), strict=True)
    read = _CLASSES.all(pairs)
    for at, (_, doubtful) in enumerate(read):
        for why, column, part in doubtful:
            remarks.add(at, why, column, part)
    return [symbols for symbols, _ in read]


def _classed(main: str, further: str) -> tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]:
    symbols: tuple[str, ...] = ()
    remarked: tuple[tuple[str, str, str], ...] = ()
    for column, text in (("ipc_main", main), ("ipc", further)):
        if text:
            found, doubtful = _texts.classes_of(text)
            symbols += found
            remarked += tuple((why, column, part) for why, part in doubtful[:_TOLD])
    return tuple(dict.fromkeys(symbols)), remarked


_CLASSES = _texts.Remembered[
    tuple[str, str], tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]
](_classed)


def _towns(
    address: list[str], district: list[str], region: str, remarks: Remarks
) -> list[str | None]:
    regions = [region] * len(address)
    read = _TOWNS.all(zip(address, district, regions, strict=True))
    for at, (_, why) in enumerate(read):
        if why:
            remarks.add(at, why, "address", address[at])
    return [code for code, _ in read]


def _town(address: str, district: str, region: str) -> tuple[str | None, str]:
    if not address:
        return None, ""
    stated = town_of(address[:500], district[:100], region)
    return (stated.clean.code if stated.clean else None), stated.why


_TOWNS = _texts.Remembered[tuple[str, str, str], tuple[str | None, str]](_town)


def _credit_codes(column: list[str] | None, rows: int, remarks: Remarks) -> list[str | None]:
    """The first code of each cell: databases list one for each applicant."""
    if column is None:
        return [None] * rows
    codes = _texts.credit_code_of.all(column)
    for at, stated in enumerate(codes):
        if stated.why:
            remarks.add(at, stated.why, "credit_code", column[at])
    return [stated.clean for stated in codes]


def _numbers(
    cells: dict[str, list[str]],
    name: str,
    read: _texts.Remembered[str, tuple[tuple[str, ...], tuple[str, ...]]],
    rows: int,
    remarks: Remarks,
) -> list[tuple[str, ...]]:
    """The numbers of each cell; what is none is remarked upon and left out."""
    column = cells.get(name)
    if column is None:
        return [()] * rows
    found = read.all(column)
    for at, (_, lost) in enumerate(found):
        for part in lost[:_TOLD]:
            remarks.add(at, "import.number.left", name, part)
    return [numbers for numbers, _ in found]


def _statuses(cells: dict[str, list[str]], rows: int, remarks: Remarks) -> list[str | None]:
    """The first telling state of each row; one that is not telling is remarked upon."""
    columns = _all_of(cells, "legal_status")
    if not columns:
        return [None] * rows
    if len(columns) == 1:
        read = _texts.status_of.all(columns[0])
        for at, (text, status) in enumerate(zip(columns[0], read, strict=True)):
            if text and status in (None, "unknown"):
                remarks.add(at, "import.status.unknown", "legal_status", text)
        return [None if status == "unknown" else status for status in read]
    statuses = []
    for at, texts in enumerate(zip(*columns, strict=True)):
        every = [_texts.status_of(text) for text in texts if text]
        status = next((each for each in every if each and each != "unknown"), None)
        if every and status is None:
            remarks.add(at, "import.status.unknown", "legal_status", next(filter(None, texts)))
        statuses.append(status)
    return statuses


def _counts(column: list[str] | None, name: str, rows: int, remarks: Remarks) -> list[int | None]:
    if column is None:
        return [None] * rows
    counts = _texts.count_of.all(column)
    for at, (text, count) in enumerate(zip(column, counts, strict=True)):
        if text and count is None:
            remarks.add(at, "import.number.unreadable", name, text)
    return counts
