"""The mails that tell of raised warnings: which are due, and that none is told twice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ipharbor.actions.mail.kinds import WARNINGS
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.actions.warning._letter import letter
from ipharbor.records.models import IssuedWarning, Person


def write_mails(base_url: str, at: datetime) -> int:
    """Lay down one mail a person for the raised warnings that no mail has told of."""
    written = 0
    untold = IssuedWarning.objects.filter(decision="raised", mailed_as="")
    for person in Person.objects.filter(pk__in=untold.values("person"), is_active=True):
        with transaction.atomic():
            warnings = list(
                untold.filter(person=person).select_related("watch").order_by("-score", "pk")
            )
            once = f"warnings:{person.pk}:{warnings[-1].round_id}:{max(w.pk for w in warnings)}"
            if person.email:
                subject, body = letter(person, warnings, base_url)
                written += lay_down(
                    person, WARNINGS, once, subject=subject, body=body, base_url=base_url, at=at
                )
            untold.filter(pk__in=[w.pk for w in warnings]).update(
                mailed_as=once if person.email else "no address"
            )
    return written
