"""Ledgers on disk: each in a folder of its own, one of them the current one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from ipharbor.analysis.region.layout import SCHEMA, TABLES, Manifest

_CURRENT = "CURRENT"
_KEPT = 2  # the current one, and the one before it for readers who have it open


def write(folder: Path, tables: Mapping[str, pa.Table], manifest: Manifest) -> Path:
    """Lay a ledger down in ``folder`` and make it the current one, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + max((int(one.name.partition("-")[0]) for one in _all(folder)), default=0)
    aside = folder / f".making-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for name, table in tables.items():
        whole = table.cast(TABLES[name]).combine_chunks()
        with pa.ipc.new_file(str(aside / f"{name}.arrow"), whole.schema) as writer:
            writer.write_table(whole, max_chunksize=max(1, whole.num_rows))
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (aside / "MANIFEST.json").write_text(text, encoding="utf-8")
    made = folder / f"{number:06d}-{manifest.name}"
    aside.rename(made)
    mark = folder / f".{_CURRENT}-{os.getpid()}"
    mark.write_text(made.name, encoding="ascii")
    mark.rename(folder / _CURRENT)
    for old in sorted(_all(folder))[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return made


def current(folder: Path) -> tuple[Path, Manifest] | None:
    """Where the current ledger lies, and its manifest; None where there is none that this
    version can read."""
    with suppress(OSError, ValueError, TypeError):
        place = folder / (folder / _CURRENT).read_text(encoding="ascii").strip()
        loaded = json.loads((place / "MANIFEST.json").read_text(encoding="utf-8"))
        if loaded["schema"] == SCHEMA:
            loaded["towns"] = tuple(loaded["towns"])
            loaded["sources"] = tuple(loaded["sources"])
            return place, Manifest(**loaded)
    return None


def read(place: Path, name: str) -> pa.Table:
    """A table of the ledger at ``place``, mapped into memory."""
    with pa.memory_map(str(place / f"{name}.arrow")) as source:
        return pa.ipc.open_file(source).read_all()


def _all(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if one.is_dir() and one.name[0].isdigit()]
