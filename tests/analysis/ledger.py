"""Corpora written as tables that an analyst can read and reckon by hand."""

from datetime import date

import ibis
import pyarrow as pa

from ipharbor.corpus.documents import DOCUMENT

TYPES = {"INV": "invention", "UM": "utility_model", "DES": "design", "-": None}


def table(text: str) -> pa.Table:
    """DOCUMENT rows from lines of ``published | filed | type | applicant | ipc | more``.

    ``-`` stands for nothing said. ``more`` holds ``town=``, ``granted=``, ``stage=``, ``known=``,
    ``address=``, ``district=``, ``day=`` (of filing), ``status=``, ``claims=``, ``cited=`` and
    ``agency=``; serials count from 1.
    """
    lines = [line for line in text.strip().splitlines() if line.strip()]
    rows = [_row(serial, line) for serial, line in enumerate(lines, 1)]
    return pa.Table.from_pylist(rows, schema=DOCUMENT)


def documents(text: str) -> ibis.Table:
    return ibis.memtable(table(text))


def _row(serial: int, line: str) -> dict[str, object]:
    cells = [cell.strip() for cell in line.split("|")]
    published, filed, kind, applicant, ipc = (None if c == "-" else c for c in cells[:5])
    more = dict(pair.split("=") for pair in (cells[5].split() if len(cells) > 5 else []))
    published_on = date.fromisoformat(published) if published else None
    granted = more.get("granted")
    known, day = more.get("known"), more.get("day")
    return {
        "serial": serial,
        "key": f"CN{serial}",
        "office": "CN",
        "publication_numbers": [f"CN1000{serial:05d}A"],
        "title": f"灯具{serial}",
        "stage": more.get("stage"),
        "patent_type": TYPES[kind or "-"],
        "filed_on": date.fromisoformat(day) if day else None,
        "filing_year": int(filed) if filed else None,
        "published_on": published_on,
        "granted_on": date.fromisoformat(granted) if granted else None,
        "applicants": [name for name in (applicant or "").split("+") if name],
        "inventors": [],
        "ipc": [symbol for symbol in (ipc or "").split("+") if symbol],
        "town": more.get("town"),
        "address": more.get("address"),
        "district": more.get("district"),
        "agency": more.get("agency"),
        "legal_status": more.get("status"),
        "claims": int(more["claims"]) if "claims" in more else None,
        "cited_by": int(more["cited"]) if "cited" in more else None,
        "known_on": date.fromisoformat(known) if known else published_on,
        "first_vintage": 1,
    }
