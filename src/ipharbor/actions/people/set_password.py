"""Give a person a new password."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError


def set_password(person: Person, password: str, *, by: permits.Actor, at: datetime) -> None:
    """Set it; sessions of the person end. Raises HarborError ``person.password.weak``."""
    permits.require(by, "people.create")
    check_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        chain.append("people.set_password", f"person:{person.pk}", actor=by.name, at=at, details={})


def check_password(password: str, person: Person | None = None) -> None:
    """Raise HarborError ``person.password.weak`` with the reason unless it is good enough."""
    try:
        validate_password(password, person)
    except ValidationError as weak:
        why = " ".join(weak.messages)
        raise HarborError("person.password.weak", fields=("password",), why=why) from weak
