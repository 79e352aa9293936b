"""Which mails a person gets, and what became of the last ones."""

from __future__ import annotations

from django.db.models import QuerySet

from ipharbor.journal.models import Outgoing
from ipharbor.records.models import MailChoice, Person


def said(person: Person) -> dict[str, bool]:
    """The person's own word by kind, where there is one."""
    return dict(MailChoice.objects.filter(person=person).values_list("kind", "wanted"))


def mails(person: Person) -> QuerySet[Outgoing]:
    """What was sent, waits, was withheld or could not go to the person's address, newest first."""
    if not person.email:
        return Outgoing.objects.none()
    return Outgoing.objects.filter(to__iexact=person.email).order_by("-created_at", "-pk")
