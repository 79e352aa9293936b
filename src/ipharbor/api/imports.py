"""Imports into the corpus: bringing a file in, its progress, its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import File, Query, Router, Schema, Status, UploadedFile
from pydantic import Field, StringConstraints

from ipharbor.actions import permits
from ipharbor.actions.corpus.alive import lost
from ipharbor.actions.corpus.begin_upload import begin_upload
from ipharbor.actions.finding.close import close, reopen
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import LARGEST, USUAL_LIMIT, Cursor, Id, Limit
from ipharbor.api.envelope import Envelope, FindingTold, answer, finding
from ipharbor.api.language import lang
from ipharbor.api.receiving import named
from ipharbor.queries import imports as queries
from ipharbor.queries.imports import CodeCount, Found
from ipharbor.records.models import ImportRun
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message

router = Router(tags=["imports"])


Code = Annotated[str, StringConstraints(max_length=80)]
Places = Annotated[list[Annotated[int, Field(ge=1, le=LARGEST)]], Field(max_length=10_000)]


class FindingOfImport(FindingTold):
    """A finding with its place in the receipt and, where it is closed, why, by whom and when."""

    number: int
    state: Literal["open", "closed"]
    reason: str = ""
    note: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None


class Meant(Schema):
    """Which findings: those at these places, or all of a code; all of the import with neither."""

    numbers: Places = Field([], description="places in the receipt, `number` of a finding")
    code: Code = ""


class Closing(Meant):
    """Why they are closed: mended, accepted as it is, or not this region's."""

    reason: Literal["mended", "accepted", "not_ours"]
    note: Annotated[str, StringConstraints(max_length=300)] = ""


class Settled(Schema):
    """How many findings were changed, and how many of the import are open now."""

    count: int
    open: int


class ImportTold(Schema):
    """An import. Once done, ``read = stored + merged + unchanged + set_aside``."""

    id: int
    file: str
    format: str
    by: str
    state: str
    phase: str
    percent: int | None
    read: int
    stored: int
    merged: int
    unchanged: int
    set_aside: int
    findings: int
    open_findings: int
    vintage: str
    error: str
    started_at: datetime
    finished_at: datetime | None


class ImportWhole(ImportTold):
    """An import with how its findings fall by code."""

    by_code: list[CodeCount]


@router.get("/imports", response=Envelope[list[ImportTold]], **asks("imports.read"))
def listing(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """Imports, the newest first."""
    rows = queries.listed(before=cursors.after(request, cursor), limit=limit + 1)
    found, following = cursors.going_on(request, rows, limit=limit, key=lambda row: row.pk)
    return answer([_told(one) for one in found], following=following)


@router.post("/imports", response={202: Envelope[ImportTold]}, **asks("corpus.import"))
def upload(request: Asked, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Bring a file in; a worker reads it, and the import tells how far it is."""
    permits.require(request.auth, "corpus.import")
    settings = current()
    made = begin_upload(
        file.chunks(),
        named(file, limit_mb=settings.upload_limit_mb),
        uploads=settings.uploads,
        limit_mb=settings.upload_limit_mb,
        by=request.auth,
        at=timezone.now(),
    )
    return Status(202, answer(_told(_run(made.pk))))


@router.get("/imports/{run_id}", response=Envelope[ImportWhole], **asks("imports.read"))
def one(request: Asked, run_id: Id) -> dict[str, Any]:
    """One import: its progress, then its receipt."""
    run = _run(run_id)
    counts = queries.finding_counts(current().home, run_id)
    return answer(_told(run) | {"by_code": counts})


@router.get(
    "/imports/{run_id}/findings", response=Envelope[list[FindingOfImport]], **asks("imports.read")
)
def findings(
    request: Asked,
    run_id: Id,
    code: Annotated[str, Query(max_length=80)] = "",
    state: Literal["", "open", "closed"] = "",
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """What is wrong with rows of the file, in the order of the rows."""
    _run(run_id)
    offset = int(cursors.after(request, cursor) or 0)
    home = current().home
    rows = queries.findings(home, run_id, code=code, state=state, limit=limit + 1, offset=offset)
    following = cursors.at(request, offset + limit) if len(rows) > limit else None
    counts = queries.finding_counts(home, run_id)
    total = sum(one.of(state) for one in counts if code in ("", one.code))
    return answer([_finding(row) for row in rows[:limit]], following=following, total=total)


@router.post(
    "/imports/{run_id}/findings/close", response=Envelope[Settled], **asks("finding.close")
)
def close_findings(request: Asked, run_id: Id, stated: Closing) -> dict[str, Any]:
    """Close findings with a reason; those that are closed already stay as they are."""
    run, at = _run(run_id), timezone.now()
    meant = _meant(run_id, stated, "open")
    count = close(run, meant, reason=stated.reason, note=stated.note, by=request.auth, at=at)
    return answer({"count": count, "open": _run(run_id).open_findings})


@router.post(
    "/imports/{run_id}/findings/reopen", response=Envelope[Settled], **asks("finding.close")
)
def reopen_findings(request: Asked, run_id: Id, stated: Meant) -> dict[str, Any]:
    """Open closed findings again."""
    run = _run(run_id)
    meant = _meant(run_id, stated, "closed")
    count = reopen(run, meant, by=request.auth, at=timezone.now())
    return answer({"count": count, "open": _run(run_id).open_findings})


def _meant(run_id: int, stated: Meant, state: str) -> Sequence[int]:
    if stated.numbers:
        return stated.numbers
    return queries.numbers(current().home, run_id, code=stated.code, state=state)


def _finding(row: Found) -> dict[str, Any]:
    told = finding(row.finding, lang()).model_dump() | {"number": row.number, "state": row.state}
    if row.closing:
        told |= {
            "reason": row.closing.reason, "note": row.closing.note,
            "closed_by": row.closing.by_name, "closed_at": row.closing.at,
        }  # fmt: skip
    return told


def _run(run_id: int) -> Any:
    found = queries.run(run_id)
    if found is None:
        raise HarborError("import.unknown", id=run_id)
    return found


def _told(run: Any) -> dict[str, Any]:
    names = ("format", "phase", "read", "stored", "merged", "unchanged", "set_aside",
             "findings", "open_findings", "vintage", "started_at", "finished_at")  # fmt: skip
    gone = lost(run, at=timezone.now())
    share = 100 * run.done_units // run.total_units if run.total_units else None
    return {name: getattr(run, name) for name in names} | {
        "id": run.pk,
        "file": run.file_name,
        "by": str(run.by) if run.by else "",
        "state": "failed" if gone else str(run.state),
        "percent": min(100, share) if share is not None else None,
        "error": _error(run, gone),
    }


def _error(run: ImportRun, gone: bool) -> str:
    if gone:
        said = message("import.interrupted", lang(), {})
    elif run.error:
        params = {
            name: run.file_name if str(value).startswith(str(current().uploads)) else value
            for name, value in run.error["params"].items()
        }  # a caller knows the file by the name it came with
        said = message(run.error["code"], lang(), params)
    else:
        return ""
    return f"{said.what} {said.next}".strip()
