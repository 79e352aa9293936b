"""What the cockpit tells of stations and agencies; each figure opens the list of what it counts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from desk import MAKERS, NOON
from django.test import Client

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.matter.begin import Stated, begin
from ipharbor.actions.matter.close import close
from ipharbor.actions.people.create import create
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.actions.region.targets import set_target
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.training.record import Stated as Training
from ipharbor.actions.training.record import record
from ipharbor.records.models import Agency, Firm, Organisation
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region

pytestmark = pytest.mark.django_db
TOWN, OTHER = "440113102", "440113016"
BY = permits.operator()


@pytest.fixture
def served(db: None, corpus: Any) -> date:
    """Two towns, one firm each with rights; the stations have done something. The day of it."""
    for maker, town in zip(MAKERS[:2], (TOWN, OTHER), strict=True):
        take_up(maker, corpus=corpus, by=BY, at=NOON)
        Firm.objects.filter(name=maker).update(town=town)
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=BY, at=NOON, anew=True
    )
    day = date(2021, 9, 10)
    firm, seals = Firm.objects.get(name=MAKERS[0]), wiring.firm_sealer()
    for number in range(3):
        stated = Stated(day - timedelta(days=9), "fees", f"年费{number}", firm=firm)
        made = begin(TOWN, stated, region="panyu", seals=seals, by=BY, at=NOON)
        if number:
            close(made, outcome="已答复", on=day, seals=seals, by=BY, at=NOON)
    record(OTHER, Training(day, "年费", Decimal(2), 24), region="panyu", by=BY, at=NOON)
    Agency.objects.create(name="灯塔代理所", made_at=NOON, changed_at=NOON)
    return day


def opened(client: Client, path: str = "/cockpit/") -> dict[str, tuple[str, int]]:
    """By figure of stations its value as shown and how many rows its list has."""
    page = client.get(path)
    assert page.status_code == 200
    told = {}
    for figure in page.context["stations"]:
        part = page.content.decode().split(f'id="figure-{figure.name}"', 1)[1]
        found = re.search(r'href="([^"]+)">([^<]*)<', part)
        assert found
        there, shown = found.groups()
        rows = client.get(there.replace("&amp;", "&")).context["found"].total
        told[figure.name] = shown.strip(), rows
    return told


def test_each_figure_opens_the_list_of_what_it_counts(at_desk: Client, served: date) -> None:
    told = opened(at_desk)
    assert told == {"trainings": ("1", 1), "matters": ("2", 2), "never_served": ("1", 1),
                    "agencies_registered": ("1", 1)}  # fmt: skip
    assert opened(at_desk, f"/cockpit/?town={OTHER}") == {
        "trainings": ("1", 1), "matters": ("–", 0), "never_served": ("1", 1),
    }  # fmt: skip


def test_on_a_day_before_it_nothing_had_been_done(at_desk: Client, served: date) -> None:
    told = opened(at_desk, f"/cockpit/?known={served - timedelta(days=20)}")
    assert told["matters"] == ("0", 0)
    assert told["trainings"] == ("0", 0)
    assert told["never_served"] == ("2", 2)


def test_a_firm_that_was_seen_is_served_from_then_on(at_desk: Client, served: date) -> None:
    stated = Stated(served, "advice", "查新", firm=Firm.objects.get(name=MAKERS[1]))
    assert opened(at_desk)["never_served"] == ("1", 1)
    begin(OTHER, stated, region="panyu", seals=wiring.firm_sealer(), by=BY, at=NOON)
    assert opened(at_desk)["never_served"] == ("0", 0)


def test_a_target_of_trainings_stands_beside_those_that_were_held(
    at_desk: Client, served: date
) -> None:
    for town, value in (("", "2"), (OTHER, "1"), (TOWN, "1")):
        set_target(2021, "trainings", town, value, by=BY, at=NOON)
    rows = at_desk.get("/cockpit/targets/").context["found"].rows
    assert {(row.aim.wanted.town, row.aim.so_far) for row in rows} == {
        ("", 1), (OTHER, 1), (TOWN, 0),
    }  # fmt: skip


def test_who_may_not_read_stations_is_told_nothing_of_them(client: Client, served: date) -> None:
    body = Organisation.objects.create(kind="enforcement", name="执法队", made_at=NOON)
    officer = create(
        username="lu", password="correct-horse-battery", role="enforcement", organisation=body,
        email="lu@example.org", by=BY, at=NOON,
    )  # fmt: skip
    client.force_login(officer)
    page = client.get("/cockpit/")
    assert page.status_code == 200
    assert 'id="figure-never_served"' not in page.content.decode()
