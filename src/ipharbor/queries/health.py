"""Checking an installation, each check with how to mend what it finds."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ipharbor.corpus.query import All
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain
from ipharbor.queries import advice
from ipharbor.queries.advice import Asked, Found
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message

ROOM_MB = 2048  # free disk under which an import may not finish


@dataclass(frozen=True)
class Check:
    """One check: ``ok``, what was found, and how to mend it (empty when fine). What is ``grave``
    is broken; the rest is advice."""

    code: str
    ok: bool
    grave: bool
    what: str
    mend: str


def checks(asked: Asked, lang: str) -> Iterator[Check]:
    """All checks, quick ones first; a check that fails does not keep the next from running."""
    yield from _checks(_PROBES, asked, lang)
    yield from _advice(asked, lang)


def quick(asked: Asked, lang: str) -> Iterator[Check]:
    """The checks that do not read the journal or the volumes through."""
    yield from _checks([one for one in _PROBES if one[0] not in _SLOW], asked, lang)
    yield from _advice(asked, lang)


def _checks(probes: Iterable[tuple[str, Probe]], asked: Asked, lang: str) -> Iterator[Check]:
    for code, probe in probes:
        yield _told(code, lambda probe=probe: probe(asked.corpus, asked.home), True, lang)  # type: ignore[misc]


def _advice(asked: Asked, lang: str) -> Iterator[Check]:
    for code, probe in advice.probes():
        yield _told(code, lambda probe=probe: probe(asked), False, lang)  # type: ignore[misc]


def _told(code: str, look: Callable[[], Found], grave: bool, lang: str) -> Check:
    try:
        ok, params = look()
    except (HarborError, OSError, DatabaseError) as broken:
        ok, params = False, {"why": str(broken)}
    told = message(f"doctor.{code}.{'ok' if ok else 'bad'}", lang, params)
    return Check(code, ok, grave, told.what, "" if ok else told.next)


def _python(corpus: Corpus, home: Path) -> tuple[bool, dict[str, object]]:
    found: dict[str, object] = {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    return sys.version_info >= (3, 11), found


def _folder(corpus: Corpus, home: Path) -> tuple[bool, dict[str, object]]:
    free = shutil.disk_usage(home).free // 2**20
    probe = home / ".probe"
    probe.write_text("x", encoding="ascii")
    probe.unlink()
    return free >= ROOM_MB, {"home": home, "free": free, "least": ROOM_MB, "why": f"{free} MB"}


def _secret(corpus: Corpus, home: Path) -> tuple[bool, dict[str, object]]:
    path = home / "secret.key"
    if path.stat().st_mode & 0o077:
        return False, {"path": path, "why": oct(path.stat().st_mode)}
    text = path.read_text(encoding="ascii").strip()
    strong = len(text) >= 40 and len(set(text)) >= 16
    return strong, {"path": path, "why": f"{len(text)} / {len(set(text))}"}


def _register(corpus: Corpus, home: Path) -> tuple[bool, dict[str, object]]:
    executor = MigrationExecutor(connection)
    open_plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return not open_plan, {"engine": connection.vendor, "why": f"{len(open_plan)}"}


def _people(corpus: Corpus, home: Path) -> tuple[bool, dict[str, object]]:
    count = Person.objects.filter(is_active=True).count()
    return count > 0, {"count": count, "why": "0"}


def _journal(corpus: Corpus, home: Path) -> tuple[bool, dict[str, object]]:
    broken = chain.verify()
    if broken is None:
        return True, {}
    return False, {"why": f"{broken.why} ({broken.seq})"}


def _volumes(corpus: Corpus, home: Path) -> tuple[bool, dict[str, object]]:
    damage = corpus.damage()
    found = {"vintage": corpus.vintage, "documents": corpus.manifest.documents}
    return not damage, found | {"why": ", ".join(damage[:3])}


def _index(corpus: Corpus, home: Path) -> tuple[bool, dict[str, object]]:
    held, found = corpus.manifest.documents, corpus.index.count(All())
    return held == found, {"count": found, "why": f"{found} / {held}"}


Probe = Callable[[Corpus, Path], Found]
_SLOW = frozenset({"journal", "volumes"})
_PROBES: tuple[tuple[str, Probe], ...] = (
    ("python", _python),
    ("folder", _folder),
    ("secret", _secret),
    ("register", _register),
    ("people", _people),
    ("journal", _journal),
    ("volumes", _volumes),
    ("index", _index),
)
