"""Past and running imports, their findings and what was set aside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from django.db.models import QuerySet

from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.records.models import ImportRun
from ipharbor.vocabulary.findings import Finding, Severity
from ipharbor.vocabulary.words import word


@dataclass(frozen=True)
class CodeCount:
    """How often a finding of ``code`` was made in an import."""

    code: str
    severity: str
    count: int


def runs() -> QuerySet[ImportRun]:
    """All imports, the newest first."""
    return ImportRun.objects.select_related("by").order_by("-pk")


def listed(*, before: int | None, limit: int) -> list[ImportRun]:
    """Imports, the newest first, from the one numbered below ``before`` on."""
    found = ImportRun.objects.select_related("by").order_by("-pk")
    return list((found if before is None else found.filter(pk__lt=before))[:limit])


def run(run_id: int) -> ImportRun | None:
    """One import, None when there is none."""
    return ImportRun.objects.select_related("by").filter(pk=run_id).first()


def finding_counts(home: Path, run_id: int) -> tuple[CodeCount, ...]:
    """How the findings of an import fall by code, most frequent first."""
    path = _path(home, run_id, "findings")
    if not path.exists():
        return ()
    with duckdb.connect() as con:
        rows = con.execute(
            "SELECT code, any_value(severity), count(*) FROM read_parquet(?) "
            "GROUP BY code ORDER BY count(*) DESC, code",
            [str(path)],
        ).fetchall()
    return tuple(CodeCount(*row) for row in rows)


def findings(
    home: Path, run_id: int, *, code: str = "", limit: int = 50, offset: int = 0
) -> tuple[Finding, ...]:
    """Findings of an import in the order of its rows; ``code`` keeps that code alone."""
    path = _path(home, run_id, "findings")
    if not path.exists():
        return ()
    with duckdb.connect() as con:
        rows = con.execute(
            'SELECT code, severity, row, "column", value, params FROM read_parquet(?) '
            "WHERE ? IN ('', code) ORDER BY row, code LIMIT ? OFFSET ?",
            [str(path), code, limit, offset],
        ).fetchall()
    return tuple(
        Finding(row[0], Severity(row[1]), row[2], row[3], row[4], json.loads(row[5]))
        for row in rows
    )


def findings_sheets(home: Path, run_id: int, *, lang: str) -> list[Sheet]:
    """A workbook's sheets: findings in words, and the rows set aside as they stood."""
    names = ("row", "column", "severity", "what", "next", "value", "code")
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
    for finding in findings(home, run_id, limit=1_000_000):
        told = finding.told(lang)
        yield [
            finding.row,
            finding.column,
            word(finding.severity.value, lang),
            told.what,
            told.next,
            finding.value,
            finding.code,
        ]


def _aside(home: Path, run_id: int, lang: str) -> Iterator[list[Cell]]:
    path = _path(home, run_id, "set_aside")
    if not path.exists():
        return
    for row in pq.read_table(path).to_pylist():
        told = Finding(row["code"], Severity.FAULT, row["row"]).told(lang)
        yield [row["row"], told.what, row["raw"], row["code"]]


def _path(home: Path, run_id: int, name: str) -> Path:
    return home / "receipts" / str(run_id) / f"{name}.parquet"
