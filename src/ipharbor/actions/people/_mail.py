"""Mails about accounts: one message code gives the subject, the other the body."""

from __future__ import annotations

from datetime import datetime

from ipharbor.journal import outbox
from ipharbor.vocabulary.messages import message


def lay_down(kind: str, once: str, *, to: str, lang: str, at: datetime, **params: object) -> None:
    """Put the mail ``mail.<kind>`` into the outbox, in ``lang``; the message's ``what`` is the
    subject, its ``next`` the body. Goes out after the commit, once for each ``once``."""
    told = message(f"mail.{kind}", lang, params)
    outbox.put(f"{kind}:{once}", to=to, subject=told.what, body=told.next + "\n", at=at)
