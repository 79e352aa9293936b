"""The desk for programs: the same figures as the page, no further than the token's scopes reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.rights.take_up import take_up
from ipharbor.queries import desk as queries
from ipharbor.queries.docket import docket
from ipharbor.queries.law import book
from ipharbor.records.models import Firm, RightEvent, Task
from ipharbor.web._days import usual_day


@pytest.fixture
def lamps(firm_person: Any, corpus: Any) -> Firm:
    firm: Firm = firm_person.firm
    take_up(firm.name, corpus=corpus, by=permits.operator(), at=timezone.now())
    return firm


def closed(firm: Firm, title: str) -> Task:
    at = timezone.now()
    return Task.objects.create(
        firm=firm, title=title, state="done", closed_at=at, closed_by_name="fang",
        made_by_name="fang", made_at=at, changed_at=at,
    )  # fmt: skip


def test_the_desk_tells_the_figures_of_docket_and_tasks(
    firm_program: Any, firm_person: Any, lamps: Firm
) -> None:
    at = timezone.now()
    Task.objects.create(
        firm=lamps, title="查新", owner=firm_person, due_on=usual_day() - timedelta(days=1),
        made_by_name="fang", made_at=at, changed_at=at,
    )  # fmt: skip
    answer = firm_program.get("/desk").json()
    told = answer["data"]
    held = docket(lamps, law=book("440113"), on=usual_day(), data_until=usual_day())
    rights, dues = queries.rights(held), queries.dues(held)
    assert answer["meta"]["as_of"] == usual_day().isoformat()
    assert told["firm"]["id"] == lamps.pk
    assert told["rights"]["total"] == rights.total == lamps.rights.count()
    assert sum(row["total"] for row in told["rights"]["by_state"]) == rights.total
    assert (told["dues"]["count"], len(told["dues"]["rights"])) == (len(dues.lines),) * 2
    assert float(told["dues"]["amount"]) == float(dues.amount)
    assert told["tasks"] == {"firm": 1, "mine": 1, "nobody": 0, "late": 1, "soon": 0}
    assert told["team"] == [{"name": str(firm_person), "manager": firm_person.manager}]
    assert told["check"] is None


def test_a_part_that_the_scopes_do_not_reach_is_null(
    program: Any, firm_person: Any, lamps: Firm
) -> None:
    closed(lamps, "查新")
    narrow = program(firm_person, ("desk.read", "task.read"))
    told = narrow.get("/desk").json()["data"]
    assert told["tasks"] is not None
    for part in ("rights", "dues", "warnings", "check", "products", "papers", "team"):
        assert told[part] is None, part
    RightEvent.objects.create(
        key=lamps.rights.exclude(granted_on=None)[0].key, code="PE01", on=usual_day(),
        known_on=usual_day(), source="gazette",
    )  # fmt: skip
    rows = narrow.get("/desk/changes").json()["data"]
    assert {row["sort"] for row in rows} == {"task"}
    refused = program(firm_person, ("task.read",)).get("/desk")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "permit.scope")


def test_changes_come_page_by_page_in_the_order_in_which_they_became_known(
    firm_program: Any, lamps: Firm
) -> None:
    granted = lamps.rights.exclude(granted_on=None)
    for number in range(3):
        day = usual_day() - timedelta(days=number)
        RightEvent.objects.create(
            key=granted[0].key, code="PE01", on=day, known_on=day, number=f"Y{number}",
            details={"pledgee": "番禺银行"}, source="gazette",
        )  # fmt: skip
    closed(lamps, "查新")
    since = (usual_day() - timedelta(days=60)).isoformat()
    whole = firm_program.get(f"/desk/changes?since={since}").json()
    assert whole["meta"]["total"] == len(whole["data"]) >= 4
    seen, cursor = [], ""
    while True:
        page = firm_program.get(f"/desk/changes?since={since}&limit=2&cursor={cursor}").json()
        seen += page["data"]
        if not page["next"]:
            break
        cursor = page["next"]
    assert seen == whole["data"]
    assert [row["known_on"] for row in seen] == sorted(row["known_on"] for row in seen)
    assert any("番禺银行" in row["told"] for row in seen)
    english = firm_program.get(
        f"/desk/changes?since={since}", headers={"Accept-Language": "en"}
    ).json()["data"]
    assert any("pledgee 番禺银行" in row["told"] for row in english)


def test_a_day_that_is_not_before_the_day_shown_is_refused(firm_program: Any, lamps: Firm) -> None:
    refused = firm_program.get(f"/desk/changes?since={usual_day().isoformat()}")
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "desk.since.late"


def test_offices_and_stations_have_no_desk_of_a_firm(program: Any, office: Any) -> None:
    assert program(office).get("/desk").status_code == 403
