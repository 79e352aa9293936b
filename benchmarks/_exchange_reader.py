"""The neutral exchange table read straight into document batches, for benchmarks only."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from ipharbor.corpus.documents import DOCUMENT
from ipharbor.vocabulary.numbers import application_number, publication_number


def batches(path: Path, size: int = 10_000) -> Iterator[pa.RecordBatch]:
    """The table as batches of ``DOCUMENT``; the rows of one right are not folded."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as table:
        rows = enumerate(csv.DictReader(table))
        while taken := [_document(serial, row) for serial, row in islice(rows, size)]:
            yield pa.RecordBatch.from_pylist(taken, schema=DOCUMENT)


def _document(serial: int, row: dict[str, str]) -> dict[str, Any]:
    published = publication_number(row["publication_number"], row["country"]).clean
    applied = application_number(row["application_number"]).clean
    chinese = any("\u4e00" <= char <= "\u9fff" for char in row["title"])
    suffix = "" if chinese else "_en"
    day = row["publication_date"]
    patent_type = (applied.patent_type if applied else None) or (
        published.patent_type if published else None
    )
    return {
        "serial": serial,
        "key": f"{serial}:{row['country']}{applied or published or ''}",
        "office": row["country"] or None,
        "application_number": str(applied) if applied else None,
        "publication_numbers": [str(published)] if published else [],
        "patent_type": patent_type,
        "filing_year": applied.year if applied else None,
        "published_on": date.fromisoformat(day) if day else None,
        f"title{suffix}": row["title"] or None,
        f"abstract{suffix}": row["abstract"] or None,
        "applicants": [row["applicant_first"]] if row["applicant_first"] else [],
        "inventors": [],
        "ipc": [row["ipc_main"]] if row["ipc_main"] else [],
    }
