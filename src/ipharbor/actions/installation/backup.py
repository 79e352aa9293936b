"""Write the whole installation into one file."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection

from ipharbor import __version__
from ipharbor.actions import permits
from ipharbor.actions.installation import _tables
from ipharbor.actions.installation.sign import sign
from ipharbor.corpus import manifest
from ipharbor.gateways.timestamp import Timestamper
from ipharbor.vocabulary.errors import HarborError

LISTING = "BACKUP.json"
TABLES = "register"  # the folder of tables in the backup of a PostgreSQL store
KEPT = (
    "secret.key", "journal.key", "settings.toml", "DEMO", "region.geojson", "backtest.json",
)  # fmt: skip
KEPT_FOLDERS = ("receipts", "mail", "forms", "papers")


@dataclass(frozen=True)
class Backup:
    """What a backup holds: files, their bytes, and the vintage of its corpus."""

    path: Path
    files: int
    size: int
    vintage: str


def backup(
    path: Path,
    *,
    home: Path,
    timestamper: Timestamper | None = None,
    by: permits.Actor,
    at: datetime,
) -> Backup:
    """Write a backup while the installation goes on running.

    The journal is signed, so that the backup holds a head of its own. Then the register is
    copied, a SQLite file by SQLite's online backup, PostgreSQL table by table as of one moment;
    then the volumes its vintage or a later one names. The full-text index is left out and built
    again on restore. The file is readable by its owner alone and appears under its name only
    when it is whole. Raises HarborError ``backup.exists``.
    """
    permits.require(by, "installation.backup")
    if path.exists():
        raise HarborError("backup.exists", path=str(path))
    sign(home=home, timestamper=timestamper, by=by, at=at)
    aside = path.with_name(path.name + ".part")
    listing: dict[str, str] = {}
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        register = _copied(home, Path(scratch))
        named = manifest.read(home / "corpus")
        # It holds the secret key: nobody but its owner reads it, from the first byte on.
        handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w+b") as opened, tarfile.open(fileobj=opened, mode="w") as tar:
            for file in register:
                _put(tar, file, str(file.relative_to(scratch)), listing)
            for name, file in _files(home, named):
                _put(tar, file, name, listing)
            head = {"version": __version__, "made": at.isoformat(), "vintage": named.vintage}
            _put_text(tar, LISTING, json.dumps(head | {"files": listing}, indent=1))
    manifest.sync(aside)
    aside.rename(path)
    (home / "run").mkdir(exist_ok=True)
    (home / "run" / "backup").touch()  # when, for who asks whether there is one
    return Backup(path, len(listing), path.stat().st_size, named.vintage)


def _files(home: Path, named: manifest.Manifest) -> list[tuple[str, Path]]:
    found = [("corpus/MANIFEST.json", home / "corpus" / "MANIFEST.json")]
    for volume in named.volumes:
        for name in volume.sha256:
            relative = f"corpus/volumes/{volume.id}/{name}"
            found.append((relative, home / relative))
    found += [(name, home / name) for name in KEPT]
    for folder in KEPT_FOLDERS:
        found += [
            (str(file.relative_to(home)), file)
            for file in sorted((home / folder).rglob("*"))
            if file.is_file()
        ]
    return [(name, file) for name, file in found if file.exists()]


def _copied(home: Path, scratch: Path) -> list[Path]:
    if connection.vendor == "sqlite":
        _copy_register(home / "register.sqlite3", scratch / "register.sqlite3")
        return [scratch / "register.sqlite3"]
    folder, written = scratch / TABLES, []
    folder.mkdir()
    with _tables.steady(connection.alias):
        for model in _tables.tables():
            path = folder / f"{_tables.name_of(model)}.jsonl"
            with path.open("w", encoding="utf-8") as opened:
                opened.writelines(f"{line}\n" for line in _tables.lines(model, using="default"))
            written.append(path)
    return written


def _copy_register(source: Path, target: Path) -> None:
    opened, copied = sqlite3.connect(source), sqlite3.connect(target)
    try:
        opened.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE")
    finally:
        copied.close()
        opened.close()


def _put(tar: tarfile.TarFile, file: Path, name: str, listing: dict[str, str]) -> None:
    with file.open("rb") as opened:
        listing[name] = hashlib.file_digest(opened, "sha256").hexdigest()
    tar.add(file, arcname=name, recursive=False)


def _put_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode("utf-8")
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mode = 0o600
    tar.addfile(info, io.BytesIO(data))
