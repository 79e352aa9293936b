"""Nobody is left alone with a red warning: what a station and the office are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from permit_world import AT, OTHER_TOWN, OUR_TOWN, TODAY, body, seated, warning_of

from ipharbor.actions import permits
from ipharbor.actions.mail.alarms import Untouched, lay_down_alarms
from ipharbor.actions.warning.acknowledge import acknowledge
from ipharbor.journal.models import Outgoing
from ipharbor.queries import alarms
from ipharbor.records.models import Firm, IssuedWarning, Person

pytestmark = pytest.mark.django_db


def alarm(name: str, town: str, grade: str = "red", days: int = 5) -> IssuedWarning:
    firm = Firm.objects.create(name=name, town=town)
    owner = seated(f"of{firm.pk}", body("firm", name, firm=firm))
    made = warning_of(owner)
    made.grade, made.created_at = grade, AT - timedelta(days=days)
    made.changed_at = made.created_at
    made.save()
    return made


@pytest.fixture
def liang() -> Person:
    return seated("liang", body("town_station", "大龙街服务站"))


def told(days: int = 3) -> list[tuple[Person, list[Untouched]]]:
    return [
        (person, [Untouched(**vars(one)) for one in some])
        for person, some in alarms.untouched(days=days, at=AT)
    ]


def mailed(found: Any) -> int:
    return lay_down_alarms(
        found, base_url="http://harbor.example", by=permits.operator(), at=AT
    )  # fmt: skip


def test_a_station_learns_which_firms_have_a_warning_and_nothing_of_what_it_says() -> None:
    alarm("番禺明灯有限公司", OUR_TOWN, days=5)
    alarm("番禺荷花灯厂", OUR_TOWN, "orange")
    alarm("番禺萤火厂", OUR_TOWN, "yellow")
    alarm("佛山远光有限公司", OTHER_TOWN)
    rows = alarms.of_town(OUR_TOWN, on=TODAY)
    assert [(row.firm, row.grade, row.state, row.days) for row in rows] == [
        ("番禺明灯有限公司", "red", "new", 5), ("番禺荷花灯厂", "orange", "new", 5),
    ]  # fmt: skip
    assert set(vars(rows[0])) == {
        "firm", "firm_id", "kind", "grade", "state", "since", "days", "days_in_state",
    }  # fmt: skip


def test_held_and_closed_warnings_are_none_of_the_stations_business() -> None:
    held, closed = alarm("甲厂", OUR_TOWN), alarm("乙厂", OUR_TOWN)
    IssuedWarning.objects.filter(pk=held.pk).update(decision="held")
    IssuedWarning.objects.filter(pk=closed.pk).update(state="closed", verdict="useful")
    assert alarms.of_town(OUR_TOWN, on=TODAY) == ()


def test_the_office_is_told_counts_by_town() -> None:
    alarm("甲厂", OUR_TOWN, days=9)
    taken = alarm("乙厂", OUR_TOWN)
    acknowledge(taken.pk, by=permits.of(taken.person), at=AT)
    alarm("丙厂", OUR_TOWN, "orange", days=2)
    here, there = alarms.by_town([OUR_TOWN, OTHER_TOWN], on=TODAY)
    assert (here.red, here.red_untouched, here.orange, here.longest) == (2, 1, 1, 9)
    assert (there.red, there.longest) == (0, None)


def test_a_station_is_mailed_of_a_red_warning_untouched_for_three_days_and_once(
    liang: Person,
) -> None:
    alarm("番禺明灯有限公司", OUR_TOWN, days=5)
    alarm("佛山远光有限公司", OTHER_TOWN, days=5)
    assert mailed(told()) == 1
    mail = Outgoing.objects.get()
    assert mail.to == liang.email
    assert "番禺明灯有限公司" in mail.body and "佛山远光" not in mail.body
    assert "http://harbor.example/station/alarms/" in mail.body
    assert mailed(told()) == 0
    alarm("番禺荷花灯厂", OUR_TOWN, days=4)
    assert mailed(told()) == 1


def test_what_is_fresh_touched_or_orange_is_not_mailed(liang: Person) -> None:
    alarm("甲厂", OUR_TOWN, days=2)
    alarm("乙厂", OUR_TOWN, "orange")
    taken = alarm("丙厂", OUR_TOWN)
    acknowledge(taken.pk, by=permits.of(taken.person), at=AT)
    assert told() == []


def test_who_is_no_longer_at_the_station_gets_no_mail(liang: Person) -> None:
    alarm("番禺明灯有限公司", OUR_TOWN)
    liang.memberships.update(until=AT)
    assert told() == []
