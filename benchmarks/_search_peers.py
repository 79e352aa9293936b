"""The engines that ``search.py`` measures, each built and asked in its own usual way.

SQLite FTS5 holds rjieba words under ``unicode61`` beside a table of the shown fields; a
phrase is a phrase of words, a filter is a join. bm25s ranks by words and knows neither AND
nor phrases nor fields, so only its ranking of the same words is timed.
"""

from __future__ import annotations

import pickle
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bm25s
import pyarrow as pa
import rjieba
from _exchange_reader import batches

from ipharbor.corpus.search import write_index
from ipharbor.corpus.search.units import folded

SHOWN = 20


@dataclass(frozen=True)
class Built:
    """Seconds without reading the table, megabytes on disk and of peak memory."""

    seconds: float
    disk: float
    memory: float


class Timed:
    """Batches of the table, with the seconds it took to read them."""

    def __init__(self, table: Path) -> None:
        self._table = table
        self.seconds = 0.0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        begun = time.perf_counter()
        for batch in batches(self._table):
            self.seconds += time.perf_counter() - begun
            yield batch
            begun = time.perf_counter()


def build(engine: str, table: Path, folder: Path) -> Built:
    """Build one engine; run it in a fresh process, as the peak memory is the process's."""
    source = Timed(table)
    begun = time.perf_counter()
    {"ipharbor": _build_ipharbor, "fts5": _build_fts5, "bm25s": _build_bm25s}[engine](
        source, folder
    )
    seconds = time.perf_counter() - begun - source.seconds
    disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )
    return Built(seconds, disk / 1e6, peak / 1e6)


def _build_ipharbor(source: Timed, folder: Path) -> None:
    write_index(folder, source)


def words(text: str | None) -> str:
    return " ".join(rjieba.cut(folded(text))) if text else ""


def _rows(source: Timed) -> Iterator[dict[str, Any]]:
    for batch in source:
        yield from batch.to_pylist()


def _build_fts5(source: Timed, folder: Path) -> None:
    folder.mkdir(parents=True)
    store = sqlite3.connect(folder / "fts5.sqlite3")
    store.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE document (serial INTEGER PRIMARY KEY, title, abstract, applicant, subclass,"
        " published, patent_type, number, ipc);"
        "CREATE VIRTUAL TABLE words USING fts5"
        " (title, abstract, applicant, content='', tokenize='unicode61');"
    )
    for row in _rows(source):
        title = row["title"] or row["title_en"]
        abstract = row["abstract"] or row["abstract_en"]
        applicant = row["applicants"][0] if row["applicants"] else None
        ipc = row["ipc"][0] if row["ipc"] else None
        published = row["published_on"].isoformat() if row["published_on"] else None
        store.execute(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row["serial"], title, abstract, applicant, ipc and ipc[:4], published,
             row["patent_type"], row["application_number"], ipc),
        )  # fmt: skip
        store.execute(
            "INSERT INTO words (rowid, title, abstract, applicant) VALUES (?, ?, ?, ?)",
            (row["serial"], words(title), words(abstract), words(applicant)),
        )
    store.commit()
    store.execute("INSERT INTO words (words) VALUES ('optimize')")
    store.commit()
    store.close()


def _build_bm25s(source: Timed, folder: Path) -> None:
    tokens: list[list[str]] = []
    shown: list[tuple[Any, ...]] = []
    for row in _rows(source):
        title = row["title"] or row["title_en"] or ""
        abstract = row["abstract"] or row["abstract_en"] or ""
        tokens.append(f"{words(title)} {words(abstract)}".split())
        shown.append((title, abstract, row["applicants"], row["ipc"], row["published_on"]))
    ranking = bm25s.BM25()
    ranking.index(tokens, show_progress=False)
    ranking.save(folder / "bm25s")
    (folder / "shown.pickle").write_bytes(pickle.dumps(shown))


class Fts5:
    """Asks the FTS5 store: total and the shown fields of the best hits."""

    def __init__(self, folder: Path) -> None:
        self._store = sqlite3.connect(folder / "fts5.sqlite3")

    def ask(self, match: str, where: str = "", values: tuple[Any, ...] = ()) -> int:
        tables = (
            "FROM words JOIN document ON document.serial = words.rowid" if where else "FROM words"
        )
        condition = f"WHERE words MATCH ? {where}"
        total = self._store.execute(f"SELECT count(*) {tables} {condition}", (match, *values))
        count = int(total.fetchone()[0])
        self._store.execute(
            "SELECT document.*, rank FROM words JOIN document ON document.serial = words.rowid"
            f" {condition} ORDER BY rank LIMIT {SHOWN}",
            (match, *values),
        ).fetchall()
        return count

    def serials(self, match: str) -> set[int]:
        found = self._store.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,))
        return {serial for (serial,) in found}


def fts_phrase(text: str) -> str:
    return '"' + words(text).replace('"', " ") + '"'


class Bm25s:
    """Asks bm25s for the best hits of all words; it knows no total."""

    def __init__(self, folder: Path) -> None:
        self._ranking = bm25s.BM25.load(folder / "bm25s")
        self._shown = pickle.loads((folder / "shown.pickle").read_bytes())

    def ask(self, text: str) -> int:
        found, scores = self._ranking.retrieve(
            [words(text).split()], k=SHOWN, show_progress=False, n_threads=0
        )
        _ = [self._shown[number] for number in found[0]]
        return int((scores[0] > 0).sum())
