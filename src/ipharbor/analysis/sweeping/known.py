"""What a sweep is shown: the corpus, and the register's tables in columns.

Nothing here is cut at a day but the publications: a sweep leaves out events and payments that
were not known on its day by their ``known_on``. Firms and products are as they are now, for the
register keeps no earlier state of them; of a product ``since`` tells from when it is sold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.choosing import Serials
from ipharbor.analysis.sweeping.claims import Claims, claims_of
from ipharbor.analysis.sweeping.columns import Columns
from ipharbor.analysis.sweeping.docketed import Docket, docket
from ipharbor.analysis.sweeping.terms_left import NOT_IN_FORCE, Years, years_left
from ipharbor.corpus.reading import Corpus
from ipharbor.statutes import calendar as calendars
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar

Days = npt.NDArray[np.int32]
RIGHTS = pa.schema(
    [
        ("key", pa.string()),  # joins with the corpus' key
        ("application_number", pa.string()),
        ("firm", pa.string()),  # name, as in FIRMS
        ("patent_type", pa.string()),
        ("title", pa.string()),
        ("ipc", pa.string()),  # main symbol
        ("filed_on", pa.date32()),
        ("granted_on", pa.date32()),
    ]
)
"""Rights in dockets; one of several holders stands in as many rows."""
EVENTS = pa.schema(
    [
        ("key", pa.string()),
        ("code", pa.string()),  # of register.codes
        ("on", pa.date32()),
        ("known_on", pa.date32()),
        ("number", pa.string()),  # of the registration, '' without
        ("details", pa.string()),  # JSON
    ]
)
"""Legal events of rights in dockets, by key, day and day known."""
PAYMENTS = pa.schema(
    [("key", pa.string()), ("patent_year", pa.int32()), ("paid_on", pa.date32()),
     ("known_on", pa.date32())]
)  # fmt: skip
FIRMS = pa.schema(
    [
        ("name", pa.string()),
        ("kind", pa.string()),
        ("credit_code", pa.string()),
        ("town", pa.string()),
        ("trade", pa.string()),
        ("industry", pa.string()),
        ("founded", pa.int32()),  # year
        ("address", pa.string()),
    ]
)
PRODUCTS = pa.schema(
    [
        ("firm", pa.string()),
        ("name", pa.string()),
        ("features", pa.list_(pa.string())),
        ("markets", pa.list_(pa.string())),
        ("ipc", pa.list_(pa.string())),
        ("since", pa.int32()),  # year, null when untold
        ("ended_on", pa.date32()),
        ("share", pa.float64()),  # of the firm's told sales of the last told year, nan when untold
    ]
)
CASES = pa.schema(
    [
        ("number", pa.string()),
        ("kind", pa.string()),
        ("received_on", pa.date32()),
        ("right", pa.string()),  # application number
        ("complainant", pa.string()),
        ("respondent", pa.string()),
    ]
)
"""Handled cases; each is known from the day it was received."""


class Register(Protocol):
    """The register's tables of the schemas above. Each is read when it is first asked for."""

    @property
    def rights(self) -> pa.Table: ...
    @property
    def events(self) -> pa.Table: ...
    @property
    def payments(self) -> pa.Table: ...
    @property
    def firms(self) -> pa.Table: ...
    @property
    def products(self) -> pa.Table: ...
    @property
    def cases(self) -> pa.Table: ...


_DOCUMENTS = (
    "serial", "key", "office", "publication_numbers", "patent_type", "filed_on", "published_on",
    "granted_on", "known_on", "title", "title_en", "applicants", "inventors", "ipc", "agency",
    "address", "cites", "priority_numbers", "first_vintage",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What sweeps look at. Made once for all sweeps of a round, and for all days of a replay.

    ``chances`` is what the kept model of rights' lives says of each, by
    ``forecasting.survival_chances.CHANCES``; None where none is kept.
    """

    corpus: Corpus
    register: Register
    book: Book
    calendar: WorkingCalendar = field(default_factory=calendars.load)
    chances: pa.Table | None = None

    @cached_property
    def docket(self) -> Docket:
        """The rights of all dockets with their events, as standing is asked of them."""
        held = self.register
        return docket(held.rights, held.events, held.firms, self.book)

    @cached_property
    def documents(self) -> pa.Table:
        """All documents by serial, without their long texts: the columns of ``_DOCUMENTS``."""

        def question(documents: ibis.Table) -> pa.Table:
            return documents.select(*_DOCUMENTS).order_by("serial").to_pyarrow().combine_chunks()

        return self.corpus.ask(question)

    @cached_property
    def known_days(self) -> Days:
        """``known_on`` of ``documents`` as days since 1970-01-01."""
        days: Days = self.documents.column("known_on").cast(pa.int32()).to_numpy()
        return days

    @cached_property
    def columns(self) -> Columns:
        """``documents`` as columns of numbers, for sweeps that count."""
        return Columns(self.documents)

    @cached_property
    def _made(self) -> dict[str, Any]:
        return {}

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made when it is first asked for under that name and then kept."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @cached_property
    def citings(self) -> pa.Table:
        """Every citation: ``number`` as cited, and ``place`` of the citing one in ``documents``."""
        cites = self.documents.column("cites").combine_chunks()
        return pa.table({"number": cites.flatten(), "place": pc.list_parent_indices(cites)})

    def years_left(self, row: int, on: date) -> int | None:
        """Whole years of its term that the right at ``row`` of ``documents`` has left on ``on``;
        None where it is not in force as known then."""
        years = int(self._terms_left(on)[row])
        return None if years == NOT_IN_FORCE else years

    def _terms_left(self, on: date) -> Years:
        """``years_left`` of all documents; that of the last day asked is kept."""
        day, found = self._made.get("years_left", (None, None))
        if day != on:
            events = self.register.events
            found = years_left(self.documents, events, on=on, book=self.book)
            self._made["years_left"] = (on, found)
        made: Years = found
        return made

    @cached_property
    def claims(self) -> Claims:
        """The first claims of the Chinese office's documents, as texts are compared with them."""
        table = self.documents
        home = table.filter(pc.equal(table.column("office"), "CN")).column("serial")
        told = self.texts(home.to_numpy(), "first_claim")
        return claims_of(table, told.column("serial"), told.column("first_claim"))

    def texts(self, serials: Serials, *names: str) -> pa.Table:
        """``serial`` and long texts of documents by serial: those ``names``, else both."""
        wanted = np.unique(np.asarray(serials, dtype=np.int64))
        schema = pa.schema([_TEXTS.field(name) for name in ("serial", *(names or _LONG))])
        batches = self.corpus.batches(wanted, columns=schema.names)
        return pa.Table.from_batches([batch.cast(schema) for batch in batches], schema)


_LONG = ("abstract", "first_claim")
_TEXTS = pa.schema([("serial", pa.int64()), *((name, pa.string()) for name in _LONG)])


@dataclass(frozen=True)
class Span:
    """The days a sweep is asked about: what became known after ``since``, up to ``on``."""

    since: date
    on: date
