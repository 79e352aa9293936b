"""Keep what has changed since the last backup, so that any moment can be restored."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from ipharbor.actions import permits
from ipharbor.actions.installation import _kept
from ipharbor.corpus import manifest
from ipharbor.journal import following
from ipharbor.records.models import ImportRun, KeptPaper

LINES, FILES = "lines", "files"


@dataclass(frozen=True)
class Kept:
    """Lines and files that were kept now, and the number of the last line."""

    lines: int
    files: int
    through: int


def keep(folder: Path, *, home: Path, by: permits.Actor) -> Kept:
    """Keep in ``folder``, where the backups lie, the lines of the journal that are not there yet,
    and the files they tell of: volumes with the manifest of their vintage, receipts, papers.

    Leaves no line itself: else there would always be one more to keep.
    """
    permits.require(by, "installation.backup")
    files = sum(_put(home / name, folder / FILES / name) for name in _of(home))
    held = manifest.read(home / "corpus")
    named = folder / FILES / "corpus" / f"{held.vintage}.json"
    files += held.number > 0 and _put(home / "corpus" / "MANIFEST.json", named)
    after = _kept.through(folder / LINES)
    new = _kept.put(folder / LINES, following.copied(after=after, using="default"))
    return Kept(new, files, after + new)


def bring(folder: Path, vintage: str, *, home: Path) -> bool:
    """Put in place what is kept in ``folder`` and named by the register: receipts, papers, the
    corpus of ``vintage`` (no other where it is empty); gives whether that vintage is there."""
    kept = folder / FILES
    for name in (*_receipts(kept), *_papers(kept)):
        _put(kept / name, home / name)
    named = kept / "corpus" / f"{vintage}.json"
    if not vintage or manifest.read(home / "corpus").vintage == vintage:
        return True
    if not named.is_file():
        return False
    (home / "corpus").mkdir(exist_ok=True)
    aside = home / "corpus" / "MANIFEST.json.new"
    shutil.copyfile(named, aside)
    aside.rename(home / "corpus" / "MANIFEST.json")
    for name in _volumes(home):
        _put(kept / name, home / name)
    return not any(not (home / name).exists() for name in _volumes(home))


def _of(home: Path) -> list[str]:
    return [*_volumes(home), *_receipts(home), *_papers(home)]


def _volumes(home: Path) -> list[str]:
    volumes = manifest.read(home / "corpus").volumes
    return [f"corpus/volumes/{one.id}/{name}" for one in volumes for name in one.sha256]


def _receipts(place: Path) -> list[str]:
    """Those of imports that are done: of another, a file is still being written."""
    done = ImportRun.objects.filter(state=ImportRun.State.DONE).values_list("pk", flat=True)
    return [
        f"receipts/{run}/{path.name}"
        for run in done
        for path in (place / f"receipts/{run}").glob("*")
    ]


def _papers(place: Path) -> list[str]:
    kept = KeptPaper.objects.values_list("sha256", flat=True).distinct()
    names = [f"papers/{sha256[:2]}/{sha256}" for sha256 in kept.iterator()]
    return [name for name in names if (place / name).is_file()]


def _put(path: Path, target: Path) -> bool:
    """A copy that takes no room where both lie on one disk; False where it is there already."""
    if target.exists() or not path.exists():
        return False
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, aside)
    aside.rename(target)
    return True
