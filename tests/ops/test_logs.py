"""The log tells what happened and where in the code, and nothing about anybody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from ipharbor.settings.logs import Lines, Text, logging_of
from ipharbor.vocabulary.errors import HarborError

SECRET = "陈明灯 fang@example.org 13800000000"


class Kept(logging.Handler):
    """Every line in both forms."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [Lines().format(record), Text().format(record)]


@pytest.fixture
def log() -> Iterator[Kept]:
    """All that is logged during the test."""
    kept, root = Kept(), logging.getLogger()
    ours = logging.getLogger("ipharbor")
    before = ours.level
    root.addHandler(kept)
    ours.setLevel(logging.INFO)
    yield kept
    root.removeHandler(kept)
    ours.setLevel(before)


def test_a_line_of_a_request_names_view_status_time_and_role(
    office: Any, corpus: Any, client: Client, log: Kept
) -> None:
    client.force_login(office)
    answer = client.get("/search/", {"q": SECRET})
    line = next(json.loads(one) for one in log.lines if '"view"' in one)
    assert line["view"] == "search"
    assert line["status"] == answer.status_code
    assert (line["role"], line["person"]) == ("office", office.pk)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["ms"] > 0


@pytest.mark.parametrize(
    "path", ["/nowhere/{}/", "/patent/{}/", "/accept/{}/", "/feeds/docket/{}.ics", "/docket/{}/"]
)
def test_what_stands_in_an_address_or_a_form_never_reaches_the_log(
    path: str, office: Any, corpus: Any, client: Client, log: Kept
) -> None:
    client.force_login(office)
    client.get(path.format("fang@example.org"), {"q": SECRET})
    client.post(path.format("fang@example.org"), {"password": SECRET, "name": SECRET})
    client.post("/login/", {"username": "fang@example.org", "password": SECRET})
    assert log.lines
    whole = "\n".join(log.lines)
    for word in (*SECRET.split(), "olivia", "example.org", "203.0.113"):
        assert word not in whole


def test_who_comes_in_and_who_is_refused_stands_in_the_log_by_number(
    office: Any, corpus: Any, client: Client, log: Kept
) -> None:
    for password in ("wrong", "correct-horse-battery"):
        client.post("/login/", {"username": "olivia", "password": password})
    doors = [json.loads(one) for one in log.lines if '"ipharbor.doors"' in one]
    assert [(one["what"], one["person"]) for one in doors] == [
        ("sign-in refused", office.pk),
        ("signed in", office.pk),
    ]
    assert (doors[1]["way"], doors[1]["second"]) == ("password", False)


@pytest.mark.parametrize("raised", [ValueError(SECRET), HarborError("person.exists", name=SECRET)])
def test_a_fault_is_told_by_its_type_and_place_without_its_words(
    raised: Exception, log: Kept
) -> None:
    try:
        raise raised
    except Exception:
        logging.getLogger("django.request").exception("Internal Server Error: %s", SECRET)
        logging.getLogger("elsewhere").exception("failed for %s", SECRET)
    whole = "\n".join(log.lines)
    assert type(raised).__name__ in whole
    assert "test_logs.py" in whole
    assert SECRET.split(maxsplit=1)[0] not in whole
    if isinstance(raised, HarborError):
        assert "person.exists" in whole


def test_the_setting_chooses_lines_for_machines_or_faults_for_people() -> None:
    assert logging_of("json")["formatters"] == {"ours": {"()": Lines}}
    assert logging_of("text")["loggers"]["ipharbor"]["level"] == "WARNING"  # type: ignore[index]
