"""Account, people, organisations and disclosures as their readers meet them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from desk import fresh
from django.test import Client
from django.utils import timezone
from test_asked_middleware import patterns

from ipharbor.actions import permits
from ipharbor.actions.disclosure.give import give
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.token.make import bearer
from ipharbor.journal.models import Outgoing
from ipharbor.records.models import (
    Disclosure,
    Firm,
    Invitation,
    Membership,
    Organisation,
    Person,
    Right,
    Token,
)

PASSWORD = "correct-horse-battery"
pytestmark = pytest.mark.django_db
SECRET = "绝密散热装置"  # the title of a right of the other firm


def body(kind: str, name: str, town: str = "") -> Organisation:
    firm = Firm.objects.create(name=name, town=town) if kind == "firm" else None
    return Organisation.objects.create(
        kind=kind, name=name, town=town, firm=firm, made_at=timezone.now()
    )


def seated(username: str, at: Organisation, *, manager: bool = False) -> Person:
    from ipharbor.records.organisations import ROLES

    person = Person(
        username=username, email=f"{username}@example.org", role=ROLES[at.kind], manager=manager,
        organisation=at, firm=at.firm,
    )  # fmt: skip
    person.set_password(PASSWORD)
    person.save()
    Membership.objects.create(person=person, organisation=at, manager=manager, since=timezone.now())
    return person


def signed_in(person: Person) -> Client:
    """Somebody who has come in a moment ago."""
    client = Client()
    client.force_login(person)
    return fresh(client)


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.fixture
def other_firm(corpus: Any) -> Organisation:
    """Another firm of the region with one right that nobody else may read of."""
    made = body("firm", "佛山远光有限公司", town="440113016")
    Right.objects.create(
        firm=made.firm, key="CN202010000009", application_number="202010000009.X",
        patent_type="invention", title=SECRET, holders="佛山远光有限公司",
        filed_on=timezone.localdate() - timedelta(days=400), taken_up_at=timezone.now(),
    )  # fmt: skip
    return made


@pytest.fixture
def own_docket(firm_person: Any, corpus: Any) -> Firm:
    take_up(firm_person.firm.name, corpus=corpus, by=permits.operator(), at=timezone.now())
    return firm_person.firm


def test_a_firm_reads_nothing_of_another_firm_at_any_address(
    own_docket: Firm, firm_person: Any, other_firm: Organisation
) -> None:
    client = signed_in(firm_person)
    other = other_firm.firm
    assert other is not None
    walked = 0
    for address, _name in patterns():
        for stated in (
            address,
            f"{address}?firm={other.pk}",
            f"{address}?organisation={other_firm.pk}",
            address.replace("CN000000000000.0", "CN202010000009"),
            address.replace("CN000000000000.0", "CN202010000009") + f"?firm={other.pk}",
            address.replace("7777", str(Right.objects.get(firm=other).pk)),
        ):
            if "logout" in stated:
                continue
            answer = client.get(stated)
            told = answer.content
            assert SECRET.encode() not in told, stated
            if answer.get("Content-Type", "").endswith("sheet"):
                book = openpyxl.load_workbook(io.BytesIO(told))
                cells = {cell.value for one in book for row in one.iter_rows() for cell in row}
                assert SECRET not in cells, stated
            walked += 1
    assert walked > 200


def test_what_one_firm_may_not_read_its_own_people_do(other_firm: Organisation) -> None:
    own = signed_in(seated("yuan", other_firm))
    assert SECRET in page(own, "/docket/")
    assert SECRET in page(own, "/docket/CN202010000009/")


def test_a_guessed_number_tells_a_lender_nothing_until_the_firm_discloses(
    other_firm: Organisation,
) -> None:
    bank = body("lender", "番禺农商银行")
    lin, firm = signed_in(seated("lin", bank)), other_firm.firm
    assert firm is not None
    where = f"/docket/?firm={firm.pk}"
    there, nowhere = lin.get(where), lin.get("/docket/?firm=7777")
    assert there.status_code == nowhere.status_code == 404
    assert "尚无企业允许您查阅台账" in page(lin, "/docket/")
    told = give(
        firm, bank, purpose="质押贷款", until=timezone.localdate(), by=permits.operator(),
        at=timezone.now(),
    )  # fmt: skip
    assert SECRET in page(lin, where)
    assert "佛山远光有限公司" in page(lin, "/docket/")
    assert "质押贷款" in page(lin, "/disclosures/")
    shown = page(lin, where)
    assert 'value="take_up"' not in shown
    assert 'value="reduction"' not in shown
    assert lin.post(where, {"act": "take_up"}).status_code == 403
    told.until = timezone.localdate() - timedelta(days=1)
    told.save()
    assert lin.get(where).status_code == 404
    assert "佛山远光有限公司" not in page(lin, "/disclosures/")


def test_a_station_reads_the_firms_of_its_own_town(other_firm: Organisation) -> None:
    ours = signed_in(seated("zhen", body("town_station", "石碁镇服务站", town="440113016")))
    theirs = signed_in(seated("jie", body("town_station", "市桥街服务站", town="440113102")))
    assert SECRET in page(ours, f"/docket/?firm={other_firm.firm_id}")
    assert theirs.get(f"/docket/?firm={other_firm.firm_id}").status_code == 404
    assert "佛山远光有限公司" not in page(theirs, "/docket/")


def test_a_firm_gives_and_withdraws_a_disclosure(other_firm: Organisation) -> None:
    bank = body("lender", "番禺农商银行")
    yuan = signed_in(seated("yuan", other_firm))
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    typed = {"act": "give", "organisation": bank.pk, "purpose": "质押贷款", "until": until}
    for missing in ("purpose", "until", "organisation"):
        answer = yuan.post("/disclosures/", typed | {missing: ""})
        assert answer.status_code == 400, missing
        assert f'id="{missing}"' in answer.content.decode()
    past = yuan.post("/disclosures/", typed | {"until": "1999-01-01"}).content.decode()
    assert 'value="质押贷款"' in past
    assert yuan.post("/disclosures/", typed).status_code == 302
    assert yuan.post("/disclosures/", typed | {"purpose": "续贷"}).status_code == 302
    assert "续贷" in page(yuan, "/disclosures/")
    running = Disclosure.objects.get(withdrawn_at=None)
    stranger = signed_in(seated("fremd", body("firm", "东莞远方照明有限公司")))
    withdrawn = {"act": "withdraw", "disclosure": running.pk}
    assert stranger.post("/disclosures/", withdrawn).status_code == 404
    assert yuan.post("/disclosures/", withdrawn).status_code == 302
    assert not Disclosure.objects.filter(withdrawn_at=None).exists()


def test_a_manager_invites_and_the_invited_person_enters_by_the_mailed_link(
    other_firm: Organisation,
) -> None:
    head = signed_in(seated("yuan", other_firm, manager=True))
    assert head.post("/people/", {"act": "invite", "email": "wrong"}).status_code == 400
    assert (
        head.post(
            "/people/", {"act": "invite", "email": "liu@example.org", "lang": "en"}
        ).status_code
        == 302
    )
    assert "liu@example.org" in page(head, "/people/")
    mail = Outgoing.objects.get(once__startswith="invitation:")
    found = re.search(r"http://testserver(/accept/\S+/)", mail.body)
    assert found
    new = Client()
    assert "佛山远光有限公司" in page(new, found[1])
    typed = {"username": "liu", "display_name": "刘工", "password": PASSWORD, "again": "else"}
    kept = new.post(found[1], typed)
    assert kept.status_code == 400
    assert 'value="刘工"' in kept.content.decode()
    assert new.post(found[1], typed | {"again": PASSWORD})["Location"] == "/desk/"
    assert "刘工" in page(new, "/")
    assert new.get(found[1]).status_code == 400
    assert "刘工" in page(head, "/people/")
    liu = Person.objects.get(username="liu")
    assert signed_in(liu).post("/people/", {"act": "invite", "email": "a@b.cn"}).status_code == 403


def test_who_is_signed_in_takes_an_invited_place_with_one_press(other_firm: Organisation) -> None:
    lin = seated("lin", body("lender", "番禺农商银行"))
    head = signed_in(seated("yuan", other_firm, manager=True))
    head.post("/people/", {"act": "invite", "email": "lin@example.org"})
    found = re.search(r"/accept/\S+/", Outgoing.objects.get().body)
    assert found
    client = signed_in(lin)
    assert client.post(found[0])["Location"] == "/account/"
    lin.refresh_from_db()
    assert lin.organisation == other_firm
    assert (
        client.post(
            "/account/", {"act": "desk", "organisation": Organisation.objects.get(kind="lender").pk}
        ).status_code
        == 302
    )
    lin.refresh_from_db()
    assert lin.role == "lender"


def test_a_manager_sees_the_own_organisation_alone(other_firm: Organisation) -> None:
    head = signed_in(seated("yuan", other_firm, manager=True))
    bank = body("lender", "番禺农商银行")
    clerk = seated("lin", bank, manager=True)
    place = Membership.objects.get(person=clerk)
    assert head.get(f"/people/?organisation={bank.pk}").status_code == 404
    assert head.get(f"/people/{place.pk}/leave/").status_code == 404
    assert head.post(f"/people/{place.pk}/leave/").status_code == 404
    for act in ("appoint", "lock"):
        typed = {"act": act, "place": place.pk, "manager": "no", "locked": "yes"}
        assert head.post("/people/", typed).status_code == 404, act
    invited = Invitation.objects.create(
        organisation=bank, email="x@y.cn", proof="p", by_name="lin", made_at=timezone.now(),
        ends_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    answer = head.post("/people/", {"act": "withdraw", "invitation": invited.pk})
    assert answer.status_code == 400
    invited.refresh_from_db()
    assert invited.withdrawn_at is None
    own = Membership.objects.get(organisation=other_firm)
    assert (
        head.post("/people/", {"act": "lock", "place": own.pk, "locked": "yes"}).status_code == 403
    )


def test_leaving_asks_for_a_successor_and_signs_the_person_out(
    warned: Any, office: Person, administrator: Person
) -> None:
    ada, olivia = signed_in(administrator), signed_in(office)
    place = Membership.objects.get(person=office)
    where = f"/people/{place.pk}/leave/"
    alone = page(ada, where)
    assert "没有其他人" in alone
    heir = seated("oscar", place.organisation, manager=True)
    assert "1 项监视" in page(ada, where)
    assert ada.post(where, {"successor": ""}).status_code == 400
    assert ada.post(where, {"successor": heir.pk}).status_code == 302
    warned.refresh_from_db()
    assert warned.person == heir
    assert olivia.get("/account/").status_code == 302  # to the login page
    assert signed_in(Person.objects.get(pk=office.pk)).get("/").status_code == 403


def test_an_administrator_opens_finds_exports_and_closes_organisations(
    administrator: Person, corpus: Any
) -> None:
    ada = signed_in(administrator)
    typed = {"act": "open", "kind": "town_station", "name": "石碁镇服务站", "town": ""}
    refused = ada.post("/organisations/", typed)
    assert refused.status_code == 400
    assert 'value="石碁镇服务站"' in refused.content.decode()
    opened = ada.post("/organisations/", typed | {"town": "440113016"})
    made = Organisation.objects.get(name="石碁镇服务站")
    assert opened["Location"] == f"/people/?organisation={made.pk}"
    assert ada.post("/organisations/", typed | {"town": "440113016"}).status_code == 400
    bad = {"act": "open", "kind": "lender", "name": "银行", "credit_code": "123"}
    assert ada.post("/organisations/", bad).status_code == 400
    for number in range(25):
        body("agency", f"代理所 {number:02d}")
    assert "代理所 19" in page(ada, "/organisations/?kind=agency")
    assert "代理所 20" not in page(ada, "/organisations/?kind=agency")
    assert "代理所 20" in page(ada, "/organisations/?kind=agency&page=2")
    assert "石碁镇服务站" not in page(ada, "/organisations/?kind=agency&per=100")
    told = openpyxl.load_workbook(
        io.BytesIO(ada.get("/organisations/export/?kind=agency").content)
    ).active
    assert told is not None and told.max_row == 26
    closing = {"act": "close", "organisation": made.pk}
    assert ada.post("/organisations/", closing).status_code == 302
    page(ada, "/")  # reads the message that it is closed
    assert "石碁镇服务站" not in page(ada, "/organisations/?q=石碁")
    assert "石碁镇服务站" in page(ada, "/organisations/?q=石碁&closed=1")
    manned = Organisation.objects.get(kind="installation")
    assert ada.post("/organisations/", closing | {"organisation": manned.pk}).status_code == 400


def test_opening_a_firm_in_a_town_puts_it_before_that_towns_station(
    administrator: Person, corpus: Any
) -> None:
    signed_in(administrator).post(
        "/organisations/",
        {"act": "open", "kind": "firm", "name": "番禺新灯有限公司", "town": "440113016"},
    )
    assert Firm.objects.get(name="番禺新灯有限公司").town == "440113016"


def test_an_own_password_needs_the_present_one_and_ends_other_sessions(office: Person) -> None:
    here, there = signed_in(office), signed_in(office)
    typed = {"act": "password", "current": "wrong", "password": "a-brand-new-horse",
             "again": "a-brand-new-horse"}  # fmt: skip
    refused = here.post("/account/", typed)
    assert refused.status_code == 400
    assert "a-brand-new-horse" not in refused.content.decode()
    assert here.post("/account/", typed | {"current": PASSWORD, "again": "x"}).status_code == 400
    assert here.post(
        "/account/", typed | {"current": PASSWORD, "password": "olivia@example.org",
                              "again": "olivia@example.org"}
    ).status_code == 400  # fmt: skip
    assert here.post("/account/", typed | {"current": PASSWORD}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_signing_out_everywhere_leaves_this_session(office: Person, corpus: Any) -> None:
    here, there = signed_in(office), signed_in(office)
    assert here.post("/account/", {"act": "sessions"}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_a_token_is_shown_once_and_taken_back(office: Person, corpus: Any) -> None:
    client = signed_in(office)
    typed = {"act": "token", "name": "报表程序", "scopes": []}
    refused = client.post("/account/", typed)
    assert refused.status_code == 400
    assert 'value="报表程序"' in refused.content.decode()
    shown = client.post("/account/", typed | {"scopes": ["docket.read", "law.read"]})
    found = re.search(r'value="(iph_[\w-]{40,})"', shown.content.decode())
    assert found
    assert shown["Cache-Control"].find("no-store") >= 0
    by = bearer(found[1], at=timezone.now())
    assert by.scopes == {"docket.read", "law.read"}
    assert found[1] not in page(client, "/account/")
    made = Token.objects.get()
    stranger = signed_in(seated("lin", body("lender", "番禺农商银行")))
    taken_back = {"act": "revoke", "token": made.pk}
    assert stranger.post("/account/", taken_back).status_code == 404
    assert client.post("/account/", taken_back).status_code == 302
    made.refresh_from_db()
    assert made.revoked_at is not None


def test_every_scope_of_the_table_has_its_words() -> None:
    from ipharbor.web.templatetags.harbor import said

    for scope in permits.SCOPES:
        subject = scope.partition(".")[0]
        assert said(subject, "scope") != subject, scope
    for role in (*permits.DESKS, permits.NOBODY):
        assert said(role, "role") != role
    for kind in Organisation.Kind.values:
        assert said(kind, "organisation") != kind


def test_a_second_factor_is_set_up_with_a_picture_and_its_codes_are_shown_once(
    office: Person, corpus: Any
) -> None:
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    from ipharbor import wiring
    from ipharbor.records.models import SecondFactor

    client = signed_in(office)
    shown = page(client, "/account/second/")
    assert "<svg" in shown and 'class="qr-ink"' in shown
    refused = client.post("/account/second/", {"code": "000000"})
    assert refused.status_code == 400
    spelled = re.search(r'class="mono secret">([^<]+)<', shown)
    again = re.search(r'class="mono secret">([^<]+)<', refused.content.decode())
    assert spelled and again and spelled[1] == again[1]
    secret = wiring.sealer().open(SecondFactor.objects.get().secret)
    assert secret
    code = TOTP(bytes.fromhex(secret), 6, SHA1(), 30).generate(int(timezone.now().timestamp()))
    codes = client.post("/account/second/", {"code": code.decode()}).content.decode()
    assert len(re.findall(r'<li class="mono">\w{5}-\w{5}</li>', codes)) == 10
    assert "还剩 10 个恢复码" in page(client, "/account/")
    assert client.get("/account/second/").status_code == 302
    typed = {"act": "no_second", "password": "wrong"}
    assert client.post("/account/", typed).status_code == 400
    assert client.post("/account/", typed | {"password": PASSWORD}).status_code == 302
    assert not SecondFactor.objects.exists()


def test_who_has_no_desk_comes_to_the_account_page_and_is_told_what_to_do(corpus: Any) -> None:
    person = Person(username="gone", role="nobody")
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    sent = client.post("/login/", {"username": "gone", "password": PASSWORD})
    assert sent["Location"] == "/account/"
    assert "您没有席位" in page(client, "/account/")


@pytest.mark.parametrize("path", ["/account/", "/account/second/", "/people/", "/organisations/"])
def test_pages_about_people_carry_no_script_and_every_form_its_token(
    administrator: Person, corpus: Any, path: str
) -> None:
    shown = page(signed_in(administrator), path)
    assert not re.search(r"<script(?![^>]*src=)|style=|\son\w+=", shown.partition("<main")[2])
    for form in re.findall(r'<form[^>]*method="post".*?</form>', shown, flags=re.S):
        assert "csrfmiddlewaretoken" in form


def test_the_office_is_among_those_listed_and_its_people_on_its_page(office: Person) -> None:
    assert "olivia" in page(signed_in(office), "/people/")
