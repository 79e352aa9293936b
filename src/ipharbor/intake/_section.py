"""A stretch of a table under one header, and its rows on their way to statements."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ipharbor.intake._records import Record
from ipharbor.vocabulary.findings import SHOWN, Finding, Severity

# A fixed encoder: json.dumps with options builds a new one at each call.
_in_json = json.JSONEncoder(ensure_ascii=False).encode
_quoted = json.encoder.encode_basestring  # a text as that encoder writes it


@dataclass(frozen=True)
class Section:
    """Headings and what they mean. ``columns`` are places of cells, best first."""

    format: str
    headings: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    separator: str = "|"

    def heading(self, column: str) -> str:
        """The heading of a column as it stands in the file, the column's name without one."""
        at = self.columns.get(column)
        return self.headings[at[0]] if at else column

    @property
    def keys(self) -> tuple[str, ...]:
        """Headings as keys of the raw row: each once, numbered where repeated or empty."""
        seen: dict[str, int] = {}
        keys = []
        for place, heading in enumerate(self.headings, start=1):
            name = heading or f"#{place}"
            seen[name] = seen.get(name, 0) + 1
            keys.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
        return tuple(keys)

    def raw(self, keys: tuple[str, ...], cells: list[str]) -> str:
        """The row as JSON text; cells beyond the headings stand under ``#<place>``."""
        row = dict(zip(keys, cells, strict=False))
        for place in range(len(keys), len(cells)):
            row[f"#{place + 1}"] = cells[place]
        return _in_json(row)

    def raws(self, columns: Sequence[Sequence[str]]) -> list[str]:
        """``raw`` of each row, whose cells come in columns, as many as there are headings."""
        keys = [_quoted(key).replace("%", "%%") for key in self.keys]
        form = "{" + ", ".join(f"{key}: %s" for key in keys) + "}"
        quoted = [list(map(_quoted, column)) for column in columns]
        return [form % row for row in zip(*quoted, strict=True)]


@dataclass(frozen=True)
class Chunk:
    """Good rows of one section: their numbers, and their cells in a column for each heading.

    ``quoted_badly`` are the places of rows whose quotes did not balance.
    """

    section: Section
    rows: list[int]
    columns: list[list[str]]
    quoted_badly: tuple[int, ...] = ()

    @classmethod
    def of(cls, section: Section, records: list[Record]) -> Chunk:
        """The chunk of rows that are each as long as the headings."""
        return cls(
            section,
            [record.row for record in records],
            list(map(list, zip(*(record.cells for record in records), strict=True))),
            tuple(at for at, record in enumerate(records) if record.quoted_badly),
        )

    def cells(self, place: int) -> list[str]:
        """The cells of one row."""
        return [column[place] for column in self.columns]


@dataclass
class Remarks:
    """Findings on the rows of one chunk, gathered by the place of the row in it."""

    section: Section
    rows: list[int]
    findings: list[Finding] = field(default_factory=list)

    def add(self, place: int, code: str, column: str, value: str, **params: str) -> None:
        """A remark on a column of the exchange table, with the weight its code has."""
        heading = self.section.heading(column)
        self.at(place, code, heading, value, **params)

    def at(self, place: int, code: str, heading: str, value: str, **params: str) -> None:
        """A remark under a heading as it stands in the file."""
        row = self.rows[place]
        weight = WEIGHTS.get(code, Severity.WARN)
        self.findings.append(Finding(code, weight, row, heading, value[:SHOWN], params))


WEIGHTS = {
    "import.date.serial": Severity.NOTE,
    "import.cell.formula": Severity.NOTE,
    "import.cell.nul": Severity.NOTE,
    "import.status.unknown": Severity.NOTE,
    "import.type.unknown": Severity.NOTE,
    "class.ipc.subgroup_cut": Severity.NOTE,
    "class.ipc.locarno": Severity.NOTE,
    "place.town.moved": Severity.NOTE,
    "place.town.unknown": Severity.NOTE,
    "import.row.no_key": Severity.FAULT,
    "import.number.left": Severity.NOTE,
}
