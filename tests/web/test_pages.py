"""Every page for every role, both ways."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

OK, DENIED, LOST, AWAY = 200, 403, 404, 302
FAULTY = 400
DESKS = (
    "administrator", "office", "station", "enforcement", "firm",
    "lender", "insurer", "guarantor", "alliance", "agency", "nobody",
)  # fmt: skip
_OFFICES = {"administrator", "office"}
_GUESTS = {"lender", "insurer", "guarantor", "alliance", "agency"}


def only(roles: set[str], status: int = OK, others: int = DENIED) -> dict[str, int]:
    """What each role gets: ``status`` for those named, ``others`` for the rest."""
    return {role: status if role in roles else others for role in DESKS}


SEATED = only({"nobody"}, DENIED, OK)
READERS = _OFFICES | _GUESTS | {"station", "firm"}
NO_MATTER = only({"nobody"}, DENIED, LOST)
DOCKET = only(READERS, LOST)

READING = {
    "/": SEATED,
    "/search/": SEATED,
    "/search/?q=灯": SEATED,
    "/search/?q=灯&page=2&per=50&sort=-published_on": SEATED,
    "/search/export/?q=灯": SEATED,
    "/landscape/": SEATED,
    "/landscape/export/": SEATED,
    "/watches/": SEATED,
    "/watches/applicants/?applicant=番禺": SEATED,
    "/watches/count/?kind=query&query=灯": SEATED,
    "/watches/7777/end/": NO_MATTER,
    "/inbox/": SEATED,
    "/inbox/export/": SEATED,
    "/inbox/7777/": NO_MATTER,
    "/docket/": only(READERS),
    # a firm's person has its own, whatever is stated
    "/docket/?firm=7777": DOCKET | {"firm": OK},
    "/docket/export/": DOCKET | {"firm": OK},  # others name no firm here
    "/docket/applicants/?firm=番禺": only(_OFFICES | {"station", "firm"}),
    "/docket/CN000000000000.0/": only(_OFFICES | {"firm"}, LOST),
    "/docket/calendar.ics": DOCKET | {"firm": OK},
    "/desk/check/": only({"firm"}),
    "/desk/check/answer/": only({"firm"}),
    "/desk/check/7777/": only({"firm"}, LOST),
    "/desk/grace/?case=leak&disclosed=2024-03-15": SEATED,
    "/compare/": only(READERS),
    "/compare/?product=7777": only(READERS, LOST),
    "/desk/products/": only(READERS),
    "/desk/products/7777/": only(READERS, LOST),
    "/desk/": only({"firm"}),
    "/desk/changes/": only({"firm"}),
    "/desk/tasks/": only({"firm"}),
    "/desk/tasks/7777/": only({"firm"}, LOST),
    "/law/": SEATED,
    "/law/service.post/": SEATED,
    "/law/no.such.thing/": NO_MATTER,
    "/deadline/": SEATED,
    "/imports/": only(_OFFICES),
    "/imports/7777/": only(_OFFICES, LOST),
    "/imports/7777/progress/": only(_OFFICES, LOST),
    "/imports/7777/export/": only(_OFFICES, LOST),
    "/patent/CN000000000000.0/": NO_MATTER,
    "/account/": only(set(DESKS)),
    "/account/second/": only(set(DESKS)),
    "/people/": SEATED,
    "/people/?organisation=7777": NO_MATTER,
    "/people/7777/leave/": NO_MATTER,
    "/organisations/": only({"administrator"}),
    "/organisations/export/": only({"administrator"}),
    "/disclosures/": only(_GUESTS | {"firm"}),
    "/nowhere/": only(set(DESKS), LOST),
}
CHANGING = {
    "/watches/": only({"nobody"}, DENIED, FAULTY),  # an empty form
    "/watches/7777/end/": NO_MATTER,
    "/inbox/7777/acknowledge/": NO_MATTER,
    "/inbox/7777/act/": NO_MATTER,
    "/inbox/7777/close/": NO_MATTER,
    "/docket/": DOCKET,  # no act named
    "/desk/check/answer/": only({"firm"}, FAULTY),  # nothing answered
    "/desk/check/7777/tasks/": only({"firm"}, LOST),
    "/desk/products/": only({"firm"}, FAULTY),  # an empty form
    "/desk/products/7777/": only(READERS, LOST),  # not there
    "/desk/products/7777/end/": only({"firm"}, LOST),
    "/desk/tasks/": only({"firm"}, FAULTY),  # an empty form
    "/desk/tasks/7777/close/": only({"firm"}, LOST),
    "/desk/tasks/7777/reopen/": only({"firm"}, LOST),
    "/imports/": only(_OFFICES, FAULTY),  # no file
    "/account/": only(set(DESKS), LOST),  # no act named
    "/people/": NO_MATTER,
    "/organisations/": only({"administrator"}, FAULTY),
    "/disclosures/": only({"firm"}, FAULTY) | dict.fromkeys(_GUESTS, OK),  # theirs is a list
    "/language/": only(set(DESKS), AWAY),
    "/logout/": only(set(DESKS), AWAY),
}


@pytest.fixture
def people(firm_person: Any) -> dict[str, Any]:
    """A person of every role, and one who has left everywhere."""
    from django.utils import timezone

    from ipharbor.records.models import Membership, Organisation, Person
    from ipharbor.records.organisations import ROLES

    told = {"firm": firm_person}
    for kind, role in ROLES.items():
        if role == "firm":
            continue
        town = "440113102" if kind == "town_station" else ""
        body = Organisation.objects.create(
            kind=kind, name=f"本单位{kind}", town=town, made_at=timezone.now()
        )
        person = Person.objects.create(username=f"a-{role}", role=role, organisation=body)
        Membership.objects.create(person=person, organisation=body, since=timezone.now())
        told[role] = person
    told["nobody"] = Person.objects.create(username="a-nobody", role="nobody")
    assert set(told) == set(DESKS)
    return told


def walked(people: dict[str, Any], paths: Any, ask: str) -> dict[str, dict[str, int]]:
    got: dict[str, dict[str, int]] = {}
    for path in paths:
        for role, person in people.items():
            client = Client()
            client.force_login(person)
            answer = getattr(client, ask)(path, {"step": "x"} if ask == "post" else None)
            got.setdefault(path, {})[role] = answer.status_code
    return got


def test_every_role_reads_what_the_table_allows_and_nothing_else(people: dict[str, Any]) -> None:
    assert walked(people, READING, "get") == READING


def test_every_role_changes_what_the_table_allows_and_nothing_else(
    people: dict[str, Any],
) -> None:
    assert walked(people, CHANGING, "post") == CHANGING


def test_no_page_opens_without_logging_in_save_those_that_are_named_with_their_reason(
    db: None, corpus: Any, client: Client
) -> None:
    from test_asked_middleware import patterns

    from ipharbor.web.asked import PUBLIC

    for path, name in patterns():
        answer = client.get(path)
        sent = answer.get("Location", "")
        if name in PUBLIC and name != "logout":
            assert not sent.startswith("/login/?next="), path
        else:
            assert answer.status_code in (AWAY, 401), path
            assert answer.status_code == 401 or sent.startswith("/login/?next="), path


def test_addresses_that_change_something_answer_to_posts_alone(at_desk: Client) -> None:
    for path in ("/logout/", "/language/", "/inbox/1/acknowledge/", "/inbox/1/act/"):
        assert at_desk.get(path).status_code == 405, path


def test_one_persons_warning_and_watch_do_not_exist_for_another(
    warned: Any, at_firm: Client
) -> None:
    assert at_firm.get(f"/inbox/{warned.pk}/").status_code == LOST
    assert at_firm.post(f"/inbox/{warned.pk}/acknowledge/").status_code == LOST
    assert at_firm.post(f"/watches/{warned.watch_id}/end/").status_code == LOST
    assert "舞台灯" not in at_firm.get("/inbox/").content.decode()
    warned.refresh_from_db()
    assert warned.state == "new"
    assert warned.watch.ended_at is None


def test_health_tells_the_vintage_to_anyone(db: None, corpus: Any, client: Client) -> None:
    told = client.get("/healthz").json()
    assert (told["status"], told["vintage"]) == ("ok", corpus.vintage)


def test_an_error_page_says_what_happened_what_to_do_and_its_code(at_firm: Client) -> None:
    page = at_firm.get("/imports/").content.decode()
    assert "没有“imports.read”的权限" in page
    assert "请联系本系统管理员" in page
    assert "permit.denied" in page


def test_htmx_gets_an_error_as_a_fragment(at_firm: Client) -> None:
    answer = at_firm.get("/imports/1/progress/", headers={"HX-Request": "true"})
    assert answer.status_code == DENIED
    assert "<html" not in answer.content.decode()


def test_a_failure_of_our_own_is_told_without_asking_the_store(
    at_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("store on fire")

    monkeypatch.setattr("ipharbor.queries.overview.overview", broken)
    at_desk.raise_request_exception = False
    answer = at_desk.get("/")
    assert answer.status_code == 500
    assert "程序出错" in answer.content.decode()
    assert "store on fire" not in answer.content.decode()
