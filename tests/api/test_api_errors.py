"""Refusals have one shape, one status and the caller's language."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

SHAPE = {"code", "message", "next", "fields", "findings"}


def refused(answer: Any) -> dict[str, Any]:
    told = answer.json()
    assert set(told) == {"error"}
    assert set(told["error"]) == SHAPE
    assert told["error"]["message"]
    assert answer["Content-Type"].startswith("application/json")
    return told["error"]


@pytest.mark.parametrize(("tongue", "said"), [("zh-CN", "未说明"), ("en-GB,en;q=0.9", "who asks")])
def test_who_does_not_say_who_asks_is_told_so_in_the_language_asked_for(
    tongue: str, said: str, db: None, corpus: Any, client: Client
) -> None:
    answer = client.get("/api/v1/search", headers={"Accept-Language": tongue})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert said in refused(answer)["message"]
    assert answer["Content-Language"] == ("en" if tongue.startswith("en") else "zh-hans")


def test_without_a_wish_the_answer_speaks_the_persons_language(
    office: Any, office_program: Any
) -> None:
    assert "没有" in refused(office_program.get("/documents/CN0"))["message"]
    type(office).objects.filter(pk=office.pk).update(lang="en")
    assert "没有" not in refused(office_program.get("/documents/CN0"))["message"]


def test_a_token_that_opens_nothing_is_refused_however_it_is_written(
    db: None, corpus: Any, client: Client
) -> None:
    for said in (
        "Bearer iph_nobody",
        "Basic YTpi",
        "Bearer ",
        "Bearer \u706f",
        "Bearer " + "x" * 999,
    ):
        answer = client.get(
            "/api/v1/search", headers={"Authorization": said.encode().decode("latin-1")}
        )
        assert answer.status_code == 401, said
        assert refused(answer)["code"] == "token.refused"


def test_a_token_does_what_its_scopes_say_and_nothing_else(
    office: Any, corpus: Any, program: Any
) -> None:
    reading = program(office, ("corpus.read",))
    assert reading.get("/search").status_code == 200
    answer = reading.get("/jobs")
    assert answer.status_code == 403
    assert refused(answer)["code"] == "permit.scope"


def test_an_address_that_is_not_there_and_a_method_it_does_not_take(office_program: Any) -> None:
    assert refused(office_program.get("/lamps"))["code"] == "api.address.unknown"
    answer = office_program.change("put", "/watches", {})
    assert answer.status_code == 405
    assert refused(answer)["code"] == "api.method.unfit"
    assert "POST" in answer["Allow"]


def test_what_does_not_fit_the_description_is_named_field_by_field(office_program: Any) -> None:
    answer = office_program.post("/watches", {"name": 7, "raise_from": "violet"})
    told = refused(answer)
    assert answer.status_code == 422
    assert told["code"] == "api.request.invalid"
    assert set(told["fields"]) == {"name", "raise_from"}
    assert all(one["at"] and one["what"] for one in told["findings"])


def test_a_mistake_in_a_query_is_told_as_on_the_page(office_program: Any) -> None:
    answer = office_program.get("/search?q=title:(")
    assert answer.status_code == 422
    assert refused(answer)["code"].startswith("query.")


DEEP = "[" * 100_000 + "]" * 100_000
HOSTILE = {
    "not JSON": b"{lamp",
    "cut off": b'{"name": "lamp',
    "bytes that are no text": b'{"name": "\xff\xfe"}',
    "NUL": b'{"name": "lamp\\u0000", "query": "lamp"}',
    "half a sign": b'{"name": "lamp\\ud800", "query": "lamp"}',
    "deep": f'{{"name": {DEEP}}}'.encode(),
    "deep where anything goes": b'{"name": "a", "more": ' + b"[" * 60 + b"]" * 60 + b"}",
    "a list": b"[1, 2]",
    "no number": b'{"name": NaN}',
    "a great number": b'{"since": ' + b"9" * 5000 + b"}",
    "nothing": b"",
    "an endless name": json.dumps({"name": "灯" * 300_000, "query": "a"}).encode(),
    "huge": b'{"name": "' + b"a" * 3_000_000 + b'"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bodies_are_refused_and_nothing_is_done(body: bytes, office_program: Any) -> None:
    from ipharbor.records.models import Watch

    answer = office_program.ask(
        "post", "/watches", data=body, content_type="application/json",
        headers={"Idempotency-Key": "harm"},
    )  # fmt: skip
    assert answer.status_code in (400, 413, 422)
    refused(answer)
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["/search?q=%00", "/search?q=%ff", "/search?limit=0", "/search?limit=99999999999999999999999",
     "/search?limit=lamp", "/search?cursor=lamp", "/jobs/99999999999999999999", "/jobs/0",
     "/jobs/-1", "/documents/%00", "/law?on=2099-13-01", "/law?on=0001-01-01", "/law/a%2Fb",
     "/landscape?q=" + "(" * 1900, "/journal?about=%E7%81%AF", "/firms/1/docket"],
)  # fmt: skip
def test_hostile_addresses_are_refused(path: str, office_program: Any) -> None:
    answer = office_program.get(path)
    assert answer.status_code in (400, 404, 422), answer.content
    refused(answer)


def test_a_file_without_a_name_and_a_form_that_is_none(office_program: Any) -> None:
    for kind, body in (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\n\r\n"),
        ("text/plain", b"lamp"),
    ):
        answer = office_program.ask(
            "post", "/imports", data=body, content_type=kind, headers={"Idempotency-Key": "f"}
        )
        assert answer.status_code in (400, 422), kind
        refused(answer)


def test_a_cookie_changes_nothing_without_the_pages_own_token(office: Any, corpus: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office)
    assert strict.get("/api/v1/watches").status_code == 200
    answer = strict.post(
        "/api/v1/watches", {"name": "灯", "query": "灯"}, content_type="application/json",
        headers={"Idempotency-Key": "c"},
    )  # fmt: skip
    assert answer.status_code == 403
    assert refused(answer)["code"] == "api.csrf"


def test_a_failure_of_our_own_tells_nothing_of_itself(
    office_program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ipharbor.api import jobs

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("the firm's secret")

    monkeypatch.setattr(jobs.queries, "listed", broken)
    answer = office_program.get("/jobs")
    assert answer.status_code == 500
    assert refused(answer)["code"] == "api.failed"
    assert "secret" not in answer.content.decode()
