"""Passkeys of a person: added, taken away, and used to prove who it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _notice
from ipharbor.actions.people.second_factor import needed, renew_codes
from ipharbor.gateways import passkeys
from ipharbor.gateways.passkeys import Fresh, Party
from ipharbor.journal import chain
from ipharbor.records.models import Passkey, Person, RecoveryCode
from ipharbor.vocabulary.errors import HarborError

MOST = 20  # passkeys of a person


def add(
    person: Person,
    fresh: Fresh,
    name: str,
    *,
    recovery: Sequence[str],
    by: permits.Actor,
    at: datetime,
) -> bool:
    """The passkey opens the account from now on, and the password alone does not any more.

    ``recovery`` codes are put in force where the person has none; gives whether they were. Raises
    HarborError ``passkey.name.missing``, ``passkey.too_many``, ``passkey.taken``.
    """
    permits.require(by, "people.second_factor", owner=person)
    name = " ".join(name.split())[:80]
    if not name:
        raise HarborError("passkey.name.missing", fields=("name",))
    if person.passkeys.count() >= MOST:
        raise HarborError("passkey.too_many", fields=("name",), most=MOST)
    try:
        with transaction.atomic():
            Passkey.objects.create(
                person=person, name=name, credential=fresh.credential,
                public_key=fresh.public_key, count=fresh.count, made_at=at,
            )  # fmt: skip
            renewed = not RecoveryCode.objects.filter(person=person, used_at=None).exists()
            if renewed:
                renew_codes(person, recovery)
            chain.append(
                "people.add_passkey", f"person:{person.pk}", actor=by.name, at=at,
                details={"name": name},
            )  # fmt: skip
            _notice.tell(person, "passkey", at=at, passkey=name)
    except IntegrityError as taken:
        raise HarborError("passkey.taken") from taken
    return renewed


def remove(
    person: Person, passkey_id: int, *, required: bool = False, by: permits.Actor, at: datetime
) -> None:
    """The passkey opens nothing any more. Raises HarborError ``passkey.unknown``, and
    ``second_factor.required`` where it is the last second factor of who must have one."""
    permits.require(by, "people.second_factor", owner=person)
    with transaction.atomic():
        held = Passkey.objects.select_for_update().filter(person=person, pk=passkey_id).first()
        if held is None:
            raise HarborError("passkey.unknown", id=passkey_id)
        held.delete()
        bare = not needed(person)
        if bare and required and by.person is not None:
            raise HarborError("second_factor.required", fields=("passkey",))
        if bare:
            RecoveryCode.objects.filter(person=person).delete()
        chain.append(
            "people.remove_passkey", f"person:{person.pk}", actor=by.name, at=at,
            details={"name": held.name},
        )  # fmt: skip
        _notice.tell(person, "no_passkey", at=at, passkey=held.name)


def prove(
    answer: str, here: Party, *, challenge: str, of: Person | None = None, at: datetime
) -> Person:
    """Whose passkey has signed the challenge, ``of`` that person where one is stated.

    Raises HarborError ``passkey.refused``.
    """
    named = passkeys.named_in(answer)
    with transaction.atomic():
        held = (
            Passkey.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(credential=named, person__is_active=True)
            .first()
        )
        if held is None or (of is not None and held.person_id != of.pk):
            raise HarborError("passkey.refused", why="–")
        key = bytes(held.public_key)
        held.count = passkeys.check(
            answer, here, challenge=challenge, public_key=key, count=held.count
        )
        held.used_at = at
        held.save(update_fields=["count", "used_at"])
    return held.person


def handle(person: Person) -> bytes:
    """How devices know the person: the same each time, and telling nothing."""
    return hashlib.sha256(f"ipharbor passkey {person.pk} {person.date_joined}".encode()).digest()
