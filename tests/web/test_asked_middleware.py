"""No page answers before the table of permits was asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from ipharbor.actions import permits
from ipharbor.web.asked import PUBLIC

FILLED = {"int": "7777", "str": "CN000000000000.0", "slug": "x", "path": "x", "uuid": "0" * 32}


def patterns(resolver: Any = None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Every address of the house with its parameters filled, and its view's name."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern).lstrip("^"))
        elif isinstance(one, URLPattern):
            told = before + str(one.pattern).lstrip("^").rstrip("$")
            for kind, value in FILLED.items():
                while f"<{kind}:" in told:
                    name = told.partition(f"<{kind}:")[2].partition(">")[0]
                    told = told.replace(f"<{kind}:{name}>", value)
            yield told, one.name or repr(one.callback)


def unasked(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "ipharbor.web.asked"]


@pytest.mark.parametrize(
    "who",
    [
        pytest.param("administrator", marks=pytest.mark.slow),
        pytest.param("office", marks=pytest.mark.slow),
        "firm_person",
    ],
)
def test_every_address_asks_the_permits_or_is_named_with_the_reason_why_not(
    who: str, request: pytest.FixtureRequest, corpus: Any, caplog: pytest.LogCaptureFixture
) -> None:
    person = request.getfixturevalue(who)
    caplog.set_level(logging.ERROR)
    walked = set()
    for address, name in patterns():
        for method in ("get", "post"):
            client = Client(raise_request_exception=False)
            client.force_login(person)
            answer = getattr(client, method)(address)
            assert answer.status_code != 500, (method, address)
        walked.add(name)
    assert unasked(caplog) == []
    assert set(PUBLIC) <= walked
    assert all(reason.strip() for reason in PUBLIC.values())


def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the firm's secret")


def framed(request: HttpRequest) -> HttpResponse:
    """Its navigation asks, the view does not."""
    return render(request, "web/reset.html", {})


def asking(request: Any) -> HttpResponse:
    permits.ever(permits.of(request.user), "law.read")
    return HttpResponse("told")


urlpatterns = [
    path("silent/", silent, name="silent"),
    path("open/", login_not_required(silent), name="open"),
    path("framed/", framed, name="framed"),
    path("asking/", asking, name="asking"),
    *get_resolver().url_patterns,
]


@pytest.mark.urls("test_asked_middleware")
def test_a_page_that_asked_nobody_is_withheld_and_named_in_the_log(
    office: Any, corpus: Any, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(office)
    for address in ("/silent/", "/framed/"):
        answer = client.get(address)
        assert answer.status_code == 500, address
        assert "secret" not in answer.content.decode()
    assert "silent" in unasked(caplog)[0]
    assert "framed" in unasked(caplog)[1]
    assert client.get("/asking/").content == b"told"


@pytest.mark.urls("test_asked_middleware")
def test_a_page_open_to_strangers_is_withheld_as_well_unless_it_is_named(
    db: None, corpus: Any, client: Client
) -> None:
    assert client.get("/open/").status_code == 500
    assert client.get("/login/").status_code == 200
