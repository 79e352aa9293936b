"""A person's stay: begun at the sign-in, proved again, ended by resting, by its age, or by hand.

Beginning and resting leave no line in the journal: they change nothing but who is at the door.
Ending another session does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Person, SignIn
from ipharbor.vocabulary.errors import HarborError

SEEN_EVERY = timedelta(minutes=1)  # how exact the last sign of life is kept
FRESH = timedelta(minutes=15)  # for so long a proof counts for what is touchy
KEPT = timedelta(days=90)  # that a person came from an address is remembered


@dataclass(frozen=True)
class Bounds:
    """How long a stay may rest, and how long it may last."""

    rest: timedelta
    whole: timedelta


def begin(
    person: Person, *, way: str, second: bool, address: str, agent: str, at: datetime
) -> SignIn:
    """The person has come in, and has proved it just now unless ``way`` is ``unknown``."""
    return SignIn.objects.create(
        person=person,
        way=way,
        second=second,
        made_at=at,
        seen_at=at,
        proved_at=None if way == SignIn.Way.UNKNOWN else at,
        holds=fingerprint(person),
        address=address[:45],
        agent=agent[:60],
    )


def over(stay: SignIn, bounds: Bounds, *, at: datetime) -> str:
    """Why the stay is over: ``ended`` by hand, ``rested`` too long, ``aged``; empty when it is
    not."""
    if stay.ended_at is not None:
        return "ended"
    if at - stay.made_at >= bounds.whole:
        return "aged"
    return "rested" if at - stay.seen_at >= bounds.rest else ""


def seen(stay: SignIn, *, at: datetime) -> None:
    """The person has asked for something."""
    if at - stay.seen_at >= SEEN_EVERY:
        SignIn.objects.filter(pk=stay.pk).update(seen_at=at)


def prove(stay: SignIn, *, second: bool = False, at: datetime) -> None:
    """The person has proved again to be that person."""
    stay.proved_at, stay.second = at, stay.second or second
    stay.save(update_fields=["proved_at", "second"])


def fresh(stay: SignIn, *, at: datetime) -> bool:
    """Whether the last proof is fresh enough for what is touchy."""
    return stay.proved_at is not None and at - stay.proved_at < FRESH


def keep(stay: SignIn, person: Person) -> None:
    """Let this stay go on although all others end."""
    stay.holds = fingerprint(person)
    stay.save(update_fields=["holds"])


def end(stay_id: int, *, by: permits.Actor, at: datetime) -> None:
    """End one session of the person's. Raises HarborError ``session.unknown`` for one that is
    not there, is not the caller's, or is over."""
    with transaction.atomic():
        stay = (
            SignIn.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk=stay_id, ended_at=None)
            .first()
        )
        if stay is None or not permits.allowed(by, "people.end_session", owner=stay.person):
            raise HarborError("session.unknown", id=stay_id)
        stay.ended_at = at
        stay.save(update_fields=["ended_at"])
        chain.append(
            "people.end_session", f"person:{stay.person_id}", actor=by.name, at=at, details={}
        )


def leave(stay: SignIn, *, at: datetime) -> None:
    """The person signs out."""
    SignIn.objects.filter(pk=stay.pk, ended_at=None).update(ended_at=at)


def running(person: Person, bounds: Bounds, *, at: datetime) -> list[SignIn]:
    """The sessions in which the person is signed in now, the last seen first."""
    return list(
        SignIn.objects.filter(
            person=person,
            ended_at=None,
            holds=fingerprint(person),
            made_at__gt=at - bounds.whole,
            seen_at__gt=at - bounds.rest,
        ).order_by("-seen_at", "-pk")
    )


def comes_from(username: str, address: str, *, at: datetime) -> bool:
    """Whether the person of that name has signed in from the address lately."""
    return SignIn.objects.filter(
        person__username=username, address=address, made_at__gt=at - KEPT
    ).exists()


def forget(*, longest: timedelta, at: datetime) -> int:
    """Take out stays of more than ``KEPT`` and ``longest`` ago, and what browsers left behind
    whose sessions have run out; gives the number of stays. Leaves no line in the journal."""
    SessionStore.clear_expired()
    count, _each = SignIn.objects.filter(made_at__lt=at - max(KEPT, longest)).delete()
    return count


def must_have_second(person: Person, roles: Iterable[str]) -> bool:
    """Whether the person's role is one of those that must show a second factor."""
    return person.is_active and person.role in roles


def fingerprint(person: Person) -> str:
    """Changes with the password and whenever all sessions are ended."""
    return hashlib.sha256(person.get_session_auth_hash().encode()).hexdigest()
