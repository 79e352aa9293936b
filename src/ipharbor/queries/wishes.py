"""What a reader's wishes would have meant for the warnings of the last half year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.records.candidates import Odds, candidate, odds
from ipharbor.records.models import IssuedWarning, Person
from ipharbor.warning.tuning import WEEKS, Meant, Past, meant, tuned
from ipharbor.warning.wishes import Wishes

_NEVER = ("decision.below_threshold", "decision.late_arrival")  # held whatever is wished


@dataclass(frozen=True)
class Looking:
    """The candidates of the weeks up to ``until``: what the wishes as they are would have meant,
    and what the least value tuned to their budget would."""

    since: date
    until: date
    candidates: int
    now: Meant
    tuned: Meant


def looking_back(person: Person, wishes: Wishes) -> Looking:
    """Over the weeks up to the person's newest warning. What a watch held by itself and what
    follows up an earlier warning is no candidate."""
    mine = IssuedWarning.objects.filter(person=person, settled=True, follows=None).exclude(
        decision="held", reason__in=_NEVER
    )
    newest = mine.order_by("-as_of").first()
    until = newest.as_of if newest is not None else date.min + timedelta(days=400)
    since = until - timedelta(days=until.weekday() + 7 * (WEEKS - 1))
    known = odds()
    past = [_past(one, known) for one in mine.filter(as_of__gte=since).order_by("as_of", "pk")]
    return Looking(
        since=since,
        until=until,
        candidates=len(past),
        now=meant(past, budget=wishes.budget, least=wishes.least),
        tuned=tuned(past, budget=wishes.budget),
    )


def _past(warning: IssuedWarning, known: Odds) -> Past:
    one = candidate(warning, known)
    return Past(
        week=one.on - timedelta(days=one.on.weekday()),
        value=one.value,
        red=one.colour == "red",
        hit=warning.verdict == "useful" if warning.verdict else None,
    )
