"""Make the region's ledger anew."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.region import _gather
from ipharbor.analysis.region import keeping
from ipharbor.analysis.region.layout import RESTS_ON, Manifest
from ipharbor.analysis.region.making import make, newest_by_volume
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain
from ipharbor.journal.latest import latest
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Region


@dataclass(frozen=True)
class LedgerReceipt:
    """The ledger that is now the current one; ``made`` is False when it was up to date."""

    manifest: Manifest
    made: bool


def make_ledger(
    folder: Path,
    *,
    corpus: Corpus,
    region: Region,
    law: Book,
    by: permits.Actor,
    at: datetime,
    progress: Callable[[str], object] | None = None,
    anew: bool = False,
) -> LedgerReceipt:
    """The ledger of ``region`` in ``folder``, from the corpus' vintage and the register as it
    stands. Where one rests on both already nothing is done, unless it is wanted ``anew``.

    ``progress`` is told ``gather``, ``reckon`` and ``write``. Raises HarborError
    ``ledger.busy`` while another is being made.
    """
    permits.require(by, "ledger.make")
    told = progress or (lambda phase: None)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise HarborError("ledger.busy") from held
        stamp, vintage = latest(RESTS_ON), corpus.vintage
        found = keeping.current(folder)
        if found and not anew and is_of(found[1], vintage, stamp, region):
            return LedgerReceipt(found[1], made=False)
        manifest = _made(folder, corpus, region, law, at, (vintage, stamp), told)
    with transaction.atomic():
        chain.append(
            "ledger.make",
            f"ledger:{manifest.name}",
            actor=by.name,
            at=at,
            details={
                "vintage": manifest.vintage,
                "stamp": manifest.stamp,
                "rights": manifest.rows["rights"],
                "until": manifest.until,
            },
        )
    return LedgerReceipt(manifest, made=True)


def is_of(manifest: Manifest, vintage: str, stamp: int, region: Region) -> bool:
    """Whether a ledger rests on this vintage, this state of the register and this region."""
    return (manifest.vintage, manifest.stamp, manifest.region) == (vintage, stamp, region.code)


def _made(
    folder: Path, corpus: Corpus, region: Region, law: Book, at: datetime, state: tuple[str, int],
    told: Callable[[str], object],
) -> Manifest:  # fmt: skip
    begun = time.monotonic()
    told("gather")
    register, sources = _gather.gathered(), _gather.sources()
    towns = tuple(town.code for town in region.towns)
    volumes = corpus.manifest.volumes
    imported = {one.seq: date.fromisoformat(one.imported_on) for one in volumes}
    told("reckon")
    texts = corpus.texts()
    made, newest = corpus.ask(
        lambda documents: (
            make(documents, register, towns=towns, imported=imported, book=law, texts=texts),
            newest_by_volume(documents),
        )
    )
    publications = tuple(
        {"kind": "publications", "name": one.source_name, "rows": one.documents,
         "last": one.imported_on, "newest": newest.get(one.seq, ""),
         "fingerprint": one.fingerprint}
        for one in volumes
    )  # fmt: skip
    manifest = Manifest(
        vintage=state[0],
        stamp=state[1],
        region=region.code,
        towns=towns,
        made_at=at.isoformat(),
        until=made.until.isoformat(),
        seconds=round(time.monotonic() - begun, 1),
        rows={name: table.num_rows for name, table in made.tables.items()},
        sources=(*publications, *sources),
        left_out=dict(made.left_out),
    )
    told("write")
    keeping.write(folder, made.tables, manifest)
    return manifest
