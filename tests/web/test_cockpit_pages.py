"""The district's cockpit at the pages: figures, their lists, and past days."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from ipharbor.actions import permits
from ipharbor.actions.people.create import create
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.actions.rights.import_events import import_events
from ipharbor.actions.rights.take_up import take_up
from ipharbor.queries import cockpit as cockpits
from ipharbor.queries import ledger as queries
from ipharbor.records.models import Job, Organisation, Person
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.vocabulary.places import region
from ipharbor.web import _warming
from statements import statement, table

MAKER = "广州市番禺明灯有限公司"


def make(corpus: Any, *, anew: bool = False) -> Any:
    return make_ledger(
        current().ledger, corpus=corpus, region=region(), law=load(), by=permits.operator(),
        at=NOON, anew=anew,
    )  # fmt: skip


@pytest.fixture
def cockpit(at_desk: Client, corpus: Any) -> Client:
    """An office person at a region whose ledger has been made."""
    take_up(MAKER, corpus=corpus, by=permits.operator(), at=NOON)
    make(corpus)
    return at_desk


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def figure(page: str, name: str) -> tuple[str, int]:
    """The address and the number of a figure."""
    part = page.partition(f'id="figure-{name}"')[2]
    found = re.search(r'<p class="figure-value"><a href="([^"]+)">([\d,]+)</a>', part)
    assert found is not None, name
    return found[1].replace("&amp;", "&"), int(found[2].replace(",", ""))


def entries(page: str) -> int:
    return int(re.search(r"list-count[^>]*>\D*([\d,]+)", page)[1].replace(",", ""))  # type: ignore[index]


@pytest.mark.parametrize("name", ["granted", "in_force", "ended", "holders"])
def test_a_figure_opens_the_list_of_what_it_counts(cockpit: Client, name: str) -> None:
    for days in ("", "?known=2020-06-30", "?known=2021-11-30&on=2020-12-31"):
        address, number = figure(shown(cockpit, f"/cockpit/{days}"), name)
        assert number > 0 or name == "ended"
        assert entries(shown(cockpit, address)) == number, (name, days)


def test_a_past_day_knows_less(cockpit: Client) -> None:
    then = figure(shown(cockpit, "/cockpit/?known=2019-06-30"), "in_force")[1]
    now = figure(shown(cockpit, "/cockpit/"), "in_force")[1]
    assert 0 < then < now


def test_every_number_in_a_table_opens_a_list_of_that_length(cockpit: Client) -> None:
    page = shown(cockpit, "/cockpit/?known=2021-06-30")
    cells = re.findall(r'<td class="num"><a href="(/cockpit/rights/[^"]+)">([\d,]+)</a>', page)
    assert len(cells) >= 4
    for address, number in cells[:12]:
        assert entries(shown(cockpit, address.replace("&amp;", "&"))) == int(
            number.replace(",", "")
        )


def test_every_figure_tells_its_method_in_the_readers_language(
    cockpit: Client, office: Person
) -> None:
    assert "÷ 本年授权总件数" in shown(cockpit, "/cockpit/")
    Person.objects.filter(pk=office.pk).update(lang="en")
    assert "divided by all rights granted this year" in shown(cockpit, "/cockpit/")


def test_a_town_has_a_cockpit_of_its_own(cockpit: Client) -> None:
    whole = figure(shown(cockpit, "/cockpit/"), "in_force")[1]
    parts = [
        figure(shown(cockpit, f"/cockpit/?town={town}"), "in_force")[1]
        for town in ("440113016", "440113102")
    ]
    assert 0 < sum(parts) <= whole
    assert shown(cockpit, "/cockpit/?town=440305001", status=404)


def test_a_stations_people_see_their_own_town_and_no_other(
    cockpit: Client, client: Client, corpus: Any
) -> None:
    body = Organisation.objects.create(
        kind="town_station", name="南村镇服务站", town="440113102", made_at=NOON
    )
    station = create(
        username="stella", password="correct-horse-battery", role="station", organisation=body,
        by=permits.operator(), at=NOON,
    )  # fmt: skip
    whole = figure(shown(cockpit, "/cockpit/?town=440113102"), "in_force")[1]
    there = Client()
    there.force_login(station)
    for asked in ("/cockpit/", "/cockpit/?town=440113016"):
        page = shown(there, asked)
        assert figure(page, "in_force")[1] == whole
        assert "南村镇" in page
    assert entries(shown(there, "/cockpit/rights/?what=in_force&town=440113016")) == whole


def test_a_firms_people_have_no_cockpit(at_firm: Client) -> None:
    for path in ("/cockpit/", "/cockpit/rights/", "/cockpit/holders/", "/cockpit/acts/"):
        assert at_firm.get(path).status_code == 403
    assert at_firm.post("/cockpit/make/").status_code == 403
    assert "/cockpit/" not in shown(at_firm, "/")


def test_without_a_ledger_the_page_says_how_to_get_one(at_desk: Client) -> None:
    assert "立即生成总账" in shown(at_desk, "/cockpit/")
    answer = at_desk.post("/cockpit/make/")
    job = Job.objects.get()
    assert job.kind == "ledger.make"
    assert answer["Location"] == f"/jobs/{job.pk}/"
    assert shown(at_desk, "/cockpit/rights/", status=400)


def test_a_ledger_that_is_behind_says_so(cockpit: Client, corpus: Any, tmp_path: Path) -> None:
    assert "尚未反映" not in shown(cockpit, "/cockpit/")
    held = queries.ledger(current().ledger)
    assert held is not None
    key = held.text("rights", "application_number")[0].as_py()
    path = tmp_path / "events.csv"
    path.write_text(
        f"application_number,event_code,event_date\n{key},PE01,2021-06-01\n", encoding="utf-8"
    )
    import_events(path, by=permits.operator(), at=NOON)
    assert "登记库又有 1 次变动" in shown(cockpit, "/cockpit/")
    assert make(corpus).made
    assert "尚未反映" not in shown(cockpit, "/cockpit/")


def test_made_again_with_nothing_new_it_stays_as_it_was(cockpit: Client, corpus: Any) -> None:
    assert not make(corpus).made
    assert make(corpus, anew=True).made


@pytest.mark.parametrize(
    ("asked", "said"),
    [("known=gestern", "gestern"), ("known=2021-11-30&on=2021-12-01", "晚于知悉日"),
     ("known=1066-01-01", "1066-01-01")],
)  # fmt: skip
def test_a_day_that_cannot_be_asked_is_told_at_its_field(
    cockpit: Client, asked: str, said: str
) -> None:
    page = shown(cockpit, f"/cockpit/?{asked}", status=400)
    assert said in page
    assert 'aria-invalid="true"' in page
    listed = shown(cockpit, f"/cockpit/rights/?{asked}", status=400)
    assert said in listed


def test_a_list_sorts_pages_and_goes_out_as_excel(cockpit: Client) -> None:
    page = shown(cockpit, "/cockpit/rights/?sort=filed&per=20")
    rows = page.partition("<tbody>")[2].split("</tr>")[:-1]
    filed = [re.findall(r'<td class="nobreak">([\d–-]+)</td>', row)[0] for row in rows]
    assert filed == sorted(filed)
    assert len(filed) == 20
    assert shown(cockpit, "/cockpit/rights/?sort=-holder&page=2&q=灯")
    answer = cockpit.get("/cockpit/rights/?what=granted&first=2021-01-01&as=xlsx")
    sheet = load_workbook(_saved(answer)).active
    number = figure(shown(cockpit, "/cockpit/"), "granted")[1]
    assert sheet.max_row == number + 1


def test_acts_and_holders_have_lists(cockpit: Client) -> None:
    page = shown(cockpit, "/cockpit/holders/")
    address = re.search(r'<th scope="row"><a href="(/cockpit/rights/[^"]+)"', page)
    assert address is not None
    assert MAKER in shown(cockpit, address[1].replace("&amp;", "&"))
    for family in ("pledge", "licence", "transfer"):
        assert shown(cockpit, f"/cockpit/acts/?family={family}")


def test_the_kept_masks_know_one_frame_from_another(cockpit: Client) -> None:
    held = queries.ledger(current().ledger)
    assert held is not None
    usual = queries.usual_frame(held, date(2026, 1, 1), invented=True)
    assert usual.known == held.manifest.last_day
    assert queries.asked(current().ledger, usual) is queries.asked(current().ledger, usual)
    real = queries.usual_frame(held, date(2026, 1, 1), invented=False)
    assert real.known == date(2026, 1, 1)


def _saved(answer: Any) -> Any:
    import io

    return io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def geojson(home: Path, *names: str) -> None:
    told = [
        {"type": "Feature", "properties": {"name": name},
         "geometry": {"type": "Polygon", "coordinates": [[[113 + n, 23], [113.9 + n, 23],
                                                          [113.9 + n, 23.8], [113 + n, 23]]]}}
        for n, name in enumerate(names)
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": told}, ensure_ascii=False)
    (home / "region.geojson").write_text(text, encoding="utf-8")


def test_towns_stand_on_a_tile_map_and_lead_to_their_page(cockpit: Client) -> None:
    page = shown(cockpit, "/cockpit/?map=in_force")
    drawn = re.findall(r'<a href="/cockpit/\?town=(\d+)" class="place"><title>([^<]+)', page)
    assert len(drawn) == 16
    told = dict(name.split(": ") for _, name in drawn)
    number = figure(shown(cockpit, "/cockpit/?town=440113102"), "in_force")[1]
    assert told["南村镇"] == str(number)
    assert page.count('class="area" x=') == 16


def test_real_outlines_are_drawn_where_a_file_brings_them(cockpit: Client, home: Path) -> None:
    geojson(home, "南村镇", "大龙街道")
    page = shown(cockpit, "/cockpit/")
    assert page.count('<path class="area" d="M') == 2
    assert "轮廓文件中没有" in page


def test_a_file_of_outlines_that_cannot_be_read_leaves_the_tiles(
    cockpit: Client, home: Path
) -> None:
    (home / "region.geojson").write_bytes(b"\xff\xfe<script>")
    page = shown(cockpit, "/cockpit/")
    assert "镇街轮廓文件无法读取" in page
    assert page.count('class="area" x=') == 16
    geojson(home, "福田街道")
    assert "没有番禺区的镇街" in shown(cockpit, "/cockpit/")


def test_a_high_value_invention_opens_its_proof(office: Person, client: Client, home: Path) -> None:
    from ipharbor import wiring
    from ipharbor.corpus.loading import Brought, Loading

    told = [
        statement(
            row, f"20190000{row:04d}", title=f"一种电池{row}", applicants=[MAKER],
            ipc=["H01M 10/05"], town="440113102", patent_type="invention", stage="grant",
            published_on=date(2020, 3, 3), granted_on=date(2021, 3, 2),
            publication_number=f"CN1900{row:05d}B",
        )
        for row in range(1, 4)
    ]  # fmt: skip
    with Loading(home / "corpus") as loading:
        loading.add(table(*told))
        loading.finish(Brought("sample-region.csv.gz", "exchange", "b" * 64), on=NOON.date())
    make(wiring.corpus())
    client.force_login(office)
    page = shown(client, "/cockpit/")
    address, number = figure(page, "high_value")
    assert number == 3
    listed = shown(client, address)
    assert "分类号 H01M 10/05 属于新能源汽车：动力电池" in listed
    proof = re.search(r'href="(/cockpit/high-value/[^"]+)"', listed)
    assert proof is not None
    one = shown(client, proof[1].replace("&amp;", "&"))
    assert "未核实" in one
    assert "2020-03-03" in one
    assert shown(client, "/cockpit/high-value/CN0/", status=404)


def test_the_year_end_is_called_a_forecast_only_where_it_has_been_one(cockpit: Client) -> None:
    page = shown(cockpit, "/cockpit/?known=2021-06-30")
    part = page.partition('id="year-end"')[2].partition("</section>")[0]
    assert "2021 年全年预计" in part
    assert "上年全年数" in part
    assert ("可能在" in part.partition("<details")[0]) is ("不作预测" not in part)


def test_the_home_page_leads_those_who_may_read_it_to_the_cockpit(
    cockpit: Client, firm_person: Person
) -> None:
    assert "进入驾驶舱" in shown(cockpit, "/")
    other = Client()
    other.force_login(firm_person)
    assert "进入驾驶舱" not in shown(other, "/")


def test_targets_are_set_on_their_page_and_stand_on_the_cockpit(cockpit: Client) -> None:
    typed = {"year": "2021", "figure": "granted", "town": "", "value": "5000"}
    assert cockpit.post("/cockpit/targets/", typed).status_code == 302
    page = shown(cockpit, "/cockpit/targets/")
    assert "5,000" in page
    assert "落后" in page
    front = shown(cockpit, "/cockpit/")
    assert "2021 年目标" in front
    assert 'class="aim aim-behind"' in front
    wrong = cockpit.post("/cockpit/targets/", typed | {"value": "viele"})
    assert wrong.status_code == 400
    assert 'value="viele"' in wrong.content.decode()
    assert entries(page) == 1


def test_a_table_of_targets_comes_in_with_a_receipt(cockpit: Client) -> None:
    file = SimpleUploadedFile("目标.csv", b"year,figure,value\n2021,granted,9\n2021,x,1\n")
    answer = cockpit.post("/cockpit/targets/", {"act": "table", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "不是可设目标的指标" in page
    missing = cockpit.post("/cockpit/targets/", {"act": "table"})
    assert missing.status_code == 400


def test_cases_come_in_are_counted_and_listed(cockpit: Client) -> None:
    text = (
        "number,kind,received_on,closed_on,outcome\n"
        "番知1,infringement,2021-02-01,2021-05-04,settled\n番知2,mediation,2021-03-01,,\n"
    )
    answer = cockpit.post("/cockpit/cases/", {"file": SimpleUploadedFile("案.csv", text.encode())})
    assert "案.csv" in answer.content.decode()
    address, number = figure(shown(cockpit, "/cockpit/"), "cases")
    assert number == 1
    assert entries(shown(cockpit, address)) == 1
    before = shown(cockpit, "/cockpit/cases/?known=2021-03-31")
    assert "番知2" in before
    assert "2021-05-04" not in before, "what came later is not told"


def test_cases_are_for_the_office_and_the_officers_alone(cockpit: Client, corpus: Any) -> None:
    body = Organisation.objects.create(kind="enforcement", name="执法队", made_at=NOON)
    officer = create(username="otto", password="correct-horse-battery", role="enforcement",
                     organisation=body, by=permits.operator(), at=NOON)  # fmt: skip
    town = Organisation.objects.create(
        kind="town_station", name="站", town="440113102", made_at=NOON
    )
    station = create(username="stella", password="correct-horse-battery", role="station",
                     organisation=town, by=permits.operator(), at=NOON)  # fmt: skip
    officers, stations = Client(), Client()
    officers.force_login(officer)
    stations.force_login(station)
    assert shown(officers, "/cockpit/cases/")
    assert shown(stations, "/cockpit/cases/", status=403)
    assert 'id="cases"' not in shown(stations, "/cockpit/")
    assert officers.post("/cockpit/targets/", {"year": "2021"}).status_code == 403


def test_an_award_makes_a_high_value_invention_of_one(cockpit: Client, corpus: Any) -> None:
    held = queries.ledger(current().ledger)
    assert held is not None
    key = held.text("rights", "key")[0].as_py()
    path = f"/cockpit/high-value/{key}/"
    assert cockpit.post(path, {"name": "", "given": "2021-06-01"}).status_code == 400
    assert cockpit.post(path, {"name": "中国专利金奖", "given": "junk"}).status_code == 400
    assert cockpit.post(path, {"name": "中国专利金奖", "given": "2021-06-01"}).status_code == 302
    assert shown(cockpit, path)


def test_the_page_of_the_usual_day_was_reckoned_before_anybody_came(
    cockpit: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _warming._the_cockpit()

    def again(*_args: object) -> Any:
        raise AssertionError("reckoned again")

    monkeypatch.setattr(cockpits, "_cockpit", again)
    shown(cockpit, "/cockpit/")
    with pytest.raises(AssertionError, match="reckoned again"):
        cockpit.get("/cockpit/?known=2026-01-31&on=2025-12-31")
