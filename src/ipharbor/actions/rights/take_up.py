"""Take a firm's rights from the corpus into its docket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.analysis.choosing import chosen
from ipharbor.corpus.query import Choice, Exact, all_of
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Right
from ipharbor.vocabulary.errors import HarborError

_COLUMNS = (
    "key", "application_number", "patent_type", "title", "title_en", "applicants", "ipc",
    "filed_on", "published_on", "granted_on", "legal_status", "first_vintage",
)  # fmt: skip
_KEPT = ("application_number", "patent_type", "title", "holders", "ipc", "filed_on",
         "published_on", "granted_on", "stated_status", "stated_on")  # fmt: skip


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
    changes nothing. Raises HarborError ``docket.firm.no_documents`` for a name that neither the
    register nor the corpus knows; no firm is made of a slip of the pen.
    """
    firm = Firm.objects.filter(name=firm_name).first()
    permits.require(by, "rights.take_up", firm=firm)
    rows = _rows(corpus, firm_name)
    if firm is None:
        if not rows:
            raise HarborError("docket.firm.no_documents", fields=("firm",), name=firm_name)
        firm = Firm(name=firm_name)
    held = {right.key: right for right in Right.objects.filter(firm=firm)} if firm.pk else {}
    stated = {v.seq: date.fromisoformat(v.imported_on) for v in corpus.manifest.volumes}
    added, changed = [], []
    for row in rows:
        told = _told(row, stated)
        right = held.get(row["key"])
        if right is None:
            added.append(Right(firm=firm, key=row["key"], taken_up_at=at, **told))
        elif any(getattr(right, name) != told[name] for name in _KEPT):
            for name, value in told.items():
                setattr(right, name, value)
            changed.append(right)
    with transaction.atomic():
        if firm.pk is None:
            firm.save(force_insert=True)
        Right.objects.bulk_create(added, batch_size=500)
        Right.objects.bulk_update(changed, _KEPT, batch_size=500)
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
                },
                enclosed=[_kept(right) for right in (*added, *changed)],
                about=[f"right:{right.key}" for right in (*added, *changed)],
            )
    return TakenUp(firm_name, len(added), len(changed), len(rows) - len(added) - len(changed))


def _kept(right: Right) -> dict[str, Any]:
    """The record as the journal keeps it: what it was found to be, days as text."""
    told = {name: getattr(right, name) for name in _KEPT}
    days = {name: day.isoformat() for name, day in told.items() if isinstance(day, date)}
    return {"id": right.pk, "key": right.key} | told | days


def _rows(corpus: Corpus, firm_name: str) -> list[Mapping[str, Any]]:
    node = all_of([Exact(firm_name, "applicant"), Choice("office", "CN")])
    serials = corpus.index.serials(node)

    def question(documents: ibis.Table) -> list[Mapping[str, Any]]:
        with chosen(documents, serials) as those:
            typed = those.filter(those.patent_type.notnull())
            rows: list[Mapping[str, Any]] = (
                typed.select(*_COLUMNS).order_by("key").to_pyarrow().to_pylist()
            )
            return rows

    return corpus.ask(question)


def _told(row: Mapping[str, Any], stated: Mapping[int, date]) -> dict[str, Any]:
    """The columns of the record."""
    return {
        "application_number": row["application_number"] or "",
        "patent_type": row["patent_type"],
        "title": (row["title"] or row["title_en"] or "")[:500],
        "holders": " | ".join(row["applicants"])[:1000],
        "ipc": row["ipc"][0] if row["ipc"] else "",
        "filed_on": row["filed_on"],
        "published_on": row["published_on"],
        "granted_on": row["granted_on"],
        "stated_status": row["legal_status"] or "",
        "stated_on": _stated_on(row, stated),
    }


def _stated_on(row: Mapping[str, Any], stated: Mapping[int, date]) -> date | None:
    """The day for which a stated status counts: a right that stands did so on the day the
    document first came in; one that has ended had by the last import."""
    if not row["legal_status"]:
        return None
    if row["legal_status"] == "in_force":
        return stated[row["first_vintage"]]
    return max(stated.values())
