"""Move the register from one store to another: from SQLite to PostgreSQL, or back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command
from django.db import connections, transaction

from ipharbor.actions import permits
from ipharbor.actions.installation import _tables
from ipharbor.actions.installation._tables import Told
from ipharbor.vocabulary.errors import HarborError


@dataclass(frozen=True)
class Moved:
    """The tables of both stores, counted and compared."""

    tables: tuple[Told, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def move_store(
    *,
    source: str,
    target: str,
    by: permits.Actor,
    at: datetime,
    progress: Callable[[str, int, int], None] | None = None,
) -> Moved:
    """Copy every table of the store ``source`` to the empty store ``target`` (names of
    Django's connections), and compare counts and digests of both.

    Reads one moment of the source and changes nothing there; the target is filled in one
    transaction, so that it holds everything or nothing. Whoever writes to the source
    afterwards writes what the target will not know: stop server and worker before. Raises
    HarborError ``store.target.occupied``, ``store.target.unreachable``, ``store.differs``.
    """
    permits.require(by, "installation.move_store")
    said = progress or (lambda phase, done, of: None)
    _prepare(target)
    models = _tables.tables()
    with _tables.steady(source), transaction.atomic(using=target):
        before = []
        for done, model in enumerate(models, start=1):
            _tables.take_in(model, _tables.lines(model, using=source), using=target)
            before.append(_tables.told(model, using=source))
            said("tables", done, len(models))
        after = [_tables.told(model, using=target) for model in models]
        for there, here in zip(before, after, strict=True):
            if there != here:
                raise HarborError(
                    "store.differs", table=there.table, rows=there.rows, copied=here.rows
                )
        _tables.number_on(using=target)
    return Moved(tuple(after))


def _prepare(target: str) -> None:
    try:
        connections[target].ensure_connection()
    except Exception as broken:
        why = str(broken).strip().splitlines()[0] if str(broken).strip() else "–"
        raise HarborError("store.target.unreachable", why=why) from broken
    call_command("migrate", database=target, verbosity=0, interactive=False)
    held = _tables.empty(using=target)
    if held:
        raise HarborError("store.target.occupied", tables=", ".join(held[:5]))
