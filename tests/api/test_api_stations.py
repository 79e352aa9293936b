"""Town stations and agencies for programs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.records.models import Agency, Firm, Matter, Organisation, Training

TOWN, OTHER = "440113102", "440113016"
FEES = {"town": TOWN, "received_on": "2021-11-02", "kind": "fees", "subject": "年费",
        "visitor": "何先生"}  # fmt: skip


def upload(program: Any, path: str, body: str) -> Any:
    file = SimpleUploadedFile("t.csv", body.encode())
    return program.ask(
        "post",
        path,
        data={"file": file},
        headers={"Idempotency-Key": "t" + re.sub(r"\W", "-", path)},
    )


def test_a_matter_is_begun_changed_closed_and_opened_again(office_program: Any) -> None:
    firm = Firm.objects.create(name="番禺明灯有限公司", town=TOWN)
    made = office_program.post("/matters", FEES)
    assert made.status_code == 201, made.content
    told = made.json()["data"]
    assert (told["state"], told["firm_id"], told["visitor"]) == ("open", None, "何先生")
    path = f"/matters/{told['id']}"
    changed = office_program.change("patch", path, {"firm_id": firm.pk, "notes": "再来"})
    assert changed.json()["data"]["firm"] == firm.name
    assert changed.json()["data"]["subject"] == "年费"
    early = office_program.post(f"{path}/close", {"outcome": "已补缴", "on": "2021-11-01"})
    assert early.status_code == 422, early.content
    closed = office_program.post(f"{path}/close", {"outcome": "已补缴", "on": "2021-11-04"})
    assert (closed.json()["data"]["state"], closed.json()["data"]["days"]) == ("closed", 2)
    assert office_program.change("patch", path, {"notes": "晚了"}).status_code == 409
    reopened = office_program.post(f"{path}/reopen", {}).json()["data"]
    assert (reopened["state"], reopened["closed_on"]) == ("open", None)


def test_a_change_of_a_matter_made_on_an_older_reading_is_refused(office_program: Any) -> None:
    path = f"/matters/{office_program.post('/matters', FEES).json()['data']['id']}"
    read = office_program.get(path)["ETag"]
    assert office_program.change("patch", path, {"notes": "一"}).status_code == 200
    late = office_program.change("patch", path, {"notes": "二"}, headers={"If-Match": read})
    assert late.status_code == 412


def test_matters_come_page_by_page_and_narrowed(office_program: Any) -> None:
    for number in range(5):
        town = TOWN if number % 2 else OTHER
        office_program.post("/matters", FEES | {"town": town, "subject": f"灯{number}"})
    first = office_program.get("/matters?limit=3").json()
    second = office_program.get(f"/matters?limit=3&cursor={first['next']}").json()
    assert [one["subject"] for one in first["data"] + second["data"]] == [
        f"灯{number}" for number in range(5)
    ]
    assert second["next"] is None
    assert office_program.get(f"/matters?town={TOWN}").json()["meta"]["total"] == 2
    assert office_program.get("/matters?kind=pledge").json()["data"] == []
    assert office_program.get("/matters?first=2021-11-03").json()["data"] == []


@pytest.mark.parametrize(
    ("said", "code"),
    [({"town": "440106001"}, "station.town.unknown"), ({"town": ""}, "station.town.none"),
     ({"visitor": ""}, "station.missing"), ({"firm_id": 999}, "station.firm.unknown"),
     ({"owner_id": 999}, "station.owner.elsewhere")],
)  # fmt: skip
def test_what_is_wrong_in_a_matter_is_told_with_its_code(
    office_program: Any, said: dict[str, Any], code: str
) -> None:
    answer = office_program.post("/matters", FEES | said)
    assert answer.status_code == 422, answer.content
    assert answer.json()["error"]["code"] == code
    assert not Matter.objects.exists()


def test_an_appointment_is_made_for_a_matter_and_settled(office_program: Any) -> None:
    matter = office_program.post("/matters", FEES).json()["data"]
    stated = {"town": TOWN, "at": "2021-11-04T09:30", "subject": "看通知", "visitor": "何先生"}
    made = office_program.post("/appointments", stated | {"matter_id": matter["id"]})
    told = made.json()["data"]
    assert (made.status_code, told["matter"], told["state"]) == (201, matter["number"], "planned")
    assert told["at"].startswith(("2021-11-04T01:30", "2021-11-04T09:30")), "of the zone"
    path = f"/appointments/{told['id']}/settle"
    assert office_program.post(path, {"state": "kept"}).json()["data"]["state"] == "kept"
    again = office_program.change("post", path, {"state": "kept"})
    assert again.status_code == 409
    assert office_program.get("/appointments?state=planned").json()["data"] == []
    elsewhere = office_program.post(
        "/appointments", stated | {"town": OTHER, "matter_id": matter["id"]}
    )
    assert elsewhere.json()["error"]["code"] == "appointment.matter.elsewhere"


def test_a_training_is_recorded_with_its_firms_and_corrected(office_program: Any) -> None:
    firms = [Firm.objects.create(name=f"番禺{n}灯厂", town=TOWN) for n in range(2)]
    stated = {"town": TOWN, "on": "2021-11-02", "topic": "年费", "hours": "1.5", "attendees": 20,
              "firm_ids": [one.pk for one in firms]}  # fmt: skip
    told = office_program.post("/trainings", stated).json()["data"]
    assert (told["firms"], told["hours"]) == (2, "1.5")
    path = f"/trainings/{told['id']}"
    office_program.change("patch", path, {"attendees": 21})
    told = office_program.get(path).json()["data"]
    assert (told["attendees"], told["firms"]) == (21, 2)
    assert office_program.get("/trainings?first=2021-11-03").json()["data"] == []


def test_a_visit_is_recorded_and_found_by_firm_and_day(office_program: Any) -> None:
    lamps, masts = (Firm.objects.create(name=f"番禺{n}厂", town=TOWN) for n in ("灯", "桅"))
    stated = {"town": TOWN, "on": "2021-11-02", "who": "何梅", "said": "介绍年费减缴"}
    made = office_program.post("/visits", stated | {"firm_id": lamps.pk})
    assert made.status_code == 201, made.content
    told = made.json()["data"]
    assert (told["firm"], told["who"], told["said"]) == (lamps.name, "何梅", "介绍年费减缴")
    assert office_program.get(f"/visits/{told['id']}").json()["data"] == told
    office_program.post("/visits", stated | {"firm_id": masts.pk, "on": "2021-11-09"})
    asked = f"/visits?firm_id={masts.pk}"
    assert [one["on"] for one in office_program.get(asked).json()["data"]] == ["2021-11-09"]
    assert office_program.get("/visits?last=2021-11-02").json()["data"] == [told]
    assert office_program.get(f"/visits?town={OTHER}").json()["meta"]["total"] == 0
    for wrong, code in (
        ({"firm_id": 999}, "station.firm.unknown"),
        ({"said": " "}, "station.missing"),
        ({"town": "440106001"}, "station.town.unknown"),
    ):
        refused = office_program.post("/visits", stated | {"firm_id": lamps.pk} | wrong)
        assert refused.json()["error"]["code"] == code
    assert office_program.get("/visits/999").json()["error"]["code"] == "visit.unknown"


def test_what_proves_a_training_is_kept_handed_out_and_withdrawn(office_program: Any) -> None:
    course = {"town": TOWN, "on": "2021-11-02", "topic": "年费", "hours": 2, "attendees": 20}
    training = office_program.post("/trainings", course).json()["data"]
    path = f"/trainings/{training['id']}/evidence"
    kept = upload(office_program, path, "签到\n何先生\n")
    assert kept.status_code == 201, kept.content
    told = kept.json()["data"]
    assert (told["name"], told["training_id"], told["withdrawn_why"]) == (
        "t.csv",
        training["id"],
        "",
    )
    again = upload(office_program, path + "?x=1", "签到\n何先生\n").json()["data"]
    assert again["id"] == told["id"], "the same bytes are kept once"
    assert office_program.get(path).json()["data"] == [told]
    assert office_program.get(f"/trainings/{training['id']}").json()["data"]["papers"] == 1
    file = office_program.get(f"/evidence/{told['id']}/file")
    assert b"".join(file.streaming_content).decode() == "签到\n何先生\n"
    assert file["Content-Disposition"] == 'attachment; filename="t.csv"'
    drop = f"/evidence/{told['id']}/withdraw"
    assert office_program.post(drop, {"why": " "}).json()["error"]["code"] == "paper.why.missing"
    assert office_program.post(drop, {"why": "误存"}).json()["data"]["withdrawn_why"] == "误存"
    assert office_program.get(path).json()["data"] == []
    assert office_program.get(path + "?withdrawn=true").json()["meta"]["total"] == 1


def test_tables_of_a_station_and_of_agencies_come_in_once(office_program: Any) -> None:
    tables = {
        "/matters/import": "number,town,received_on,subject\n7,石楼镇,2021-11-02,查新\n",
        "/trainings/import": "number,town,on,topic,attendees\n7,石楼镇,2021-11-02,年费,20\n",
        "/agencies/import": "name,code\n灯塔代理所,44101\n",
    }
    for path, body in tables.items():
        answer = upload(office_program, path, body)
        assert (answer.status_code, answer.json()["data"]["stored"]) == (201, 1), answer.content
    assert (Matter.objects.count(), Training.objects.count(), Agency.objects.count()) == (1, 1, 1)
    wrong = upload(office_program, "/agencies/import?x=1", "a,b\n1,2\n")
    assert wrong.json()["error"]["code"] == "table.headings"


def test_agencies_tell_their_work_only_where_there_is_a_ledger(office_program: Any) -> None:
    upload(office_program, "/agencies/import", "name,code\n灯塔代理所,44101\n港湾代理所,44102\n")
    told = office_program.get("/agencies").json()
    assert {one["name"]: one["code"] for one in told["data"]} == {
        "港湾代理所": "44102", "灯塔代理所": "44101",
    }  # fmt: skip
    assert all(one["work"] is None and one["listed"] for one in told["data"])
    assert office_program.get("/agencies?listed=false").json()["data"] == []


def test_a_stations_program_reads_its_own_town(program: Any, office_program: Any) -> None:
    for town in (TOWN, OTHER):
        office_program.post("/matters", FEES | {"town": town})
    body = Organisation.objects.create(
        kind="town_station", name="南村镇工作站", town=TOWN, made_at=timezone.now()
    )
    mei = create(
        username="mei", password="correct-horse-battery", role="station", organisation=body,
        email="mei@example.org", by=permits.operator(), at=timezone.now(),
    )  # fmt: skip
    station = program(mei)
    told = station.get("/matters").json()["data"]
    assert [one["town"] for one in told] == [TOWN]
    theirs = Matter.objects.get(town=OTHER)
    assert station.get(f"/matters/{theirs.pk}").status_code == 404
    assert station.get(f"/matters?town={OTHER}").status_code == 403
    own = {name: value for name, value in FEES.items() if name != "town"}
    assert station.post("/matters", own).json()["data"]["town"] == TOWN
    assert station.post("/matters", own | {"town": OTHER}).status_code == 403
    assert station.post(f"/matters/{theirs.pk}/reopen", {}).status_code == 404
    firm = Firm.objects.create(name="番禺明灯有限公司", town=OTHER)
    call = {"firm_id": firm.pk, "on": "2021-11-02", "who": "梅", "said": "年费"}
    ours = station.post("/visits", call).json()["data"]
    assert ours["town"] == TOWN, "a station may call on a firm of another town"
    away = office_program.post("/visits", call | {"town": OTHER}).json()["data"]
    assert [one["id"] for one in station.get("/visits").json()["data"]] == [ours["id"]]
    assert station.get(f"/visits/{away['id']}").status_code == 404
    assert station.post("/visits", call | {"town": OTHER}).status_code == 403
    course = {"town": OTHER, "on": "2021-11-02", "topic": "年费", "hours": 2, "attendees": 20}
    held = office_program.post("/trainings", course).json()["data"]["id"]
    proof = upload(office_program, f"/trainings/{held}/evidence", "签到").json()["data"]
    assert station.get(f"/trainings/{held}/evidence").status_code == 404
    assert upload(station, f"/trainings/{held}/evidence", "签到").status_code == 404
    assert station.get(f"/evidence/{proof['id']}/file").status_code == 404
    assert station.post(f"/evidence/{proof['id']}/withdraw", {"why": "误"}).status_code == 404
