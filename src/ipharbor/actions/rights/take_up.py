"""Take a firm's rights from the corpus into its docket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.rights._told import TOLD, told
from ipharbor.analysis.choosing import chosen
from ipharbor.corpus.query import Choice, Exact, all_of
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Right
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.holders import kind_by_name

OF_A_NEW_ONE = ("kind", "town", "credit_code")
"""What the documents tell of a firm that the register did not know, and its line keeps."""
_BESIDE = ("applicants", "town", "credit_code")


@dataclass(frozen=True)
class TakenUp:
    """What came of it: rights new to the docket, changed in it, and left as they were."""

    firm: str
    added: int
    changed: int
    unchanged: int


def take_up(firm_name: str, *, corpus: Corpus, by: permits.Actor, at: datetime) -> TakenUp:
    """Take up all Chinese rights and applications of which the firm is an applicant.

    What the corpus says anew is brought up to date; events and payments are left alone, and
    nothing is taken out: a right that was transferred leaves by its event. Done again, it
    changes nothing. A firm that is new to the register comes with the town and the credit code
    its newest document tells. Raises HarborError ``docket.firm.no_documents`` for a name that
    neither the register nor the corpus knows; no firm is made of a slip of the pen.
    """
    firm = Firm.objects.filter(name=firm_name).first()
    permits.require(by, "rights.take_up", firm=firm)
    rows = _rows(corpus, firm_name)
    if firm is None:
        if not rows:
            raise HarborError("docket.firm.no_documents", fields=("firm",), name=firm_name)
        firm = _holder(firm_name, rows)
    new = firm.pk is None
    held = {} if new else {right.key: right for right in Right.objects.filter(firm=firm)}
    added, changed = [], []
    for row in rows:
        right = held.get(row["key"])
        if right is None:
            told_of = {name: row[name] for name in ("key", *TOLD)}
            added.append(Right(firm=firm, taken_up_at=at, **told_of))
        elif any(getattr(right, name) != row[name] for name in TOLD):
            for name in TOLD:
                setattr(right, name, row[name])
            changed.append(right)
    with transaction.atomic():
        if new:
            firm.save(force_insert=True)
        Right.objects.bulk_create(added, batch_size=500)
        Right.objects.bulk_update(changed, TOLD, batch_size=500)
        if added or changed:
            chain.append(
                "rights.take_up",
                f"firm:{firm.pk}",
                actor=by.name,
                at=at,
                details={
                    "firm": firm_name,
                    "added": len(added),
                    "changed": len(changed),
                    "vintage": corpus.vintage,
                }
                | ({name: getattr(firm, name) for name in OF_A_NEW_ONE} if new else {}),
                enclosed=[_kept(right) for right in (*added, *changed)],
                about=[f"right:{right.key}" for right in (*added, *changed)],
            )
    return TakenUp(firm_name, len(added), len(changed), len(rows) - len(added) - len(changed))


def _holder(name: str, rows: list[dict[str, Any]]) -> Firm:
    """A holder as the newest document tells of it in which it comes first: town and credit code,
    the code where nobody else has it. The kind is read from the name."""
    first = [row for row in rows if row["applicants"][:1] == [name]]
    newest = max(
        first, key=lambda row: row["published_on"] or row["filed_on"] or date.min, default={}
    )
    code = newest.get("credit_code") or ""
    if code and Firm.objects.filter(credit_code=code).exists():
        code = ""
    return Firm(name=name, kind=kind_by_name(name), town=newest.get("town") or "", credit_code=code)


def _kept(right: Right) -> dict[str, Any]:
    """The record as the journal keeps it: what it was found to be, days as text."""
    kept = {name: getattr(right, name) for name in TOLD}
    days = {name: day.isoformat() for name, day in kept.items() if isinstance(day, date)}
    return {"id": right.pk, "key": right.key} | kept | days


def _rows(corpus: Corpus, firm_name: str) -> list[dict[str, Any]]:
    node = all_of([Exact(firm_name, "applicant"), Choice("office", "CN")])
    serials, manifest = corpus.index.serials(node), corpus.manifest

    def question(documents: ibis.Table) -> list[dict[str, Any]]:
        with chosen(documents, serials) as those:
            named = told(those, manifest).order_by("key").select("key", *TOLD, *_BESIDE)
            rows: list[dict[str, Any]] = named.to_pyarrow().to_pylist()
            return rows

    return corpus.ask(question)
