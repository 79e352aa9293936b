"""An empty register beside the real one, for as long as it is needed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections

ALIAS = "replayed"


@contextmanager
def scratch(folder: Path) -> Iterator[str]:
    """A register without a row, in SQLite under ``folder``; gives its Django alias.

    It is thrown away at the end.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix="replay-") as aside:
        told = {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(Path(aside) / "register.sqlite3"),
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; "
                "PRAGMA foreign_keys=ON;"
            },
        }
        connections.databases[ALIAS] = connections.configure_settings(
            {"default": dict(told), ALIAS: told}
        )[ALIAS]
        try:
            connections[ALIAS].connect()
            call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
            yield ALIAS
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.databases[ALIAS]
