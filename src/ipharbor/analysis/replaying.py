"""Watches replayed over the corpus: those that run, and a sample drawn from the corpus itself.

The sample is every first applicant with at least ``OF_APPLICANT`` documents and every IPC main
group with at least ``OF_FIELD``, by what was known before the first month, ``MOST`` of each: which
ones, is drawn by a digest of their names, so that it is the same ones every time and not the
largest alone.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.choosing import chosen
from ipharbor.corpus.query import Exact, parse
from ipharbor.corpus.reading import Corpus
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.replaying import YEAR, Filed, Watched

OF_APPLICANT, OF_FIELD, MOST = 20, 100, 400
LONGEST = 60  # months that are replayed where nobody says from when
SETTLING = timedelta(days=730)  # of the corpus before the first month
RAISE_FROM = "yellow"  # of a drawn watch
DRAWN, RUNNING = "drawn", "running"
_EPOCH = date(1970, 1, 1)
_COLUMNS = ("known_on", "granted_on", "applicants", "ipc")


@dataclass(frozen=True)
class Asked:
    """A running watch: on what ``query`` finds, without documents of the firm ``without``, for a
    reader whose rights are those of ``firm``."""

    number: int
    kind: str
    query: str
    raise_from: str
    without: str = ""
    firm: str = ""


@dataclass(frozen=True)
class Drawn:
    """A drawn watch and the rows of its documents."""

    kind: str
    rows: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Replayable:
    """A watch to be replayed, running or drawn; ``number`` is 0 for a drawn one."""

    among: str
    number: int
    watched: Watched


def month_ends(first: date, last: date) -> tuple[date, ...]:
    """The ends of the months from that of ``first`` to that of ``last``, and the end of the month
    before them. Months that end after ``last`` are left out."""
    ends = [first.replace(day=1) - timedelta(days=1)]
    while (end := _end(ends[-1] + timedelta(days=1))) <= last:
        ends.append(end)
    return tuple(ends)


def span(corpus: Corpus, first: date | None, last: date | None) -> tuple[date, ...]:
    """The month ends to be replayed. Unless said otherwise they end a year before the newest
    day, for the year after is what they are judged by, and are ``LONGEST`` at most. A stated
    ``last`` later than that, or a ``first`` within ``SETTLING`` of the oldest day, is moved.

    Raises HarborError ``backtest.too_short`` where no month is left.
    """
    known = corpus.ask(
        lambda documents: documents.aggregate(
            oldest=documents.known_on.min(), newest=documents.known_on.max()
        ).to_pyarrow()
    ).to_pylist()[0]
    oldest, newest = known["oldest"], known["newest"]
    if oldest is None:
        raise HarborError("backtest.too_short", oldest="-", newest="-")
    last = min(last or newest, newest - YEAR)
    earliest = oldest + SETTLING
    if first is None:
        months = last.year * 12 + last.month - LONGEST
        first = date(months // 12, months % 12 + 1, 1)
    ends = month_ends(max(first, earliest), last)
    if len(ends) < 2:
        raise HarborError("backtest.too_short", oldest=oldest, newest=newest)
    return ends


def _end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


class Past:
    """The documents of the corpus in columns, as far as a replay needs them."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        table = corpus.ask(
            lambda documents: documents.select(*_COLUMNS).order_by("known_on").to_pyarrow()
        ).combine_chunks()
        self.table: pa.Table = table
        self.days: npt.NDArray[np.int32] = table.column("known_on").cast(pa.int32()).to_numpy()
        self.since = _EPOCH + timedelta(days=int(self.days[0])) if len(self.days) else _EPOCH

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return len(self.days)

    def drawn(self, before: date) -> Iterator[Drawn]:
        """The sample of applicants and of fields, by what was known before a day."""
        until = int(np.searchsorted(self.days, (before - _EPOCH).days))
        for kind, keys, least in (
            ("applicant", _first(self.table.column("applicants")), OF_APPLICANT),
            ("query", _groups(self.table.column("ipc")), OF_FIELD),
        ):
            for rows in _chosen_rows(keys, until, least):
                yield Drawn(kind, rows)

    def of_drawn(self, one: Drawn) -> Replayable:
        """A drawn watch, as it would have seen the past."""
        told = tuple(_filed(self.table.take(pa.array(one.rows))))
        return Replayable(DRAWN, 0, Watched(one.kind, RAISE_FROM, told, self.since))

    def asked(self, watch: Asked) -> Replayable:
        """A running watch, as it would have seen the past."""
        told = tuple(_filed(self._found(watch.query, watch.without)))
        own: tuple[tuple[date, str], ...] = ()
        if watch.firm:
            serials = self.corpus.index.serials(Exact(watch.firm, "applicant"))
            rows = _filed(self._of(serials))
            own = tuple((one.known_on, one.subclasses[0]) for one in rows if one.subclasses)
        watched = Watched(watch.kind, watch.raise_from, told, self.since, own)
        return Replayable(RUNNING, watch.number, watched)

    def _found(self, query: str, without: str) -> pa.Table:
        found = self.corpus.index.serials(parse(query))
        if without:
            own = self.corpus.index.serials(Exact(without, "applicant"))
            found = np.setdiff1d(found, own)
        return self._of(found)

    def _of(self, serials: npt.NDArray[np.int64]) -> pa.Table:
        def question(documents: ibis.Table) -> pa.Table:
            with chosen(documents, serials) as those:
                return those.select(*_COLUMNS).order_by("known_on").to_pyarrow()

        return self.corpus.ask(question)


def _first(lists: pa.ChunkedArray) -> pa.Array:
    """The first of each list, null of an empty one."""
    return pc.list_element(pc.list_slice(lists, 0, 1, return_fixed_size_list=True), 0)


def _groups(symbols: pa.ChunkedArray) -> pa.Array:
    """The IPC main group of each document's first symbol."""
    return pc.replace_substring_regex(_first(symbols), pattern="/.*", replacement="")


def _chosen_rows(keys: pa.ChunkedArray, until: int, least: int) -> Iterator[npt.NDArray[np.int64]]:
    """The rows of each key that is drawn, ascending."""
    whole = pa.chunked_array(keys) if isinstance(keys, pa.Array) else keys
    coded = whole.combine_chunks().dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    names = coded.dictionary.to_pylist()
    before = codes[:until]
    counts = np.bincount(before[before >= 0], minlength=len(names))
    many = [at for at in np.flatnonzero(counts >= least).tolist() if names[at]]
    many.sort(key=lambda at: sha256(names[at].encode()).digest())
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(names) + 1))
    for at in many[:MOST]:
        yield order[starts[at] : starts[at + 1]]


def _filed(rows: pa.Table) -> Iterator[Filed]:
    columns: list[list[Any]] = [rows.column(name).to_pylist() for name in _COLUMNS]
    for known, granted, parties, symbols in zip(*columns, strict=True):
        codes = (symbol[:4] for symbol in symbols or () if len(symbol) >= 4)
        yield Filed(known, granted, parties[0] if parties else "", tuple(dict.fromkeys(codes)))
