"""A small invented corpus and register, as sweeps are shown them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

import pyarrow as pa

from ipharbor.analysis.sweeping.known import CASES, EVENTS, FIRMS, PAYMENTS, PRODUCTS, RIGHTS, Known
from ipharbor.corpus.documents import DOCUMENT
from ipharbor.corpus.reading import Corpus
from ipharbor.statutes.book import Book

LAMP = "广州甲灯光有限公司"
SOUND = "广州乙音响有限公司"
RIVAL = "中山市丙光电有限公司"
BEGIN = date(2012, 1, 3)


@dataclass
class Shelf:
    """Stands for the corpus and for the register: rows are put on it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    firms_told: list[dict[str, Any]] = field(default_factory=list)
    rights_told: list[dict[str, Any]] = field(default_factory=list)

    def put(self, applicant: str | Sequence[str], known: date, title: str = "一种舞台灯",
            ipc: Sequence[str] = ("F21V 29/50",), **told: Any) -> str:  # fmt: skip
        """One document; its key."""
        names = [applicant] if isinstance(applicant, str) else list(applicant)
        key = f"CN{len(self.rows):06}"
        row = dict.fromkeys(DOCUMENT.names) | {
            "serial": len(self.rows), "key": key, "office": "CN", "known_on": known,
            "filed_on": known - timedelta(200), "published_on": known, "title": title,
            "applicants": names, "inventors": [], "ipc": list(ipc), "cites": [],
            "priority_numbers": [], "publication_numbers": [f"{key}U"], "abstract": title,
            "patent_type": "utility_model", "first_vintage": 1,
        }  # fmt: skip
        self.rows.append(row | told)
        return key

    def owned(self, firm: str, key: str) -> None:
        self.rights_told.append({"key": key, "application_number": key[2:], "firm": firm})

    def firm(self, name: str, founded: int = 2005) -> None:
        self.firms_told.append({"name": name, "kind": "firm", "founded": founded})

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        whole = pa.Table.from_pylist(self.rows, DOCUMENT)
        return whole.select(columns) if columns else whole

    def ask(self, question: Callable[..., pa.Table]) -> pa.Table:
        return self.table()

    def abstracts(self) -> Iterator[pa.RecordBatch]:
        yield from self.table(["serial", "abstract"]).to_batches()

    def batches(self, serials: Any, columns: list[str]) -> Iterator[pa.RecordBatch]:
        yield from self.table().take(pa.array(serials)).select(columns).to_batches()

    @property
    def firms(self) -> pa.Table:
        return pa.Table.from_pylist(self.firms_told, FIRMS)

    @property
    def rights(self) -> pa.Table:
        return pa.Table.from_pylist(self.rights_told, RIGHTS)

    events = property(lambda self: EVENTS.empty_table())
    payments = property(lambda self: PAYMENTS.empty_table())
    products = property(lambda self: PRODUCTS.empty_table())
    cases = property(lambda self: CASES.empty_table())

    @property
    def known(self) -> Known:
        return Known(cast(Corpus, self), self, cast(Book, None))


def shelf() -> Shelf:
    """A lamp maker and a sound maker with a document a month each since 2012, who name many."""
    made = Shelf()
    made.firm(LAMP)
    made.firm(SOUND)
    for month in range(48):
        day = BEGIN + timedelta(30 * month)
        leads = "区佩瑶" if month < 30 else "何伟"
        made.put(LAMP, day, "一种热管散热的舞台灯", inventors=[leads])
        others = [f"{one}{'明强辉华荣峰杰豪'[month % 8]}" for one in "陈李黄张梁林刘王"]
        made.put(SOUND, day, "一种防啸叫的话筒", ("H04R 3/02",), inventors=others)
    return made
