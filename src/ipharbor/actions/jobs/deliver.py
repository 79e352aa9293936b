"""Mails on their way out: one job a mail, so that each waits, fails and is tried on its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from ipharbor.actions.jobs import lease
from ipharbor.actions.jobs.enqueue import enqueue, the_clock
from ipharbor.gateways.mail import Mail, Mailer
from ipharbor.journal import outbox
from ipharbor.journal.models import Outgoing
from ipharbor.records.models import Job

_LONG_ENOUGH = timedelta(minutes=5)  # for one mail, longer than any server is waited for


def spread(*, at: datetime) -> int:
    """A job for every mail that waits in the outbox; gives the number of mails that wait."""
    return len(_jobs(at))


def at_once(mailer: Mailer, *, at: datetime) -> tuple[int, int]:
    """Send all mails that wait, those that wait for another attempt too; (sent, not sent).

    What a worker is sending at the moment is left to it.
    """
    sent = failed = 0
    for waiting in _jobs(at):
        job = lease.take_this(waiting, "at once", lease=_LONG_ENOUGH, at=at)
        if job is None:
            continue
        try:
            went = send(job.argument["mail"], mailer, at=at)
        except OSError as broken:
            error = {"code": "job.mail_refused", "params": {"why": why(broken)}}
            lease.fail(job, error, final=False, at=at)
            failed += 1
        else:
            lease.finish(job, {"sent": int(went)}, at=at)
            sent += went
    return sent, failed


def send(mail_id: int, mailer: Mailer, *, at: datetime) -> bool:
    """Send one mail if it still waits; gives whether it did. Raises OSError when it cannot go.

    A mail that was sent by a worker that did not live to say so is sent once more under the
    same Message-ID, by which mail programs know it as the same.
    """

    def go(mail: Outgoing) -> None:
        mailer.send(
            Mail(
                name=mail.once,
                to=mail.to,
                subject=mail.subject,
                body=mail.body,
                at=mail.created_at,
                html=mail.html,
                unsubscribe=mail.unsubscribe,
            )
        )

    return outbox.send_one(mail_id, go, at=at)


def why(broken: OSError) -> str:
    """The reason for which a mail could not go, as the server or the disk gave it."""
    return f"{type(broken).__name__}: {broken}"[:300]


def _jobs(at: datetime) -> list[Job]:
    waiting = Outgoing.objects.filter(state="waiting").order_by("pk").values_list("pk", "to")
    by = the_clock()
    return [
        enqueue("mail.send", once=f"mail:{key}", about=to, argument={"mail": key}, by=by, at=at)
        for key, to in list(waiting)
    ]
