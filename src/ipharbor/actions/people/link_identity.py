"""Let another identity provider vouch for a person."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _notice
from ipharbor.journal import chain
from ipharbor.records.models import Identity, Person
from ipharbor.vocabulary.errors import HarborError


def link(person: Person, issuer: str, subject: str, *, by: permits.Actor, at: datetime) -> None:
    """Who signs in at ``issuer`` as ``subject`` is this person from now on.

    Raises HarborError ``identity.taken`` when that is somebody else already.
    """
    permits.require(by, "people.link_identity", owner=person)
    if Identity.objects.filter(issuer=issuer, subject=subject, person=person).exists():
        return
    try:
        with transaction.atomic():
            Identity.objects.create(person=person, issuer=issuer, subject=subject, made_at=at)
            chain.append(
                "people.link_identity", f"person:{person.pk}", actor=by.name, at=at,
                details={"issuer": issuer},
            )  # fmt: skip
            _notice.tell(person, "linked", at=at, issuer=issuer)
    except IntegrityError as taken:
        raise HarborError("identity.taken", issuer=issuer) from taken


def unlink(person: Person, issuer: str, *, by: permits.Actor, at: datetime) -> None:
    """The provider's word counts no more for this person."""
    permits.require(by, "people.link_identity", owner=person)
    with transaction.atomic():
        gone, _ = Identity.objects.filter(person=person, issuer=issuer).delete()
        if gone:
            chain.append(
                "people.unlink_identity", f"person:{person.pk}", actor=by.name, at=at,
                details={"issuer": issuer},
            )  # fmt: skip
            _notice.tell(person, "unlinked", at=at, issuer=issuer)


def person_of(issuer: str, subject: str) -> Person:
    """Whom the provider means; HarborError ``identity.nobody`` when nobody has linked it."""
    found = (
        Identity.objects.filter(issuer=issuer, subject=subject, person__is_active=True)
        .select_related("person")
        .first()
    )
    if found is None:
        raise HarborError("identity.nobody", issuer=issuer)
    return found.person
