"""Take all rights of the region from the corpus into the dockets of their holders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.rights import _region
from ipharbor.actions.rights._region import NewHolder, Wanted
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain
from ipharbor.records import columns
from ipharbor.records.models import Firm, Right
from ipharbor.vocabulary.places import Region

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class TakenUpRegion:
    """``documents = added + changed + unchanged + left_out``.

    Left out are documents without an applicant whose name can be held. ``holders`` are those
    made of applicants whom the register did not know, their kind guessed by the name.
    """

    region: str
    documents: int
    added: int
    changed: int
    unchanged: int
    left_out: int
    holders: tuple[NewHolder, ...] = field(default=(), repr=False)

    def adds_up(self) -> bool:
        return self.documents == self.added + self.changed + self.unchanged + self.left_out

    @property
    def kinds(self) -> dict[str, int]:
        """How many new holders there are of each kind."""
        return dict(Counter(holder.kind for holder in self.holders).most_common())


def take_up_region(
    region: Region,
    *,
    corpus: Corpus,
    by: permits.Actor,
    at: datetime,
    progress: Progress | None = None,
) -> TakenUpRegion:
    """Take up every Chinese right and application whose first applicant's address lies in a
    town of the region.

    Each comes into the docket of the first of its applicants who is a holder. Where none is, the
    first applicant becomes one. A right that stands in a docket already is brought up to date
    there and taken up nowhere else. Events and payments are left alone, nothing is taken out,
    and done again it changes nothing.
    """
    permits.require(by, "rights.take_up_region")
    said = progress or (lambda phase, done, of: None)
    said("asked", 0, 3)
    documents = _region.documents(corpus, region)
    said("compared", 1, 3)
    with transaction.atomic(), columns.roomy():
        wanted = _region.wanted(documents)
        said("stored", 2, 3)
        done = _receipt(region, documents, wanted)
        if done.added or done.changed:
            _save(done, wanted, corpus.vintage, by, at)
    said("stored", 3, 3)
    return done


def _receipt(region: Region, documents: pa.Table, wanted: Wanted) -> TakenUpRegion:
    added, changed = wanted.added.num_rows, wanted.changed_keys
    return TakenUpRegion(
        region=region.code,
        documents=documents.num_rows,
        added=added,
        changed=changed,
        unchanged=documents.num_rows - added - changed - wanted.left_out,
        left_out=wanted.left_out,
        holders=wanted.holders,
    )


def _save(
    done: TakenUpRegion, wanted: Wanted, vintage: str, by: permits.Actor, at: datetime
) -> None:
    spans: dict[str, tuple[int, int]] = {}
    holders, rights = wanted.holder_rows, wanted.added
    if holders.num_rows:
        columns.pour(Firm, holders, fixed={"grades": []})
        spans["firm"] = _span(holders)
    if rights.num_rows:
        columns.pour(Right, rights, fixed={"taken_up_at": at})
        spans["right"] = _span(rights)
    columns.revise(Right, wanted.changed)
    columns.revise(Right, wanted.dated)
    chain.append(
        "rights.take_up_region",
        f"region:{done.region}",
        actor=by.name,
        at=at,
        details={
            "documents": done.documents,
            "added": done.added,
            "changed": done.changed,
            "left_out": done.left_out,
            "holders": len(done.holders),
            "vintage": vintage,
        },
        sheets={
            "holders": holders, "rights": rights, "changed": wanted.changed, "dated": wanted.dated,
        },
        spans=spans,
    )  # fmt: skip


def _span(rows: pa.Table) -> tuple[int, int]:
    numbers = rows["id"]
    return numbers[0].as_py(), numbers[-1].as_py()
