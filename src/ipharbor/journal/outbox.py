"""Messages that wait until the change that caused them is committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ipharbor.journal.models import Outgoing

ATTEMPTS = 5


def put(once: str, *, to: str, subject: str, body: str, at: datetime) -> bool:
    """Lay a mail down in the caller's transaction. False when ``once`` is there already."""
    _, fresh = Outgoing.objects.get_or_create(
        once=once, defaults={"to": to, "subject": subject, "body": body, "created_at": at}
    )
    return fresh


def deliver(send: Callable[[Outgoing], None], *, at: datetime) -> tuple[int, int]:
    """Let waiting mails go through ``send``; gives (sent, not sent).

    A mail whose sending raises OSError (which all SMTP errors are) keeps its reason and
    is tried again at the next call, ``ATTEMPTS`` times in all.
    """
    sent = failed = 0
    for mail in Outgoing.objects.filter(state="waiting").order_by("id"):
        mail.attempts += 1
        try:
            send(mail)
        except OSError as broken:
            mail.why = f"{type(broken).__name__}: {broken}"[:300]
            mail.state = "failed" if mail.attempts >= ATTEMPTS else "waiting"
            failed += 1
        else:
            mail.state, mail.why, mail.sent_at = "sent", "", at
            sent += 1
        mail.save()
    return sent, failed
