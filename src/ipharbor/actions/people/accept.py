"""Accept an invitation: with a new account, or with the one a person has."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from ipharbor.actions import permits
from ipharbor.actions.people import _desk
from ipharbor.actions.people.create import fit_name
from ipharbor.actions.people.invite import proof_of
from ipharbor.actions.people.link_identity import link
from ipharbor.actions.people.set_password import check_password
from ipharbor.journal import chain
from ipharbor.records.models import Identity, Invitation, Membership, Person
from ipharbor.vocabulary.errors import HarborError


def invitation_for(key: str, *, at: datetime) -> Invitation:
    """The open invitation that ``key`` proves; HarborError ``invitation.over`` when there is
    none, when it was used, withdrawn, or has run out."""
    found = (
        Invitation.objects.select_related("organisation", "organisation__firm")
        .filter(proof=proof_of(key), accepted_at=None, withdrawn_at=None, ends_at__gt=at)
        .first()
    )
    if found is None or found.organisation.closed_at is not None:
        raise HarborError("invitation.over")
    return found


def accept(
    key: str,
    *,
    username: str,
    password: str = "",
    vouched: tuple[str, str] | None = None,
    display_name: str = "",
    lang: str,
    at: datetime,
) -> Person:
    """A new account with a place where the key invites. The key is the permit.

    Who is ``vouched`` for, by an issuer as a subject, needs no password and signs in there.
    Raises HarborError ``invitation.over``, ``person.exists``, ``person.password.weak``,
    ``person.name.missing``, ``person.name.unfit``, ``identity.taken``.
    """
    username = fit_name(username)
    if vouched is not None and Identity.objects.filter(issuer=vouched[0], subject=vouched[1]):
        raise HarborError("identity.taken", issuer=vouched[0])
    try:
        with transaction.atomic():
            invitation = _taken(key, at)
            person = Person(
                username=username,
                email=invitation.email,
                display_name=" ".join(display_name.split())[:80],
                lang=lang,
            )
            if vouched is None:
                check_password(password, person)
                person.set_password(password)
            else:
                person.set_unusable_password()
            _desk.sit(person, invitation.organisation, manager=invitation.manager)
            person.save(force_insert=True)
            _enter(person, invitation, new=True, at=at)
            if vouched is not None:
                link(person, *vouched, by=permits.of(person), at=at)
    except IntegrityError as taken:
        raise HarborError("person.exists", fields=("username",), username=username) from taken
    return person


def join(key: str, person: Person, *, at: datetime) -> None:
    """A further place for a person who has an account. The key is the permit.

    Raises HarborError ``invitation.over``, ``person.member_already``.
    """
    with transaction.atomic():
        invitation = _taken(key, at)
        held = Membership.objects.filter(
            person=person, organisation=invitation.organisation, until=None
        )
        if held.exists():
            raise HarborError("person.member_already", name=invitation.organisation.name)
        _desk.sit(person, invitation.organisation, manager=invitation.manager)
        person.save(update_fields=_desk.FIELDS)
        _enter(person, invitation, new=False, at=at)


def _taken(key: str, at: datetime) -> Invitation:
    invitation_for(key, at=at)
    # Two browsers with one link: the second waits here, and finds it used.
    held = Invitation.objects.select_for_update().get(proof=proof_of(key))
    if held.accepted_at is not None or held.withdrawn_at is not None:
        raise HarborError("invitation.over")
    return held


def _enter(person: Person, invitation: Invitation, *, new: bool, at: datetime) -> None:
    Membership.objects.create(
        person=person,
        organisation=invitation.organisation,
        manager=invitation.manager,
        since=at,
    )
    invitation.accepted_by, invitation.accepted_at = person, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    chain.append(
        "people.accept",
        f"person:{person.pk}",
        actor=person.username,
        at=at,
        details={
            "username": person.username,
            "lang": person.lang,
            "organisation": invitation.organisation_id,
            "invitation": invitation.pk,
            "manager": invitation.manager,
            "new": new,
        },
    )
