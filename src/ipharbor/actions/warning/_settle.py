"""What a round would raise, weighed beside one another for each reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.warning._announced import announce_warning
from ipharbor.journal import chain
from ipharbor.records.candidates import Odds, candidate, odds
from ipharbor.records.models import IssuedWarning, Person, Sighting
from ipharbor.records.wishes import wishes_of
from ipharbor.warning.holding import REPEAT_DAYS, Settled, settle

AT_READERS_WISH = "decision.at_readers_wish"


def settle_all(*, by: permits.Actor, at: datetime) -> int:
    """Weigh every candidate that nobody has weighed, one transaction a reader; gives how many
    are held. What was raised is announced to the reader's webhooks."""
    waiting = IssuedWarning.objects.filter(settled=False)
    held = 0
    readers = Person.objects.filter(pk__in=waiting.values("person")).order_by("pk")
    known = odds() if readers else {}
    for person in readers:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)
            mine = list(waiting.filter(person=person).order_by("as_of", "pk"))
            for _, some in groupby(mine, key=lambda one: _monday(one.as_of)):
                held += _settle_week(person, list(some), known, by=by, at=at)
    return held


def _settle_week(
    person: Person,
    some: list[IssuedWarning],
    known: Odds,
    *,
    by: permits.Actor,
    at: datetime,
) -> int:
    wishes = wishes_of(person)
    past = IssuedWarning.objects.filter(person=person, decision="raised", settled=True)
    first = min(one.as_of for one in some)
    earlier = past.filter(follows=None, as_of__gte=first - timedelta(days=REPEAT_DAYS))
    monday = _monday(first)
    this_week = past.filter(
        follows=None, as_of__gte=monday, as_of__lt=monday + timedelta(days=7)
    ).exclude(reason=AT_READERS_WISH)
    marks: dict[int, list[str]] = {}
    seen = Sighting.objects.filter(warning__in=some).values_list("warning", "document")
    for number, mark in seen:
        marks.setdefault(number, []).append(mark)
    done = settle(
        [candidate(one, known, marks.get(one.pk, ())) for one in some],
        [candidate(one, known) for one in earlier],
        budget=wishes.budget,
        used=len({bundle or pk for pk, bundle in this_week.values_list("pk", "bundle")}),
        least=wishes.least,
    )
    by_number = {one.pk: one for one in some}
    for one in done:
        _write(by_number[one.number], one, done, by=by, at=at)
    return sum(not one.raised for one in done)


def _write(
    warning: IssuedWarning,
    settled: Settled,
    beside: Iterable[Settled],
    *,
    by: permits.Actor,
    at: datetime,
) -> None:
    """Write down what became of a candidate, with a line where it is not simply raised."""
    together = [one.number for one in beside if one.bundle == settled.bundle]
    bundle = settled.bundle if len(together) > 1 else None
    before = (warning.decision, warning.reason, warning.follows_id, warning.bundle_id)
    warning.decision = "raised" if settled.raised else "held"
    warning.reason, warning.follows_id, warning.bundle_id = settled.reason, settled.follows, bundle
    after = (warning.decision, warning.reason, warning.follows_id, warning.bundle_id)
    warning.settled = True
    warning.save(update_fields=["decision", "reason", "follows", "bundle", "settled"])
    if after != before:
        chain.append(
            "warning.settle",
            f"warning:{warning.pk}",
            actor=by.name,
            at=at,
            details={
                "decision": warning.decision,
                "reason": warning.reason,
                "follows": warning.follows_id,
                "bundle": bundle,
            },
            about=[f"watch:{warning.watch_id}"],
        )
    if settled.raised:
        announce_warning("warning.raised", warning, at)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
