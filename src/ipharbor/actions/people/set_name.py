"""Say by which name a person is addressed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.journal import chain
from ipharbor.records.models import Person


def set_name(person: Person, display_name: str, *, by: permits.Actor, at: datetime) -> None:
    """Pages and mails use ``display_name`` from now on; the user name where it is empty.

    Eighty characters at most are kept. Nothing is written when it is the name already. The
    journal tells that it was changed, not the name.
    """
    permits.require(by, "people.set_name", owner=person)
    name = " ".join(display_name.split())[:80]
    if name == person.display_name:
        return
    with transaction.atomic():
        person.display_name = name
        person.save(update_fields=["display_name"])
        chain.append("people.set_name", f"person:{person.pk}", actor=by.name, at=at, details={})
