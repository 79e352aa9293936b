"""Figures for whoever watches over the installation: true, and nobody's matters."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from ipharbor.web import entrance

pytestmark = pytest.mark.django_db


def told(client: Client) -> dict[str, list[Any]]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {family.name: family.samples for family in families}


def test_every_answer_is_counted_and_timed_under_the_name_of_its_view(
    office: Any, corpus: Any, client: Client
) -> None:
    client.force_login(office)

    def searches() -> tuple[float, float]:
        figures = told(client)
        counted = sum(s.value for s in figures.get("ipharbor_requests", [])
                      if s.name.endswith("_total") and s.labels["view"] == "search")  # fmt: skip
        timed = sum(s.value for s in figures.get("ipharbor_request_seconds", [])
                    if s.name.endswith("_count") and s.labels["view"] == "search")  # fmt: skip
        return counted, timed

    before = searches()
    client.get("/search/?q=灯")
    client.get("/search/?q=音箱")
    after = searches()
    assert (after[0] - before[0], after[1] - before[1]) == (2, 2)


def test_the_figures_of_the_store_are_those_of_the_store(
    office: Any, corpus: Any, client: Client
) -> None:
    from ipharbor.journal.models import Line

    figures = told(client)
    assert figures["ipharbor_corpus_documents"][0].value == corpus.manifest.documents
    assert figures["ipharbor_journal_lines"][0].value == Line.objects.count()
    assert figures["ipharbor_workers_awake"][0].value == 0
    assert "ipharbor_last_import_age_seconds" not in figures  # nothing was imported by a run


def test_a_stranger_s_address_finds_no_figures_there(corpus: Any, client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_an_address_that_leads_nowhere_makes_no_new_row(corpus: Any, client: Client) -> None:
    for path in ("/nowhere/", "/lost/", "/never/"):
        client.get(path)
    views = {s.labels["view"] for s in told(client)["ipharbor_requests"]}
    assert "–" in views
    assert not {"nowhere", "/nowhere/"} & views


def test_the_sign_of_life_says_what_waits_for_a_worker(corpus: Any, client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "ok"
    assert body["store"] is True
    assert body["worker"] is False
    assert body["free_mb"] > 0


def test_a_register_that_does_not_answer_is_said_with_503(
    corpus: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> int:
        raise DatabaseError("away")

    monkeypatch.setattr(entrance, "workers_awake", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")
