"""A person's way from the mail to the closed warning, in both languages: the link of the letter
that really came, what it rests on, what was held and raised after all, and the verdict."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from test_walk import (  # noqa: F401
    CHROMIUM,
    DESK,
    NOON,
    PASSWORD,
    PHONE,
    Walk,
    chromium,
    compiled,
    database_beside_the_loop,
    house,
    pictures,
)
from test_walk_desk import looked_at

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}"),
]
WORDS = {
    "zh": ("发生了什么", "怎么办", "我的预警方式"),
    "en": ("What happened", "What to do", "How I am warned"),
}


class Letterbox:
    """A mail server that keeps the letters it is given."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(read)
        return "250 taken"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def walk(
    chromium: Any,  # noqa: F811
    house: str,  # noqa: F811
    pictures: Path,  # noqa: F811
    request: pytest.FixtureRequest,
) -> Iterator[Walk]:
    lang, (width, height) = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN" if lang == "zh" else "en-GB"
    )
    walking = Walk(context.new_page(), house, lang, width, pictures)
    walking.watch()
    yield walking
    context.close()


@pytest.mark.parametrize(
    "walk",
    [("zh", DESK), ("en", PHONE)],
    ids=lambda chosen: f"{chosen[0]}-{chosen[1][0]}",
    indirect=True,
)
def test_from_the_mail_to_the_closed_warning(walk: Walk, letterbox: tuple[Letterbox, int]) -> None:
    box, port = letterbox
    link, wishes = letter_comes(walk, box, port)
    come_by_the_link(walk, link)
    close_it(walk)
    say_how_to_be_warned(walk, wishes)
    raise_what_was_held(walk)
    assert walk.wrong == []


def letter_comes(walk: Walk, box: Letterbox, port: int) -> tuple[str, str]:
    """Two watches and a round over a mail server; gives the links to the warning and to the
    wishes that stand in the letter as it arrived."""
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.warning.round import run
    from ipharbor.actions.watch.add import add
    from ipharbor.gateways.mail import SmtpMailer
    from ipharbor.records.models import Person

    person = Person.objects.get(username="olivia")
    Person.objects.filter(pk=person.pk).update(lang=walk.lang, email="olivia@example.org")
    person.refresh_from_db()
    add(owner=person, name="舞台灯", query="ipc:F21V OR ipc:F21S", vintage=0, raise_from="blue",
        since=NOON.date() - timedelta(days=300), by=permits.of(person), at=NOON)  # fmt: skip
    add(owner=person, name="音箱", query="ipc:H04R", vintage=0, raise_from="red",
        since=NOON.date() - timedelta(days=300), by=permits.of(person), at=NOON)  # fmt: skip
    done = run(
        corpus=wiring.corpus(), mailer=SmtpMailer("127.0.0.1", port, "harbor@example.org"),
        as_of=NOON.date(), base_url=walk.base, by=permits.operator(), at=NOON,
    )  # fmt: skip
    assert (done.mails, done.unsent) == (1, 0)
    (letter,) = box.letters
    text = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    for word in WORDS[walk.lang][:2]:
        assert word in text and word in html
    link = re.search(rf"{walk.base}/inbox/\d+/", text)
    wishes = re.search(rf"{walk.base}/account/warnings/", text)
    assert link is not None and wishes is not None and f'href="{link[0]}"' in html
    return link[0], wishes[0]


def come_by_the_link(walk: Walk, link: str) -> None:
    """The link leads to the door, and through it to the warning."""
    page = walk.page
    page.goto(link)
    page.fill("#id_username", "olivia")
    page.fill("#id_password", PASSWORD)
    walk.follow(".gate-form button")
    assert page.url == link
    assert page.locator("#seen").is_visible() and page.locator("#grade").is_visible()
    looked_at(walk, "mail-warning")


def close_it(walk: Walk) -> None:
    from ipharbor.records.models import IssuedWarning

    page = walk.page
    walk.follow('form[action$="/acknowledge/"] button')
    page.fill("#step", "比对产品" if walk.lang == "zh" else "Compare with our products")
    page.fill("#due_on", "2021-12-20")
    walk.follow("#act")
    page.check('input[name="verdict"][value="useful"]')
    walk.follow("#close")
    assert IssuedWarning.objects.get(decision="raised").state == "closed"
    looked_at(walk, "mail-closed")


def say_how_to_be_warned(walk: Walk, link: str) -> None:
    from ipharbor.records.models import WarningWish

    page = walk.page
    page.goto(link)
    assert WORDS[walk.lang][2] in page.locator("h1").inner_text()
    page.fill("#budget", "3")
    page.select_option("#blue", "weekly")
    page.select_option("#quiet_from", "22")
    page.select_option("#quiet_until", "7")
    looked_at(walk, "wishes")
    walk.follow("form.stacked > p button[type=submit]")
    kept = WarningWish.objects.get()
    assert (kept.budget, kept.blue, kept.quiet_from, kept.quiet_until) == (3, "weekly", 22, 7)


def raise_what_was_held(walk: Walk) -> None:
    from ipharbor.records.models import IssuedWarning

    page = walk.page
    page.goto(f"{walk.base}/inbox/held/")
    looked_at(walk, "held")
    walk.follow('form[action$="/reconsider/"] button')
    assert "/inbox/" in page.url
    assert IssuedWarning.objects.filter(reason="decision.at_readers_wish").count() == 1
