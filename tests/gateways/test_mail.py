"""One suite for both ways mail goes out."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from ipharbor.gateways.mail import FolderMailer, Mail, Mailer, SmtpMailer

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
BODY = "何亮，您好。\n=cmd|' /C calc'!A0\n"
MAIL = Mail("warnings:1:2", "he@example.org", "知港预警 2 条\n（最高：红色）", BODY, AT)


class Delivered(Protocol):
    mailer: Mailer

    def messages(self) -> list[EmailMessage]: ...


class Folder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mailer: Mailer = FolderMailer(folder, "ipharbor@example.org")

    def messages(self) -> list[EmailMessage]:
        return [_parsed(path.read_bytes()) for path in sorted(self.folder.glob("*.eml"))]


class Server:
    def __init__(self) -> None:
        self.received: list[bytes] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.controller.start()
        self.mailer: Mailer = SmtpMailer("127.0.0.1", port, "ipharbor@example.org")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append(envelope.content)
        return "250 taken"

    def messages(self) -> list[EmailMessage]:
        return [_parsed(raw) for raw in self.received]


def _parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)  # type: ignore[return-value]


@pytest.fixture(params=["folder", "smtp"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Delivered]:
    if request.param == "folder":
        yield Folder(tmp_path / "mail")
        return
    server = Server()
    yield server
    server.controller.stop()


def test_a_mail_arrives_as_it_was_written(way: Delivered) -> None:
    way.mailer.send(MAIL)
    (message,) = way.messages()
    assert message["Subject"] == "知港预警 2 条 （最高：红色）"
    assert message["To"] == MAIL.to
    assert message["From"] == "ipharbor@example.org"
    assert message["Date"].datetime == AT
    assert message.get_content().replace("\r\n", "\n") == MAIL.body


def test_two_mails_are_two_messages(way: Delivered) -> None:
    way.mailer.send(MAIL)
    way.mailer.send(Mail("warnings:1:3", MAIL.to, "s", "b", AT))
    assert len(way.messages()) == 2
    assert len({message["Message-ID"] for message in way.messages()}) == 2


def test_a_server_that_is_not_there_is_an_oserror() -> None:
    with pytest.raises(OSError):
        SmtpMailer("127.0.0.1", 9, "a@example.org", timeout=2).send(MAIL)
