"""Create a person's account."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _desk
from ipharbor.actions.people.set_password import check_password
from ipharbor.journal import chain
from ipharbor.records.models import Membership, Organisation, Person
from ipharbor.records.organisations import ROLES
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
    organisation: Organisation | None = None,
    by: permits.Actor,
    at: datetime,
    weak_password: bool = False,
) -> Person:
    """An account with one desk: at ``organisation``, or where the ``role`` alone tells.

    An administrator belongs to the installation, an office person to the district office, a
    firm's person to the ``firm`` of that whole name; all three are made when unknown. Other
    roles need an ``organisation`` of their kind. The first person of an organisation looks
    after its people. ``weak_password`` is for the demonstration alone, which answers only to
    its own machine. Raises HarborError ``person.exists``, ``person.name.unfit``,
    ``person.role.unknown``, ``person.organisation.missing``, ``person.organisation.unfit``,
    ``organisation.closed``, ``person.password.weak``.
    """
    permits.require(by, "people.create")
    if role not in permits.DESKS:
        raise HarborError("person.role.unknown", fields=("role",), role=role)
    username = fit_name(username)
    if organisation is not None:
        _check_desk(organisation, role)
    if not weak_password:
        check_password(password, Person(username=username, email=email, display_name=display_name))
    try:
        with transaction.atomic():
            body = organisation or _desk.usual(role, firm=firm, by=by.name, at=at)
            if body is None and role != Person.Role.FIRM:
                raise HarborError("person.organisation.missing", fields=("organisation",))
            person = Person(
                username=username, email=email, display_name=display_name, role=role, lang=lang
            )
            person.set_password(password)
            person.save(force_insert=True)
            if body is not None:
                first = not Membership.objects.filter(organisation=body, until=None).exists()
                _desk.join(person, body, manager=first, at=at)
            _tell(person, by=by, at=at)
    except IntegrityError as taken:
        raise HarborError("person.exists", fields=("username",), username=username) from taken
    return person


def fit_name(username: str) -> str:
    """The user name in the form it is kept. What stands in the journal as the actor is never
    the operator's name, nor one that merely looks like another (NFKC).

    Raises HarborError ``person.name.missing``, ``person.name.unfit``, ``person.exists``.
    """
    name = Person.normalize_username(username.strip())
    if not name or len(name) > 80:
        raise HarborError("person.name.missing", fields=("username",))
    try:
        Person.username_validator(name)
    except ValidationError as unfit:
        raise HarborError("person.name.unfit", fields=("username",), username=name) from unfit
    if name.casefold() == permits.OPERATOR:
        raise HarborError("person.exists", fields=("username",), username=name)
    return name


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
        _tell(person, by=permits.operator(), at=at)
    return person


def _check_desk(organisation: Organisation, role: str) -> None:
    if ROLES[organisation.kind] != role:
        raise HarborError(
            "person.organisation.unfit", fields=("organisation",), name=organisation.name, role=role
        )
    if organisation.closed_at is not None:
        raise HarborError("organisation.closed", name=organisation.name)


def _tell(person: Person, *, by: permits.Actor, at: datetime) -> None:
    chain.append(
        "people.create",
        f"person:{person.pk}",
        actor=by.name,
        at=at,
        details={
            "username": person.username,
            "role": person.role,
            "lang": person.lang,
            "organisation": person.organisation_id,
            "manager": person.manager,
        },
    )
