"""Every page for every role, both ways."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

OK, DENIED, LOST, AWAY = 200, 403, 404, 302
FAULTY = 400

# page: what an administrator, the office and a firm get
READING = {
    "/": (OK, OK, OK),
    "/search/": (OK, OK, OK),
    "/search/?q=灯": (OK, OK, OK),
    "/search/?q=灯&page=2&per=50&sort=newest": (OK, OK, OK),
    "/search/export/?q=灯": (OK, OK, OK),
    "/landscape/": (OK, OK, OK),
    "/landscape/export/": (OK, OK, OK),
    "/watches/": (OK, OK, OK),
    "/watches/applicants/?applicant=番禺": (OK, OK, OK),
    "/watches/count/?kind=query&query=灯": (OK, OK, OK),
    "/watches/7777/end/": (LOST, LOST, LOST),
    "/inbox/": (OK, OK, OK),
    "/inbox/export/": (OK, OK, OK),
    "/inbox/7777/": (LOST, LOST, LOST),
    "/docket/": (OK, OK, OK),
    "/docket/?firm=7777": (LOST, LOST, OK),  # a firm's person has its own, whatever is stated
    "/docket/export/": (LOST, LOST, OK),  # an office names no firm here
    "/docket/applicants/?firm=番禺": (OK, OK, DENIED),
    "/docket/calendar.ics": (LOST, LOST, OK),
    "/docket/CN000000000000.0/": (LOST, LOST, LOST),
    "/law/": (OK, OK, OK),
    "/law/service.post/": (OK, OK, OK),
    "/law/no.such.thing/": (LOST, LOST, LOST),
    "/deadline/": (OK, OK, OK),
    "/imports/": (OK, OK, DENIED),
    "/imports/7777/": (LOST, LOST, DENIED),
    "/imports/7777/progress/": (LOST, LOST, DENIED),
    "/imports/7777/export/": (LOST, LOST, DENIED),
    "/patent/CN000000000000.0/": (LOST, LOST, LOST),
    "/nowhere/": (LOST, LOST, LOST),
}
CHANGING = {
    "/watches/": (FAULTY, FAULTY, FAULTY),  # an empty form
    "/watches/7777/end/": (LOST, LOST, LOST),
    "/inbox/7777/acknowledge/": (LOST, LOST, LOST),
    "/inbox/7777/act/": (LOST, LOST, LOST),
    "/inbox/7777/close/": (LOST, LOST, LOST),
    "/docket/": (LOST, LOST, LOST),  # no act named
    "/imports/": (FAULTY, FAULTY, DENIED),  # no file
    "/language/": (AWAY, AWAY, AWAY),
    "/logout/": (AWAY, AWAY, AWAY),
}
OPEN = {"login", "health", "language", "vega"}
BY_TOKEN = {"docket_feed"}  # opened by a private address; without a good one there is nothing


@pytest.fixture
def people(administrator: Any, office: Any, firm_person: Any) -> tuple[Any, Any, Any]:
    return administrator, office, firm_person


def test_every_role_reads_what_the_table_allows_and_nothing_else(people: Any) -> None:
    got = {}
    for path in READING:
        clients = []
        for person in people:
            client = Client()
            client.force_login(person)
            clients.append(client.get(path).status_code)
        got[path] = tuple(clients)
    assert got == READING


def test_every_role_changes_what_the_table_allows_and_nothing_else(people: Any) -> None:
    got = {}
    for path in CHANGING:
        clients = []
        for person in people:
            client = Client()
            client.force_login(person)
            clients.append(client.post(path, {"step": "x", "verdict": "useful"}).status_code)
        got[path] = tuple(clients)
    assert got == CHANGING


def test_no_page_opens_without_logging_in_save_login_health_language_and_the_chart_library(
    db: None, corpus: Any, client: Client
) -> None:
    filled = {"key": "x", "warning_id": 1, "watch_id": 1, "run_id": 1}
    for pattern in get_resolver().url_patterns:
        path = "/" + str(pattern.pattern)
        for name, value in filled.items():
            path = path.replace(f"<int:{name}>", str(value)).replace(f"<str:{name}>", str(value))
        answer = client.get(path)
        if pattern.name in OPEN:
            assert answer.status_code in (200, 405), path
        elif pattern.name in BY_TOKEN:
            assert answer.status_code == LOST, path
        else:
            assert answer.status_code == AWAY, path
            assert answer["Location"].startswith("/login/?next="), path


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


def test_health_tells_the_vintage_to_anyone(corpus: Any, client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "vintage": corpus.vintage}


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
