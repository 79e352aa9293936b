"""The region at a glance: what the home page counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis

from ipharbor.corpus.manifest import Manifest, Volume
from ipharbor.corpus.reading import Corpus

YEARS = 12


@dataclass(frozen=True)
class YearBar:
    """Documents first published in a year; ``whole`` when the corpus reaches its December."""

    year: int
    count: int
    inventions: int
    whole: bool


@dataclass(frozen=True)
class Overview:
    """Counts over the whole corpus. Days and shares are None where there is nothing.

    ``year`` is that of the newest document; ``in_region`` counts documents with a town of
    the region; ``invention_share`` is of documents with a known type, 0 to 1.
    """

    documents: int
    in_region: int
    applicants: int
    year: int | None
    this_year: int
    last_year: int
    invention_share: float | None
    granted: int
    newest: date | None
    imported_on: date | None
    bars: tuple[YearBar, ...]
    vintage: str


def overview(corpus: Corpus, towns: Sequence[str]) -> Overview:
    """The counts of the current vintage; ``towns`` are the codes of the region's towns."""
    manifest = corpus.manifest
    return _reckoned(_Corpus(corpus, corpus.folder, manifest), tuple(towns))


def newest_day(corpus: Corpus) -> date | None:
    """The last day on which anything in the corpus became known."""
    return overview(corpus, ()).newest


def invented(manifest: Manifest) -> bool:
    """Whether the corpus holds nothing but the invented sample region."""
    return bool(manifest.volumes) and all(map(_of_the_sample, manifest.volumes))


def partly_invented(manifest: Manifest) -> bool:
    """Whether the corpus holds the invented sample region and something else."""
    return any(map(_of_the_sample, manifest.volumes)) and not invented(manifest)


def _of_the_sample(volume: Volume) -> bool:
    return volume.source_format == "sample" or volume.source_name.startswith("sample-region")


class _Corpus:
    """A corpus that counts as equal as long as its vintage is, so that answers can be kept."""

    def __init__(self, corpus: Corpus, folder: Path, manifest: Manifest) -> None:
        self.corpus = corpus
        self.manifest = manifest
        last = manifest.volumes[-1].id if manifest.volumes else ""
        self._identity = (folder, manifest.number, last)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Corpus) and other._identity == self._identity

    def __hash__(self) -> int:
        return hash(self._identity)


@lru_cache(maxsize=8)
def _reckoned(held: _Corpus, towns: tuple[str, ...]) -> Overview:
    manifest = held.manifest
    counts, bars = held.corpus.ask(lambda documents: _asked(documents, towns))
    newest: date | None = counts["newest"]
    year = newest.year if newest else None
    by_year = {bar.year: bar.count for bar in bars}
    imported = [date.fromisoformat(volume.imported_on) for volume in manifest.volumes]
    return Overview(
        documents=counts["documents"],
        in_region=counts["in_region"] or 0,
        applicants=counts["applicants"],
        year=year,
        this_year=by_year.get(year, 0) if year else 0,
        last_year=by_year.get(year - 1, 0) if year else 0,
        invention_share=counts["inventions"] / counts["typed"] if counts["typed"] else None,
        granted=counts["granted"],
        newest=newest,
        imported_on=max(imported, default=None),
        bars=tuple(bars[-YEARS:]),
        vintage=manifest.vintage,
    )


def _asked(documents: ibis.Table, towns: tuple[str, ...]) -> tuple[dict[str, Any], list[YearBar]]:
    invention = documents.patent_type == "invention"
    told = documents.aggregate(
        documents=documents.count(),
        in_region=documents.town.isin(towns).sum() if towns else documents.town.count(),
        applicants=documents.applicants[0].nunique(),
        newest=documents.known_on.max(),
        inventions=documents.count(where=invention),
        typed=documents.patent_type.count(),
        granted=documents.granted_on.count(),
    ).to_pyarrow()
    counts = told.to_pylist()[0]
    dated = documents.filter(documents.published_on.notnull()).mutate(
        year=documents.published_on.year(), invention=invention
    )
    by_year = dated.group_by("year").aggregate(
        n=dated.count(), inventions=dated.count(where=dated.invention)
    )
    rows = by_year.order_by("year").to_pyarrow().to_pylist()
    newest = counts["newest"]
    return counts, [
        YearBar(
            row["year"],
            row["n"],
            row["inventions"],
            newest is not None and (row["year"] < newest.year or newest.month == 12),
        )
        for row in rows
    ]


def usual_day(corpus: Corpus, *, today: date) -> date:
    """The day that is meant when none is stated: ``today``; where the corpus is invented, the
    newest day it knows."""
    newest = newest_day(corpus) if invented(corpus.manifest) else None
    return newest or today
