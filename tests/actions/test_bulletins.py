"""Bulletins: whom they reach, what supersedes and withdraws them, who has read them."""

from __future__ import annotations

from typing import Any

import pytest
from permit_world import AT, OUR_TOWN, actor, body, seated

from ipharbor.actions.bulletin.acknowledge import acknowledge
from ipharbor.actions.bulletin.issue import Told, issue
from ipharbor.actions.bulletin.withdraw import withdraw
from ipharbor.actions.mail.choose import choose
from ipharbor.journal.models import Line, Outgoing
from ipharbor.queries import bulletins
from ipharbor.records.models import Bulletin, Firm, Person, Right
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
LANDSCAPE = (("全景", "/landscape/?q=ipc:F21V"),)
LAMPS: dict[str, Any] = {
    "title_zh": "灯光行业预警", "text_zh": "近期同类申请激增。", "audience": "trade",
    "value": "灯光音响", "evidence": LANDSCAPE,
}  # fmt: skip


def of_firm(name: str, **told: Any) -> Person:
    firm = Firm.objects.create(name=name, **told)
    return seated(f"of{firm.pk}", body("firm", name, firm=firm))


@pytest.fixture
def officer() -> Person:
    return seated("officer", body("district_office", "区局"))


@pytest.fixture
def lamp() -> Person:
    return of_firm("番禺明灯有限公司", trade="灯光音响", town=OUR_TOWN)


@pytest.fixture
def bag() -> Person:
    return of_firm("番禺皮具厂", trade="皮具箱包", town="440113016")


def issued(by: Person, supersedes: int | None = None, **told: Any) -> Bulletin:
    return issue(
        Told(**(LAMPS | told)), supersedes=supersedes, region="panyu",
        base_url="http://harbor.example", by=actor(by), at=AT,
    )  # fmt: skip


def reads(person: Person, bulletin: Bulletin) -> bool:
    return bulletins.one(person, person.role, bulletin.pk, lang="zh") is not None


def test_a_bulletin_to_a_trade_lies_in_the_inboxes_of_its_firms_alone(
    officer: Person, lamp: Person, bag: Person
) -> None:
    made = issued(officer)
    assert [copy.person for copy in made.copies.all()] == [lamp]
    assert (bulletins.unread(lamp).bulletins, bulletins.unread(bag).bulletins) == (1, 0)
    assert (reads(lamp, made), reads(bag, made), reads(officer, made)) == (True, False, True)
    mail = Outgoing.objects.get()
    assert (mail.to, "灯光行业预警" in mail.subject) == (lamp.email, True)
    assert f"http://harbor.example/bulletins/{made.pk}/" in mail.body


def test_it_reaches_a_town_and_everybody_as_well(
    officer: Person, lamp: Person, bag: Person
) -> None:
    town = issued(officer, audience="town", value=OUR_TOWN)
    everybody = issued(officer, audience="all", value="")
    assert [copy.person for copy in town.copies.all()] == [lamp]
    assert {copy.person for copy in everybody.copies.all()} == {lamp, bag}
    bank = seated("bank", body("lender", "番禺农商银行"))
    assert (reads(bank, town), reads(bank, everybody)) == (False, True)


def test_an_industry_reaches_its_trades_and_holders_of_its_classes(
    officer: Person, lamp: Person, bag: Person
) -> None:
    other = of_firm("番禺光学厂", trade="其他")
    Right.objects.create(
        firm=other.firm, key="CN1", patent_type="invention", ipc="F21V 29/83", taken_up_at=AT
    )
    made = issued(officer, audience="industry", value="lighting")
    assert other in {copy.person for copy in made.copies.all()}
    assert bag not in {copy.person for copy in made.copies.all()}


def test_who_wants_no_such_mail_still_finds_it_in_the_inbox(officer: Person, lamp: Person) -> None:
    choose(lamp, "bulletins", wanted=False, by=actor(lamp), at=AT)
    issued(officer)
    assert Outgoing.objects.get().state == "withheld"
    assert bulletins.unread(lamp).bulletins == 1


def test_it_is_acknowledged_once_by_each_reader(officer: Person, lamp: Person) -> None:
    made = issued(officer)
    assert acknowledge(made.pk, lamp, by=actor(lamp), at=AT)
    assert not acknowledge(made.pk, lamp, by=actor(lamp), at=AT)
    row = bulletins.one(officer, "office", made.pk, lang="zh")
    assert row is not None and (row.copies, row.read) == (1, 1)
    assert Line.objects.filter(action="bulletin.acknowledge").count() == 1
    with pytest.raises(HarborError) as refused:
        acknowledge(made.pk, officer, by=actor(officer), at=AT)
    assert refused.value.code == "bulletin.unknown"


def test_a_newer_one_takes_its_place_and_nothing_is_deleted(officer: Person, lamp: Person) -> None:
    first = issued(officer)
    second = issued(officer, supersedes=first.pk, title_zh="灯光行业预警（二）")
    states = [row.state for row in bulletins.rows(bulletins.for_person(lamp, "firm"), lang="zh")]
    assert states == ["standing", "superseded"]
    with pytest.raises(HarborError) as over:
        issued(officer, supersedes=first.pk)
    assert over.value.code == "bulletin.over"
    withdraw(second.pk, why="数据有误", by=actor(officer), at=AT)
    row = bulletins.one(lamp, "firm", second.pk, lang="en")
    assert row is not None
    assert (row.state, row.withdrawn_why, row.lang) == ("withdrawn", "数据有误", "zh")
    assert Bulletin.objects.count() == 2
    assert bulletins.unread(lamp).bulletins == 1


@pytest.mark.parametrize(
    ("told", "wrong", "field"),
    [
        ({"title_zh": ""}, "bulletin.text.missing", "title_zh"),
        ({"title_en": "Lamps"}, "bulletin.text.missing", "title_en"),
        ({"value": "魔术"}, "bulletin.value.unknown", "value"),
        ({"audience": "all"}, "bulletin.value.unknown", "value"),
        ({"audience": "moths"}, "bulletin.audience.unknown", "audience"),
        ({"evidence": ()}, "bulletin.evidence.missing", "evidence"),
        ({"evidence": (("远", "https://elsewhere.example/"),)}, "bulletin.evidence.unfit",
         "evidence"),
        ({"evidence": (("远", "/landscape/../journal/"),)}, "bulletin.evidence.unfit",
         "evidence"),
        ({"evidence": (("", "/landscape/"),)}, "bulletin.evidence.unfit", "evidence"),
        ({"text_zh": "长" * 8001}, "form.text.long", "text_zh"),
    ],
)  # fmt: skip
def test_what_cannot_be_issued_is_told_at_its_field(
    officer: Person, lamp: Person, told: dict[str, Any], wrong: str, field: str
) -> None:
    with pytest.raises(HarborError) as refused:
        issued(officer, **told)
    assert (refused.value.code, refused.value.fields) == (wrong, (field,))
    assert not Bulletin.objects.exists()
