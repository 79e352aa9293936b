"""Change the address to which a person's mails go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _mail, _notice
from ipharbor.journal import chain
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError

HOLDS = timedelta(days=1)
_SALT = "ipharbor.people.email"


def ask(
    person: Person,
    email: str,
    *,
    address: Callable[[str], str],
    by: permits.Actor,
    at: datetime,
) -> None:
    """Send a link to the new address; mails go there once the link was followed.

    ``address`` gives the page that takes the key. The link holds for a day, and only while the
    address of now is the person's. Raises HarborError ``person.email.wrong``.
    """
    permits.require(by, "people.set_email", owner=person)
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise HarborError("person.email.wrong", fields=("email",), email=email[:80]) from wrong
    told = {"person": person.pk, "email": email, "from": person.email, "at": at.timestamp()}
    with transaction.atomic():
        _mail.lay_down(
            "email",
            f"{person.pk}:{at:%Y%m%d%H%M%S}",
            to=email,
            lang=person.lang,
            at=at,
            name=str(person),
            url=address(signing.dumps(told, salt=_SALT)),
        )


def read(key: str) -> str:
    """The address that the key is about. Raises HarborError ``person.email.over``."""
    return str(_told(key)["email"])


def confirm(key: str, *, at: datetime) -> Person:
    """The address holds from now on, and the old one is told. The link is the permit.

    Raises HarborError ``person.email.over``.
    """
    told = _told(key)
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=told["person"]).first()
        aged = at.timestamp() - told["at"] > HOLDS.total_seconds()
        if person is None or not person.is_active or person.email != told["from"] or aged:
            raise HarborError("person.email.over")
        before, person.email = person.email, told["email"]
        if before == person.email:
            return person
        person.save(update_fields=["email"])
        chain.append(
            "people.set_email", f"person:{person.pk}", actor=person.username, at=at, details={}
        )
        _notice.tell(person, "email", at=at, to=before, masked=masked(person.email))
    return person


def _told(key: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = signing.loads(key, salt=_SALT)
    except signing.BadSignature as wrong:
        raise HarborError("person.email.over") from wrong
    return told


def masked(email: str) -> str:
    """As much of an address as the owner needs to know it by: ``l…@example.org``."""
    box, _, host = email.partition("@")
    return f"{box[:1]}…@{host}"
