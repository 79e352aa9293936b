"""The counts of a station for its own score; each opens the list of what it counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from desk import MAKERS, NOON
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.training.record import Stated as Training
from ipharbor.actions.training.record import record
from ipharbor.queries.station import score as queries
from ipharbor.records.models import Appointment, Firm, Matter, Organisation, TrainingPaper, Visit
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

pytestmark = pytest.mark.django_db
TOWN, OTHER = "440113102", "440113016"
BY = permits.operator()
FIRST = date(2021, 7, 5)
MADE: dict[str, Any] = {"made_by_name": "梅", "made_at": NOON, "changed_at": NOON}


@pytest.fixture
def quarter(db: None, corpus: Any) -> None:
    """The third quarter of 2021 of a station: two firms of the town, one from elsewhere."""
    for maker in MAKERS[:2]:
        take_up(maker, corpus=corpus, by=BY, at=NOON)
    Firm.objects.update(town=TOWN)
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=BY, at=NOON, anew=True
    )
    ours = Firm.objects.get(name=MAKERS[0])
    theirs = Firm.objects.create(name="石楼灯厂", town=OTHER)
    for number, (kind, days) in enumerate((("fees", 4), ("fees", 40), ("pledge", 15))):
        Matter.objects.create(
            number=f"{number}", town=TOWN, received_on=FIRST, kind=kind, subject="灯", firm=ours,
            state="closed", outcome="已答复", closed_on=FIRST + timedelta(days=days), **MADE,
        )  # fmt: skip
    for town, told in ((TOWN, {"visitor": "何先生"}), (OTHER, {"firm": theirs})):
        Matter.objects.create(number="9", town=town, received_on=FIRST, kind="fees", subject="灯",
                              **told, **MADE)  # fmt: skip
    record(TOWN, Training(FIRST, "年费", Decimal(2), 24, [theirs]), region="panyu", by=BY, at=NOON)
    proved = record(TOWN, Training(FIRST, "年费", Decimal(2), 9), region="panyu", by=BY, at=NOON)
    TrainingPaper.objects.create(
        training=proved, name="签到表.jpg", sha256="a" * 64, size=1, by_name="a", at=NOON
    )
    Visit.objects.create(town=TOWN, firm=ours, on=FIRST, who="梅", said="问灯", made_by_name="梅",
                         made_at=NOON)  # fmt: skip
    for state in ("kept", "missed"):
        at = NOON.replace(month=8, day=2)
        Appointment.objects.create(town=TOWN, at=at, firm=theirs, subject="看", state=state, **MADE)


def counted(client: Client, path: str) -> dict[str, tuple[int, int]]:
    """Every number of the page that is a link, with how many rows its list has."""
    page = client.get(path)
    assert page.status_code == 200
    told = {}
    for words, value, there, _below in page.context["figures"]:
        told[str(words)] = value, client.get(there).context["found"].total
    text = page.content.decode()
    for row in page.context["found"].rows:
        for column in page.context["found"].declared.columns:
            if column.link is not None:
                there = column.link(row)
                assert there.replace("&", "&amp;") in text
                rows = client.get(there).context["found"].total
                told[f"{row.kind} {column.name}"] = column.cell(row), rows
    return told


def test_every_count_of_a_quarter_is_the_length_of_the_list_it_opens(
    at_desk: Client, quarter: None
) -> None:
    path = f"/station/score/?town={TOWN}&period=2021-Q3&within=15"
    told = counted(at_desk, path)
    assert {name: pair for name, pair in told.items() if pair[0] != pair[1]} == {}
    asked = ("fees received", "fees closed", "fees in_time", "pledge in_time", " received")
    assert {name: told[name][0] for name in (*asked, " in_time")} == {
        "fees received": 3, "fees closed": 2, "fees in_time": 1, "pledge in_time": 1,
        " received": 4, " in_time": 2,
    }  # fmt: skip
    figures = [value for _words, value, *_more in at_desk.get(path).context["figures"]]
    # all, by a matter, a training, a visit, an appointment; visits, trainings, proved, never
    assert figures == [2, 1, 1, 1, 1, 1, 2, 1, 1]


def test_with_more_days_more_is_closed_in_time(at_desk: Client, quarter: None) -> None:
    path = f"/station/score/?town={TOWN}&period=2021-Q3&within="
    in_time = {}
    for days in (5, 15, 30):
        rows = at_desk.get(f"{path}{days}").context["found"].rows
        in_time[days] = next(row for row in rows if not row.kind).in_time
    assert in_time == {5: 1, 15: 2, 30: 2}
    assert "33%" in at_desk.get(f"{path}5&as=csv").content.decode("utf-8-sig")


def test_a_year_holds_its_quarters_and_what_is_not_over_counts_so_far(
    at_desk: Client, quarter: None
) -> None:
    told = counted(at_desk, f"/station/score/?town={TOWN}&period=2021")
    assert {name: pair for name, pair in told.items() if pair[0] != pair[1]} == {}
    assert told[" received"] == (4, 4)
    assert counted(at_desk, f"/station/score/?town={TOWN}&period=2021-Q2")[" received"] == (0, 0)


def test_a_period_that_is_none_is_told(at_desk: Client) -> None:
    assert queries.period_of("2021-Q4", date(2021, 11, 1)).last == date(2021, 12, 31)
    assert queries.periods(date(2021, 2, 1))[:4] == ("2021", "2020", "2019", "2021-Q1")
    for text in ("2021-Q5", "morgen", "2022", "1900"):
        with pytest.raises(HarborError) as wrong:
            queries.period_of(text, date(2021, 11, 1))
        assert wrong.value.code == "station.period.unreadable"
    assert at_desk.get(f"/station/score/?town={TOWN}&period=morgen").status_code == 400
    assert at_desk.get(f"/station/matters/?town={TOWN}&took=viel").status_code == 400


def test_a_station_sees_its_own_counts_alone(client: Client, quarter: None) -> None:
    body = Organisation.objects.create(
        kind="town_station", name="石楼镇工作站", town=OTHER, made_at=NOON
    )
    shi = create(
        username="shi", password="correct-horse-battery", role="station", organisation=body,
        email="shi@example.org", by=BY, at=NOON,
    )  # fmt: skip
    client.force_login(shi)
    told = counted(client, f"/station/score/?town={TOWN}&period=2021-Q3")
    assert told[" received"] == (1, 1)
    listed = client.get(f"/station/firms/?town={TOWN}&by=visit&first=2021-07-01&last=2021-09-30")
    assert listed.context["found"].total == 0


def test_a_firm_has_no_counts(at_firm: Client) -> None:
    assert at_firm.get("/station/score/").status_code == 403
