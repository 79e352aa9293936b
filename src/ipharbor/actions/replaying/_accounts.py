"""Organisations, people, places and disclosures, done again.

What proves who somebody is (passwords, second factors, keys, linked identities), how a person is
named and where the person's mails go is not in the journal and not done again.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import F

from ipharbor.actions.people import _desk
from ipharbor.actions.people.invite import HOLDS
from ipharbor.actions.replaying.deed import Deed, Handler, the_day
from ipharbor.records.models import (
    Disclosure,
    Firm,
    Invitation,
    Membership,
    Organisation,
    Person,
)


def _open(deed: Deed) -> None:
    firm: Firm | None = None
    if deed["kind"] == Organisation.Kind.FIRM:
        number, name = deed["firm"], deed["name"]
        firm, _ = Firm.objects.using(deed.into).get_or_create(pk=number, defaults={"name": name})
        if deed["town"]:
            firm.town = deed["town"]
            firm.save(using=deed.into, update_fields=["town"])
    told = {name: deed[name] for name in ("kind", "name", "town", "credit_code")}
    Organisation.objects.using(deed.into).update_or_create(
        pk=deed.number, defaults=told | {"firm": firm, "made_at": deed.at}
    )


def _close(deed: Deed) -> None:
    Organisation.objects.using(deed.into).filter(pk=deed.number).update(closed_at=deed.at)


def _create(deed: Deed) -> None:
    person = _made(deed)
    if deed["organisation"] is None:
        Person.objects.using(deed.into).filter(pk=person.pk).update(role=deed["role"])
    else:
        _seat(deed, person, deed["organisation"], manager=deed["manager"])


def _accept(deed: Deed) -> None:
    person = _made(deed) if deed["new"] else _person(deed)
    _seat(deed, person, deed["organisation"], manager=deed["manager"])
    Invitation.objects.using(deed.into).filter(pk=deed["invitation"]).update(
        accepted_by=person, accepted_at=deed.at
    )


def _invite(deed: Deed) -> None:
    """The place is kept, its key and the address are not in the journal: no link opens it."""
    kept = Invitation.objects.using(deed.into)
    kept.filter(pk__in=deed["replaces"]).update(withdrawn_at=deed.at)
    told = {
        "organisation_id": deed.number,
        "manager": deed["manager"],
        "lang": deed["lang"],
        "by_name": deed.actor,
        "made_at": deed.at,
        "ends_at": deed.at + HOLDS,
    }
    made = told | {"proof": f"replayed {deed['invitation']}"}
    kept.update_or_create(pk=deed["invitation"], defaults=told, create_defaults=made)


def _withdraw_invitation(deed: Deed) -> None:
    Invitation.objects.using(deed.into).filter(pk=deed["invitation"]).update(withdrawn_at=deed.at)


def _appoint(deed: Deed) -> None:
    body, manager = deed["organisation"], deed["manager"]
    _places(deed, body).filter(until=None).update(manager=manager)
    at_desk = Person.objects.using(deed.into).filter(pk=deed.number, organisation_id=body)
    at_desk.update(manager=manager)


def leave(deed: Deed) -> None:
    """The place ends, the person sits elsewhere or nowhere, and is signed out."""
    _places(deed, deed["organisation"]).filter(until=None).update(until=deed.at)
    person = _person(deed)
    if person.organisation_id == deed["organisation"]:
        other = (
            Membership.objects.using(deed.into)
            .filter(person=person, until=None)
            .select_related("organisation__firm")
            .order_by("since", "pk")
            .first()
        )
        _sit(deed, person, other)
    _sign_out(deed)


def _take_desk(deed: Deed) -> None:
    place = _places(deed, deed["organisation"]).filter(until=None)
    _sit(deed, _person(deed), place.select_related("organisation__firm").first())


def _lock(deed: Deed) -> None:
    Person.objects.using(deed.into).filter(pk=deed.number).update(
        is_active=deed.action == "people.unlock"
    )
    _sign_out(deed)


def _sign_out(deed: Deed) -> None:
    person = Person.objects.using(deed.into).filter(pk=deed.number)
    person.update(sign_in_round=F("sign_in_round") + 1)


def _set_language(deed: Deed) -> None:
    Person.objects.using(deed.into).filter(pk=deed.number).update(lang=deed["lang"])


def _give(deed: Deed) -> None:
    told = {"firm_id": deed.number, "organisation_id": deed["organisation"]}
    running = Disclosure.objects.using(deed.into).filter(**told, withdrawn_at=None)
    running.update(withdrawn_at=deed.at)
    Disclosure.objects.using(deed.into).create(
        **told,
        purpose=deed["purpose"],
        sales=bool(deed.details.get("sales")),  # lines of older versions say nothing of sales
        since=deed.at,
        until=the_day(deed["until"]),
        by_name=deed.actor,
    )


def _withdraw(deed: Deed) -> None:
    told = {"firm_id": deed.number, "organisation_id": deed["organisation"]}
    running = Disclosure.objects.using(deed.into).filter(**told, withdrawn_at=None)
    running.update(withdrawn_at=deed.at)


def _made(deed: Deed) -> Person:
    """The account without anything that opens it."""
    told: dict[str, Any] = {
        "username": deed["username"],
        "lang": deed["lang"],
        "password": make_password(None),
        "date_joined": deed.at,
    }
    return Person.objects.using(deed.into).get_or_create(pk=deed.number, defaults=told)[0]


def _person(deed: Deed) -> Person:
    return Person.objects.using(deed.into).get(pk=deed.number)


def _places(deed: Deed, body: int) -> Any:
    places = Membership.objects.using(deed.into)
    return places.filter(person_id=deed.number, organisation_id=body)


def _seat(deed: Deed, person: Person, body: int, *, manager: bool) -> None:
    place, _ = Membership.objects.using(deed.into).get_or_create(
        person=person, organisation_id=body, since=deed.at, defaults={"manager": manager}
    )
    _sit(deed, person, place)


def _sit(deed: Deed, person: Person, place: Membership | None) -> None:
    if place is None:
        _desk.sit(person, None)
    else:
        body = Organisation.objects.using(deed.into).select_related("firm")
        _desk.sit(person, body.get(pk=place.organisation_id), manager=place.manager)
    person.save(using=deed.into, update_fields=_desk.FIELDS)


HANDLERS: dict[str, Handler] = {
    "organisation.open": _open,
    "organisation.close": _close,
    "people.create": _create,
    "people.accept": _accept,
    "people.invite": _invite,
    "people.withdraw_invitation": _withdraw_invitation,
    "people.appoint": _appoint,
    "people.take_desk": _take_desk,
    "people.lock": _lock,
    "people.unlock": _lock,
    "people.end_sessions": _sign_out,
    "people.set_language": _set_language,
    "disclosure.give": _give,
    "disclosure.withdraw": _withdraw,
}
