"""How long a person stays signed in, what asks for a proof again, and what the person is told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from desk import fresh
from django.test import Client
from django.utils import timezone

from ipharbor import settings as ours
from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.people import second_factor
from ipharbor.actions.people.lock import end_sessions
from ipharbor.journal.models import Line, Outgoing
from ipharbor.records.models import Person, SecondFactor, SignIn, Token
from ipharbor.web._agents import agent

PASSWORD = "correct-horse-battery"
SEED = b"12345678901234567890"
EDGE = ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0")  # fmt: skip
pytestmark = pytest.mark.usefixtures("corpus")


def come_in(name: str = "olivia", **more: Any) -> Client:
    client = Client(**more)
    client.post("/login/", {"username": name, "password": PASSWORD})
    return client


def inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def stay(client: Client) -> SignIn:
    return SignIn.objects.get(pk=client.session["stay"])


def aged(client: Client, **by: timedelta) -> None:
    held = stay(client)
    for name, span in by.items():
        setattr(held, name, getattr(held, name) - span)
    held.save()


def mails(kind: str) -> list[Outgoing]:
    return list(Outgoing.objects.filter(once__startswith=f"{kind}:").order_by("pk"))


@pytest.fixture
def asked_for_second(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPHARBOR_SECOND_FACTOR_FOR", "administrator, office")
    ours.current.cache_clear()


def test_a_session_ends_after_eight_hours_of_rest_and_the_person_is_told_why(
    office: Person,
) -> None:
    client = come_in()
    aged(client, seen_at=timedelta(minutes=479))
    assert inside(client)
    aged(client, seen_at=timedelta(minutes=481))
    sent = client.get("/inbox/?state=open")
    assert sent["Location"] == "/login/?next=/inbox/%3Fstate%3Dopen"
    assert "因长时间无操作" in client.get(sent["Location"]).content.decode()
    come_back = client.post("/login/", {"username": "olivia", "password": PASSWORD})
    assert come_back.status_code == 302
    assert inside(client)


def test_a_session_ends_after_seven_days_however_busy_it_is(office: Person) -> None:
    client = come_in()
    aged(client, made_at=timedelta(days=7))
    assert not inside(client)
    assert "最长保持时间" in client.get("/login/").content.decode()


def test_an_administrators_session_ends_sooner(administrator: Person) -> None:
    for by in ({"seen_at": timedelta(minutes=31)}, {"made_at": timedelta(hours=12)}):
        client = come_in("ada")
        assert inside(client)
        aged(client, **by)
        assert not inside(client)


def test_a_part_of_a_page_that_asks_in_vain_has_the_whole_page_loaded_anew(office: Person) -> None:
    client = come_in()
    aged(client, made_at=timedelta(days=8))
    answer = client.get("/jobs/running/", headers={"HX-Request": "true"})
    assert (answer["HX-Refresh"], answer.content) == ("true", b"")


def test_being_seen_is_noted_once_a_minute(office: Person) -> None:
    client = come_in()
    first = stay(client).seen_at
    inside(client)
    assert stay(client).seen_at == first
    aged(client, seen_at=timedelta(minutes=2))
    inside(client)
    assert stay(client).seen_at >= first


def test_a_person_sees_the_own_sessions_and_ends_one_of_them(office: Person) -> None:
    here = come_in(headers={"user-agent": EDGE})
    there = come_in(REMOTE_ADDR="10.1.2.3")
    page = there.get("/account/").content.decode()
    assert page.count('name="act" value="session"') == 1
    assert "Edge · Windows" in page and "10.1.2.3" in page and "当前登录" in page
    ended = there.post("/account/", {"act": "session", "session": stay(here).pk}, follow=True)
    assert "该登录已结束" in ended.content.decode()
    assert not inside(here)
    assert "已从另一处结束" in here.get("/login/").content.decode()
    assert inside(there)
    line = Line.objects.get(action="people.end_session")
    assert (line.actor, line.subject) == ("olivia", f"person:{office.pk}")


def test_nobody_ends_the_session_of_another(office: Person, administrator: Person) -> None:
    mine, theirs = come_in(), come_in("ada")
    answer = mine.post("/account/", {"act": "session", "session": stay(theirs).pk})
    assert answer.status_code == 404
    assert inside(theirs)


def test_what_ends_all_sessions_takes_them_off_the_list(office: Person) -> None:
    here, there = come_in(), come_in()
    here.post("/account/", {"act": "sessions"})
    assert 'value="session"' not in here.get("/account/").content.decode()
    assert not inside(there)
    end_sessions(Person.objects.get(pk=office.pk), by=permits.operator(), at=timezone.now())
    assert not inside(here)


def test_who_signs_out_is_on_no_list_any_more(office: Person) -> None:
    here, there = come_in(), come_in()
    here.post("/logout/")
    assert 'value="session"' not in there.get("/account/").content.decode()


def test_a_session_of_before_this_was_kept_goes_on_and_is_listed(office: Person) -> None:
    client = Client()
    client.force_login(office)
    assert inside(client)
    assert (stay(client).way, stay(client).proved_at) == ("unknown", None)


def test_making_a_token_asks_for_the_password_and_goes_on_with_what_was_typed(
    office: Person,
) -> None:
    client = come_in()
    aged(client, proved_at=timedelta(minutes=16))
    typed = {"act": "token", "name": "报表程序", "scopes": ["docket.read", "law.read"]}
    asked = client.post("/account/", typed)
    page = asked.content.decode()
    assert "请确认是您本人" in page and not Token.objects.exists()
    carried = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    assert ("name", "报表程序") in carried and ("scopes", "law.read") in carried
    wrong = client.post("/account/", typed | {"proof_password": "wrong"})
    assert wrong.status_code == 400 and "密码不正确" in wrong.content.decode()
    assert not Token.objects.exists()
    made = client.post("/account/", typed | {"proof_password": PASSWORD})
    assert made.status_code == 200
    assert Token.objects.get().scopes == ["docket.read", "law.read"]
    client.post("/account/", typed | {"name": "又一个"})
    assert Token.objects.count() == 2, "for a quarter of an hour it is not asked again"


def test_five_wrong_proofs_shut_out_as_wrong_passwords_do(office: Person) -> None:
    client = come_in()
    aged(client, proved_at=timedelta(hours=1))
    typed = {"act": "token", "name": "x", "scopes": ["law.read"]}
    codes = [
        client.post("/account/", typed | {"proof_password": "wrong"}).status_code for _ in range(6)
    ]
    assert codes[-1] == 429
    assert client.post("/account/", typed | {"proof_password": PASSWORD}).status_code == 429


def test_whom_nobody_lets_in_by_password_proves_it_by_a_code(office: Person) -> None:
    by, seals, before = permits.of(office), wiring.sealer(), timezone.now() - timedelta(hours=2)
    second_factor.begin(office, SEED, seals=seals, by=by, at=before)
    SecondFactor.objects.update(confirmed_at=before)
    office.set_unusable_password()
    office.save()
    client = Client()
    client.force_login(office)
    typed = {"act": "token", "name": "x", "scopes": ["law.read"]}
    assert 'name="proof_code"' in client.post("/account/", typed).content.decode()
    code = TOTP(SEED, 6, SHA1(), 30).generate(int(timezone.now().timestamp())).decode()
    assert client.post("/account/", typed | {"proof_code": code}).status_code == 200
    assert Token.objects.count() == 1


def test_setting_a_second_factor_up_shows_its_secret_only_after_a_proof(office: Person) -> None:
    client = Client()
    client.force_login(office)
    assert "qr-ink" not in client.get("/account/second/").content.decode()
    back = client.post("/account/second/", {"proof_password": PASSWORD})
    assert back["Location"] == "/account/second/"
    assert "qr-ink" in client.get("/account/second/").content.decode()


def test_locking_somebody_out_asks_for_the_password_first(
    administrator: Person, office: Person
) -> None:
    client = come_in("ada")
    aged(client, proved_at=timedelta(hours=1))
    place = office.memberships.get()
    typed = {"act": "lock", "place": place.pk, "locked": "yes"}
    where = f"/people/?organisation={place.organisation_id}"
    assert "请确认是您本人" in client.post(where, typed).content.decode()
    office.refresh_from_db()
    assert office.is_active
    client.post(where, typed | {"proof_password": PASSWORD})
    office.refresh_from_db()
    assert not office.is_active


@pytest.mark.usefixtures("asked_for_second")
def test_who_must_have_a_second_factor_sets_it_up_before_anything_else_opens(
    office: Person,
) -> None:
    client = come_in()
    for path in ("/", "/inbox/", "/account/", "/search/?q=灯"):
        assert client.get(path)["Location"] == "/account/second/"
    part = client.get("/jobs/running/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == "/account/second/"
    interface = client.get("/api/v1/me")
    assert interface.status_code == 403
    assert interface.json()["error"]["code"] == "second_factor.required"
    page = client.get("/account/second/").content.decode()
    assert "您的角色须使用第二验证登录" in page
    secret = wiring.sealer().open(SecondFactor.objects.get().secret)
    assert secret
    code = TOTP(bytes.fromhex(secret), 6, SHA1(), 30).generate(int(timezone.now().timestamp()))
    assert client.post("/account/second/", {"code": code.decode()}).status_code == 200
    assert inside(client) and client.get("/").status_code == 200
    refused = client.post("/account/", {"act": "no_second", "password": PASSWORD})
    assert refused.status_code == 400
    assert second_factor.needed(office)
    assert 'value="no_second"' not in client.get("/account/").content.decode()


@pytest.mark.usefixtures("asked_for_second")
def test_roles_that_need_none_and_who_came_by_a_provider_are_not_held_up(
    office: Person, firm_person: Person
) -> None:
    assert inside(come_in("fang"))
    client = come_in()
    SignIn.objects.filter(pk=stay(client).pk).update(way="provider")
    assert inside(client)


def test_the_person_is_mailed_when_password_token_or_second_factor_change(office: Person) -> None:
    client = fresh(come_in())
    client.post("/account/", {"act": "token", "name": "报表程序", "scopes": ["law.read"]})
    client.post("/account/", {"act": "revoke", "token": Token.objects.get().pk})
    page = client.get("/account/second/").content.decode()
    assert "qr-ink" in page
    secret = wiring.sealer().open(SecondFactor.objects.get().secret) or ""
    code = TOTP(bytes.fromhex(secret), 6, SHA1(), 30).generate(int(timezone.now().timestamp()))
    client.post("/account/second/", {"code": code.decode()})
    client.post("/account/", {"act": "no_second", "password": PASSWORD})
    fresh_one = "a-brand-new-horse"
    client.post(
        "/account/",
        {"act": "password", "current": PASSWORD, "password": fresh_one, "again": fresh_one},
    )
    kinds = ("token", "no_token", "second_factor", "no_second_factor", "password")
    for kind in kinds:
        (told,) = mails(f"notice.{kind}")
        assert told.to == "olivia@example.org"
        assert "{" not in told.subject + told.body
        assert fresh_one not in told.body and secret not in told.body
    assert "报表程序" in mails("notice.token")[0].body


def test_a_new_mail_address_holds_once_its_link_was_followed_and_the_old_one_is_told(
    office: Person,
) -> None:
    client = fresh(come_in())
    refused = client.post("/account/", {"act": "email", "email": "no address"})
    assert refused.status_code == 400 and 'value="no address"' in refused.content.decode()
    client.post("/account/", {"act": "email", "email": "liv@example.net"})
    (asked,) = mails("email")
    assert asked.to == "liv@example.net"
    found = re.search(r"http://testserver(/account/email/\S+/)", asked.body)
    assert found
    stranger = Client()
    assert "liv@example.net" in stranger.get(found[1]).content.decode()
    office.refresh_from_db()
    assert office.email == "olivia@example.org", "to look at the page changes nothing"
    assert stranger.post(found[1])["Location"] == "/login/"
    office.refresh_from_db()
    assert office.email == "liv@example.net"
    (told,) = mails("notice.email")
    assert told.to == "olivia@example.org" and "l…@example.net" in told.body
    assert stranger.post(found[1]).status_code == 400, "the link works once"
    assert "liv@" not in str(Line.objects.get(action="people.set_email").details)


def test_a_link_to_a_new_address_runs_out_and_cannot_be_forged(
    office: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = fresh(come_in())
    client.post("/account/", {"act": "email", "email": "liv@example.net"})
    found = re.search(r"http://testserver(/account/email/\S+/)", mails("email")[0].body)
    assert found
    assert Client().get(found[1][:-2] + "x/").status_code == 400
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(days=1, minutes=1))
    assert Client().post(found[1]).status_code == 400


def test_a_name_that_is_guessed_at_from_everywhere_opens_only_where_it_is_at_home(
    office: Person,
) -> None:
    come_in(REMOTE_ADDR="10.0.0.7")
    for n in range(10):
        AccessAttempt.objects.create(
            username="olivia", ip_address=f"10.9.0.{n}", failures_since_start=5, user_agent="",
            attempt_time=timezone.now(),
        )  # fmt: skip
    told = {"username": "olivia", "password": PASSWORD}
    assert Client(REMOTE_ADDR="10.8.0.1").post("/login/", told).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.7").post("/login/", told).status_code == 302
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))
    assert Client(REMOTE_ADDR="10.8.0.1").post("/login/", told).status_code == 302


@pytest.mark.parametrize(
    ("told", "named"),
    [
        (EDGE, "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
         "Safari · iOS"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/120 MicroMessenger/8.0.50",
         "WeChat · Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_known_by_name_and_system(told: str, named: str) -> None:
    assert agent(told) == named


def test_stays_of_long_ago_are_forgotten_by_the_worker(office: Person) -> None:
    from ipharbor.actions.people.signed_in import forget

    client = come_in()
    assert forget(longest=timedelta(days=7), at=timezone.now() + timedelta(days=89)) == 0
    assert forget(longest=timedelta(days=7), at=timezone.now() + timedelta(days=91)) == 1
    assert not SignIn.objects.exists()
    assert not inside(client)
