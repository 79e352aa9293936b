"""Past and running imports, their findings and what was set aside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.records.models import FindingClosing, ImportRun
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.words import word

STATES = ("open", "closed")
FEW = 500  # findings whose closings are asked for one by one
# A finding is known by its place in the receipt, to which nobody writes once the import is done.
_NUMBERED = """CREATE TEMP MACRO numbered(path, closings) AS TABLE
SELECT *, file_row_number + 1 AS number,
       (file_row_number + 1) IN (SELECT unnest(closings::BIGINT[])) AS closed
FROM read_parquet(path, file_row_number = true)"""
_ASKED = """CREATE TEMP MACRO asked(path, closings, one, state) AS TABLE
SELECT * FROM numbered(path, closings)
WHERE one IN ('', code) AND (state = '' OR closed = (state = 'closed'))"""


@dataclass(frozen=True)
class CodeCount:
    """How often a finding of ``code`` was made in an import, and how many of them are open."""

    code: str
    severity: str
    count: int
    open: int

    def of(self, state: str) -> int:
        """Those of a state, ``open`` or ``closed``; of both for none."""
        return {"": self.count, "open": self.open}.get(state, self.count - self.open)


@dataclass(frozen=True)
class Found:
    """A finding of an import: its place in the receipt, from 1, and why it is closed, if it is."""

    number: int
    finding: Finding
    closing: FindingClosing | None

    @property
    def state(self) -> str:
        """``open`` or ``closed``."""
        return "closed" if self.closing else "open"


def runs() -> QuerySet[ImportRun]:
    """All imports, the newest first; ``open_findings`` counts those nobody has closed."""
    closed = FindingClosing.objects.filter(run=OuterRef("pk")).order_by().values("run")
    return (
        ImportRun.objects.select_related("by")
        .annotate(
            open_findings=F("findings")
            - Coalesce(
                Subquery(closed.annotate(count=Count("pk")).values("count")),
                0,
                output_field=BigIntegerField(),
            )
        )
        .order_by("-pk")
    )


def listed(*, before: int | None, limit: int) -> list[ImportRun]:
    """Imports, the newest first, from the one numbered below ``before`` on."""
    found = runs()
    return list((found if before is None else found.filter(pk__lt=before))[:limit])


def run(run_id: int) -> ImportRun | None:
    """One import, None when there is none."""
    return runs().filter(pk=run_id).first()


def finding_counts(home: Path, run_id: int) -> tuple[CodeCount, ...]:
    """How the findings of an import fall by code, most frequent first."""
    path = _path(home, run_id, "findings")
    if not path.exists():
        return ()
    with _receipts() as con:
        rows = con.execute(
            "SELECT code, any_value(severity), count(*), count(*) FILTER (NOT closed) "
            "FROM numbered($path, $closings) GROUP BY code ORDER BY count(*) DESC, code",
            _given(path, run_id),
        ).fetchall()
    return tuple(CodeCount(*row) for row in rows)


def findings(
    home: Path, run_id: int, *, code: str = "", state: str = "", limit: int = 50, offset: int = 0
) -> tuple[Found, ...]:
    """Findings of an import in the order of its rows; ``code`` keeps that code alone, ``state``
    those that are ``open`` or ``closed``."""
    path = _path(home, run_id, "findings")
    if not path.exists():
        return ()
    with _receipts() as con:
        rows = con.execute(
            'SELECT number, code, severity, row, "column", value, params '
            "FROM asked($path, $closings, $code, $state) "
            "ORDER BY row, code, number LIMIT $limit OFFSET $offset",
            _given(path, run_id) | {"code": code, "state": state, "limit": limit, "offset": offset},
        ).fetchall()
    held = FindingClosing.objects.filter(run=run_id)
    if len(rows) <= FEW:
        held = held.filter(number__in=[row[0] for row in rows])
    why = {one.number: one for one in held}
    return tuple(
        Found(
            row[0],
            Finding(row[1], Severity(row[2]), row[3], row[4], row[5], json.loads(row[6])),
            why.get(row[0]),
        )
        for row in rows
    )


def numbers(home: Path, run_id: int, *, code: str = "", state: str = "") -> tuple[int, ...]:
    """The places of all findings that ``findings`` would give."""
    path = _path(home, run_id, "findings")
    if not path.exists():
        return ()
    with _receipts() as con:
        rows = con.execute(
            "SELECT number FROM asked($path, $closings, $code, $state) ORDER BY number",
            _given(path, run_id) | {"code": code, "state": state},
        ).fetchall()
    return tuple(number for (number,) in rows)


def findings_sheets(home: Path, run_id: int, *, lang: str) -> list[Sheet]:
    """A workbook's sheets: findings in words, and the rows set aside as they stood."""
    names = (
        "row", "column", "severity", "what", "next", "value", "code", "finding_state",
        "closed_why", "closed_note", "closed_by", "closed_at",
    )  # fmt: skip
    return [
        Sheet(
            word("findings", lang), [word(name, lang) for name in names], _told(home, run_id, lang)
        ),
        Sheet(
            word("set_aside", lang),
            [word(name, lang) for name in ("row", "what", "raw", "code")],
            _aside(home, run_id, lang),
        ),
    ]


def _told(home: Path, run_id: int, lang: str) -> Iterator[list[Cell]]:
    for found in findings(home, run_id, limit=1_000_000):
        finding, closing = found.finding, found.closing
        told = finding.told(lang)
        yield [
            finding.row,
            finding.column,
            word(finding.severity.value, lang),
            told.what,
            told.next,
            finding.value,
            finding.code,
            word(f"finding_{found.state}", lang),
            *(
                (
                    word(f"closed_{closing.reason}", lang), closing.note, closing.by_name,
                    timezone.localdate(closing.at),
                )
                if closing
                else ("", "", "", None)
            ),
        ]  # fmt: skip


def _aside(home: Path, run_id: int, lang: str) -> Iterator[list[Cell]]:
    path = _path(home, run_id, "set_aside")
    if not path.exists():
        return
    for row in pq.read_table(path).to_pylist():
        told = Finding(row["code"], Severity.FAULT, row["row"]).told(lang)
        yield [row["row"], told.what, row["raw"], row["code"]]


def _path(home: Path, run_id: int, name: str) -> Path:
    return home / "receipts" / str(run_id) / f"{name}.parquet"


@contextmanager
def _receipts() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(_NUMBERED)
        con.execute(_ASKED)
        yield con


def _given(path: Path, run_id: int) -> dict[str, object]:
    closed = FindingClosing.objects.filter(run=run_id).values_list("number", flat=True)
    return {"path": str(path), "closings": list(closed)}
