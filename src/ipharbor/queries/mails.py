"""Which mails a person gets, and what became of the last ones."""

from __future__ import annotations

from dataclasses import dataclass

from ipharbor.journal.models import Outgoing
from ipharbor.records.models import MailChoice, Person

SHOWN = 20


@dataclass(frozen=True)
class Last:
    """The last mails to a person's address, newest first."""

    mails: tuple[Outgoing, ...]
    total: int


def said(person: Person) -> dict[str, bool]:
    """The person's own word by kind, where there is one."""
    return dict(MailChoice.objects.filter(person=person).values_list("kind", "wanted"))


def last(person: Person) -> Last:
    """What was sent, waits, was withheld or could not go to the person's address."""
    if not person.email:
        return Last((), 0)
    held = Outgoing.objects.filter(to__iexact=person.email).order_by("-created_at", "-pk")
    return Last(tuple(held[:SHOWN]), held.count())
