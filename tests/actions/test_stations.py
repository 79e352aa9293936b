"""What stations do: matters, appointments, trainings, visits, and tables of them."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from permit_world import AT, OTHER_TOWN, OUR_TOWN, TODAY, body, seated

from ipharbor.actions import permits
from ipharbor.actions.agency.import_agencies import import_agencies
from ipharbor.actions.appointment.make import Stated as NewAppointment
from ipharbor.actions.appointment.make import make
from ipharbor.actions.appointment.settle import settle
from ipharbor.actions.matter.begin import Stated, begin
from ipharbor.actions.matter.change import change, hand_over
from ipharbor.actions.matter.close import close, reopen
from ipharbor.actions.station.import_matters import import_matters
from ipharbor.actions.station.import_trainings import import_trainings
from ipharbor.actions.training import record as trainings
from ipharbor.actions.training.keep_paper import keep_paper, withdraw_paper
from ipharbor.actions.visit.record import record as visit
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.vault import FolderVault
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.queries.station import hand
from ipharbor.records.models import Agency, Firm, Matter, Training, TrainingFirm, Visit
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
BY = permits.operator()
CREDIT = "91440113MA59LAMP1D"
GIVEN: dict[str, Any] = {"seals": Sealer("s", "firm"), "by": BY, "at": AT}


@pytest.fixture
def firm() -> Firm:
    return Firm.objects.create(
        name="番禺明灯有限公司", credit_code=CREDIT, town=OUR_TOWN
    )  # fmt: skip


def come(**told: Any) -> Matter:
    stated = {"received_on": TODAY, "kind": "fees", "subject": "年费", "visitor": "何先生"} | told
    return begin(OUR_TOWN, Stated(**stated), region="panyu", **GIVEN)


def code_of(act: Any, *given: Any, **told: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(HarborError) as wrong:
        act(*given, **told)
    return wrong.value.code, tuple(wrong.value.fields)


def test_matters_are_numbered_by_town_and_year() -> None:
    assert [come().number, come().number] == ["2021-0001", "2021-0002"]
    assert come(received_on=date(2022, 1, 4)).number == "2022-0001"
    elsewhere = Stated(TODAY, "fees", "年费", visitor="何先生")
    assert begin(OTHER_TOWN, elsewhere, region="panyu", **GIVEN).number == "2021-0001"
    assert come(number="甲7").number == "甲7"
    assert code_of(come, number="甲7") == ("matter.number.taken", ("number",))


def test_a_number_that_somebody_typed_is_passed_over() -> None:
    come(number="2021-0002")
    assert come().number == "2021-0003"


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"kind": "tour"}, ("matter.kind.unknown", ("kind",))),
        ({"subject": "  "}, ("station.missing", ("subject",))),
        ({"visitor": ""}, ("station.missing", ("visitor",))),
        ({"subject": "灯" * 201}, ("form.text.long", ("subject",))),
        ({"notes": "灯" * 4001}, ("form.text.long", ("notes",))),
    ],
)
def test_a_matter_is_told_what_it_lacks(told: dict[str, Any], wrong: Any) -> None:
    assert code_of(come, **told) == wrong


def test_a_town_of_another_district_has_no_station_here() -> None:
    stated = Stated(TODAY, "fees", "年费", visitor="何先生")
    assert code_of(begin, "440106001", stated, region="panyu", **GIVEN)[0] == "station.town.unknown"


def test_a_matter_is_handed_over_within_the_station_and_the_office() -> None:
    home, office = body("town_station", "东环街工作站"), body("district_office", "区局")
    stranger = seated("ren", body("lender", "农商银行"))
    mei, lin = seated("mei", home), seated("lin", office)
    assert set(hand.people(OUR_TOWN)) == {mei, lin}
    held = come(owner=mei)
    for owner in (lin, None, mei):
        hand_over(held, owner, **GIVEN)
        held.refresh_from_db()
        assert held.owner == owner
    assert code_of(hand_over, held, stranger, **GIVEN)[0] == "station.owner.elsewhere"
    assert code_of(come, owner=stranger)[0] == "station.owner.elsewhere"


def test_a_closed_matter_stays_as_it_is_until_it_is_opened_again() -> None:
    held = come()
    assert code_of(reopen, held, **GIVEN)[0] == "matter.open"
    assert code_of(close, held, outcome="", on=TODAY, **GIVEN)[0] == "station.missing"
    early = TODAY - timedelta(days=1)
    assert code_of(close, held, outcome="已答复", on=early, **GIVEN)[0] == "matter.closed.before"
    close(held, outcome="已答复", on=TODAY, **GIVEN)
    again = Stated(TODAY, "advice", "别的", visitor="何先生")
    for act in (lambda: change(held, again, **GIVEN), lambda: hand_over(held, None, **GIVEN),
                lambda: close(held, outcome="又", on=TODAY, **GIVEN)):  # fmt: skip
        assert code_of(act)[0] == "matter.closed"
    reopen(held, **GIVEN)
    held.refresh_from_db()
    assert (held.state, held.outcome, held.closed_on) == ("open", "", None)
    assert change(held, again, **GIVEN)
    assert not change(held, again, **GIVEN)


def test_an_appointment_is_told_how_it_went_on_its_day_at_the_earliest(firm: Firm) -> None:
    matter = come(firm=firm)
    held = make(
        OUR_TOWN, NewAppointment(AT + timedelta(days=2), "看通知", firm, matter=matter),
        region="panyu", **GIVEN,
    )  # fmt: skip
    assert code_of(settle, held, "kept", **GIVEN) == ("appointment.early", ("state",))
    settle(held, "cancelled", **GIVEN)
    settle(held, "planned", **GIVEN)
    later = GIVEN | {"at": AT + timedelta(days=2, hours=1)}
    settle(held, "missed", **later)
    assert code_of(settle, held, "missed", **later)[0] == "appointment.settled"
    assert code_of(settle, held, "gone", **later)[0] == "appointment.state.unknown"
    other = NewAppointment(AT, "看通知", firm, matter=matter)
    assert code_of(make, OTHER_TOWN, other, region="panyu", **GIVEN)[0] == (
        "appointment.matter.elsewhere"
    )
    alone = NewAppointment(AT, "看通知")
    assert code_of(make, OUR_TOWN, alone, region="panyu", **GIVEN)[1] == ("visitor",)


def test_a_training_is_recorded_corrected_and_proved(firm: Firm, tmp_path: Path) -> None:
    told = trainings.Stated(TODAY, "年费", Decimal("1.5"), 24, [firm, firm])
    held = trainings.record(OUR_TOWN, told, region="panyu", by=BY, at=AT)
    assert (held.number, held.came.count()) == ("2021-01", 1)
    assert not trainings.correct(held, told, by=BY, at=AT)
    assert trainings.correct(held, trainings.Stated(TODAY, "年费", Decimal(2), 25), by=BY, at=AT)
    assert not TrainingFirm.objects.exists()
    vault = FolderVault(tmp_path)
    kept = keep_paper(held, [b"names"], "签到表.jpg", limit_mb=1, vault=vault, by=BY, at=AT)
    same = keep_paper(held, [b"names"], "又一份.jpg", limit_mb=1, vault=vault, by=BY, at=AT)
    assert same == kept
    assert b"".join(vault.chunks(kept.sha256)) == b"names"
    assert code_of(withdraw_paper, kept, why=" ", by=BY, at=AT)[0] == "paper.why.missing"
    withdraw_paper(kept, why="不是本场", by=BY, at=AT)
    anew = keep_paper(held, [b"names"], "签到表.jpg", limit_mb=1, vault=vault, by=BY, at=AT)
    assert anew != kept


@pytest.mark.parametrize(
    ("hours", "attendees", "field"), [("-1", 24, "hours"), ("2", -1, "attendees"),
                                      ("201", 24, "hours"), ("2", 100_001, "attendees")],
)  # fmt: skip
def test_a_training_takes_no_figure_that_cannot_be(hours: str, attendees: int, field: str) -> None:
    told = trainings.Stated(TODAY, "年费", Decimal(hours), attendees)
    found = code_of(trainings.record, OUR_TOWN, told, region="panyu", by=BY, at=AT)
    assert found == ("training.figure", (field,))


def test_a_station_writes_down_nothing_for_another_town(firm: Firm) -> None:
    mei = permits.of(seated("mei", body("town_station", "东环街工作站")))
    given = GIVEN | {"by": mei}
    stated = Stated(TODAY, "fees", "年费", visitor="何先生")
    assert begin(OUR_TOWN, stated, region="panyu", **given)
    assert code_of(begin, OTHER_TOWN, stated, region="panyu", **given)[0] == "permit.denied"
    called = {"on": TODAY, "who": "梅", "said": "好", "region": "panyu"}
    assert code_of(visit, OTHER_TOWN, firm, **called, **given)[0] == "permit.denied"
    lesson = trainings.Stated(TODAY, "年费", Decimal(2), 24)
    denied = code_of(trainings.record, OTHER_TOWN, lesson, region="panyu", by=mei, at=AT)
    assert denied[0] == "permit.denied"


def test_no_name_of_a_visitor_is_read_in_the_journal_or_the_log(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    come(visitor="欧阳克", notes="住在石楼")
    make(OUR_TOWN, NewAppointment(AT, "看通知", visitor="欧阳克"), region="panyu", **GIVEN)
    path = tmp_path / "m.csv"
    path.write_text(
        f"number,town,received_on,subject,visitor\n9,{OUR_TOWN},2021-01-04,年费,欧阳克\n",
        encoding="utf-8",
    )
    import_matters(path, region="panyu", **GIVEN)
    assert Line.objects.count() == 3
    for line in Line.objects.all():
        sealed = chain.enclosure(line).pop("sealed")
        assert "欧阳克" not in f"{line.subject}{line.details}{sealed}"
    assert "欧阳克" not in caplog.text


def matters_table(folder: Path, firm: Firm) -> Path:
    path = folder / "matters.csv"
    path.write_text(
        "number,town,received_on,kind,firm,visitor,subject,closed_on,outcome\n"
        f"1,{OUR_TOWN},2021-01-04,fees,{firm.credit_code},何先生,年费,2021-01-05,已答复\n"
        f"2,{OUR_TOWN},2021-01-04,advice,,梁小姐,查新,,\n"
        f"3,{OTHER_TOWN},2021-01-04,advice,{firm.name},,查新,2021-01-06,\n"
        f"4,{OUR_TOWN},2021-01-04,advice,番禺无名有限公司,,查新,,\n"
        "5,440106001,2021-01-04,advice,,何先生,查新,,\n",
        encoding="utf-8",
    )
    return path


def test_a_table_of_matters_is_brought_in_once_and_its_receipt_adds_up(
    tmp_path: Path, firm: Firm
) -> None:
    path = matters_table(tmp_path, firm)
    first = import_matters(path, region="panyu", **GIVEN)
    assert (first.read, first.stored, first.set_aside) == (5, 4, 1)
    assert first.adds_up()
    assert {one.code for one in first.findings} == {"station.row.firm", "station.row.town"}
    fees = Matter.objects.get(number="1")
    assert (fees.firm, fees.state, fees.outcome) == (firm, "closed", "已答复")
    assert Matter.objects.get(number="3").firm == firm
    again = import_matters(path, region="panyu", **GIVEN)
    assert (again.stored, again.changed, again.unchanged) == (0, 0, 4)
    assert again.adds_up()
    assert Line.objects.filter(action="station.import_matters").count() == 1


def test_what_was_changed_here_outlives_the_next_table(tmp_path: Path, firm: Firm) -> None:
    path = matters_table(tmp_path, firm)
    import_matters(path, region="panyu", **GIVEN)
    held = Matter.objects.get(number="2")
    change(held, Stated(held.received_on, "advice", "查新三件", visitor="梁小姐"), **GIVEN)
    path.write_text(path.read_text("utf-8").replace("已答复", "已缴"), encoding="utf-8")
    done = import_matters(path, region="panyu", **GIVEN)
    assert (done.changed, done.unchanged) == (1, 3)
    assert [one.code for one in done.findings if one.row == 3] == ["station.row.by_hand"]
    assert Matter.objects.get(number="2").subject == "查新三件"
    assert Matter.objects.get(number="1").outcome == "已缴"


def test_a_station_brings_in_its_own_town_and_no_other(tmp_path: Path, firm: Firm) -> None:
    mei = permits.of(seated("mei", body("town_station", "东环街工作站")))
    path = matters_table(tmp_path, firm)
    given = GIVEN | {"by": mei}
    assert code_of(import_matters, path, region="panyu", **given)[0] == "permit.denied"
    done = import_matters(path, town=OUR_TOWN, region="panyu", **given)
    assert (done.stored, done.set_aside) == (3, 2)
    assert not Matter.objects.filter(town=OTHER_TOWN).exists()
    assert "station.row.elsewhere" in {one.code for one in done.findings}


def test_a_table_of_trainings_is_brought_in_once(tmp_path: Path, firm: Firm) -> None:
    path = tmp_path / "trainings.csv"
    path.write_text(
        "number,town,on,topic,hours,attendees,firms\n"
        f"1,{OUR_TOWN},2021-01-04,年费,2,24,{firm.credit_code}|番禺无名有限公司\n",
        encoding="utf-8",
    )
    done = import_trainings(path, region="panyu", by=BY, at=AT)
    assert (done.stored, [one.code for one in done.findings]) == (1, ["station.row.firm"])
    assert [one.firm for one in Training.objects.get().came.all()] == [firm]
    again = import_trainings(path, region="panyu", by=BY, at=AT)
    assert (again.stored, again.changed, again.unchanged) == (0, 0, 1)
    Firm.objects.create(name="番禺无名有限公司")
    third = import_trainings(path, region="panyu", by=BY, at=AT)
    assert (third.changed, Training.objects.get().came.count()) == (1, 2)


def test_agencies_are_brought_in_once_and_an_empty_cell_takes_nothing_away(
    tmp_path: Path,
) -> None:
    path = tmp_path / "agencies.csv"
    head = "name,code,founded,practitioners,town\n"
    path.write_text(f"{head}明灯专利代理所,44101,2003,18,市桥街\n", encoding="utf-8")
    first = import_agencies(path, region="panyu", by=BY, at=AT)
    again = import_agencies(path, region="panyu", by=BY, at=AT)
    assert ((first.stored, again.unchanged), Line.objects.count()) == ((1, 1), 1)
    path.write_text(
        f"{head}明灯专利代理所,,,21,\n走马专利代理所,44101,,,\n", encoding="utf-8"
    )  # fmt: skip
    done = import_agencies(path, region="panyu", by=BY, at=AT)
    assert (done.changed, done.set_aside) == (1, 1)
    assert [one.code for one in done.findings] == ["agency.code.taken"]
    held = Agency.objects.get()
    assert (held.code, held.founded, held.practitioners) == ("44101", 2003, 21)


def test_a_visit_says_who_went_and_what_was_said(firm: Firm) -> None:
    told = {"on": TODAY, "who": "方明", "said": "想办质押\r\n下月再来", "region": "panyu"}
    visit(OUR_TOWN, firm, **told, **GIVEN)
    assert Visit.objects.get().said == "想办质押\n下月再来"
    lacking = told | {"said": ""}
    assert code_of(visit, OUR_TOWN, firm, **lacking, **GIVEN) == ("station.missing", ("said",))
