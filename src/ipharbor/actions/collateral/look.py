"""Look over all pledged loans of a night: open, change, breach and cure concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.collateral._telling import incidents
from ipharbor.actions.warning._sweeping import store
from ipharbor.actions.warning.over import past_due_over
from ipharbor.journal import chain
from ipharbor.pledge.concerns import look as look_over
from ipharbor.pledge.covenants import Demand, covenants
from ipharbor.pledge.keeping import STANDING, Concern, Kept, Settled, Stage, concerns, settle
from ipharbor.pledge.watched import Facts, Night
from ipharbor.records.models import CollateralNight, KeptConcern, SeenIncident
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError

_SEEN = ("mark", "loan", "right", "demand", "gravity", "since", "known_on", "fact", "cure_by")
_PARTIES = ("lender", "borrower", "guarantor")


@dataclass(frozen=True)
class Looked:
    """What a night came to: its row, everything it found, and how many warnings it gives cause
    for."""

    night: CollateralNight
    found: Night
    incidents: int


def look(
    facts: Facts, *, rights: Mapping[str, str], book: Book, on: date, by: permits.Actor,
    at: datetime,
) -> Looked:  # fmt: skip
    """Look over the loans in ``facts`` as of ``on`` and keep what changed.

    ``rights`` are titles by key, for warnings. Asked again for a day it finds the same and changes
    nothing. Raises HarborErrors ``collateral.earlier`` for a day before the last night, for what
    has been seen since cannot be unseen, and what ``pledge.concerns.look`` raises.
    """
    permits.require(by, "collateral.look")
    found = look_over(facts, on=on, told=covenants(book.on(on)))
    with transaction.atomic():
        last = CollateralNight.objects.select_for_update().order_by("-as_of").first()
        if last is not None and last.as_of > on:
            raise HarborError("collateral.earlier", on=on.isoformat(), last=last.as_of.isoformat())
        rows = {
            row.mark: row
            for row in KeptConcern.objects.select_for_update().filter(
                stage__in=[str(one) for one in STANDING]
            )
        }
        done = settle(map(kept, rows.values()), concerns(found.concerns), on=on)
        parties = _parties(facts)
        changed = _save(done, rows, parties)
        if not changed and last is not None and last.as_of == on:
            return Looked(last, found, 0)
        seen = _incidents(done, found, parties, rights, on, at)
        night = _night(found, done, len(rows), on, at)
        _write(night, changed, seen, by, at)
        paid = [one.seen.loan for one in done.cured if one.seen.demand == Demand.PAST_DUE]
        if paid:
            past_due_over(paid, by=by, at=at)
    return Looked(night, found, len(seen))


def kept(row: KeptConcern) -> Kept:
    """The concern of a row."""
    seen = Concern(**{name: getattr(row, name) for name in _SEEN})
    return Kept(seen, Stage(row.stage), row.opened_on, row.closed_on)


def told(row: KeptConcern) -> dict[str, Any]:
    """A row as plain JSON, days as text."""
    return {
        one.attname: value.isoformat() if isinstance(value, date) else value
        for one in KeptConcern._meta.concrete_fields
        for value in [getattr(row, one.attname)]
    }


def _parties(facts: Facts) -> dict[str, dict[str, str]]:
    return {
        one["loan"]: {name: one[name] or "" for name in _PARTIES}
        for one in facts.loans.select(["loan", *_PARTIES]).to_pylist()
    }


def _save(
    done: Settled, rows: Mapping[str, KeptConcern], parties: Mapping[str, Mapping[str, str]]
) -> list[KeptConcern]:
    """The rows that were made or changed."""
    fresh = [
        KeptConcern(
            **asdict(one.seen), stage=str(one.stage), opened_on=one.opened_on,
            **parties[one.seen.loan],
        )
        for one in done.opened
    ]  # fmt: skip
    moved = []
    for one in (*done.changed, *done.breached, *done.cured):
        row = rows[one.seen.mark]
        for name in ("gravity", "fact", "cure_by"):
            setattr(row, name, getattr(one.seen, name))
        row.stage, row.closed_on = str(one.stage), one.closed_on
        moved.append(row)
    KeptConcern.objects.bulk_update(
        moved, ["gravity", "fact", "cure_by", "stage", "closed_on"], batch_size=500
    )
    made = [*KeptConcern.objects.bulk_create(fresh, batch_size=500)]
    return [*made, *moved]


def _incidents(
    done: Settled, found: Night, parties: Mapping[str, Mapping[str, str]],
    rights: Mapping[str, str], on: date, at: datetime,
) -> list[SeenIncident]:  # fmt: skip
    """The incidents that the night gives cause for, each kept once."""
    made = incidents(done, found, parties, rights, on)
    held = set(
        SeenIncident.objects.filter(mark__in=[one.mark for one in made]).values_list(
            "mark", flat=True
        )
    )
    return store([one for one in made if one.mark not in held], at=at)


def _night(
    found: Night, done: Settled, standing: int, on: date, at: datetime
) -> CollateralNight:  # fmt: skip
    night, _made = CollateralNight.objects.update_or_create(
        as_of=on,
        defaults={
            "loans": found.marks.num_rows,
            "rights": found.rights.num_rows,
            "standing": standing + len(done.opened) - len(done.cured),
            "opened": len(done.opened),
            "changed": len(done.changed),
            "breached": len(done.breached),
            "cured": len(done.cured),
            "looked_at": at,
        },
    )
    return night


def _write(
    night: CollateralNight, changed: Iterable[KeptConcern], seen: Iterable[SeenIncident],
    by: permits.Actor, at: datetime,
) -> None:  # fmt: skip
    names = ("loans", "rights", "standing", "opened", "changed", "breached", "cured")
    chain.append(
        "collateral.look",
        f"collateral:{night.pk}",
        actor=by.name,
        at=at,
        details={"as_of": night.as_of.isoformat(), **{one: getattr(night, one) for one in names}},
        enclosed={
            "concerns": [told(row) for row in changed],
            "incidents": [{"id": row.pk, "body": row.body} for row in seen],
        },
    )
