"""An office corrects the chains of its region's industries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.industry.change import Draft, change
from ipharbor.actions.industry.end import end
from ipharbor.journal.models import Line
from ipharbor.records.industries import standing
from ipharbor.records.models import IndustryVersion
from ipharbor.vocabulary.chains import Industry, industries
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
OPERATOR = permits.operator()
pytestmark = pytest.mark.django_db
LAMP = Draft(name_zh="灯具", name_en="Lamps", stage="midstream", ipc="F21V，F21S", locarno="26")


def changed(
    code: str = "lighting", *drafts: Draft, at: datetime = AT, **told: Any
) -> IndustryVersion:
    given = {"name_zh": "灯光", "name_en": "Lights", "reason": "按新规划", "region": "panyu"} | told
    return change(code, drafts=drafts or (LAMP,), by=OPERATOR, at=at, **given)


def held(code: str, on: date | None = None) -> Industry | None:
    return next((one for one in standing("panyu", on) if one.code == code), None)


def test_a_changed_chain_stands_from_its_day_on_and_the_earlier_one_before() -> None:
    begun = held("lighting")
    changed()
    now = held("lighting")
    assert now is not None
    assert now.ipc == ("F21V", "F21S")
    assert now.links[0].locarno == ("26",)
    assert held("lighting", date(2021, 11, 29)) == begun
    assert held("lighting", date(2021, 11, 30)) == now
    assert [one.code for one in standing("panyu")] == [one.code for one in industries("panyu")]


def test_of_two_changes_on_a_day_the_later_one_stands() -> None:
    changed()
    changed("lighting", LAMP, name_zh="灯光音响", at=AT + timedelta(minutes=5))
    now = held("lighting")
    assert now is not None
    assert now.name_zh == "灯光音响"


def test_an_industry_of_the_offices_own_stands_behind_the_regions() -> None:
    changed("low_altitude", LAMP)
    assert [one.code for one in standing("panyu")][-1] == "low_altitude"


def test_an_ended_industry_is_gone_from_its_day_on_and_can_begin_again() -> None:
    end("lighting", reason="并入其他", region="panyu", by=OPERATOR, at=AT)
    assert held("lighting") is None
    assert held("lighting", date(2021, 11, 29)) is not None
    with pytest.raises(HarborError) as unknown:
        end("lighting", reason="再停", region="panyu", by=OPERATOR, at=AT)
    assert unknown.value.code == "industry.unknown"
    changed(at=AT + timedelta(days=1))
    assert held("lighting") is not None


def test_the_journal_tells_the_whole_chain_and_why() -> None:
    version = changed()
    line = Line.objects.latest("seq")
    assert (line.action, line.subject) == ("industry.change", "industry:lighting")
    assert line.details["reason"] == "按新规划"
    assert line.details["version"] == version.pk


def test_a_chain_that_stands_so_already_is_not_saved_again() -> None:
    changed()
    with pytest.raises(HarborError) as same:
        changed(at=AT + timedelta(days=1))
    assert same.value.code == "industry.unchanged"
    assert IndustryVersion.objects.count() == 1


def draft(**told: str) -> Draft:
    return Draft(**{"name_zh": "灯", "name_en": "Lamp", "stage": "midstream", "ipc": "F21V"} | told)


@pytest.mark.parametrize(
    ("drafts", "code", "field"),
    [
        ((draft(ipc="F21V 29/83"),), "industry.prefix.deep", "ipc-0"),
        ((LAMP, draft(ipc="F21V, 灯")), "industry.prefix.unreadable", "ipc-1"),
        ((draft(locarno="99"),), "industry.locarno.unreadable", "locarno-0"),
        ((draft(ipc=""),), "industry.link.empty", "ipc-0"),
        ((draft(name_zh=""),), "industry.name.missing", "name_zh-0"),
        ((draft(stage="beyond"),), "industry.stage.unknown", "stage-0"),
        ((draft(code="Ü"),), "industry.code.unreadable", "code"),
        ((Draft(stage="midstream"),), "industry.links.none", "ipc-0"),
        ((draft(),) * 21, "industry.links.many", "ipc-0"),
        (
            (draft(ipc=", ".join(f"F21V {n}" for n in range(1, 50))),),
            "industry.prefixes.many",
            "ipc-0",
        ),
        ((draft(name_en="x" * 121),), "form.text.long", "name_en-0"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_nothing_is_saved(
    drafts: tuple[Draft, ...], code: str, field: str
) -> None:
    with pytest.raises(HarborError) as wrong:
        changed("lighting", *drafts)
    assert (wrong.value.code, wrong.value.fields) == (code, (field,))
    assert wrong.value.told("zh").what
    assert not IndustryVersion.objects.exists()
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"reason": "  "}, "industry.reason.missing"),
        ({"reason": "x" * 501}, "form.text.long"),
        ({"name_zh": ""}, "industry.name.missing"),
        ({"name_en": "x" * 121}, "form.text.long"),
    ],
)
def test_names_and_a_reason_are_asked_for(told: dict[str, str], code: str) -> None:
    with pytest.raises(HarborError) as wrong:
        changed("lighting", LAMP, **told)
    assert wrong.value.code == code


def test_links_without_a_code_get_one_of_their_own() -> None:
    changed("lighting", LAMP, draft(), draft(code="lamp"), draft(code="lamp"))
    codes = [link["code"] for link in IndustryVersion.objects.get().links]
    assert len(set(codes)) == 4
    assert "lamp" in codes


def test_every_link_can_be_typed_again_as_it_stands() -> None:
    for industry in industries("panyu"):
        version = changed(
            f"again_{industry.code}", *(Draft.of(link) for link in industry.links),
            name_zh=industry.name_zh, name_en=industry.name_en,
        )  # fmt: skip
        assert version.industry().links == industry.links
