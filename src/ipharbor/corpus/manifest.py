"""The manifest: which volumes make the current vintage, and where its index lies."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ipharbor.vocabulary.errors import HarborError

SCHEMA = 1


@dataclass(frozen=True)
class Volume:
    """What one import added. ``sha256`` maps each file of the volume to its digest."""

    id: str
    seq: int
    source_name: str
    source_format: str
    fingerprint: str
    statements: int
    documents: int
    superseded: int
    imported_on: str
    sha256: dict[str, str]


@dataclass(frozen=True)
class Manifest:
    """One vintage. ``number`` counts from 0, the empty store; ``index`` is a folder name."""

    number: int = 0
    next_serial: int = 1
    index: str = ""
    volumes: tuple[Volume, ...] = ()
    schema: int = SCHEMA

    @property
    def vintage(self) -> str:
        """The name every answer carries, such as ``v000003``."""
        return f"v{self.number:06d}"

    @property
    def documents(self) -> int:
        """How many documents the vintage holds."""
        return sum(volume.documents - volume.superseded for volume in self.volumes)

    def with_volume(self, volume: Volume, *, index: str, next_serial: int) -> Manifest:
        return replace(
            self,
            number=volume.seq,
            next_serial=next_serial,
            index=index,
            volumes=(*self.volumes, volume),
        )


def read(folder: Path) -> Manifest:
    """The manifest in ``folder``; the empty one where there is none.

    Raises HarborError ``corpus.manifest.unreadable`` when the file is damaged or written
    by a newer version.
    """
    path = folder / "MANIFEST.json"
    if not path.exists():
        return Manifest()
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        if stated["schema"] != SCHEMA:
            raise HarborError("corpus.manifest.newer", path=str(path), schema=stated["schema"])
        volumes = tuple(Volume(**volume) for volume in stated.pop("volumes"))
        return Manifest(**stated, volumes=volumes)
    except (ValueError, KeyError, TypeError) as broken:
        raise HarborError("corpus.manifest.unreadable", path=str(path)) from broken


def switch(folder: Path, manifest: Manifest) -> None:
    """Make ``manifest`` the current one: written aside, synced, renamed over the old."""
    aside = folder / "MANIFEST.json.new"
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    with aside.open("w", encoding="utf-8") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    aside.rename(folder / "MANIFEST.json")
    sync(folder)


def sync(path: Path) -> None:
    """Force a file or a folder's entries to the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
