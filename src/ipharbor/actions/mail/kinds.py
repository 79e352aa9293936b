"""The kinds of mail a person may do without, and the link that ends one.

Mails about the account itself (invitations, new passwords) are none of them: nobody can
unsubscribe from what is sent once at somebody's own wish.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing

from ipharbor.records.models import MailChoice, Person
from ipharbor.vocabulary.errors import HarborError

WARNINGS, DIGEST, JOBS, TASKS, REPORTS = "warnings", "digest", "jobs", "tasks", "reports"
ALARMS, BULLETINS = "alarms", "bulletins"
USUAL: Mapping[str, bool] = {
    WARNINGS: True,
    DIGEST: False,
    TASKS: True,
    REPORTS: False,
    ALARMS: True,
    BULLETINS: True,
    JOBS: True,
}
_SALT = "mail.unsubscribe"


def wants(person: Person, kind: str) -> bool:
    """Whether the person wants mails of that kind: their own word, else the usual rule."""
    said = MailChoice.objects.filter(person=person, kind=kind).first()
    return USUAL[kind] if said is None else said.wanted


def token(person: Person, kind: str) -> str:
    """What proves, in a mail of that kind, that its reader may end it; good for ever."""
    return signing.dumps([person.pk, kind], salt=_SALT)


def meant(stated: str) -> tuple[Person, str]:
    """Whose mails of which kind a token ends; HarborError ``mail.token.unknown``."""
    try:
        number, kind = signing.loads(stated, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise HarborError("mail.token.unknown") from None
    person = Person.objects.filter(pk=number, is_active=True).first()
    if person is None or kind not in USUAL:
        raise HarborError("mail.token.unknown")
    return person, kind
