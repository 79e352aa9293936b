"""Adding a file's statements to the corpus as one new volume, or not at all.

Everything is written in a staging folder first; the manifest is switched last. A process
killed at any moment leaves the vintage that was, and the next loading clears what it left.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ipharbor.corpus import _fold, manifest
from ipharbor.corpus.manifest import Manifest, Volume
from ipharbor.corpus.search.writing import write_index
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.exchange import STATEMENT

_STAGED = pa.schema(
    [*STATEMENT, pa.field("pos", pa.int64()), pa.field("hash", pa.binary(16)),
     pa.field("seq", pa.int32())]
)  # fmt: skip
_UNHASHED = ("row", "raw")
_LATER = ("cites", "priority_numbers")


@dataclass(frozen=True)
class Brought:
    """Where statements come from: file name, format name, fingerprint of the file."""

    name: str
    format: str
    fingerprint: str


@dataclass(frozen=True)
class Conflict:
    """Two statements on one publication that disagree; ``row`` is the later one's."""

    row: int
    column: str
    number: str
    value: str
    other: str


@dataclass(frozen=True)
class Loaded:
    """What became of the statements: ``read = stored + merged + unchanged``."""

    read: int
    stored: int
    merged: int
    unchanged: int
    vintage: str
    conflicts: tuple[Conflict, ...]


class Loading:
    """One import into the corpus in ``folder``; a context manager that holds the only pen.

    ``add`` takes tables of schema STATEMENT in file order; ``finish`` makes the volume.
    Leaving without ``finish`` leaves the corpus as it was. Raises HarborError
    ``corpus.busy`` when another process is importing.
    """

    def __init__(self, folder: Path, *, memory_mb: int = 1024) -> None:
        self._folder = folder
        self._memory_mb = memory_mb
        self._staging = folder / "staging"
        self._count = 0

    def __enter__(self) -> Loading:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self._folder / "LOCK").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            self._lock.close()
            raise HarborError("corpus.busy", path=str(self._folder)) from held
        self._before = manifest.read(self._folder)
        clear(self._folder, self._before)
        self._staging.mkdir()
        self._writer = pq.ParquetWriter(
            self._staging / "read.parquet", _STAGED, compression="zstd", compression_level=3
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()
        shutil.rmtree(self._staging, ignore_errors=True)
        self._lock.close()

    def add(self, statements: pa.Table) -> None:
        """Append statements; their order decides which of two equals came first."""
        if not statements.num_rows:
            return
        positions = pa.array(range(self._count, self._count + statements.num_rows), pa.int64())
        staged = statements.append_column("pos", positions)
        staged = staged.append_column("hash", content_hashes(statements))
        seq = pa.repeat(pa.scalar(self._before.number + 1, pa.int32()), statements.num_rows)
        staged = staged.append_column("seq", seq)
        self._writer.write_table(staged.cast(_STAGED), row_group_size=_fold.ROWS_A_GROUP)
        self._count += statements.num_rows

    def finish(
        self,
        brought: Brought,
        *,
        on: date,
        progress: Callable[[str, int, int], None] | None = None,
        before_switch: Callable[[Loaded], None] | None = None,
    ) -> Loaded:
        """Fold, index and switch. ``on`` is the day of import. ``progress`` is told
        ``(phase, done, of)`` with phases ``fold`` and ``index``, counted in documents.
        ``before_switch`` is told the outcome when all is written and nothing counts yet."""
        self._writer.close()
        told = progress or (lambda phase, done, of: None)
        told("fold", 0, self._count)
        with duckdb.connect() as con:
            self._prepare(con)
            stored, merged = _fold.judge(con)
            unchanged = self._count - stored - merged
            if not stored + merged:
                return Loaded(self._count, 0, 0, unchanged, self._before.vintage, ())
            conflicts = tuple(Conflict(*row) for row in _fold.conflicts(con))
            volume = self._write_volume(con, brought, on, all_fresh=not unchanged)
        told("fold", self._count, self._count)
        after = self._before.with_volume(
            volume, index=f"v{volume.seq:06d}", next_serial=self._before.next_serial + stored
        )
        self._write_index(after, volume, told)
        loaded = Loaded(self._count, stored, merged, unchanged, after.vintage, conflicts)
        if before_switch:
            before_switch(loaded)
        self._switch(after, volume)
        return loaded

    def _prepare(self, con: duckdb.DuckDBPyConnection) -> None:
        temp = str(self._staging / "spill").replace("'", "''")
        con.execute(f"SET memory_limit='{self._memory_mb // 2}MB'")
        con.execute(f"SET temp_directory='{temp}'")
        con.execute("SET preserve_insertion_order=false")
        volumes = [self._folder / "volumes" / volume.id for volume in self._before.volumes]
        _fold.open_views(con, self._staging / "read.parquet", volumes, self._before.next_serial)

    def _write_volume(
        self, con: duckdb.DuckDBPyConnection, brought: Brought, on: date, *, all_fresh: bool
    ) -> Volume:
        seq = self._before.number + 1
        made = self._staging / "volume"
        made.mkdir()
        if all_fresh:  # then what was read is the volume's statements as it lies there
            _linked(self._staging / "read.parquet", made / "statements.parquet")
        statements, documents, superseded = _fold.write(con, made, seq=seq, on=on)
        digests = {}
        for path in sorted(made.iterdir()):
            manifest.sync(path)
            with path.open("rb") as opened:
                digests[path.name] = hashlib.file_digest(opened, "sha256").hexdigest()
        return Volume(
            id=f"v{seq:06d}-{brought.fingerprint[:12]}",
            seq=seq,
            source_name=brought.name,
            source_format=brought.format,
            fingerprint=brought.fingerprint,
            statements=statements,
            documents=documents,
            superseded=superseded,
            imported_on=on.isoformat(),
            sha256=digests,
        )

    def _write_index(
        self, after: Manifest, volume: Volume, told: Callable[[str, int, int], None]
    ) -> None:
        made = self._staging / "volume"
        removed = pq.read_table(made / "superseded.parquet", columns=["key"])["key"].to_pylist()
        base = self._folder / "index" / self._before.index if self._before.index else None
        write_index(
            self._staging / "index",
            _batches(made / "documents.parquet"),
            base=base,
            removed=removed,
            progress=lambda done: told("index", done, volume.documents),
        )
        told("index", volume.documents, volume.documents)

    def _switch(self, after: Manifest, volume: Volume) -> None:
        for room in ("volumes", "index"):
            (self._folder / room).mkdir(exist_ok=True)
        (self._staging / "volume").rename(self._folder / "volumes" / volume.id)
        (self._staging / "index").rename(self._folder / "index" / after.index)
        manifest.sync(self._folder / "volumes")
        manifest.sync(self._folder / "index")
        manifest.switch(self._folder, after)
        clear(self._folder, after, keep=self._before.index)


def content_hashes(statements: pa.Table) -> pa.Array:
    """One 16-byte BLAKE2b digest a statement, over all that it says but its row number.

    What came with a later version counts only where something is said, so that a statement held
    since before is known again.
    """
    names = [name for name in STATEMENT.names if name not in (*_UNHASHED, *_LATER)]
    joined = pc.binary_join_element_wise(*(_as_text(statements[name]) for name in names), "\x1f")
    later = [_as_text(statements[name]) for name in _LATER]
    if any(pc.any(pc.not_equal(column, "")).as_py() for column in later):
        told = pc.binary_join_element_wise(joined, *later, "\x1f")
        empty = pc.and_(*(pc.equal(column, "") for column in later))
        joined = pc.if_else(empty, joined, told)
    return pa.array(
        [
            hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()
            for text in joined.to_pylist()
        ],
        pa.binary(16),
    )


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        column = pc.binary_join(pc.fill_null(column, []), "\x1e")
    return pc.fill_null(pc.cast(column, pa.string()), "")


def _linked(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)


def clear(folder: Path, current: Manifest, *, keep: str = "") -> None:
    """Remove what no manifest names: leavings of a killed import, and past indexes."""
    shutil.rmtree(folder / "staging", ignore_errors=True)
    named = {volume.id for volume in current.volumes}
    _remove_others(folder / "volumes", named)
    _remove_others(folder / "index", {current.index, keep})


def _remove_others(room: Path, named: set[str]) -> None:
    if room.exists():
        for entry in os.scandir(room):
            if entry.name not in named:
                shutil.rmtree(entry.path)


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as opened:
        yield from opened.iter_batches(batch_size=2000)
