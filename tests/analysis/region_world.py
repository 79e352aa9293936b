"""A small invented region: documents, holders and events, and the ledger made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from ipharbor.analysis.region.asking import Asked, Frame
from ipharbor.analysis.region.layout import Manifest
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.analysis.region.making import Made, Register, make
from ipharbor.corpus.documents import DOCUMENT
from ipharbor.register.events import Event
from ipharbor.statutes.book import load

NANCUN, DALONG = "440113102", "440113016"
TOWNS = (NANCUN, DALONG)
MING, CAI, FAR_OFF = "番禺明灯有限公司", "番禺彩虹有限公司", "东莞远方有限公司"
IMPORTED = {1: date(2021, 11, 30)}
BOOK = load()


def document(key: str, kind: str, filed: date, **told: Any) -> dict[str, Any]:
    """A document of Ming's, of Nancun, published and (unless an invention) granted in 200 days."""
    row = dict.fromkeys(DOCUMENT.names)
    row |= {
        "serial": int(key[-6:]), "key": key, "office": "CN", "application_number": key,
        "publication_numbers": [], "patent_type": kind, "filed_on": filed, "applicants": [MING],
        "inventors": ["李明"], "ipc": ["F21V 29/83", "F21S 8/00"], "town": NANCUN,
        "title": f"一种舞台灯{key[-2:]}", "first_vintage": 1, "agency": "广州明专利事务所",
    }  # fmt: skip
    row |= told
    row["published_on"] = row["published_on"] or row["granted_on"]
    row["known_on"] = row["known_on"] or row["published_on"]
    return row


def holder(number: int, name: str, **told: Any) -> dict[str, Any]:
    """A firm of the register, of Nancun."""
    usual = {"kind": "firm", "credit_code": "", "town": NANCUN, "trade": "灯光", "industry": "",
             "size": "small", "grades": ["high_tech"]}  # fmt: skip
    return {"id": number, "name": name} | usual | told


@dataclass
class Place:
    """What there is in the region."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    holders: list[dict[str, Any]] = field(default_factory=lambda: [
        holder(1, MING), holder(2, CAI, town=DALONG, trade="音箱", size="large", grades=[]),
    ])  # fmt: skip
    events: dict[str, list[Event]] = field(default_factory=dict)
    dockets: list[dict[str, Any]] = field(default_factory=list)

    def made(self, texts: pa.Table | None = None) -> Made:
        engine = ibis.duckdb.connect()
        engine.con.register("documents", pa.Table.from_pylist(self.documents, DOCUMENT))
        return make(
            engine.table("documents"), self.register(), towns=TOWNS, imported=IMPORTED, book=BOOK,
            texts=texts,
        )  # fmt: skip

    def register(self) -> Register:
        events = [
            {"key": key, "code": e.code, "on": e.on, "known_on": e.known_on,
             "number": e.told("number"), "details": json.dumps(dict(e.details))}
            for key, some in self.events.items()
            for e in some
        ]  # fmt: skip
        return Register(
            pa.Table.from_pylist(self.holders, _HOLDERS),
            pa.Table.from_pylist(self.dockets, _DOCKETS),
            pa.Table.from_pylist(events, _EVENTS),
        )

    def ledger(self, texts: pa.Table | None = None) -> Ledger:
        made = self.made(texts)
        rows = {name: table.num_rows for name, table in made.tables.items()}
        manifest = Manifest("v000001", 7, "440113", TOWNS, "2021-11-30T12:00:00+08:00",
                            made.until.isoformat(), 0.1, rows)  # fmt: skip
        return Ledger(manifest, made.tables)

    def asked(
        self, known: date, on: date | None = None, town: str = "", texts: pa.Table | None = None
    ) -> Asked:
        return Asked(self.ledger(texts), Frame(known, on or known, town))


_HOLDERS = pa.schema(
    [("id", pa.int64())]
    + [(name, pa.string())
       for name in ("name", "kind", "credit_code", "town", "trade", "industry", "size")]
    + [("grades", pa.list_(pa.string()))]
)  # fmt: skip
_DOCKETS = pa.schema(
    [("key", pa.string()), ("stated_status", pa.string()), ("stated_on", pa.date32())]
)
_EVENTS = pa.schema(
    [("key", pa.string()), ("code", pa.string()), ("on", pa.date32()), ("known_on", pa.date32()),
     ("number", pa.string()), ("details", pa.string())]
)  # fmt: skip
