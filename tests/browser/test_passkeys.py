"""A passkey from its setting up to its taking away, with a device that Chromium makes believe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_walk import CHROMIUM, PASSWORD, chromium, database_beside_the_loop  # noqa: F401

pytest.importorskip("webauthn")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}"),
]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def house(transactional_db: None, home: Path, loaded_region: Path, live_server: Any) -> str:
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create

    shutil.copytree(loaded_region, home / "corpus")
    create(username="olivia", password=PASSWORD, role="office", email="olivia@example.org",
           lang="en", by=permits.operator(), at=timezone.now())  # fmt: skip
    return str(live_server.url)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:  # noqa: F811
    context = chromium.new_context(locale="en")
    page = context.new_page()
    yield page
    context.close()


def device(page: Any, **other: Any) -> tuple[Any, str]:
    """The page's browser, and a device that holds keys for it."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options = DEVICE | other
    made = talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return talk, made["authenticatorId"]


def by_password(page: Any, house: str) -> None:
    page.goto(f"{house}/login/")
    page.fill("#id_username", "olivia")
    page.fill("#id_password", PASSWORD)
    page.click("form:has(#id_password) button[type=submit]")


def sign_out(page: Any) -> None:
    page.click("details.menu summary:has(.who)")
    page.click("form[action='/logout/'] button")


def set_up(page: Any, house: str) -> None:
    by_password(page, house)
    page.goto(f"{house}/account/passkey/")
    page.fill("#name", "Office computer")
    page.click("form[data-options] button[type=submit]")
    page.wait_for_selector("li.mono")  # the recovery codes


def test_a_passkey_is_set_up_and_opens_alone_and_after_the_password(house: str, page: Any) -> None:
    from ipharbor.journal.models import Outgoing
    from ipharbor.records.models import Passkey, SignIn

    _, _ = device(page)
    set_up(page, house)
    held = Passkey.objects.get()
    assert (held.name, held.person.username) == ("Office computer", "olivia")
    assert Outgoing.objects.filter(once__startswith="notice.passkey:").count() == 1

    sign_out(page)
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_url(f"{house}/")
    alone = SignIn.objects.latest("pk")
    assert (alone.way, alone.second) == ("passkey", True)

    sign_out(page)
    by_password(page, house)
    assert page.url == f"{house}/login/second/", "the password alone opens no more"
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_url(f"{house}/")
    held.refresh_from_db()
    assert held.used_at is not None


def test_what_is_touchy_can_be_proved_by_the_passkey_and_goes_on(house: str, page: Any) -> None:
    from ipharbor.records.models import Passkey, SignIn

    device(page)
    set_up(page, house)
    SignIn.objects.update(proved_at=None)
    page.goto(f"{house}/account/")
    page.click("form:has(input[value=no_passkey]) button")
    page.wait_for_selector("#proof_password")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_selector("text=The passkey opens nothing more.")
    assert not Passkey.objects.exists()


def test_a_device_that_does_not_know_its_user_is_told_and_opens_nothing(
    house: str, page: Any
) -> None:
    from ipharbor.records.models import SignIn

    talk, held = device(page)
    set_up(page, house)
    sign_out(page)
    before = SignIn.objects.count()
    talk.send("WebAuthn.setUserVerified", {"authenticatorId": held, "isUserVerified": False})
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_selector("[data-passkey-refused]:not([hidden])")
    assert SignIn.objects.count() == before


def test_an_answer_is_good_for_one_question_and_a_copied_key_is_found(
    house: str, page: Any
) -> None:
    from ipharbor.records.models import Passkey, SignIn

    device(page)
    set_up(page, house)
    sign_out(page)
    with page.expect_request("**/login/passkey/") as sent:
        page.click("form[data-passkey] button[type=submit]")
    page.wait_for_url(f"{house}/")
    sign_out(page)
    before = SignIn.objects.count()
    again = page.request.post(
        f"{house}/login/passkey/", data=sent.value.post_data or "",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": house},
    )  # fmt: skip
    assert again.status in (400, 403)
    Passkey.objects.update(count=1_000)
    page.goto(f"{house}/login/")
    page.click("form[data-passkey] button[type=submit]")
    page.wait_for_selector("text=通行密钥未通过验证")
    assert SignIn.objects.count() == before
