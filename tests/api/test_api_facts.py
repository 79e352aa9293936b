"""What the office states of the region, its reports, and a person's mails, by programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ipharbor.records.models import Firm, HandledCase, Job, Organisation, Person, Target

STONE, SAND = "440113105", "440113017"


def data(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()["data"]


def refused(answer: Any) -> tuple[int, str, list[str]]:
    told = answer.json()["error"]
    return answer.status_code, told["code"], told["fields"]


def send(program: Any, path: str, name: str, text: str) -> Any:
    file = SimpleUploadedFile(name, text.encode())
    key = {"Idempotency-Key": path.replace("/", ".")}
    return program.ask("post", path, data={"file": file}, headers=key)


def test_a_target_is_set_told_and_taken_away(office_program: Any) -> None:
    stated = {"year": 2021, "figure": "invention_share", "value": "0.3"}
    assert data(office_program.change("put", "/region/targets", stated))["value"] == "0.3000"
    data(office_program.change("put", "/region/targets", stated | {"town": SAND}))
    told = data(office_program.get("/region/targets?year=2021"))
    assert [(one["town"], one["value"]) for one in told] == [("", "0.3000"), (SAND, "0.3000")]
    assert data(office_program.get("/region/targets?year=2020")) == []
    none = {"year": 2021, "figure": "invention_share", "town": SAND, "value": None}
    assert data(office_program.change("put", "/region/targets", none)) is None
    assert Target.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"figure": "beauty"}, "target.figure.unknown", "figure"),
        ({"town": "999"}, "target.town.unknown", "town"),
        ({"value": "1.5"}, "target.value.unreadable", "value"),
    ],
)
def test_a_target_that_cannot_be_is_refused_at_its_field(
    office_program: Any, wrong: dict[str, str], code: str, field: str
) -> None:
    stated = {"year": 2021, "figure": "invention_share", "value": "0.3"} | wrong
    assert refused(office_program.change("put", "/region/targets", stated)) == (422, code, [field])
    assert not Target.objects.exists()


def test_a_station_is_told_the_targets_of_its_town(
    office_program: Any, program: Callable[..., Any]
) -> None:
    for town in ("", STONE, SAND):
        office_program.change(
            "put", "/region/targets", {"year": 2021, "figure": "granted", "town": town, "value": 9}
        )
    body = Organisation.objects.create(
        kind="town_station", name="石碁站", town=STONE, made_at=timezone.now()
    )
    person = Person.objects.create(username="shi", role="station", organisation=body)
    station = program(person)
    assert [one["town"] for one in data(station.get("/region/targets"))] == [STONE]
    denied = station.change(
        "put", "/region/targets", {"year": 2021, "figure": "granted", "value": 1}
    )
    assert denied.status_code == 403


def test_tables_come_in_with_receipts_that_add_up_and_findings(office_program: Any) -> None:
    tables = {
        "/region/targets/import": "year,figure,town,value\n2026,granted,,30000\n2026,beauty,,1\n",
        "/region/cases/import": "number,kind,received_on\n番知1号,mediation,2021-03-01\n2号,x,\n",
        "/holders/import": "name,kind\n番禺荷花灯厂,firm\n,firm\n",
    }
    for path, text in tables.items():
        told = data(send(office_program, path, "a.csv", text), 201)
        assert (told["read"], told["stored"], told["set_aside"]) == (2, 1, 1), path
        assert told["findings"][0]["row"] == 3, path
    assert Firm.objects.filter(name="番禺荷花灯厂").exists()
    (case,) = data(office_program.get("/region/cases?kind=mediation"))
    assert (case["number"], case["received_on"]) == ("番知1号", "2021-03-01")
    assert data(office_program.get("/region/cases?kind=transfer")) == []
    assert HandledCase.objects.count() == 1


def test_an_award_entered_twice_is_one(office_program: Any) -> None:
    stated = {"right": "CN201510163325.6", "name": "中国专利银奖", "on": "2021-06-24"}
    first = data(office_program.post("/region/awards", stated), 201)
    assert data(office_program.post("/region/awards", stated), 201)["id"] == first["id"]
    later = stated | {"on": "2099-01-01"}
    assert refused(office_program.post("/region/awards", later)) == (
        422, "award.day.to_come", ["on"],
    )  # fmt: skip


def test_long_work_is_asked_for_as_a_job_and_once(office_program: Any) -> None:
    for path, body, kind in (
        ("/region/reports", {"month": "2021-10", "known": "2021-11-30"}, "report.month"),
        ("/region/dockets", None, "rights.take_up_region"),
        ("/region/ledger", None, "ledger.make"),
    ):
        key = {"Idempotency-Key": f"once-{kind}"}
        job = data(office_program.post(path, body, headers=key), 202)
        assert (job["kind"], job["state"]) == (kind, "waiting")
        assert data(office_program.post(path, body, headers=key), 202)["id"] == job["id"]
        assert Job.objects.filter(kind=kind).count() == 1
    over = office_program.post("/region/reports", {"month": "2021-12", "known": "2021-12-30"})
    assert refused(over) == (422, "report.month.not_over", ["known"])


def test_a_person_chooses_mails_by_kind(office_program: Any) -> None:
    kinds = {one["kind"]: one for one in data(office_program.get("/me/mail"))}
    assert kinds["digest"] == {"kind": "digest", "wanted": False, "usual": False}
    assert data(office_program.change("put", "/me/mail/digest", {"wanted": True}))["wanted"]
    kinds = {one["kind"]: one["wanted"] for one in data(office_program.get("/me/mail"))}
    assert kinds["digest"]
    assert kinds["warnings"]
    unknown = office_program.change("put", "/me/mail/love", {"wanted": True})
    assert refused(unknown)[:2] == (422, "mail.kind.unknown")
    (mail,) = data(office_program.get("/me/mails"))  # of the token made for this program
    assert (mail["state"], mail["sent_at"]) == ("waiting", None)
