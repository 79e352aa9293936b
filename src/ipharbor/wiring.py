"""The one place that knows which store, engine and gateway is real."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ipharbor.corpus.reading import Corpus
from ipharbor.gateways import worker
from ipharbor.gateways.mail import FolderMailer, Mailer, SmtpMailer
from ipharbor.settings import Settings, current


@cache
def corpus() -> Corpus:
    """The corpus of this installation; one for the process."""
    settings = current()
    return Corpus(settings.corpus, memory_mb=settings.memory_mb)


def mailer(settings: Settings | None = None) -> Mailer:
    """Where mails go out, as the settings say."""
    chosen = settings or current()
    if chosen.mail == "smtp":
        return SmtpMailer(
            host=chosen.smtp_host,
            port=chosen.smtp_port,
            sender=chosen.mail_from,
            user=chosen.smtp_user,
            password=chosen.smtp_password,
            tls=chosen.smtp_tls,
        )
    return FolderMailer(folder=chosen.mails, sender=chosen.mail_from)


def start_import(run: int, path: Path) -> int:
    """Let a process of its own import ``path`` as ``run``; gives its number."""
    return worker.start_import(current().home, run, path)
