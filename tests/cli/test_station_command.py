"""Tables of stations and agencies at the command line, and the firms that none has served."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ipharbor.records.models import Agency, Firm, Matter, Training
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
TOWN = "440113102"


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a home of its own."""
    monkeypatch.setattr("ipharbor.cli.stationing.ready", lambda: None)


def run(*words: str) -> str:
    from ipharbor.cli.stationing import station

    done = CliRunner().invoke(station, words, obj="en")
    if done.exception:
        raise done.exception
    return done.output


def table(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_tables_come_in_once_and_their_findings_are_told(tmp_path: Path) -> None:
    Firm.objects.create(name="番禺明灯有限公司", town=TOWN)
    matters = table(
        tmp_path, "m.csv",
        "number,town,received_on,subject,firm\n1,南村镇,2021-11-02,查新,番禺明灯有限公司\n"
        "2,火星镇,2021-11-02,查新,\n",
    )  # fmt: skip
    told = run("matters", matters)
    assert "火星镇" in told
    assert Matter.objects.get().firm is not None
    again = json.loads(run("matters", matters, "--json"))
    assert (again["stored"], again["unchanged"], again["set_aside"]) == (0, 1, 1)
    trainings = table(
        tmp_path, "t.csv", "number,town,on,topic,attendees\n1,南村镇,2021-11-02,年费,24\n"
    )
    run("trainings", trainings, "--town", TOWN)
    assert Training.objects.get().attendees == 24
    run("agencies", table(tmp_path, "a.csv", "name,code\n灯塔代理所,44101\n"))
    assert Agency.objects.get().code == "44101"


def test_firms_that_no_station_has_served_are_listed_until_one_has() -> None:
    firm = Firm.objects.create(name="番禺明灯有限公司", town=TOWN, grades=["high_tech"])
    Firm.objects.create(name="番禺无灯有限公司", town=TOWN)
    words = ("unserved", TOWN, "--on", "2021-11-30")
    told = run(*words)
    assert "番禺明灯有限公司" in told
    assert "番禺无灯有限公司" not in told
    Matter.objects.create(
        number="1", town=TOWN, received_on=date(2019, 1, 5), kind="advice", subject="查新",
        firm=firm, made_by_name="a", made_at="2019-01-05T00:00Z", changed_at="2019-01-05T00:00Z",
    )  # fmt: skip
    (row,) = json.loads(run(*words, "--json"))
    assert row["name"] == firm.name
    assert json.loads(run(*words, "--months", "60", "--json")) == []


def test_a_town_that_is_none_is_told() -> None:
    with pytest.raises(HarborError) as wrong:
        run("unserved", "440106001")
    assert wrong.value.code == "station.town.unknown"
