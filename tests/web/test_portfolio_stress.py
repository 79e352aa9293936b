"""A stress test is asked for on its page, reckoned by a job, and kept with its day and seed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from financing_world import seated
from ipharbor.jobs.worker import Worker
from ipharbor.pledge.stress import Stress
from ipharbor.queries import stress_tests
from ipharbor.queries.portfolio import Whose
from ipharbor.records.models import Job, Person
from ipharbor.settings import current
from marked_nights import BANK, ON, OTHER, SURETY, night

PAGE = "/lending/portfolio/stress/"
ASKED = {"correlation": "15", "default": "5", "draws": "20,000", "seed": "7", "pooled": "none",
         "fund": ""}  # fmt: skip
pytestmark = pytest.mark.django_db


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def lender(name: str = BANK, username: str = "linda") -> Client:
    return client_of(seated(username, "lender", place=name))


def work() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    Worker("w", lambda: datetime.now(tz=zone), zone).until_idle()


def drawn(client: Client, **more: str) -> Stress:
    assert client.post(PAGE, ASKED | more).status_code == 302
    work()
    kept = client.get(PAGE).context["kept"]
    found: Stress = kept.found
    return found


@pytest.fixture
def kept(corpus: Any) -> Path:
    night(current().collateral)
    return current().collateral


def test_a_test_is_asked_for_shows_its_progress_and_is_kept(kept: Path) -> None:
    client = lender()
    page = client.get(PAGE)
    assert page.context["kept"] is None
    assert page.context["typed"]["seed"] == "1"
    for _again in range(2):  # while one is under way no other is asked for
        assert client.post(PAGE, ASKED).status_code == 302
    assert Job.objects.count() == 1
    assert "hx-get" in client.get(PAGE).content.decode()
    work()
    job = Job.objects.get(kind="collateral.stress")
    assert job.state == "done", job.error
    page = client.get(PAGE)
    told = page.context["kept"]
    assert (told.asked.seed, told.asked.draws, told.as_of) == (7, 20_000, ON)
    assert (told.loans, told.borrowers, told.unknown, told.unvalued) == (5, 2, 1, 1)
    assert told.found.principal == 8_000_000
    assert page.context["chart"]["layer"]
    assert ON.isoformat() in page.content.decode()
    assert page.context["typed"]["seed"] == "7"
    assert "99%" in client.get("/jobs/").content.decode()


def test_the_same_seed_draws_the_same_and_another_lies_within_the_error(kept: Path) -> None:
    client = lender()
    one = drawn(client)
    assert drawn(client) == one
    other = drawn(client, seed="8")
    assert other != one
    assert abs(other.expected - one.expected) < 5 * one.expected_error
    assert abs(other.at_level - one.at_level) < 6 * max(one.at_level_error, other.at_level_error, 1)
    more = drawn(client, draws="200000")
    assert more.expected_error < one.expected_error / 2.5


def test_more_correlation_leaves_the_mean_and_lifts_the_tail(kept: Path) -> None:
    client = lender()
    alone, together = drawn(client, correlation="0"), drawn(client, correlation="60")
    assert together.at_level >= alone.at_level
    assert together.beyond > alone.beyond
    twice = drawn(client, default="10")
    assert twice.expected > 1.6 * drawn(client).expected


def test_the_pool_bears_its_part_only_where_the_reader_says_so(kept: Path) -> None:
    client = lender()
    alone = drawn(client)
    assert [one.party for one in alone.parties] == ["bank"]
    assert alone.parties[0].expected == pytest.approx(alone.expected)
    pooled = drawn(client, pooled="all")
    borne = {one.party: one for one in pooled.parties}
    assert set(borne) == {"bank", "fund"}
    assert sum(one.share for one in borne.values()) == pytest.approx(1)
    assert sum(one.expected for one in borne.values()) == pytest.approx(pooled.expected)
    little = {one.party: one for one in drawn(client, pooled="all", fund="1000").parties}
    assert little["fund"].at_level <= 1000
    assert little["bank"].expected > borne["bank"].expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("correlation", "96"), ("correlation", "viel"), ("default", "-1"), ("draws", "999"),
        ("draws", "200001"), ("draws", "2000.5"), ("seed", "-3"), ("pooled", "some"),
        ("fund", "nan"),
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_told_at_its_field_and_kept(
    kept: Path, name: str, value: str
) -> None:
    answer = lender().post(PAGE, ASKED | {name: value})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'id="{name}" name="{name}"' in page
    assert answer.context["at_fault"] == name
    assert name == "pooled" or f'value="{value}"' in page
    assert not Job.objects.exists()


def test_each_tests_its_own_loans(kept: Path) -> None:
    clients = {
        BANK: lender(), OTHER: lender(OTHER, "meifeng"),
        "": client_of(seated("olivia", "district_office", place="番禺区知识产权局")),
        SURETY: client_of(seated("sun", "guarantor", place=SURETY)),
    }  # fmt: skip
    owed = {name: drawn(client).principal for name, client in clients.items()}
    assert owed == {BANK: 8_000_000, OTHER: 7_000_000, "": 15_000_000, SURETY: 3_000_000}
    for role in ("insurer", "agency", "station"):
        kind = "town_station" if role == "station" else role
        client = client_of(seated(f"x{role}", kind, place=f"机构{role}"))
        assert client.get(PAGE).status_code == client.post(PAGE, ASKED).status_code == 403


def test_without_a_night_the_page_says_what_to_do_and_the_job_says_why(corpus: Any) -> None:
    client = lender()
    assert "empty-panel" in client.get(PAGE).content.decode()
    client.post(PAGE, ASKED)
    work()
    assert Job.objects.get(kind="collateral.stress").error["code"] == "stress.night.none"
    assert stress_tests.kept(current().stress, Whose("lender", BANK)) is None
