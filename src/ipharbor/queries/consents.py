"""Consents of pledgees to acts on pledged rights, and what of their proceeds is to be applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from django.db.models import Q, QuerySet

from ipharbor.pledge.consents import Agreed, covering
from ipharbor.pledge.life import ON_LOAN
from ipharbor.pledge.watched import PROCEEDS
from ipharbor.records.models import Loan, PledgeConsent, RightEvent
from ipharbor.register.events import Event

FEN = 100
_AT_ONCE = 500  # keys in one question to the database
_ONE_DAY = timedelta(days=1)


def agreed(keys: Collection[str] | None = None) -> dict[str, list[Agreed]]:
    """What pledgees ever agreed to on the rights, by key; on all rights for None."""
    found = PledgeConsent.objects.filter(answered_on__isnull=False).exclude(state="refused")
    some = [found] if keys is None else [found.filter(key__in=few) for few in _portions([*keys])]
    told: dict[str, list[Agreed]] = defaultdict(list)
    for rows in some:
        for row in rows.select_related("loan").order_by("pk"):
            told[row.key].append(_agreed(row))
    return dict(told)


def marked(event: Event, given: Iterable[Agreed]) -> Event:
    """The event with the pledgee's consent among its details where one of ``given`` covers it; as
    it is where it tells one already or none covers it."""
    held = None if event.told("consent") else covering(given, event)
    if held is None:
        return event
    return replace(event, details={**event.details, "consent": f"{held.since} {held.number}"})


def proceeds(on: date) -> pa.Table:
    """What of the price of agreed acts is to be applied and is not, after ``watched.PROCEEDS``, as
    known on ``on``: of acts that the register shows, and of those whose price was to be paid over
    before."""
    rows = (
        PledgeConsent.objects.filter(state="agreed", price__gt=0, answered_on__lte=on)
        .filter(Q(applied_on=None) | Q(applied_on__gt=on))
        .exclude(loan__registration="")
        .select_related("loan")
        .order_by("pk")
    )
    return pa.Table.from_pylist(list(_owed(list(rows), on)), PROCEEDS)


def _owed(rows: Sequence[PledgeConsent], on: date) -> Iterator[dict[str, Any]]:
    done = _done({row.key for row in rows}, on)
    for row in rows:
        given = _agreed(row)
        days = [(one.on, one.known_on) for one in done.get(row.key, ()) if given.covers(one)]
        if row.pay_by is not None and row.pay_by < on:
            days.append((row.pay_by + _ONE_DAY, row.pay_by + _ONE_DAY))
        if days:
            since, known = min(days)
            yield {
                "loan": row.loan.registration, "right": row.key, "since": since, "known_on": known,
                "owed_fen": int((row.price - row.received) * FEN), "mark": f"{row.pk}",
            }  # fmt: skip


def _done(keys: Collection[str], on: date) -> Mapping[str, list[Event]]:
    told: dict[str, list[Event]] = defaultdict(list)
    for few in _portions([*keys]):
        rows = RightEvent.objects.filter(key__in=few, on__lte=on, known_on__lte=on)
        for row in rows.order_by("on", "pk"):
            told[row.key].append(Event(row.code, row.on, row.known_on, row.details, row.source))
    return told


def of(loan: Loan) -> list[PledgeConsent]:
    """All that the firm asked for on a loan, the newest first."""
    return list(PledgeConsent.objects.filter(loan=loan).select_related("loan").order_by("-pk"))


def to_answer(loans: QuerySet[Loan]) -> list[PledgeConsent]:
    """What waits for its lender's answer, the oldest first."""
    found = PledgeConsent.objects.filter(state="asked", loan__in=loans)
    return list(found.select_related("loan__firm").order_by("asked_at", "pk"))


def to_apply(row: PledgeConsent) -> bool:
    """Whether proceeds of the act are still to be applied to what is owed."""
    return bool(row.state == "agreed" and row.price > row.received and row.loan.stage in ON_LOAN)


def _agreed(row: PledgeConsent) -> Agreed:
    assert row.answered_on is not None
    return Agreed(
        row.key, row.act, row.taker, row.loan.registration, row.answered_on, row.good_until,
        row.withdrawn_on,
    )  # fmt: skip


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]
