"""Bring a file into the corpus and leave a receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.corpus._report import Report
from ipharbor.actions.corpus.alive import lost
from ipharbor.actions.webhook.announce import announce as announce_event
from ipharbor.corpus import manifest
from ipharbor.corpus.loading import Brought, Loaded, Loading
from ipharbor.gateways.worker import this_process
from ipharbor.intake.mapping import Mapping
from ipharbor.intake.source import Source, open_source
from ipharbor.journal import chain
from ipharbor.records.models import ImportRun
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import HOME

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Receipt:
    """What became of a file. ``read = stored + merged + unchanged + set_aside``."""

    run: int
    file: str
    format: str
    encoding: str
    read: int
    stored: int
    merged: int
    unchanged: int
    set_aside: int
    findings: int
    vintage: str
    already: str  # the volume that holds exactly this file, empty when it was read anew

    def adds_up(self) -> bool:
        return self.read == self.stored + self.merged + self.unchanged + self.set_aside


def import_file(
    path: Path,
    *,
    home: Path,
    memory_mb: int,
    by: permits.Actor,
    at: datetime,
    region: str = HOME,
    name: str = "",
    mapping: Mapping | None = None,
    run: ImportRun | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Import ``path`` (shown as ``name``) as one volume, or nothing of it.

    Towns are looked for in the addresses of ``region``. ``progress`` is told (phase, done,
    of) with phases ``read`` (bytes), ``fold`` and ``index`` (documents). A file whose bytes,
    mapping and reader are those of a volume that is there is not read again: every statement
    in it is held already. Raises HarborError for files that cannot be read at all and for a
    store that is in use; the run is then kept as failed.

    A ``run`` that was begun before goes on: what its file has changed already is not done again,
    and its receipt is the one it would have had.
    """
    permits.require(by, "corpus.import")
    run = run or announce(name or path.name, by=by, at=at)
    if run.state != ImportRun.State.RUNNING:
        run.state, run.error, run.finished_at = ImportRun.State.RUNNING, None, None
    told = progress or (lambda phase, done, of: None)
    try:
        source = open_source(path, mapping, region=region)
        run.fingerprint, run.format = source.fingerprint, source.format
        run.save()
        held = _held(home / "corpus", source.fingerprint)
        report = Report(home / "receipts" / str(run.pk))
        if held is not None:
            return _repeat(run, source, held, by=by, at=at)
        sealed = report.sealed(manifest.read(home / "corpus"), source.fingerprint)
        if sealed is not None:
            return _done(run, source, sealed.loaded, sealed.read, sealed.findings, by=by, at=at)
        loaded, read = _load(source, home, memory_mb, report, run.file_name, at, told)
    except HarborError as failed:
        if run.process == ImportRun.QUEUED:  # its job knows whether it is tried again
            ImportRun.objects.filter(pk=run.pk).update(state="waiting")
        else:
            _fail(run, failed, at)
        raise
    return _done(run, source, loaded, read, report.count, by=by, at=at)


def announce(name: str, *, by: permits.Actor, at: datetime) -> ImportRun:
    """A run that this process works on, visible on the imports page from now on."""
    permits.require(by, "corpus.import")
    _bury_the_dead(at)
    here = this_process()
    return ImportRun.objects.create(
        file_name=name[:255], by=by.person, started_at=at, state="running", process=here.number,
        machine=here.machine, born=here.born, seen_at=at,
    )  # fmt: skip


def _load(
    source: Source,
    home: Path,
    memory_mb: int,
    report: Report,
    name: str,
    at: datetime,
    told: Progress,
) -> tuple[Loaded, int]:
    read = 0
    with Loading(home / "corpus", memory_mb=memory_mb) as loading, report:
        for batch in source.batches(progress=lambda done: told("read", done, source.total_bytes)):
            loading.add(batch.statements)
            report.add(batch.findings, batch.set_aside)
            read += batch.read
        brought = Brought(name, source.format, source.fingerprint)
        loaded = loading.finish(
            brought,
            on=timezone.localdate(at),
            progress=told,
            before_switch=lambda loaded: report.seal(loaded, read),
        )
    return loaded, read


def _held(corpus: Path, fingerprint: str) -> ImportRun | None:
    """The finished run that brought in exactly this file into the store as it stands."""
    fingerprints = {volume.fingerprint for volume in manifest.read(corpus).volumes}
    if fingerprint not in fingerprints:
        return None
    return (
        ImportRun.objects.filter(fingerprint=fingerprint, state="done", read__gt=0)
        .order_by("pk")
        .first()
    )


def _repeat(
    run: ImportRun, source: Source, held: ImportRun, *, by: permits.Actor, at: datetime
) -> Receipt:
    loaded = Loaded(held.read - held.set_aside, 0, 0, held.read - held.set_aside, held.vintage, ())
    return _done(run, source, loaded, held.read, 0, by=by, at=at, held=held)


def _done(
    run: ImportRun,
    source: Source,
    loaded: Loaded,
    read: int,
    findings: int,
    *,
    by: permits.Actor,
    at: datetime,
    held: ImportRun | None = None,
) -> Receipt:
    run.read, run.stored, run.merged = read, loaded.stored, loaded.merged
    run.unchanged, run.set_aside = loaded.unchanged, read - loaded.read
    run.findings = findings
    run.vintage, run.state, run.finished_at, run.phase = loaded.vintage, "done", at, ""
    details = {
        "file": run.file_name,
        "format": run.format,
        "fingerprint": run.fingerprint,
        "read": run.read,
        "stored": run.stored,
        "merged": run.merged,
        "unchanged": run.unchanged,
        "set_aside": run.set_aside,
        "findings": run.findings,
        "vintage": run.vintage,
        "started_at": run.started_at.isoformat(),
        "by": run.by_id,
    }
    with transaction.atomic():
        open_still = ImportRun.objects.select_for_update().filter(pk=run.pk).exclude(state="done")
        if open_still.exists():
            run.save()
            chain.append("corpus.import", f"import:{run.pk}", actor=by.name, at=at, details=details)
            _announce(run, at)
    return Receipt(
        run=run.pk,
        file=run.file_name,
        format=run.format,
        encoding=source.encoding,
        read=run.read,
        stored=run.stored,
        merged=run.merged,
        unchanged=run.unchanged,
        set_aside=run.set_aside,
        findings=run.findings,
        vintage=run.vintage,
        already=f"import:{held.pk}" if held else "",
    )


def _announce(run: ImportRun, at: datetime) -> None:
    names = ("read", "stored", "merged", "unchanged", "set_aside", "findings", "vintage")
    announce_event(
        "import.finished",
        run.pk,
        {name: getattr(run, name) for name in names}
        | {"import": run.pk, "file": run.file_name, "page": f"/imports/{run.pk}/"},
        reads=lambda reader, _: permits.allowed(reader, "imports.read"),
        at=at,
    )


def _fail(run: ImportRun, failed: HarborError, at: datetime) -> None:
    run.state, run.finished_at = "failed", at
    run.error = {"code": failed.code, "params": {k: str(v) for k, v in failed.params.items()}}
    run.save()


def _bury_the_dead(at: datetime) -> None:
    """Runs whose process is gone were killed; say so instead of showing them as running."""
    for run in ImportRun.objects.filter(state="running"):
        if lost(run, at=at):
            _fail(run, HarborError("import.interrupted"), at)
