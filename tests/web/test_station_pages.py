"""A town's station at the pages: its firms, what it has in hand, what it did, and tables."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desk import HARM, MAKERS, NOON
from django.test import Client
from openpyxl import load_workbook

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.matter.begin import Stated, begin
from ipharbor.actions.people.create import create
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.training import record as trainings
from ipharbor.queries import docket
from ipharbor.queries.station import counters as counting
from ipharbor.queries.station import town as queries
from ipharbor.queries.station.served import months_before
from ipharbor.records.models import (
    Appointment,
    Firm,
    Matter,
    Organisation,
    Person,
    Right,
    Training,
    TrainingPaper,
    Visit,
)
from ipharbor.settings import current
from ipharbor.statutes.book import load, regional
from ipharbor.vocabulary.places import region
from ipharbor.web._days import usual_day

pytestmark = pytest.mark.django_db
TOWN, OTHER = "440113102", "440113016"
BY = permits.operator()
LAW = load(regional("440113"))
TODAY = NOON.date()


@pytest.fixture
def holder(db: None, corpus: Any) -> Firm:
    """A firm of the town whose rights are in a docket and in the region's ledger."""
    for maker in MAKERS[:2]:
        take_up(maker, corpus=corpus, by=BY, at=NOON)
    firm = Firm.objects.get(name=MAKERS[0])
    Firm.objects.filter(pk=firm.pk).update(town=TOWN)
    Firm.objects.filter(name=MAKERS[1]).update(town=OTHER)
    Right.objects.filter(firm=firm).update(stated_status="in_force", stated_on=TODAY)
    make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=BY, at=NOON, anew=True
    )
    firm.refresh_from_db()
    return firm


@pytest.fixture
def mei(db: None) -> Person:
    """Somebody of the town's station."""
    home = Organisation.objects.create(
        kind="town_station", name="南村镇工作站", town=TOWN, made_at=NOON
    )
    return create(
        username="mei", password="correct-horse-battery", role="station", display_name="梅",
        organisation=home, email="mei@example.org", by=BY, at=NOON,
    )  # fmt: skip


@pytest.fixture
def station(mei: Person, corpus: Any, client: Client) -> Client:
    client.force_login(mei)
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def begun(town: str = TOWN, **told: Any) -> Matter:
    stated = {"received_on": TODAY, "kind": "fees", "subject": "年费", "visitor": "何先生"} | told
    return begin(town, Stated(**stated), region="panyu", seals=wiring.firm_sealer(), by=BY, at=NOON)


def held(town: str = TOWN, on: date = TODAY, **told: Any) -> Training:
    stated = {"topic": "年费", "hours": Decimal(2), "attendees": 24} | told
    return trainings.record(town, trainings.Stated(on, **stated), region="panyu", by=BY, at=NOON)


def asking(on: date = TODAY) -> queries.Asking:
    return queries.Asking(current().ledger, on, LAW)


def test_people_of_a_station_begin_at_their_station(mei: Person, client: Client) -> None:
    answer = client.post("/login/", {"username": "mei", "password": "correct-horse-battery"})
    assert answer["Location"] == "/station/"
    page = text(client.get("/station/"))
    assert "南村镇知识产权工作站" in page or "Service station of Nancun" in page


def test_a_station_sees_its_own_town_whatever_the_address_says(station: Client) -> None:
    begun(OTHER, subject="别镇的事")
    theirs = begun(OTHER)
    assert "别镇的事" not in text(station.get(f"/station/matters/?town={OTHER}"))
    assert station.get(f"/station/matters/{theirs.pk}/").status_code == 404
    assert station.post(f"/station/matters/{theirs.pk}/close/", {}).status_code == 404
    assert theirs.state == "open"


def test_the_office_sees_all_stations_and_one(at_desk: Client) -> None:
    begun()
    begun(OTHER)
    page = text(at_desk.get("/station/"))
    assert "南村镇" in page
    assert page.count("街道") + page.count("镇") >= len(region().towns)
    assert at_desk.get(f"/station/?town={TOWN}").status_code == 200
    assert at_desk.get("/station/?town=440106001").status_code == 404
    rows = at_desk.get("/station/matters/").content.decode()
    assert rows.count('href="/station/matters/') >= 2


@pytest.mark.parametrize("path", ["", "firms/", "matters/", "trainings/", "visits/", "quarters/"])
def test_a_firm_and_a_lender_have_no_station(at_firm: Client, path: str) -> None:
    assert at_firm.get(f"/station/{path}").status_code == 403


def test_what_is_due_for_a_town_is_what_its_dockets_say(holder: Firm) -> None:
    row = next(one for one in queries.firms_of(TOWN, asking()) if one.id == holder.pk)
    told = docket.docket(holder, law=LAW, on=TODAY, data_until=TODAY)
    near = [line for line in told.lines if line.due and line.near(90)]
    assert near
    assert row.due + row.late == len(near)
    assert row.late == told.in_grace
    assert row.first_due == min(line.due.act_by for line in near if line.due)
    assert row.in_force == sum(line.state in ("in_force", "granted") for line in told.lines)


def test_a_firm_with_rights_is_unserved_until_a_station_has_seen_it(
    holder: Firm, station: Client
) -> None:
    def unserved(months: int = 24) -> set[str]:
        found = queries.town(TOWN, asking(), months=months)
        return {row.name for row in found.unserved}

    Firm.objects.create(name="番禺无灯有限公司", town=TOWN)  # neither right nor grade
    graded = Firm.objects.create(name="番禺高新有限公司", town=TOWN, grades=["high_tech"])
    assert unserved() == {holder.name, graded.name}
    long_ago = months_before(TODAY, 30)
    begun(firm=holder, received_on=long_ago)
    assert unserved() == {holder.name, graded.name}
    assert unserved(36) == {graded.name}
    held(firms=[graded])
    assert unserved() == {holder.name}
    assert 'name="who" value="梅"' in station.get("/station/visits/").content.decode()
    answer = station.post(
        "/station/visits/",
        {"firm": holder.name, "on": "2021-11-29", "who": "梅", "said": "想办质押"},
    )
    assert answer.status_code == 302
    assert unserved() == set()
    assert Visit.objects.get().town == TOWN
    row = next(one for one in queries.firms_of(TOWN, asking()) if one.id == holder.pk)
    assert (row.last.on, row.last.how) == (date(2021, 11, 29), "visit")  # type: ignore[union-attr]
    assert queries.firms_of(TOWN, asking(long_ago))[0].last_on == long_ago


def test_a_firm_counts_as_served_by_a_kept_appointment_and_by_no_other(holder: Firm) -> None:
    given = {"town": TOWN, "firm": holder, "subject": "看通知", "made_by_name": "a",
             "made_at": NOON, "changed_at": NOON, "at": NOON}  # fmt: skip
    one = Appointment.objects.create(**given, state="missed")
    assert queries.firms_of(TOWN, asking())[0].last is None
    Appointment.objects.filter(pk=one.pk).update(state="kept")
    assert queries.firms_of(TOWN, asking())[0].last_on == TODAY


def test_a_quarter_is_counted_beside_what_the_guide_asks(holder: Firm) -> None:
    matters = [begun(received_on=date(2021, 7, 5 + n), firm=holder) for n in range(3)]
    for matter, days in zip(matters, (2, 4, 90), strict=True):
        Matter.objects.filter(pk=matter.pk).update(
            state="closed", outcome="已答复", closed_on=matter.received_on + timedelta(days=days)
        )
    held(on=date(2021, 9, 30), attendees=12, firms=[holder])
    proved = held(on=date(2021, 7, 1), attendees=9)
    TrainingPaper.objects.create(
        training=proved, name="签到表.jpg", sha256="a" * 64, size=1, by_name="a", at=NOON
    )
    third, fourth = counting.Quarter(2021, 3), counting.Quarter(2021, 4)
    last, now = counting.counters([TOWN], [third, fourth], law=LAW, on=TODAY)
    assert (last.trainings, last.attendees, last.proved, last.reaches) == (2, 21, 1, True)
    assert (last.received, last.closed, last.days, last.longest) == (3, 2, 3, 4)
    assert (last.firms, last.running) == (1, False)
    assert (now.closed, now.days, now.trainings, now.reaches, now.running) == (
        1,
        90,
        0,
        False,
        True,
    )
    early = counting.counters([TOWN], [third], law=LAW, on=date(2021, 7, 1))[0]
    assert (early.trainings, early.attendees, early.received, early.reaches) == (1, 9, 0, False)
    nothing = counting.counters([TOWN], [third], law=load(), on=TODAY)[0]
    assert (nothing.least, nothing.reaches) == ({}, None)


def test_the_quarters_of_a_year_follow_one_another() -> None:
    assert [one.name for one in counting.quarters(date(2021, 2, 1), 3)] == [
        "2021-Q1", "2020-Q4", "2020-Q3",
    ]  # fmt: skip
    assert counting.quarter_of(date(2021, 12, 31)).last == date(2021, 12, 31)
    assert months_before(date(2021, 1, 31), 2) == date(2020, 11, 28)


def test_a_matter_is_begun_changed_handed_over_and_closed(station: Client, mei: Person) -> None:
    typed = {"received_on": "2021-11-29", "kind": "pledge", "subject": "质押", "visitor": "何先生"}
    wrong = station.post("/station/matters/", typed | {"firm": "番禺无名有限公司"})
    assert wrong.status_code == 400
    assert 'value="质押"' in wrong.content.decode()
    made = station.post("/station/matters/", typed | {"owner": str(mei.pk)})
    matter = Matter.objects.get()
    here = f"/station/matters/{matter.pk}/"
    assert made["Location"] == here
    assert (matter.town, matter.owner) == (TOWN, mei)
    station.post(here, typed | {"notes": "下月再来"})
    station.post(f"{here}hand-over/", {"owner": ""})
    matter.refresh_from_db()
    assert (matter.notes, matter.owner) == ("下月再来", None)
    empty = station.post(f"{here}close/", {"outcome": " ", "closed_on": "2021-11-30"})
    assert empty.status_code == 400
    assert 'id="outcome-fault"' in empty.content.decode()
    station.post(f"{here}close/", {"outcome": "已登记", "closed_on": "2021-11-30"})
    matter.refresh_from_db()
    assert (matter.state, matter.outcome) == ("closed", "已登记")
    assert "已登记" in text(station.get(here))
    station.post(f"{here}reopen/")
    matter.refresh_from_db()
    assert matter.state == "open"


def test_an_appointment_of_a_matter_begins_with_what_the_matter_says(station: Client) -> None:
    matter, day = begun(visitor="梁小姐"), usual_day().isoformat()
    page = station.get(f"/station/appointments/?matter={matter.pk}").content.decode()
    assert 'value="梁小姐"' in page
    station.post(
        "/station/appointments/",
        {"when": f"{day}T09:30", "visitor": "梁小姐", "subject": "看通知",
         "matter": str(matter.pk)},
    )  # fmt: skip
    made = Appointment.objects.get()
    assert (made.matter, made.at.isoformat()) == (matter, f"{day}T01:30:00+00:00")
    assert "看通知" in text(station.get("/station/"))
    feed = station.get("/station/appointments/calendar.ics").content.decode()
    assert f"DTSTART:{day.replace('-', '')}T013000Z\r\n" in feed
    assert "TRIGGER:-PT30M\r\n" in feed
    done = station.post(
        f"/station/appointments/{made.pk}/settle/", {"state": "kept", "next": "/station/"}
    )
    assert done["Location"] == "/station/"
    made.refresh_from_db()
    assert made.state == "kept"


def test_the_private_calendar_ends_with_the_password(station: Client, mei: Person) -> None:
    from ipharbor.web.station.appointments import address

    begun()
    path = address(mei, TOWN)
    assert Client().get(path).status_code == 200
    assert Client().get(address(mei, OTHER)).status_code == 404
    mei.set_password("another-horse-battery")
    mei.save()
    assert Client().get(path).status_code == 404


def test_a_training_is_recorded_and_proved_by_a_paper(station: Client, holder: Firm) -> None:
    typed = {"on": "2021-11-29", "topic": "年费", "hours": "1.5", "attendees": "24"}
    wrong = station.post("/station/trainings/", typed | {"attendees": "many", "firms": "无名"})
    assert wrong.status_code == 400
    assert 'id="attendees-fault"' in wrong.content.decode()
    station.post("/station/trainings/", typed | {"firms": f"{holder.name}\n"})
    training = Training.objects.get()
    here = f"/station/trainings/{training.pk}/"
    assert holder.name in text(station.get(here))
    empty = station.post(here, {"act": "paper"})
    assert empty.status_code == 400
    file = io.BytesIO(b"names")
    file.name = "签到表.jpg"
    station.post(here, {"act": "paper", "file": file})
    paper = TrainingPaper.objects.get()
    sent = station.get(f"/station/trainings/papers/{paper.pk}/")
    assert b"".join(sent) == b"names"  # type: ignore[arg-type]
    assert sent["Content-Disposition"].startswith("attachment")
    station.post(f"/station/trainings/papers/{paper.pk}/withdraw/", {"why": "不是本场"})
    paper.refresh_from_db()
    assert paper.withdrawn_why == "不是本场"
    station.post(here, typed | {"attendees": "25"})
    training.refresh_from_db()
    assert (training.attendees, training.came.count()) == (25, 0)


def test_a_table_is_brought_in_and_its_receipt_shown(station: Client, tmp_path: Path) -> None:
    file = io.BytesIO(
        "编号,镇街,登记日期,事由,来访人\n"
        f"1,南村镇,2021-11-02,年费,何先生\n2,{OTHER},2021-11-02,年费,何先生\n".encode()
    )
    file.name = "事项.csv"
    answer = station.post("/station/matters/", {"act": "import", "file": file})
    assert answer.status_code == 200
    assert "事项.csv" in text(answer)
    assert Matter.objects.get().town == TOWN
    bad = io.BytesIO(b"a,b\n1,2\n")
    bad.name = "bad.csv"
    wrong = station.post("/station/matters/", {"act": "import", "file": bad})
    assert wrong.status_code == 400
    assert "bad.csv" in text(wrong)


def test_lists_of_a_station_go_out_as_files(station: Client, holder: Firm) -> None:
    begun(firm=holder)
    held()
    for path, heading in (("matters", 1), ("trainings", 1), ("firms", 1), ("quarters", 1)):
        answer = station.get(f"/station/{path}/?as=xlsx")
        assert answer.status_code == 200, path
        content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert sheet.max_row > heading, path


def test_words_that_mean_harm_stay_words(station: Client) -> None:
    matter = begun(subject=HARM, visitor=HARM[:80], notes=HARM)
    held(topic=HARM)
    for path in ("", "matters/", f"matters/{matter.pk}/", "trainings/"):
        assert "<script>alert" not in station.get(f"/station/{path}").content.decode()


def test_without_a_ledger_the_page_says_what_it_cannot_tell(station: Client) -> None:
    Firm.objects.create(name="番禺高新有限公司", town=TOWN, grades=["high_tech"])
    page = text(station.get("/station/"))
    assert "番禺高新有限公司" in page
    assert "尚未生成区域总账" in page or "no ledger of the region yet" in page
