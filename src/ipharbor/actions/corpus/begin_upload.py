"""Take a file handed over on a page and let a worker import it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePath

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.records.models import ImportRun
from ipharbor.vocabulary.errors import HarborError

ENDINGS = (
    ".csv",
    ".csv.gz",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xls",
    ".jsonl",
    ".jsonl.gz",
    ".ndjson",
    ".json",
    ".parquet",
)


def begin_upload(
    chunks: Iterable[bytes],
    name: str,
    *,
    uploads: Path,
    limit_mb: int,
    by: permits.Actor,
    at: datetime,
) -> ImportRun:
    """Keep the file under a name of our own and ask for the job that imports it.

    Gives the run to watch; the job removes the file when it is done. Raises HarborError
    ``upload.too_large`` beyond ``limit_mb``; nothing of the file is kept then.
    """
    permits.require(by, "corpus.import")
    uploads.mkdir(parents=True, exist_ok=True)
    shown = PurePath(name.replace("\\", "/")).name
    ending = next((end for end in reversed(ENDINGS) if shown.lower().endswith(end)), "")
    path = uploads / f"{secrets.token_hex(16)}{ending}"
    size = 0
    with path.open("wb") as kept:
        for chunk in chunks:
            size += len(chunk)
            if size > limit_mb * 2**20:
                break
            kept.write(chunk)
    if size > limit_mb * 2**20:
        path.unlink()
        raise HarborError("upload.too_large", fields=("file",), limit=limit_mb)
    with transaction.atomic():
        run = ImportRun.objects.create(
            file_name=shown[:255], by=by.person, started_at=at, process=ImportRun.QUEUED
        )
        enqueue(
            "corpus.import",
            once=f"import:{run.pk}",
            about=shown,
            argument={"run": run.pk, "path": str(path)},
            by=by,
            at=at,
        )
    return run
