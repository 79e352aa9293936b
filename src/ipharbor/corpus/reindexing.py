"""Building the full-text index of a vintage anew from its volumes."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from ipharbor.corpus import _fold, manifest
from ipharbor.corpus.documents import DOCUMENT
from ipharbor.corpus.search.writing import write_index
from ipharbor.vocabulary.errors import HarborError


def reindex(folder: Path, *, progress: Callable[[int], None] | None = None) -> int:
    """Build the current vintage's index from its volumes and switch to it.

    Gives the documents indexed. The old index serves until the new one is complete.
    Raises HarborError ``corpus.busy`` while an import is running.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise HarborError("corpus.busy", path=str(folder)) from held
        current = manifest.read(folder)
        if not current.volumes:
            return 0
        staging = folder / "staging"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        count = write_index(staging / "index", _documents(folder, current), progress=progress)
        name = f"{current.vintage}-r" if current.index == current.vintage else current.vintage
        (folder / "index").mkdir(exist_ok=True)
        shutil.rmtree(folder / "index" / name, ignore_errors=True)
        (staging / "index").rename(folder / "index" / name)
        manifest.sync(folder / "index")
        manifest.switch(folder, replace(current, index=name))
        shutil.rmtree(staging)
        return count


def _documents(folder: Path, current: manifest.Manifest) -> Iterator[pa.RecordBatch]:
    volumes = [folder / "volumes" / volume.id for volume in current.volumes]
    query = _fold.current_documents(volumes, ", ".join(DOCUMENT.names))
    with duckdb.connect() as con:
        yield from con.sql(query).to_arrow_reader(2000)
