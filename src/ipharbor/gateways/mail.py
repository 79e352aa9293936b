"""Sending mail: through an SMTP server, or into a folder where nobody has one yet."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """A mail to one person. ``name`` is unique and becomes part of the file name.

    ``html`` is the same as ``body`` for who prefers it; ``unsubscribe`` the address that ends
    mails of this kind when it is posted to (RFC 8058). Both may be empty.
    """

    name: str
    to: str
    subject: str
    body: str
    at: datetime
    html: str = ""
    unsubscribe: str = ""


class Mailer(Protocol):
    """Sends one mail or raises OSError (smtplib's errors are OSErrors)."""

    def send(self, mail: Mail) -> None: ...


@dataclass(frozen=True)
class FolderMailer:
    """Writes each mail as an ``.eml`` file that any mail program opens."""

    folder: Path
    sender: str

    def send(self, mail: Mail) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = mail.at.strftime("%Y%m%dT%H%M%S")
        safe = "".join(sign if sign.isalnum() else "-" for sign in mail.name)
        path = self.folder / f"{stamp}-{safe}.eml"
        path.write_bytes(_message(mail, self.sender).as_bytes())


@dataclass(frozen=True)
class SmtpMailer:
    """Sends through an SMTP server, with STARTTLS and login when asked for."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = False
    timeout: float = 20.0

    def send(self, mail: Mail) -> None:
        with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
            if self.tls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(_message(mail, self.sender))


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = _identity(mail)
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


def _identity(mail: Mail) -> str:
    """The same for the same mail, so that one sent twice is known as one."""
    told = f"{mail.name}\n{mail.to}\n{mail.at.isoformat()}"
    return f"<{hashlib.sha256(told.encode('utf-8')).hexdigest()[:32]}@ipharbor>"
