"""Make a key with which a program acts for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _notice
from ipharbor.journal import chain
from ipharbor.records.models import Person, Token
from ipharbor.vocabulary.errors import HarborError

PREFIX = "iph_"
LONGEST = timedelta(days=366)
SHOWN = 10
USED_EVERY = timedelta(minutes=5)  # how exact the day of the last use is kept


def make(
    person: Person,
    name: str,
    *,
    key: str,
    scopes: Sequence[str],
    ends_at: datetime,
    by: permits.Actor,
    at: datetime,
) -> Token:
    """A token for the desk at which the person sits. ``key`` is a fresh secret of the
    entrance's making; it is shown to the person once and not kept.

    Raises HarborError ``token.name.missing``, ``token.scope.missing``,
    ``token.scope.unknown``, ``token.end.unfit``.
    """
    permits.require(by, "token.make", owner=person)
    name = " ".join(name.split())[:80]
    _check(name, scopes, ends_at, at)
    with transaction.atomic():
        made = Token.objects.create(
            person=person,
            organisation=person.organisation,
            name=name,
            start=key[:SHOWN],
            proof=proof_of(key),
            scopes=sorted(set(scopes)),
            made_at=at,
            ends_at=ends_at,
        )
        chain.append(
            "token.make",
            f"person:{person.pk}",
            actor=by.name,
            at=at,
            details={
                "token": made.pk,
                "name": name,
                "scopes": made.scopes,
                "ends_at": ends_at.isoformat(),
            },
        )
        _notice.tell(person, "token", at=at, token=name)
    return made


def _check(name: str, scopes: Sequence[str], ends_at: datetime, at: datetime) -> None:
    if not name:
        raise HarborError("token.name.missing", fields=("name",))
    if not scopes:
        raise HarborError("token.scope.missing", fields=("scopes",))
    strange = [scope for scope in scopes if scope not in permits.SCOPES]
    if strange:
        raise HarborError("token.scope.unknown", fields=("scopes",), scope=", ".join(strange))
    if not at < ends_at <= at + LONGEST:
        raise HarborError("token.end.unfit", fields=("ends_on",), days=LONGEST.days)


def bearer(key: str, *, at: datetime) -> permits.Actor:
    """Who acts with that key; HarborError ``token.refused`` when nobody does (any more).

    A token works while its person is active and sits at the desk it was made for.
    """
    held = (
        Token.objects.select_related("person__organisation", "person__firm")
        .filter(proof=proof_of(key), revoked_at=None, ends_at__gt=at, person__is_active=True)
        .first()
    )
    if held is None or held.organisation_id != held.person.organisation_id:
        raise HarborError("token.refused")
    if held.used_at is None or at - held.used_at > USED_EVERY:
        Token.objects.filter(pk=held.pk).update(used_at=at)
    return permits.of(held.person, scopes=frozenset(held.scopes))


def proof_of(key: str) -> str:
    """What the register keeps of a key: its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()
