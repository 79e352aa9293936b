"""The page of agencies: who is in the register, what they did, and bringing a table in."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from desk import NOON, lamps
from django.test import Client

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.records.models import Agency, Organisation, Person
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region
from statements import table

pytestmark = pytest.mark.django_db
TABLE = (
    "机构名称,机构代码,执业代理师人数,所在镇街\n灯塔代理所,44101,7,南村镇\n港湾代理所,44101,3,\n"
)


def held(name: str, **told: Any) -> Agency:
    return Agency.objects.create(name=name, made_at=NOON, changed_at=NOON, **told)


def upload(client: Client, body: str) -> Any:
    file = io.BytesIO(body.encode())
    file.name = "机构.csv"
    return client.post("/agencies/", {"file": file})


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_without_a_ledger_the_page_tells_the_register_alone(at_desk: Client) -> None:
    held("灯塔代理所", code="44101")
    answer = at_desk.get("/agencies/")
    assert "灯塔代理所" in text(answer)
    assert "授权率" not in {str(one.words) for one in answer.context["found"].asking.columns}
    assert "尚未生成区域总账" in text(answer)


def test_an_agency_that_publications_name_is_told_though_the_register_has_it_not(
    office: Person, home: Path, client: Client
) -> None:
    told = [one | {"agency": "港湾代理所"} for one in lamps() if one["granted_on"]]
    with Loading(home / "corpus") as loading:
        loading.add(table(*told))
        loading.finish(Brought("sample-region.csv.gz", "exchange", "b" * 64), on=NOON.date())
    held("灯塔代理所", code="44101", practitioners=4)
    make_ledger(
        current().ledger, corpus=wiring.corpus(), region=region(), law=load(), at=NOON, anew=True,
        by=permits.operator(),
    )  # fmt: skip
    client.force_login(office)
    answer = client.get("/agencies/")
    rows = {row.name: row for row in answer.context["found"].rows}
    assert rows["灯塔代理所"].listed
    assert rows["灯塔代理所"].work.granted == 0
    named = rows["港湾代理所"]
    assert not named.listed
    assert named.work.granted > 0
    there = re.findall(r'href="(/cockpit/rights/[^"]+)"', answer.content.decode())
    counts = [client.get(one.replace("&amp;", "&")).context["found"].total for one in there]
    assert {named.work.granted, named.work.in_force} <= set(counts)


def test_a_table_of_agencies_is_brought_in_and_its_receipt_shown(at_desk: Client) -> None:
    told = text(upload(at_desk, TABLE))
    assert "机构.csv" in told
    assert Agency.objects.get().practitioners == 7, "the second has the code of the first"
    assert "灯塔代理所" in text(at_desk.get("/agencies/?q=44101"))
    wrong = upload(at_desk, "a,b\n1,2\n")
    assert wrong.status_code == 400
    assert 'id="file-fault"' in wrong.content.decode()


def test_a_station_reads_the_agencies_and_brings_none_in(client: Client, corpus: Any) -> None:
    body = Organisation.objects.create(
        kind="town_station", name="南村镇工作站", town="440113102", made_at=NOON
    )
    mei: Person = create(
        username="mei", password="correct-horse-battery", role="station", organisation=body,
        email="mei@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip
    client.force_login(mei)
    page = client.get("/agencies/")
    assert page.status_code == 200
    assert 'type="file"' not in page.content.decode()
    assert upload(client, TABLE).status_code == 403
    assert not Agency.objects.exists()


def test_a_firm_has_no_page_of_agencies(at_firm: Client) -> None:
    assert at_firm.get("/agencies/").status_code == 403
