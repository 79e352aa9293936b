"""Telling a person that something about the own account was changed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ipharbor.actions.people import _mail
from ipharbor.records.models import Person


def tell(person: Person, what: str, *, at: datetime, to: str = "", **params: object) -> None:
    """Lay down the mail ``mail.notice.<what>`` to the person, or to the address ``to``; nothing
    where there is no address. In the caller's transaction: no change, no mail."""
    address = to or person.email
    if address:
        _mail.lay_down(
            f"notice.{what}",
            f"{person.pk}:{at.isoformat()}",
            to=address,
            lang=person.lang,
            at=at,
            name=str(person),
            when=f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
            **params,
        )
