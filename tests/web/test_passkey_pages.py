"""Passkeys where no browser is needed: what is not answered, not signed, or signed by another."""

from __future__ import annotations

import json
from typing import Any

import pytest
from desk import fresh
from django.test import Client
from django.utils import timezone

from ipharbor import settings as ours
from ipharbor.actions import permits
from ipharbor.actions.people import passkey as acts
from ipharbor.actions.people import second_factor
from ipharbor.gateways.passkeys import Fresh
from ipharbor.journal.models import Line
from ipharbor.records.models import Passkey, Person, RecoveryCode
from ipharbor.vocabulary.errors import HarborError

pytest.importorskip("webauthn")
pytestmark = pytest.mark.usefixtures("corpus")
PASSWORD = "correct-horse-battery"
CODES = ["ABCDE-23456", "FGHJK-23456"]


def held(person: Person, name: str = "手机", credential: str = "AAAA") -> Passkey:
    new = Fresh(credential, b"key", 0)
    acts.add(person, new, name, recovery=CODES, by=permits.of(person), at=timezone.now())
    return Passkey.objects.get(credential=credential)


def test_a_browser_is_asked_under_the_hosts_name_with_a_challenge_of_its_own(db: None) -> None:
    client = Client(headers={"host": "localhost"})
    asked = [client.post("/passkey/options/").json() for _ in range(2)]
    assert {one["rpId"] for one in asked} == {"localhost"}
    assert asked[0]["challenge"] != asked[1]["challenge"]
    assert all(one["userVerification"] == "required" for one in asked)


def test_at_an_address_in_numbers_there_are_no_passkeys(office: Person, client: Client) -> None:
    numbers = Client(headers={"host": "127.0.0.1"})
    assert numbers.post("/passkey/options/").status_code == 400
    assert "data-passkey" not in numbers.get("/login/").content.decode()
    assert "data-passkey" in Client(headers={"host": "localhost"}).get("/login/").content.decode()


@pytest.mark.parametrize("answer", ["", "[]", "{", json.dumps({"id": "AAAA"}), "x" * 30_000])
def test_what_is_no_signature_lets_nobody_in(office: Person, answer: str) -> None:
    held(office)
    client = Client(headers={"host": "localhost"})
    assert client.post("/login/passkey/", {"passkey": answer}).status_code == 400
    client.post("/passkey/options/")
    refused = client.post("/login/passkey/", {"passkey": answer})
    assert refused.status_code == 400
    assert "通行密钥未通过验证" in refused.content.decode()
    assert client.get("/account/").status_code == 302


def test_a_passkey_makes_the_password_alone_open_no_more_and_brings_recovery_codes(
    office: Person,
) -> None:
    held(office)
    assert second_factor.needed(office)
    assert RecoveryCode.objects.count() == len(CODES)
    client = Client(headers={"host": "localhost"})
    answer = client.post("/login/", {"username": "olivia", "password": PASSWORD})
    assert answer["Location"] == "/login/second/"
    page = client.get("/login/second/").content.decode()
    assert "请使用通行密钥" in page and "data-passkey" in page
    assert client.post("/login/second/", {"code": CODES[0]}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_the_last_passkey_of_who_must_have_a_second_factor_stays(
    office: Person, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPHARBOR_SECOND_FACTOR_FOR", "office")
    ours.current.cache_clear()
    first, second = held(office), held(office, "钥匙", "BBBB")
    client = Client(headers={"host": "localhost"})
    client.force_login(office)
    fresh(client)
    gone = client.post("/account/", {"act": "no_passkey", "passkey_id": first.pk})
    assert gone.status_code == 302
    stays = client.post("/account/", {"act": "no_passkey", "passkey_id": second.pk})
    assert stays.status_code == 400
    assert list(Passkey.objects.all()) == [second]
    assert Line.objects.filter(action="people.remove_passkey").count() == 1


def test_nobody_takes_away_the_passkey_of_another(
    office: Person, administrator: Person, client: Client
) -> None:
    theirs = held(administrator)
    client.force_login(office)
    fresh(client)
    typed = {"act": "no_passkey", "passkey_id": theirs.pk}
    assert client.post("/account/", typed).status_code == 404
    with pytest.raises(HarborError) as refused:
        acts.remove(administrator, theirs.pk, by=permits.of(office), at=timezone.now())
    assert refused.value.code == "permit.denied"
    assert Passkey.objects.exists()


def test_who_has_lost_the_device_is_helped_at_the_machine(office: Person) -> None:
    held(office)
    second_factor.remove(office, password="", by=permits.operator(), at=timezone.now())
    assert not Passkey.objects.exists() and not RecoveryCode.objects.exists()
    assert not second_factor.needed(office)


def test_one_passkey_is_one_persons(office: Person, administrator: Person) -> None:
    held(office)
    with pytest.raises(HarborError) as taken:
        held(administrator)
    assert taken.value.code == "passkey.taken"
