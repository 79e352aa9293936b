"""Invite somebody to an organisation by mail."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.people import _mail
from ipharbor.journal import chain
from ipharbor.records.models import Invitation, Organisation, Person
from ipharbor.vocabulary.errors import HarborError

HOLDS = timedelta(days=7)


def invite(
    email: str,
    organisation: Organisation,
    *,
    key: str,
    address: Callable[[str], str],
    manager: bool = False,
    lang: str = "zh",
    by: permits.Actor,
    at: datetime,
) -> Invitation:
    """Keep a place for whoever comes with ``key``, and send the key to ``email``.

    ``key`` is a fresh secret of the entrance's making, ``address`` gives the page that takes
    it. An earlier invitation of the same address to the same organisation is withdrawn.
    Holds for seven days. Raises HarborError ``invitation.email.wrong``,
    ``organisation.closed``.
    """
    permits.require(by, "people.invite", organisation=organisation)
    email = _checked(email.strip(), organisation, lang)
    with transaction.atomic():
        replaced = _withdrawn(organisation, email, at)
        made = Invitation.objects.create(
            organisation=organisation,
            email=email,
            manager=manager,
            lang=lang,
            proof=proof_of(key),
            by_name=by.name,
            made_at=at,
            ends_at=at + HOLDS,
        )
        details = {"invitation": made.pk, "manager": manager, "lang": lang, "replaces": replaced}
        subject = f"organisation:{organisation.pk}"
        chain.append("people.invite", subject, actor=by.name, at=at, details=details)
        _mail.lay_down(
            "invitation",
            str(made.pk),
            to=email,
            lang=lang,
            at=at,
            organisation=organisation.name,
            url=address(key),
            until=timezone.localdate(made.ends_at),
        )
    return made


def _checked(email: str, organisation: Organisation, lang: str) -> str:
    if lang not in Person.Lang.values:
        raise HarborError("person.lang.unknown", fields=("lang",), lang=lang)
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise HarborError("invitation.email.wrong", fields=("email",), email=email) from wrong
    if organisation.closed_at is not None:
        raise HarborError("organisation.closed", name=organisation.name)
    return email


def _withdrawn(organisation: Organisation, email: str, at: datetime) -> list[int]:
    """Earlier invitations of the address to the organisation, which the new one replaces."""
    earlier = Invitation.objects.filter(
        organisation=organisation, email__iexact=email, accepted_at=None, withdrawn_at=None
    )
    replaced = list(earlier.order_by("pk").values_list("pk", flat=True))
    earlier.update(withdrawn_at=at)
    return replaced


def withdraw(invitation: Invitation, *, by: permits.Actor, at: datetime) -> None:
    """The link opens nothing any more. Raises HarborError ``invitation.over``."""
    permits.require(by, "people.invite", organisation=invitation.organisation)
    with transaction.atomic():
        held = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if held.accepted_at is not None or held.withdrawn_at is not None:
            raise HarborError("invitation.over")
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
        chain.append(
            "people.withdraw_invitation",
            f"organisation:{held.organisation_id}",
            actor=by.name,
            at=at,
            details={"invitation": held.pk},
        )


def proof_of(key: str) -> str:
    """What the register keeps of a key: its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()
