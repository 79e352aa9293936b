"""Statements of an invented lamp maker, for tests of the store."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pyarrow as pa

from ipharbor.vocabulary.exchange import STATEMENT
from ipharbor.vocabulary.numbers import check_character

LISTS = ("applicants", "inventors", "ipc", "cites", "priority_numbers")


def statement(row: int, digits: str, **said: Any) -> dict[str, Any]:
    """One statement on application ``digits``; what is not said is null."""
    number = f"{digits}.{check_character(digits)}"
    whole: dict[str, Any] = {name: [] if name in LISTS else None for name in STATEMENT.names}
    whole |= {
        "row": row,
        "key": f"CN{number}",
        "office": "CN",
        "application_number": number,
        "publication_number": said.pop("publication_number", f"CN1{digits[-8:]}A"),
        "patent_type": "invention",
        "filing_year": int(digits[:4]),
        "published_on": date(2019, 3, 1),
        "title": "一种舞台灯",
        "applicants": ["番禺明灯有限公司"],
        "ipc": ["F21V 29/83"],
    }
    whole |= said
    whole["raw"] = json.dumps({"row": row}, ensure_ascii=False)
    return whole


def table(*statements: dict[str, Any]) -> pa.Table:
    """Statements as the table that importers hand over."""
    return pa.Table.from_pylist(list(statements), schema=STATEMENT)
