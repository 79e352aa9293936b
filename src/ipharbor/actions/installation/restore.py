"""Bring a backup back into an empty home folder."""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from ipharbor.actions import permits
from ipharbor.actions.installation import _kept, _tables
from ipharbor.actions.installation import keep as keeping
from ipharbor.actions.installation.backup import LISTING, TABLES
from ipharbor.actions.installation.forward import Forward, roll
from ipharbor.corpus.reindexing import reindex
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain, following
from ipharbor.journal.proving import length
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Onward:
    """Where to go on from a backup: to the moment ``to``, by what is kept in ``folder`` or by the
    lines of the store ``live`` (a Django alias). ``seals`` is asked for once the backup's own
    secret is in place."""

    to: datetime
    folder: Path
    live: str
    seals: Callable[[], Sealer]


@dataclass(frozen=True)
class Restored:
    """The files restored, how far it went on, and whether the corpus is that of the moment."""

    files: int
    forward: Forward | None
    corpus: bool


def restore(
    path: Path, *, home: Path, onward: Onward | None = None, by: permits.Actor, at: datetime
) -> Restored:
    """Unpack ``path`` into ``home``, go ``onward``, and build the full-text index.

    ``home`` must be the home of this process. Everything is unpacked aside and compared with
    the backup's own list of digests before anything is put in place. Raises HarborError
    ``file.missing``, ``restore.occupied`` when ``home`` holds a register or a corpus,
    ``restore.store`` when the settings name the other kind of store than the backup comes
    from, ``backup.unreadable`` for a file that is not a whole backup.
    """
    permits.require(by, "installation.restore")
    if not path.is_file():
        raise HarborError("file.missing", path=str(path))
    if (home / "register.sqlite3").exists() or (home / "corpus" / "MANIFEST.json").exists():
        raise HarborError("restore.occupied", path=str(home))
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix="restore-") as scratch:
        made = Path(scratch)
        try:
            with tarfile.open(path, "r:") as tar:
                tar.extractall(made, filter="data")
            listing = json.loads((made / LISTING).read_text(encoding="utf-8"))
        except (tarfile.TarError, OSError, ValueError) as broken:
            raise HarborError("backup.unreadable", path=str(path), why=str(broken)) from broken
        _compare(made, listing, path)
        if (made / TABLES).is_dir() is (connection.vendor == "sqlite"):
            raise HarborError("restore.store", path=str(path))
        _bring_tables_in(made / TABLES)
        placed = [one for one in made.iterdir() if one.name not in (LISTING, TABLES)]
        for entry in placed:
            _place(entry, home / entry.name)
    call_command("migrate", verbosity=0, interactive=False)
    details = {"file": path.name, "made": listing["made"], "vintage": listing["vintage"]}
    forward, whole = None, True
    if onward is not None:
        try:
            forward = _roll(onward)
        except HarborError:
            _take_away([home / entry.name for entry in placed])
            raise
        whole = keeping.bring(onward.folder, forward.vintage, home=home)
        details |= {"to": onward.to.isoformat(), "lines": forward.lines}
    reindex(home / "corpus")
    with transaction.atomic():
        chain.append("installation.restore", "installation", actor=by.name, at=at, details=details)
    return Restored(len(listing["files"]), forward, whole)


def _take_away(placed: list[Path]) -> None:
    """The home is empty again; tables of a PostgreSQL store stay."""
    connection.close()
    for path in placed:
        for one in path.parent.glob(f"{path.name}*"):
            shutil.rmtree(one) if one.is_dir() else one.unlink()


def _roll(onward: Onward) -> Forward:
    after = length()
    lines = (
        following.copied(after=after, using=onward.live)
        if onward.live
        else _kept.lines(onward.folder / keeping.LINES, after=after)
    )
    return roll(lines, until=onward.to, seals=onward.seals())


def newest(folder: Path, *, until: datetime) -> Path:
    """The backup in ``folder`` that was made last before ``until``, by what the backups
    themselves say; HarborError ``restore.none_before`` when there is none."""
    found = []
    for path in folder.glob("*.tar"):
        try:
            with tarfile.open(path, "r:") as tar:
                told = tar.extractfile(LISTING)
                made = datetime.fromisoformat(json.load(told)["made"]) if told else None
        except (tarfile.TarError, OSError, ValueError, KeyError):
            continue
        if made is not None and made <= until:
            found.append((made, path))
    if not found:
        raise HarborError("restore.none_before", path=str(folder), until=until.isoformat())
    return max(found)[1]


def _bring_tables_in(folder: Path) -> None:
    if not folder.is_dir():
        return
    call_command("migrate", verbosity=0, interactive=False)
    if held := _tables.empty(using="default"):
        raise HarborError("store.target.occupied", tables=", ".join(held[:5]))
    with transaction.atomic():
        for model in _tables.tables():
            path = folder / f"{_tables.name_of(model)}.jsonl"
            if path.exists():
                with path.open(encoding="utf-8") as opened:
                    _tables.take_in(model, opened, using="default")
        _tables.number_on(using="default")


def _compare(made: Path, listing: dict[str, Any], path: Path) -> None:
    for name, stated in listing["files"].items():
        file = made / name
        if not file.is_file():
            raise HarborError("backup.unreadable", path=str(path), why=f"{name} is missing")
        with file.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != stated:
                raise HarborError("backup.unreadable", path=str(path), why=f"{name} is damaged")


def _place(entry: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    elif target.exists():
        target.unlink()
    entry.rename(target)
