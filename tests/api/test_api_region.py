"""The figures of the region for programs and at the command."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.records.models import HandledCase, Organisation, Person
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region

NOON = datetime(2021, 11, 30, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PATH = "/api/v1/region/figures"
FORECAST = "/api/v1/region/forecast"


@pytest.fixture
def office(db: None, corpus: Any) -> Client:
    """An office person at a region whose ledger has been made."""
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=permits.operator(),
        at=NOON,
    )  # fmt: skip
    return signed_in(create(username="olivia", password="correct-horse-battery", role="office",
                            by=permits.operator(), at=NOON))  # fmt: skip


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def figures(client: Client, query: str = "", status: int = 200, lang: str = "zh") -> Any:
    answer = client.get(f"{PATH}{query}", headers={"Accept-Language": lang})
    assert answer.status_code == status, answer.content
    return answer.json()


def by_name(told: Any) -> dict[str, Any]:
    return {one["name"]: one for one in told["data"]}


def test_the_interface_tells_what_the_cockpit_tells(office: Client) -> None:
    told = figures(office, "?known=2021-06-30")
    page = office.get("/cockpit/?known=2021-06-30").context["told"].figures
    found = by_name(told)
    assert set(page) <= set(found)
    for name, one in page.items():
        assert (found[name]["value"], found[name]["before"]) == (one.value, one.before), name
    assert told["meta"]["as_of"] == "2021-06-30"
    assert told["meta"]["vintage"] == "v000001"


def test_every_figure_brings_its_method_in_the_language_asked_for(office: Client) -> None:
    assert "÷" in by_name(figures(office))["invention_share"]["method"]
    told = by_name(figures(office, lang="en"))["invention_share"]
    assert (told["title"], told["unit"]) == ("Share of inventions", "share")
    rate = by_name(figures(office))["inventions_per_10000"]
    assert rate["rests_on"][0]["name"] == "population"
    assert rate["rests_on"][0]["certain"] is False


def test_a_past_day_and_the_state_of_another_can_be_asked(office: Client) -> None:
    one = by_name(figures(office, "?known=2021-11-30&day=2020-12-31"))["in_force"]
    assert (one["known_on"], one["on"]) == ("2021-11-30", "2020-12-31")
    refused = figures(office, "?known=2020-01-01&day=2021-01-01", 422)["error"]
    assert refused["code"] == "cockpit.on_after_known"
    assert refused["fields"] == ["on"]


def test_some_figures_can_be_named_and_others_are_refused(office: Client) -> None:
    told = figures(office, "?figure=granted&figure=in_force")
    assert [one["name"] for one in told["data"]] == ["granted", "in_force"]
    refused = figures(office, "?figure=luck", 422)["error"]
    assert (refused["code"], refused["fields"]) == ("cockpit.figure.unknown", ["figure"])


def test_a_station_is_told_of_its_own_town_and_not_of_cases(office: Client) -> None:
    HandledCase.objects.create(
        number="番知1", kind="infringement", received_on="2021-02-01", closed_on="2021-05-04"
    )
    assert by_name(figures(office, "?known=2021-11-30"))["cases"]["value"] == 1
    body = Organisation.objects.create(
        kind="town_station", name="南村镇服务站", town="440113102", made_at=NOON
    )
    station = signed_in(create(
        username="stella", password="correct-horse-battery", role="station", organisation=body,
        by=permits.operator(), at=NOON,
    ))  # fmt: skip
    told = by_name(figures(station, "?town=440113016"))
    assert {one["town"] for one in told.values()} == {"440113102"}
    assert "cases" not in told
    asked = by_name(figures(office, "?town=440113102"))
    assert told["in_force"]["value"] == asked["in_force"]["value"]


def test_what_the_year_will_reach_is_told_as_on_the_page(office: Client) -> None:
    answer = office.get(
        "/api/v1/region/forecast?known=2021-06-30", headers={"Accept-Language": "en"}
    )
    rows = answer.json()["data"]
    page = office.get("/cockpit/?known=2021-06-30").context["told"].year_end
    assert [row["type"] for row in rows] == [
        name for name, one in zip(("", "invention", "utility_model", "design"), page, strict=True)
        if one is not None
    ]  # fmt: skip
    for row, one in zip(rows, filter(None, page), strict=True):
        assert (row["year"], row["so_far"]) == (2021, one.so_far)
        assert row["expected"] == (one.expected if one.shown else None)
        assert len(row["intervals"]) == (len(one.intervals) if one.shown else 0)
        assert [trial["reached"] for trial in row["trials"]] == [t.reached for t in one.trials]
        assert row["reason"] == one.reason.told("en")


def test_a_station_is_told_of_the_year_of_its_own_town(office: Client) -> None:
    town = office.get(f"{FORECAST}?known=2021-06-30&town=440113102").json()["data"]
    whole = office.get(f"{FORECAST}?known=2021-06-30").json()["data"]
    assert town[0]["town"] == "440113102"
    assert town[0]["so_far"] < whole[0]["so_far"]


def test_without_a_ledger_the_answer_says_so(db: None, corpus: Any) -> None:
    client = signed_in(create(username="olivia", password="correct-horse-battery", role="office",
                              by=permits.operator(), at=NOON))  # fmt: skip
    answer = client.get(PATH)
    assert answer.json()["error"]["code"] == "ledger.missing"


def run(*words: str, lang: str = "zh") -> str:
    from ipharbor.cli.regioning import region as command

    done = CliRunner().invoke(command, ["figures", *words], obj=lang)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_the_command_tells_the_same(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ipharbor.cli.regioning.ready", lambda: None)
    monkeypatch.setattr("ipharbor.cli.regioning.now", lambda: NOON)
    told = json.loads(run("--known", "2021-06-30", "--json"))
    found = {one["name"]: one["value"] for one in told["figures"]}
    asked = by_name(figures(office, "?known=2021-06-30"))
    assert found == {name: one["value"] for name, one in asked.items()}
    ends = office.get(f"{FORECAST}?known=2021-06-30").json()["data"]
    assert [one["so_far"] for one in told["year_end"]] == [one["so_far"] for one in ends]
    assert run("--known", "2021-06-30", lang="en").startswith(
        f"2021 Grants of the whole year  {ends[0]['so_far']:,} → "
    )
    shown = run("granted", "--known", "2021-06-30", lang="en")
    assert shown.startswith(f"Granted this year  {found['granted']:,.0f}")
    assert "each application number once" in shown
