"""Coming in: password, second factor, identity provider, and the way back for the forgetful."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from desk import fresh
from django.test import Client, RequestFactory
from django.utils import timezone
from identity_provider import CLIENT, SECRET, Identities, provider
from joserfc.jwk import RSAKey

from ipharbor import settings as ours
from ipharbor.actions import permits
from ipharbor.actions.people import second_factor
from ipharbor.actions.people.invite import invite
from ipharbor.actions.people.link_identity import link
from ipharbor.journal.models import Outgoing
from ipharbor.records.models import Identity, Organisation, Person
from ipharbor.web.sign_in import address_of

PASSWORD = "correct-horse-battery"
SEED = b"12345678901234567890"
RECOVERY = ["ABCDE-23456", "FGHJK-23456"]
pytestmark = pytest.mark.usefixtures("corpus")


def come_in(client: Client, password: str = PASSWORD, onward: str = "") -> Any:
    return client.post("/login/", {"username": "olivia", "password": password, "next": onward})


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def code_of(moment: Any = None) -> str:
    at = int((moment or timezone.now()).timestamp())
    return TOTP(SEED, 6, SHA1(), 30).generate(at).decode()


@pytest.fixture
def guarded(office: Person) -> Person:
    """The office person, with a second factor in force."""
    from ipharbor import wiring

    by, seals = permits.of(office), wiring.sealer()
    before = timezone.now() - timedelta(minutes=5)
    second_factor.begin(office, SEED, seals=seals, by=by, at=before)
    second_factor.confirm(office, code_of(before), seals=seals, recovery=RECOVERY, by=by, at=before)
    return office


def test_password_alone_opens_where_no_second_factor_is_in_force(
    office: Person, client: Client
) -> None:
    assert come_in(client, onward="/inbox/")["Location"] == "/inbox/"
    assert signed_in(client)


def test_with_a_second_factor_the_password_opens_nothing_until_the_code_is_right(
    guarded: Person, client: Client
) -> None:
    assert come_in(client, onward="/inbox/")["Location"] == "/login/second/"
    assert not signed_in(client)
    wrong = client.post("/login/second/", {"code": "000000"})
    assert wrong.status_code == 400
    assert "验证码不符" in wrong.content.decode()
    assert not signed_in(client)
    assert client.post("/login/second/", {"code": code_of()})["Location"] == "/inbox/"
    assert signed_in(client)


def test_a_code_that_was_used_does_not_work_for_who_looked_over_the_shoulder(
    guarded: Person,
) -> None:
    code, first, second = code_of(), Client(), Client()
    for client in (first, second):
        come_in(client)
        client.post("/login/second/", {"code": code})
    assert signed_in(first)
    assert not signed_in(second)


def test_a_recovery_code_lets_in_once_however_it_is_written(guarded: Person) -> None:
    first, second = Client(), Client()
    come_in(first)
    first.post("/login/second/", {"code": "abcde 23456"})
    come_in(second)
    second.post("/login/second/", {"code": RECOVERY[0]})
    assert signed_in(first)
    assert not signed_in(second)


def test_half_a_sign_in_is_forgotten_after_five_minutes_and_with_a_new_password(
    guarded: Person, client: Client
) -> None:
    come_in(client)
    session = client.session
    half = session["half_signed_in"]
    session["half_signed_in"] = half | {"at": half["at"] - 301}
    session.save()
    assert client.post("/login/second/", {"code": code_of()})["Location"] == "/login/"
    come_in(client)
    guarded.set_password("another-horse-battery")
    guarded.save()
    assert client.post("/login/second/", {"code": code_of()})["Location"] == "/login/"


def test_the_second_page_is_of_no_use_without_the_password(db: None, client: Client) -> None:
    assert client.get("/login/second/")["Location"] == "/login/"


def test_five_failures_shut_out_the_name_from_that_address_and_nobody_else(
    office: Person, administrator: Person, client: Client
) -> None:
    answers = [come_in(client, "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    shut = come_in(client)
    assert shut.status_code == 429
    assert "暂停 15 分钟" in shut.content.decode()
    assert not signed_in(client)
    told = {"username": "ada", "password": PASSWORD}
    assert Client().post("/login/", told).status_code == 302
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert come_in(elsewhere).status_code == 302


def test_wrong_codes_count_towards_the_same_five(guarded: Person, client: Client) -> None:
    come_in(client)
    for _ in range(5):
        client.post("/login/second/", {"code": "000000"})
    assert client.post("/login/second/", {"code": code_of()}).status_code == 429
    assert come_in(client).status_code == 429
    assert not signed_in(client)


def test_after_a_quarter_of_an_hour_the_name_may_try_again(office: Person, client: Client) -> None:
    from axes.models import AccessAttempt

    for _ in range(5):
        come_in(client, "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert come_in(client).status_code == 302


def test_the_shut_out_page_speaks_the_readers_language(office: Person, client: Client) -> None:
    client.cookies["lang"] = "en"
    for _ in range(4):
        come_in(client, "wrong")
    assert "signing in rests for 15 minutes" in come_in(client, "wrong").content.decode()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        ("0", "9.9.9.9", "10.0.0.1"),
        ("1", "9.9.9.9", "9.9.9.9"),
        ("1", "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        ("2", "6.6.6.6, 9.9.9.9, 10.0.0.2", "9.9.9.9"),
        ("2", "9.9.9.9", "10.0.0.1"),
        ("1", "not an address", "10.0.0.1"),
        ("1", "", "10.0.0.1"),
    ],
)
def test_the_callers_address_is_what_the_trusted_proxies_saw_and_no_more(
    home: Any, monkeypatch: pytest.MonkeyPatch, proxies: str, forwarded: str, seen: str
) -> None:
    monkeypatch.setenv("IPHARBOR_PROXIES", proxies)
    ours.current.cache_clear()
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == seen


@pytest.fixture
def identities(home: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Identities]:
    """A running identity provider that this installation trusts."""
    with provider() as told:
        for name, value in (
            ("ISSUER", told.issuer), ("CLIENT_ID", CLIENT), ("CLIENT_SECRET", SECRET),
            ("NAME", "政务身份"),
        ):  # fmt: skip
            monkeypatch.setenv(f"IPHARBOR_OIDC_{name}", value)
        ours.current.cache_clear()
        yield told


def through(client: Client, start: str = "/login/oidc/") -> Any:
    """Go to the provider and come back, as a browser does."""
    sent = client.get(start)
    assert sent.status_code == 302, sent.content.decode()
    back = requests.get(sent["Location"], allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def test_a_linked_person_comes_in_by_the_provider_and_goes_where_it_was_going(
    identities: Identities, office: Person, client: Client
) -> None:
    link(office, identities.issuer, "u-7", by=permits.of(office), at=timezone.now())
    assert "政务身份" in client.get("/login/").content.decode()
    assert through(client, "/login/oidc/?next=/inbox/")["Location"] == "/inbox/"
    assert signed_in(client)


def test_the_login_page_names_no_provider_where_none_is_set(db: None, client: Client) -> None:
    assert "/login/oidc/" not in client.get("/login/").content.decode()
    assert client.get("/login/oidc/").status_code == 404


def test_a_stranger_whom_the_provider_knows_is_told_and_does_not_enter(
    identities: Identities, office: Person, client: Client
) -> None:
    answer = through(client)
    assert answer.status_code == 400
    assert "identity.nobody" in answer.content.decode()
    assert not signed_in(client)
    assert Person.objects.count() == 1


def test_a_locked_person_does_not_enter_by_the_provider(
    identities: Identities, office: Person, client: Client
) -> None:
    link(office, identities.issuer, "u-7", by=permits.of(office), at=timezone.now())
    Person.objects.update(is_active=False)
    assert through(client).status_code == 400
    assert not signed_in(client)


def test_an_invited_person_enters_by_the_provider_without_a_password(
    identities: Identities, office: Person, client: Client
) -> None:
    body = office.organisation
    assert body is not None
    invite("limei@example.org", body, key="the-key", address=str, by=permits.operator(),
           at=timezone.now())  # fmt: skip
    assert through(client, "/login/oidc/?invitation=the-key")["Location"] == "/accept/the-key/"
    page = client.get("/accept/the-key/").content.decode()
    assert 'value="limei"' in page
    assert 'name="password"' not in page
    assert client.post("/accept/the-key/", {"username": "limei"}).status_code == 302
    made = Person.objects.get(username="limei")
    assert not made.has_usable_password()
    assert Identity.objects.get(person=made).subject == "u-7"
    again = Client()
    assert through(again)["Location"] == "/"
    assert signed_in(again)


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another"}, "aud"),
        ({"aud": [CLIENT, "another"]}, "azp"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "azp"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"exp": 1_000_000_000}, "exp"),
        ({"sub": ""}, "sub"),
        ({"sub": "x" * 256}, "sub"),
    ],
)
def test_a_word_of_the_provider_that_does_not_hold_lets_nobody_in(
    identities: Identities, office: Person, client: Client, spoilt: dict[str, Any], why: str
) -> None:
    link(office, identities.issuer, "u-7", by=permits.of(office), at=timezone.now())
    identities.spoilt = spoilt
    answer = through(client)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "oidc.untrusted" in page
    assert re.search(rf"（.*{why}.*）", page), page
    assert not signed_in(client)


def test_a_word_signed_with_another_key_lets_nobody_in(
    identities: Identities, office: Person, client: Client
) -> None:
    link(office, identities.issuer, "u-7", by=permits.of(office), at=timezone.now())
    identities.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert through(client).status_code == 400
    assert not signed_in(client)


def test_a_provider_that_has_changed_its_keys_is_asked_for_them_anew(
    identities: Identities, office: Person, client: Client
) -> None:
    link(office, identities.issuer, "u-7", by=permits.of(office), at=timezone.now())
    assert through(client).status_code == 302
    identities.key = RSAKey.generate_key(2048, {"kid": "one"})
    other = Client()
    through(other)
    assert signed_in(other)


def test_only_the_browser_that_began_may_come_back_and_only_once(
    identities: Identities, office: Person, client: Client
) -> None:
    link(office, identities.issuer, "u-7", by=permits.of(office), at=timezone.now())
    sent = client.get("/login/oidc/")
    back = requests.get(sent["Location"], allow_redirects=False, timeout=5).headers["Location"]
    where = urlsplit(back)._replace(scheme="", netloc="").geturl()
    assert Client().get(where).status_code == 400
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert client.get(where.replace(state, "x" * len(state))).status_code == 400
    assert client.get(where).status_code == 400  # its state was used up by the try before
    assert not signed_in(client)


def test_a_provider_that_does_not_answer_is_told_as_such(
    home: Any, monkeypatch: pytest.MonkeyPatch, db: None, client: Client
) -> None:
    monkeypatch.setenv("IPHARBOR_OIDC_ISSUER", "http://127.0.0.1:9")
    monkeypatch.setenv("IPHARBOR_OIDC_CLIENT_ID", CLIENT)
    ours.current.cache_clear()
    answer = client.get("/login/oidc/")
    assert answer.status_code == 400
    assert "127.0.0.1" in answer.content.decode()


def test_an_identity_is_linked_only_after_a_form_of_the_account_page(
    identities: Identities, office: Person, client: Client
) -> None:
    client.force_login(office)
    through(client)  # led here by a stranger's page: a sign-in, no link
    assert not Identity.objects.exists()
    client.force_login(office)
    fresh(client)
    page = client.post("/account/", {"act": "link"}).content.decode()
    asked = re.search(r'href="(http://127[^"]+)"', page)
    assert asked
    went = requests.get(asked[1].replace("&amp;", "&"), allow_redirects=False, timeout=5).headers[
        "Location"
    ]
    client.get(urlsplit(went)._replace(scheme="", netloc="").geturl())
    assert Identity.objects.get().person_id == office.pk


def test_the_reset_page_says_the_same_of_those_there_are_and_those_there_are_not(
    office: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("ipharbor.web.reset.time.sleep", slept.append)
    pages = {
        client.post("/reset/", {"username": name}).content.decode().partition("<main")[2]
        for name in ("olivia", "olivia@example.org", "nobody", "x@example.org")
    }
    assert len(pages) == 1
    assert len(slept) == 4 and all(0 < pause <= 0.4 for pause in slept)
    assert Outgoing.objects.filter(once__startswith="reset:").count() == 1


def link_mailed() -> str:
    body = Outgoing.objects.filter(once__startswith="reset:").latest("pk").body
    found = re.search(r"http://testserver(\S+/)", body)
    assert found
    return found[1]


def test_a_mailed_link_sets_a_new_password_once_and_ends_every_session(
    office: Person, client: Client
) -> None:
    client.force_login(office)
    stranger = Client()
    stranger.post("/reset/", {"username": "olivia"})
    where = link_mailed()
    fresh = {"password": "a-brand-new-horse", "again": "a-brand-new-horse"}
    assert stranger.post(where, fresh | {"again": "else"}).status_code == 400
    assert stranger.post(where, {"password": "short", "again": "short"}).status_code == 400
    assert stranger.post(where, fresh)["Location"] == "/login/"
    assert stranger.get(where).status_code == 400
    assert stranger.post(where, fresh).status_code == 400
    assert not signed_in(client)
    assert come_in(stranger, "a-brand-new-horse").status_code == 302


def test_a_mailed_link_runs_out_after_an_hour(
    office: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.tokens import PasswordResetTokenGenerator

    client.post("/reset/", {"username": "olivia"})
    where = link_mailed()
    true_now = PasswordResetTokenGenerator._now
    for seconds, status in ((3500, 200), (3700, 400)):
        monkeypatch.setattr(
            PasswordResetTokenGenerator,
            "_now",
            lambda self, later=seconds: true_now(self) + timedelta(seconds=later),
        )
        assert client.get(where).status_code == status


def test_a_session_lasts_as_long_as_the_settings_say(office: Person, client: Client) -> None:
    come_in(client)
    assert client.session.get_expiry_age() == 168 * 3600
    assert Organisation.objects.filter(kind="district_office").count() == 1
