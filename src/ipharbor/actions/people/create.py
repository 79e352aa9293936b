"""Create a person's account."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.people.set_password import check_password
from ipharbor.journal import chain
from ipharbor.records.models import Firm, Person
from ipharbor.vocabulary.errors import HarborError


def create(
    *,
    username: str,
    password: str,
    role: str,
    email: str = "",
    display_name: str = "",
    lang: str = "zh",
    firm: str = "",
    by: permits.Actor,
    at: datetime,
    weak_password: bool = False,
) -> Person:
    """An account with one role; ``firm`` is the firm's whole name and made when unknown.

    ``weak_password`` is for the demonstration alone, which answers only to its own
    machine. Raises HarborError ``person.exists``, ``person.role.unknown``,
    ``person.password.weak``.
    """
    permits.require(by, "people.create")
    if role not in Person.Role.values:
        raise HarborError("person.role.unknown", fields=("role",), role=role)
    if not weak_password:
        check_password(password)
    try:
        with transaction.atomic():
            own = Firm.objects.get_or_create(name=firm)[0] if firm else None
            person = Person(
                username=username,
                email=email,
                display_name=display_name,
                role=role,
                lang=lang,
                firm=own,
            )
            person.set_password(password)
            person.save(force_insert=True)
            chain.append(
                "people.create",
                f"person:{person.pk}",
                actor=by.name,
                at=at,
                details={"username": username, "role": role},
            )
    except IntegrityError as taken:
        raise HarborError("person.exists", fields=("username",), username=username) from taken
    return person


def at_the_machine(*, at: datetime) -> Person:
    """The account that owns what the operator sets up without naming anybody.

    Made on first use; nobody can sign in with it, for it has no password. Its mail goes to
    ``operator@localhost``.
    """
    found = Person.objects.filter(username=permits.OPERATOR).first()
    if found is not None:
        return found
    with transaction.atomic():
        person = Person(
            username=permits.OPERATOR,
            email="operator@localhost",
            role=Person.Role.ADMINISTRATOR,
        )
        person.set_unusable_password()
        person.save(force_insert=True)
        chain.append(
            "people.create",
            f"person:{person.pk}",
            actor=permits.OPERATOR,
            at=at,
            details={"username": person.username, "role": person.role},
        )
    return person
