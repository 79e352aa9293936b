"""Lock a person out, let a person in again, and end a person's sessions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError


def lock(person: Person, locked: bool, *, by: permits.Actor, at: datetime) -> None:
    """A locked person cannot sign in, and running sessions and tokens stop working at once.

    Nobody locks the own account: raises HarborError ``person.lock.own``.
    """
    permits.require(by, "people.lock")
    if by.person is not None and by.person.pk == person.pk:
        raise HarborError("person.lock.own")
    with transaction.atomic():
        _raise_round(person)
        if person.is_active is not locked:
            person.sign_in_round -= 1
            return
        person.is_active = not locked
        person.save(update_fields=["is_active", "sign_in_round"])
        chain.append(
            "people.lock" if locked else "people.unlock",
            f"person:{person.pk}",
            actor=by.name,
            at=at,
            details={},
        )


def end_sessions(person: Person, *, by: permits.Actor, at: datetime) -> None:
    """Sign the person out everywhere."""
    permits.require(by, "people.set_password", owner=person)
    with transaction.atomic():
        _raise_round(person)
        person.save(update_fields=["sign_in_round"])
        chain.append("people.end_sessions", f"person:{person.pk}", actor=by.name, at=at, details={})


def _raise_round(person: Person) -> None:
    """One above what the register holds now: a stale number could let a session live."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    person.is_active, person.sign_in_round = held.is_active, held.sign_in_round + 1
