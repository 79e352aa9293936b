"""Reading a vintage: its documents for reckoning, its statements for proof."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ipharbor.corpus import _fold, manifest
from ipharbor.corpus.documents import DOCUMENT
from ipharbor.corpus.manifest import Manifest
from ipharbor.corpus.search.index import SearchIndex
from ipharbor.corpus.search.tantivy_index import TantivyIndex
from ipharbor.corpus.search.writing import write_index

if TYPE_CHECKING:
    import ibis

T = TypeVar("T")

_LONG = ("abstract", "abstract_en", "first_claim")  # left on disk: nothing reckons over them
NARROW = pa.schema([field for field in DOCUMENT if field.name not in _LONG])


@dataclass(frozen=True)
class Statement:
    """What one source row said: ``raw`` maps its headings to its text."""

    source: str
    source_format: str
    row: int
    publication_number: str
    published_on: date | None
    legal_status: str | None
    imported_on: str
    raw: dict[str, str]


def _told(row: dict[str, Any]) -> str:
    """A document as it is digested: columns that came with a later version count where they hold
    something, so that a store keeps its digest."""
    later = [row.pop(name) for name in ("cites", "priority_numbers")]
    return repr((*row.values(), *later) if any(later) else tuple(row.values()))


_NO_TEXTS = "0::BIGINT AS serial, false AS abstract, false AS first_claim"


class Corpus:
    """The corpus in ``folder`` as readers see it. Safe to share between threads.

    Each call looks at the manifest first, so a vintage that another process switched to
    is seen at once. ``memory_mb`` bounds what the engine may use.
    """

    def __init__(self, folder: Path, *, memory_mb: int = 1024) -> None:
        self.folder = folder
        self._memory_mb = memory_mb
        self._lock = threading.RLock()
        self._stamp: tuple[int, int] | None = None
        self._manifest = Manifest()
        self._engine: ibis.BaseBackend | None = None
        self._index: SearchIndex | None = None

    @property
    def manifest(self) -> Manifest:
        """The current vintage's manifest."""
        with self._lock:
            self._look()
            return self._manifest

    @property
    def vintage(self) -> str:
        return self.manifest.vintage

    @property
    def index(self) -> SearchIndex:
        """The full-text index of the current vintage."""
        with self._lock:
            self._look()
            if self._index is None:
                self._index = TantivyIndex.open(self._index_folder())
            return self._index

    def ask(self, question: Callable[[ibis.Table], T]) -> T:
        """Put a question to the documents: ``question`` gets a table of schema NARROW.

        Questions are answered one at a time, for the engine's connection is not shared
        between threads.
        """
        with self._lock:
            self._look()
            if self._engine is None:
                self._engine = self._open_engine()
            return question(self._engine.table("documents"))

    def document(self, key: str) -> dict[str, Any] | None:
        """The document of that key with all columns of DOCUMENT; None when there is none."""
        folders = self._folders()
        if not folders:
            return None
        with duckdb.connect() as con:
            found = con.execute(
                f"SELECT {', '.join(DOCUMENT.names)} FROM {_fold.files(folders, 'documents')} "  # noqa: S608
                "WHERE key = ? ORDER BY volume DESC LIMIT 1",
                [key],
            ).fetchone()
        return dict(zip(DOCUMENT.names, found, strict=True)) if found else None

    def texts(self) -> pa.Table:
        """Which documents have the long texts: ``serial``, and ``abstract`` and ``first_claim`` as
        yes or no."""
        query = self._documents_query(
            "serial, coalesce(abstract, '') <> '' AS abstract, "
            "coalesce(first_claim, '') <> '' AS first_claim"
        )
        with duckdb.connect() as con:
            found = con.sql(query or f"SELECT {_NO_TEXTS} WHERE false")
            return found.to_arrow_table()

    def batches(
        self, serials: NDArray[np.int64], rows: int = 2000, columns: Sequence[str] = ()
    ) -> Iterator[pa.RecordBatch]:
        """The documents of those serials, by serial, with the named columns of DOCUMENT, else
        all."""
        query = self._documents_query(", ".join(columns or DOCUMENT.names))
        if query and len(serials):
            with duckdb.connect() as con:
                con.register("wanted", pa.table({"serial": serials}))
                asked = f"SELECT * FROM ({query}) SEMI JOIN wanted USING (serial) ORDER BY serial"  # noqa: S608
                yield from con.sql(asked).to_arrow_reader(rows)

    def abstracts(self, rows: int = 3_000) -> Iterator[pa.RecordBatch]:
        """``serial`` and ``abstract`` of all documents that have one, in no stated order."""
        query = self._documents_query("serial, abstract")
        if query:
            with duckdb.connect() as con:
                asked = f"SELECT * FROM ({query}) WHERE coalesce(abstract, '') <> ''"  # noqa: S608
                yield from con.sql(asked).to_arrow_reader(rows)

    def statements(self, key: str) -> tuple[Statement, ...]:
        """All that was stated on ``key``, in the order it came in."""
        volumes = {volume.seq: volume for volume in self.manifest.volumes}
        if not volumes:
            return ()
        paths = [self.folder / "volumes" / v.id / "statements.parquet" for v in volumes.values()]
        with duckdb.connect() as con:
            rows = con.execute(
                "SELECT seq, row, coalesce(publication_number, ''), published_on, legal_status, "
                "raw FROM read_parquet(?) WHERE key = ? ORDER BY seq, pos",
                [[str(path) for path in paths], key],
            ).fetchall()
        return tuple(
            Statement(
                source=volumes[seq].source_name,
                source_format=volumes[seq].source_format,
                row=row,
                publication_number=number,
                published_on=published_on,
                legal_status=legal_status,
                imported_on=volumes[seq].imported_on,
                raw=json.loads(raw),
            )
            for seq, row, number, published_on, legal_status, raw in rows
        )

    def digest(self) -> str:
        """SHA-256 over every document of the vintage: equal stores have equal digests."""
        reckoned = hashlib.sha256(self.vintage.encode())
        with duckdb.connect() as con:
            query = self._documents_query(", ".join(DOCUMENT.names))
            if query:
                reader = con.sql(f"{query} ORDER BY serial").to_arrow_reader(10_000)
                for batch in reader:
                    for row in batch.to_pylist():
                        reckoned.update(_told(row).encode())
        return reckoned.hexdigest()

    def damage(self) -> tuple[str, ...]:
        """Files of the vintage that are missing or not as they were written."""
        found = []
        for volume in self.manifest.volumes:
            for name, stated in volume.sha256.items():
                path = self.folder / "volumes" / volume.id / name
                if not path.exists():
                    found.append(str(path))
                    continue
                with path.open("rb") as opened:
                    if hashlib.file_digest(opened, "sha256").hexdigest() != stated:
                        found.append(str(path))
        if self.manifest.index and not (self.folder / "index" / self.manifest.index).exists():
            found.append(str(self.folder / "index" / self.manifest.index))
        return tuple(found)

    def _look(self) -> None:
        path = self.folder / "MANIFEST.json"
        try:
            stat = path.stat()
            stamp = (stat.st_ino, stat.st_mtime_ns)
        except FileNotFoundError:
            stamp = (0, 0)
        if stamp != self._stamp:
            self._manifest = manifest.read(self.folder)
            self._stamp = stamp
            self._engine = self._index = None

    def _index_folder(self) -> Path:
        if self._manifest.index:
            return self.folder / "index" / self._manifest.index
        empty = self.folder / "index" / "empty"
        if not empty.exists():
            write_index(empty, iter(()))
        return empty

    def _folders(self) -> list[Path]:
        return [self.folder / "volumes" / volume.id for volume in self.manifest.volumes]

    def _documents_query(self, columns: str) -> str:
        volumes = self._folders()
        return _fold.current_documents(volumes, columns) if volumes else ""

    def _open_engine(self) -> ibis.BaseBackend:
        import ibis  # a second to load, and searching does without it

        engine = ibis.duckdb.connect(memory_limit=f"{self._memory_mb}MB")
        query = self._documents_query(", ".join(NARROW.names))
        if query:
            engine.raw_sql(f"CREATE TABLE documents AS {query}")
        else:
            engine.create_table("documents", schema=ibis.Schema.from_pyarrow(NARROW))
        return engine
