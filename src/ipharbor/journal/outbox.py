"""Messages that wait until the change that caused them is committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ipharbor.journal.models import Outgoing

ATTEMPTS = 5


def put(
    once: str,
    *,
    to: str,
    subject: str,
    body: str,
    at: datetime,
    html: str = "",
    unsubscribe: str = "",
    why: str = "",
) -> bool:
    """Lay a mail down in the caller's transaction. False when ``once`` is there already.

    With a ``why`` it is kept as withheld for that reason, and never goes.
    """
    _, fresh = Outgoing.objects.get_or_create(
        once=once,
        defaults={
            "to": to,
            "subject": subject,
            "body": body,
            "html": html,
            "unsubscribe": unsubscribe,
            "state": "withheld" if why else "waiting",
            "why": why,
            "created_at": at,
        },
    )
    return fresh


def send_one(mail_id: int, send: Callable[[Outgoing], None], *, at: datetime) -> bool:
    """Let one mail go through ``send`` if it still waits; gives whether it went.

    The caller sees to it that no other sends the same one meanwhile. Raises the OSError of a
    mail that could not go; the mail keeps it as its reason, and has failed for good at the
    last of ``ATTEMPTS``.
    """
    mail = Outgoing.objects.filter(pk=mail_id, state="waiting").first()
    if mail is None:
        return False
    mail.attempts += 1
    try:
        send(mail)
    except OSError as broken:
        mail.why = f"{type(broken).__name__}: {broken}"[:300]
        mail.state = "failed" if mail.attempts >= ATTEMPTS else "waiting"
        mail.save(update_fields=["state", "why", "attempts"])
        raise
    mail.state, mail.why, mail.sent_at = "sent", "", at
    mail.save(update_fields=["state", "why", "attempts", "sent_at"])
    return True
