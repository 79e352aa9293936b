"""The pages of the region's industries, over sixty documents of three lamp makers."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from ipharbor.records.models import Firm, IndustryVersion

pytestmark = pytest.mark.django_db
CHAIN = {
    "name_zh": "灯光音响", "name_en": "Lights", "reason": "按新规划",
    "stage-0": "midstream", "name_zh-0": "灯具", "name_en-0": "Lamps", "ipc-0": "F21V, F21S",
}  # fmt: skip


def said(answer: Any) -> str:
    return answer.content.decode()


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", said(answer)))


def test_the_list_counts_every_industry_of_the_region(at_desk: Client) -> None:
    shown = text(at_desk.get("/industries/"))
    assert "灯光音响" in shown
    assert "生物医药与健康" in shown
    # Two of three documents have a town of the region; all are lamps or loudspeakers.
    assert re.search(r"灯光音响 40 40", shown)
    assert "不属于上述任何产业" in shown


def test_one_industry_shows_its_chain_its_firms_and_its_place(at_desk: Client) -> None:
    page = at_desk.get("/industries/lighting/")
    assert page.status_code == 200
    shown = text(page)
    for words in (
        "产业链",
        "本区龙头企业",
        "重点培育企业",
        "技术优势",
        "与其他地区比较",
        "企业进退",
    ):
        assert words in shown
    assert "广州市番禺明灯有限公司" in shown
    assert "广州市番禺区" in shown
    assert "ipc%3AF21V" in said(page)


def test_every_figure_opens_a_search_that_can_be_asked(at_desk: Client) -> None:
    page = said(at_desk.get("/industries/lighting/"))
    found = set(re.findall(r'href="(/search/\?q=[^"]+)"', page))
    assert len(found) >= 4
    for address in sorted(found):
        answer = at_desk.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        assert 'class="hit"' in said(answer), address


@pytest.mark.parametrize("leaf", ["firms", "regions", "fields", "landscape"])
def test_each_part_of_an_industry_has_a_page_and_its_files(at_desk: Client, leaf: str) -> None:
    address = f"/industries/lighting/{leaf}/"
    assert at_desk.get(address).status_code == 200
    if leaf != "landscape":
        sheet = at_desk.get(address + "?as=xlsx")
        assert openpyxl.load_workbook(io.BytesIO(sheet.content)).active.max_row >= 2


def test_technologies_are_cut_by_field_subclass_or_link(at_desk: Client) -> None:
    assert "F21V" in text(at_desk.get("/industries/lighting/fields/?unit=subclass"))
    assert "光源与驱动" not in text(at_desk.get("/industries/lighting/fields/?unit=subclass"))
    assert "灯具" in text(at_desk.get("/industries/lighting/fields/?unit=link"))


def test_regions_are_compared_by_district_city_or_province(at_desk: Client) -> None:
    assert "广州市番禺区" in text(at_desk.get("/industries/lighting/regions/"))
    assert "广东" in text(at_desk.get("/industries/lighting/regions/?level=province"))


def test_firms_to_cultivate_are_told_with_reasons_to_the_office_alone(
    at_desk: Client, firm_person: Any, client: Client
) -> None:
    at_desk.logout()
    stranger = Client()
    stranger.force_login(firm_person)
    page = stranger.get("/industries/lighting/")
    assert page.status_code == 200
    assert "重点培育" not in text(page)
    assert stranger.get("/industries/lighting/firms/?which=cultivate").status_code == 403
    assert "重点培育" not in text(stranger.get("/industries/lighting/firms/"))
    told = openpyxl.load_workbook(
        io.BytesIO(stranger.get("/industries/lighting/export/").content)
    ).sheetnames
    assert "重点培育企业" not in told


def test_a_university_is_no_firm_to_cultivate(at_desk: Client) -> None:
    from ipharbor.queries import industries

    shown = text(at_desk.get("/industries/lighting/firms/?which=cultivate"))
    assert "广州市番禺明灯有限公司" in shown
    Firm.objects.create(name="广州市番禺明灯有限公司", kind="university")
    industries.forget()
    again = text(at_desk.get("/industries/lighting/firms/?which=cultivate"))
    assert "广州市番禺明灯有限公司" not in again


def test_the_workbook_has_every_table_and_tells_how_it_is_reckoned(at_desk: Client) -> None:
    answer = at_desk.get("/industries/lighting/export/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 11
    about = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=2)}
    assert about["产业名称"] == "灯光音响"
    assert "最长前缀" in about["计算口径"]


def test_an_earlier_day_is_asked_with_what_was_known_then(at_desk: Client) -> None:
    then = text(at_desk.get("/industries/lighting/?known=2019-06-30"))
    assert "按 2019-06-30 所知" in then
    now = text(at_desk.get("/industries/lighting/"))
    counted = re.compile(r"本区文献 ([\d,]+)")
    assert int(counted.search(then)[1]) < int(counted.search(now)[1])  # type: ignore[index]
    assert "published%3A..2019-06-30" in said(at_desk.get("/industries/lighting/?known=2019-06-30"))
    assert at_desk.get("/industries/lighting/?known=morgen").status_code == 400


def test_a_chain_is_changed_and_the_page_and_its_versions_tell(at_desk: Client) -> None:
    assert at_desk.get("/industries/lighting/change/").status_code == 200
    done = at_desk.post("/industries/lighting/change/", CHAIN, follow=True)
    assert "产业链为第 1 版" in text(done)
    form = text(at_desk.get("/industries/lighting/change/"))
    assert "按新规划" in form
    assert "初始版本" in form
    before = text(at_desk.get("/industries/lighting/?known=2020-01-01"))
    assert "产业链为本区初始版本" in before
    assert "此后又有修改" in before


def test_what_was_typed_stays_where_something_is_wrong(at_desk: Client) -> None:
    wrong = at_desk.post("/industries/lighting/change/", CHAIN | {"ipc-0": "F21V 29/83"})
    assert wrong.status_code == 400
    assert "大组" in text(wrong)
    assert 'value="F21V 29/83"' in said(wrong)
    assert re.search(r'name="ipc-0"[^>]*aria-invalid="true"', said(wrong))
    assert not IndustryVersion.objects.exists()
    without = at_desk.post("/industries/lighting/change/", CHAIN | {"reason": ""})
    assert without.status_code == 400
    assert "没有填写理由" in text(without)


def test_the_count_tells_while_typing_what_the_chain_would_take(at_desk: Client) -> None:
    told = text(at_desk.get("/industries/count/", {"code": "lighting", "ipc-0": "F21V"}))
    taken = [int(one) for one in re.findall(r"(\d+) 件", told)]
    assert len(taken) == 2
    assert taken[0] < taken[1]
    assert "不是 IPC 前缀" in text(at_desk.get("/industries/count/", {"ipc-0": "灯"}))
    assert text(at_desk.get("/industries/count/", {})).strip()


def test_an_industry_of_the_offices_own_is_added_and_ended(at_desk: Client) -> None:
    made = at_desk.post("/industries/new/", CHAIN | {"code": "stage"}, follow=True)
    assert made.redirect_chain[-1][0] == "/industries/stage/"
    taken = at_desk.post("/industries/new/", CHAIN | {"code": "stage"})
    assert taken.status_code == 400
    assert "已有产业使用" in text(taken)
    assert at_desk.post("/industries/stage/end/", {"reason": ""}).status_code == 400
    at_desk.post("/industries/stage/end/", {"reason": "并入灯光音响"})
    assert at_desk.get("/industries/stage/").status_code == 404
    assert at_desk.get("/industries/stage/change/").status_code == 200  # it can begin again


def test_who_may_not_change_a_chain_is_refused_and_sees_no_button(
    corpus: Any, firm_person: Any, client: Client
) -> None:
    client.force_login(firm_person)
    assert "修改产业链" not in text(client.get("/industries/lighting/"))
    for address in ("lighting/change/", "new/", "lighting/end/", "count/"):
        assert client.get(f"/industries/{address}").status_code == 403
    assert client.post("/industries/lighting/change/", CHAIN).status_code == 403


def test_an_unknown_industry_and_an_empty_corpus_are_told_in_words(
    at_desk: Client, office: Any
) -> None:
    assert at_desk.get("/industries/atlantis/").status_code == 404
    empty = at_desk.get("/industries/aerospace/")
    assert empty.status_code == 200
    assert "本产业没有文献" in text(empty)


def test_without_any_document_the_pages_still_stand(home: Any, office: Any, client: Client) -> None:
    client.force_login(office)
    for address in ("", "lighting/", "lighting/firms/", "lighting/regions/", "lighting/fields/",
                    "lighting/landscape/", "lighting/export/"):  # fmt: skip
        assert client.get(f"/industries/{address}").status_code == 200, address
