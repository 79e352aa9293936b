"""A finished index directory, written aside."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import tantivy

from ipharbor.corpus.search.preparing import documents
from ipharbor.corpus.search.schema import LAYOUT, MARKER, analyzers, schema
from ipharbor.vocabulary.errors import HarborError

_HEAP = 300_000_000  # bytes the writer may hold before it writes a segment
_THREADS = 2
_COPIED = ("meta.json", ".managed.json")
_LEFT = (".tantivy-writer.lock", ".tantivy-meta.lock", MARKER)


def write_index(
    path: Path,
    batches: Iterable[pa.RecordBatch],
    *,
    base: Path | None = None,
    removed: Iterable[str] = (),
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write an index of ``batches`` (schema ``DOCUMENT``) into the new directory ``path``.

    With ``base`` the new index holds what base holds, without the documents whose keys are
    in ``removed`` or in ``batches``, and with those of ``batches``; base stays as it is and
    can be read meanwhile. ``progress`` is told the number of documents written so far.
    Gives the number of documents in the finished index. When this returns, the files are
    on the disk; a directory that was left unfinished is refused by ``TantivyIndex.open``
    and can be deleted. HarborError ``search.index.exists`` when ``path`` is there already;
    those of ``TantivyIndex.open`` for ``base``.
    """
    if path.exists() and any(path.iterdir()):
        raise HarborError("search.index.exists", path=str(path))
    path.mkdir(parents=True, exist_ok=True)
    if base is None:
        index = tantivy.Index(schema(), path=str(path))
    else:
        check_marker(base)
        _linked(base, path)
        index = tantivy.Index.open(str(path))
    analyzers().register(index)
    writer = index.writer(_HEAP, _THREADS)
    for key in removed:
        writer.delete_documents_by_term("key", key)
    written = 0
    for batch in batches:
        for key, document in documents(batch):
            if base is not None:
                writer.delete_documents_by_term("key", key)
            writer.add_document(document)
        written += batch.num_rows
        if progress is not None:
            progress(written)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    held = int(index.searcher().num_docs)
    _finished(path, held)
    return held


def check_marker(path: Path) -> None:
    """HarborError unless ``path`` holds a finished index of today's layout.

    ``search.index.missing``, ``search.index.unfinished`` or ``search.index.outdated``.
    """
    marker = path / MARKER
    if not marker.is_file():
        code = "search.index.unfinished" if path.is_dir() else "search.index.missing"
        raise HarborError(code, path=str(path))
    layout = json.loads(marker.read_text(encoding="utf-8")).get("layout")
    if layout != LAYOUT:
        raise HarborError("search.index.outdated", path=str(path), layout=layout, wanted=LAYOUT)


def _linked(base: Path, path: Path) -> None:
    for source in base.iterdir():
        if source.name in _LEFT:
            continue
        if source.name in _COPIED:
            shutil.copyfile(source, path / source.name)
            continue
        try:
            os.link(source, path / source.name)
        except OSError:  # another disk, or a file system without links
            shutil.copyfile(source, path / source.name)


def _finished(path: Path, held: int) -> None:
    marker = path / MARKER
    with marker.open("w", encoding="utf-8") as out:
        json.dump({"layout": LAYOUT, "documents": held}, out)
        out.flush()
        os.fsync(out.fileno())
    for folder in (path, path.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
