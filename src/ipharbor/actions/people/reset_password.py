"""Help a person who has forgotten the password, by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Q
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from ipharbor.actions.people import _mail
from ipharbor.actions.people.set_password import change
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError


def ask(told: str, *, address: Callable[[str, str], str], at: datetime) -> None:
    """Send a link to the person of that user name or mail address, if there is one.

    Nobody learns from the answer whether there is. At most one mail a minute goes to a
    person. The link holds an hour and works once: it is bound to the password of now.
    """
    told = told.strip()
    if not told:
        raise HarborError("person.name.missing", fields=("username",))
    known = Person.objects.filter(Q(username=told) | Q(email__iexact=told), is_active=True)
    for person in known.exclude(email="")[:5]:
        if not person.has_usable_password():
            continue
        url = address(
            urlsafe_base64_encode(force_bytes(person.pk)),
            default_token_generator.make_token(person),
        )
        _mail.lay_down(
            "reset",
            f"{person.pk}:{at:%Y%m%d%H%M}",
            to=person.email,
            lang=person.lang,
            at=at,
            name=str(person),
            url=url,
        )


def person_for(number: str, proof: str) -> Person:
    """Whom the link lets set a new password; HarborError ``person.reset.over`` for nobody."""
    try:
        key = int(urlsafe_base64_decode(number).decode("ascii"))
    except (ValueError, UnicodeDecodeError):
        key = 0
    person = Person.objects.filter(pk=key, is_active=True).first()
    if person is None or not default_token_generator.check_token(person, proof):
        raise HarborError("person.reset.over")
    return person


def reset(number: str, proof: str, password: str, *, at: datetime) -> Person:
    """Set the new password; all sessions end. The link is the permit.

    Raises HarborError ``person.reset.over``, ``person.password.weak``.
    """
    with transaction.atomic():
        # Two browsers with one link: the second waits here, and finds it used.
        Person.objects.select_for_update().filter(pk=person_for(number, proof).pk).first()
        person = person_for(number, proof)
        change(person, password, by=person.username, at=at)
    return person
