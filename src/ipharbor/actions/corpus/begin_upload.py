"""Take a file handed over on a page and start its import beside the server."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path, PurePath

from ipharbor.actions import permits
from ipharbor.actions.corpus.import_file import announce
from ipharbor.records.models import ImportRun
from ipharbor.vocabulary.errors import HarborError

Start = Callable[[int, Path], int]
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
)


def begin_upload(
    chunks: Iterable[bytes],
    name: str,
    *,
    uploads: Path,
    limit_mb: int,
    start: Start,
    by: permits.Actor,
    at: datetime,
) -> ImportRun:
    """Keep the file under a name of our own and let ``start(run, path)`` begin its import.

    Gives the run to watch. Raises HarborError ``upload.too_large`` beyond ``limit_mb``;
    nothing of the file is kept then.
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
    run = announce(shown, by=by, at=at)
    process = start(run.pk, path)
    ImportRun.objects.filter(pk=run.pk, state="running").update(process=process)
    return run
