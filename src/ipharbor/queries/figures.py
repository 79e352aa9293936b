"""Figures of the installation for whoever watches over it: counts and ages, nobody's matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.db.models import Count, Max

from ipharbor.corpus.reading import Corpus
from ipharbor.journal.models import Line, Outgoing
from ipharbor.records.models import ImportRun, Job, WorkerSeen

AWAKE = timedelta(minutes=5)  # a worker that was not seen for so long is taken to be gone


@dataclass(frozen=True)
class Figures:
    """Ages are in seconds, None where nothing has happened yet; sizes in bytes."""

    jobs: Mapping[str, int]
    mails: Mapping[str, int]
    workers_awake: int
    journal_lines: int
    documents: int
    register_bytes: int
    last_import_age: float | None


def figures(corpus: Corpus, register: Path, *, at: datetime) -> Figures:
    """The figures at the moment ``at``; ``register`` is the SQLite file, if that is the store."""
    last = ImportRun.objects.filter(state="done").aggregate(last=Max("finished_at"))["last"]
    return Figures(
        jobs=_by_state(Job),
        mails=_by_state(Outgoing),
        workers_awake=workers_awake(at=at),
        journal_lines=Line.objects.aggregate(last=Max("seq"))["last"] or 0,
        documents=corpus.manifest.documents,
        register_bytes=_size(register),
        last_import_age=(at - last).total_seconds() if last else None,
    )


def workers_awake(*, at: datetime) -> int:
    """How many workers gave a sign of life of late."""
    return WorkerSeen.objects.filter(seen_at__gte=at - AWAKE).count()


def _by_state(model: type[Job] | type[Outgoing]) -> dict[str, int]:
    rows = model._default_manager.values_list("state").annotate(rows=Count("pk")).order_by()
    return dict(rows)


def _size(register: Path) -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            (size,) = cursor.fetchone()
            return int(size)
    return register.stat().st_size if register.exists() else 0
