"""A second proof at sign-in: one-time passwords by the clock (RFC 6238), and recovery codes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _notice
from ipharbor.journal import chain
from ipharbor.records.models import Passkey, Person, RecoveryCode, SecondFactor
from ipharbor.vocabulary.errors import HarborError

STEP = 30  # seconds a one-time password counts, as authenticator programs take for granted
DIGITS = 6
DRIFT = 1  # steps a person's clock may be ahead or behind


class Seals(Protocol):
    """What keeps the secret from whoever copies the register."""

    def seal(self, text: str) -> str: ...

    def open(self, sealed: str) -> str | None: ...


def begin(person: Person, secret: bytes, *, seals: Seals, by: permits.Actor, at: datetime) -> str:
    """Lay ``secret`` (20 fresh random bytes) down, not in force until it is confirmed; gives
    the ``otpauth:`` address for the person's authenticator program.

    Raises HarborError ``second_factor.in_force``: take the old one away first.
    """
    permits.require(by, "people.second_factor", owner=person)
    with transaction.atomic():
        held = SecondFactor.objects.select_for_update().filter(person=person).first()
        if held is not None and held.confirmed_at is not None:
            raise HarborError("second_factor.in_force")
        SecondFactor.objects.update_or_create(
            person=person,
            defaults={"secret": seals.seal(secret.hex()), "last_step": 0, "made_at": at},
        )
    return _totp(secret).get_provisioning_uri(person.username, "IPHarbor")


def confirm(
    person: Person,
    code: str,
    *,
    seals: Seals,
    recovery: Sequence[str],
    by: permits.Actor,
    at: datetime,
) -> None:
    """Put the second factor in force once its ``code`` is right, with fresh ``recovery`` codes
    in place of earlier ones. Raises HarborError ``second_factor.wrong``."""
    permits.require(by, "people.second_factor", owner=person)
    with transaction.atomic():
        if not _fits(person, code, seals=seals, at=at, confirmed=False):
            raise HarborError("second_factor.wrong", fields=("code",))
        SecondFactor.objects.filter(person=person).update(confirmed_at=at)
        renew_codes(person, recovery)
        chain.append(
            "people.second_factor", f"person:{person.pk}", actor=by.name, at=at,
            details={"in_force": True},
        )  # fmt: skip
        _notice.tell(person, "second_factor", at=at)


def remove(
    person: Person, *, password: str, required: bool = False, by: permits.Actor, at: datetime
) -> None:
    """Sign in with the password alone again. The person states it; an operator need not, and takes
    passkeys away too.

    Raises HarborError ``second_factor.required`` where the person must have one,
    ``person.password.wrong``.
    """
    permits.require(by, "people.second_factor", owner=person)
    if required and by.person is not None and not person.passkeys.exists():
        raise HarborError("second_factor.required", fields=("password",))
    if by.person is not None and not person.check_password(password):
        raise HarborError("person.password.wrong", fields=("password",))
    with transaction.atomic():
        gone, _ = SecondFactor.objects.filter(person=person).delete()
        if by.person is None:
            gone += Passkey.objects.filter(person=person).delete()[0]
        if not needed(person):
            RecoveryCode.objects.filter(person=person).delete()
        if gone:
            chain.append(
                "people.second_factor", f"person:{person.pk}", actor=by.name, at=at,
                details={"in_force": False},
            )  # fmt: skip
            _notice.tell(person, "no_second_factor", at=at)


def pending(person: Person, *, seals: Seals, since: datetime) -> str | None:
    """The ``otpauth:`` address of a second factor laid down after ``since`` that waits to be
    confirmed, else None."""
    held = SecondFactor.objects.filter(person=person, confirmed_at=None, made_at__gt=since).first()
    secret = seals.open(held.secret) if held is not None else None
    if secret is None:
        return None
    return _totp(bytes.fromhex(secret)).get_provisioning_uri(person.username, "IPHarbor")


def needed(person: Person) -> bool:
    """Whether the person's password alone does not open."""
    return by_code(person) or Passkey.objects.filter(person=person).exists()


def by_code(person: Person) -> bool:
    """Whether one-time passwords are in force."""
    return SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).exists()


def check(person: Person, code: str, *, seals: Seals, at: datetime) -> bool:
    """Whether ``code`` is a one-time password of now, or a recovery code; each works once."""
    with transaction.atomic():
        if _fits(person, code, seals=seals, at=at, confirmed=True):
            return True
        unused = RecoveryCode.objects.filter(person=person, used_at=None)
        salts = unused.values_list("salt", flat=True).distinct()
        fitting = [_proof(code, salt) for salt in list(salts)]
        spent = unused.filter(proof__in=fitting).update(used_at=at)
        if spent:
            chain.append(
                "people.use_recovery_code", f"person:{person.pk}", actor=person.username, at=at,
                details={},
            )  # fmt: skip
            left = RecoveryCode.objects.filter(person=person, used_at=None).count()
            _notice.tell(person, "recovery_code", at=at, left=left)
        return bool(spent)


def renew_codes(person: Person, recovery: Sequence[str]) -> None:
    """Fresh recovery codes in place of earlier ones, in the caller's transaction."""
    RecoveryCode.objects.filter(person=person).delete()
    salt = secrets.token_hex(16)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, proof=_proof(one, salt), salt=salt) for one in recovery
    )


def _fits(person: Person, code: str, *, seals: Seals, at: datetime, confirmed: bool) -> bool:
    held = SecondFactor.objects.select_for_update().filter(person=person).first()
    if held is None or (held.confirmed_at is not None) is not confirmed:
        return False
    secret = seals.open(held.secret)
    if secret is None:
        raise HarborError("second_factor.unreadable")
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return False
    totp, now = _totp(bytes.fromhex(secret)), int(at.timestamp()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        try:
            totp.verify(digits.encode(), step * STEP)
        except InvalidToken:
            continue
        if step <= held.last_step:  # used before: RFC 6238, section 5.2
            return False
        held.last_step = step
        held.save(update_fields=["last_step"])
        return True
    return False


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - what authenticator programs reckon with


def _proof(code: str, salt: str) -> str:
    """What the register keeps of a recovery code; without salt as earlier versions kept it."""
    bare = "".join(sign for sign in code.upper() if sign.isalnum()).encode()
    if not salt:
        return hashlib.sha256(bare).hexdigest()
    return hashlib.scrypt(bare, salt=salt.encode(), n=2**14, r=8, p=1, dklen=32).hex()
