"""Give a person a new password."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _notice
from ipharbor.journal import chain
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError


def set_password(
    person: Person,
    password: str,
    *,
    current: str | None = None,
    by: permits.Actor,
    at: datetime,
) -> None:
    """Set it; sessions of the person end. Who sets the own one states the ``current`` one.

    Raises HarborError ``person.password.weak``, ``person.password.wrong``.
    """
    permits.require(by, "people.set_password", owner=person)
    own = by.person is not None and by.person.pk == person.pk
    if own and not person.check_password(current or ""):
        raise HarborError("person.password.wrong", fields=("current",))
    change(person, password, by=by.name, at=at)


def change(person: Person, password: str, *, by: str, at: datetime) -> None:
    """The change itself, for who has proved in another way to be entitled to it."""
    check_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        chain.append("people.set_password", f"person:{person.pk}", actor=by, at=at, details={})
        _notice.tell(person, "password", at=at)


def check_password(password: str, person: Person | None = None) -> None:
    """Raise HarborError ``person.password.weak`` with the reason unless it is good enough."""
    try:
        validate_password(password, person)
    except ValidationError as weak:
        why = " ".join(weak.messages)
        raise HarborError("person.password.weak", fields=("password",), why=why) from weak
