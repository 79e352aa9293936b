"""Searching, narrowing, one document, and the landscape."""

from __future__ import annotations

import gzip
import html
import io
import itertools
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from findings_world import lamps_with_faults
from ipharbor.corpus.query import All, parse, written
from ipharbor.corpus.search.index import Bucket, Facets
from ipharbor.queries.patents import Milestone
from ipharbor.web._drawing import bars, life_line
from ipharbor.web._figures import linker
from ipharbor.web._narrowing import chips, facets


def test_a_facet_adds_its_value_and_a_chosen_one_is_marked() -> None:
    found = Facets((Bucket("2020", 7),), (Bucket("design", 3),), (), (Bucket("F21V", 9),))
    year, kind, _, subclass = facets(found, parse("灯 AND published:2020"), lang="zh")
    assert year.values[0].chosen
    assert parse(kind.values[0].query) == parse("灯 published:2020 type:design")
    assert parse(subclass.values[0].query) == parse("灯 published:2020 ipc:F21V")
    assert (subclass.values[0].label, bool(subclass.values[0].hint)) == ("F21V", True)


def test_a_facet_on_everything_is_a_query_of_its_own() -> None:
    found = Facets((), (), (Bucket('番禺"明灯"有限公司', 3),), ())
    applicant = facets(found, All(), lang="zh")[2].values[0]
    assert written(parse(applicant.query)) == applicant.query


def test_taking_a_chip_away_leaves_the_other_parts() -> None:
    first, second = chips(parse("(灯 OR 照明) type:design"), lang="zh")
    assert parse(first.query) == parse("type:design")
    assert parse(second.query) == parse("灯 OR 照明")
    assert second.label == "外观设计"


def test_a_single_part_taken_away_leaves_everything() -> None:
    (only,) = chips(parse("NOT 灯"), lang="zh")
    assert only.query == ""


@given(st.sampled_from(["灯", "灯 OR 照明", "NOT 灯", "type:design 灯", "*"]))
def test_the_link_of_a_row_is_the_base_and_the_row(base: str) -> None:
    href = linker(parse(base))("ipc:F21V OR ipc:F21S")
    asked = parse(parse_qs(urlsplit(href).query)["q"][0])
    inner = parse("ipc:F21V OR ipc:F21S")
    if isinstance(parse(base), All):
        assert asked == inner
    else:
        assert asked == parse(f"({base}) AND (ipc:F21V OR ipc:F21S)")


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_bars_stay_within_the_drawing_and_are_as_tall_as_their_counts(counts: list[int]) -> None:
    drawn = bars(counts, width=600, height=150)
    assert all(bar.x >= 0 and bar.x + bar.width <= 600.1 for bar in drawn)
    assert all(abs(bar.y + bar.height - 150) < 0.11 for bar in drawn)
    most = max(counts) or 1
    for bar, count in zip(drawn, counts, strict=True):
        assert abs(bar.height - 150 * count / most) <= 0.051


def test_the_life_line_of_a_single_day_stands_in_the_middle() -> None:
    (only,) = life_line([Milestone("published", date(2021, 3, 2))], width=640)
    assert only.x == 320


@given(st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), min_size=2, max_size=5))
def test_the_labels_of_a_life_line_never_cover_each_other(days: list[date]) -> None:
    told = [Milestone(f"m{place}", on) for place, on in enumerate(sorted(days))]
    drawn = life_line(told, width=640)
    assert [what for day in drawn for what in day.whats] == [one.what for one in told]
    assert all(0 <= day.x <= 640 for day in drawn)
    for left, right in itertools.pairwise(drawn):
        assert left.on < right.on
        assert right.x - left.x > 61
        assert left.above != right.above


def test_a_mistake_in_a_query_is_shown_where_it_stands(at_desk: Client) -> None:
    answer = at_desk.get("/search/", {"q": "灯 ) 热"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<span>灯 </span><mark>)</mark><span> 热</span>" in page
    assert 'aria-invalid="true"' in page
    assert 'value="灯 ) 热"' in page


def test_a_hit_shows_its_marked_title_numbers_applicant_and_days(at_desk: Client) -> None:
    page = at_desk.get("/search/", {"q": "散热 明灯", "per": 50}).content.decode()
    assert re.search(r"一种舞台灯<mark>散热</mark>装置", page)
    assert "广州市番禺明灯有限公司" in page
    assert "applicant%3A%3D%22" in page


def test_pages_follow_each_other_without_gap_or_repetition(at_desk: Client) -> None:
    keys: list[str] = []
    for number in (1, 2, 3):
        asked = {"sort": "-published_on", "page": number}
        page = at_desk.get("/search/", asked).content.decode()
        keys += re.findall(r'<h3><a href="/patent/([^/"]+)/', page)
    assert len(keys) == len(set(keys)) == 60


@pytest.mark.parametrize("odd", ["0", "-3", "x", "99999999999999", "²"])
def test_an_odd_page_number_is_the_first_page(at_desk: Client, odd: str) -> None:
    assert at_desk.get("/search/", {"page": odd}).status_code == 200


def test_a_page_too_deep_is_the_last_one_there_is(at_desk: Client) -> None:
    answer = at_desk.get("/search/", {"page": "999999"})
    assert answer.status_code == 200
    assert answer.context["found"].number == answer.context["found"].pages == 3


def test_an_order_under_its_older_name_leads_to_the_lists_own(at_desk: Client) -> None:
    answer = at_desk.get("/search/", {"q": "灯", "sort": "newest", "per": "50"})
    assert answer["Location"] == "/search/?q=%E7%81%AF&per=50&sort=-published_on"
    best = at_desk.get("/search/", {"q": "灯", "sort": "relevance"})
    assert best["Location"] == "/search/?q=%E7%81%AF"


def test_hits_are_sorted_by_day_in_a_table_with_the_columns_that_were_chosen(
    at_desk: Client,
) -> None:
    asked = {"q": "灯", "look": "table", "sort": "filed_on", "col": ["title", "filed_on", "town"]}
    page = at_desk.get("/search/", asked).content.decode()
    days = re.findall(r'<td class="nobreak">(\d{4}-\d\d-\d\d)</td>', page)
    assert len(days) == 20 and days == sorted(days)
    assert page.count('<th scope="col"') == 3
    assert "<mark>灯</mark>" in page
    assert 'class="facet"' in page
    turned = at_desk.get("/search/", asked | {"sort": "-filed_on"}).content.decode()
    last = re.findall(r'<td class="nobreak">(\d{4}-\d\d-\d\d)</td>', turned)
    assert last == sorted(last, reverse=True)


def test_facets_keep_the_order_and_the_look(at_desk: Client) -> None:
    page = at_desk.get("/search/", {"q": "灯", "look": "table", "sort": "filed_on"})
    facets = page.content.decode().split('class="facet"', 1)[1]
    links = re.findall(r'<li><a href="(/search/[^"]+)"', facets)
    assert links and all("look=table" in one and "sort=filed_on" in one for one in links)


def test_a_query_without_hits_says_what_to_try(at_desk: Client) -> None:
    page = at_desk.get("/search/", {"q": "灯 qqzzqq"}).content.decode()
    assert "没有符合的文献" in page
    assert "去掉上方检索式中的某一部分" in page


def test_the_sheet_of_a_search_holds_all_its_hits(at_desk: Client) -> None:
    answer = at_desk.get("/search/export/", {"q": "type:design"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows())
    assert len(rows) == 1 + 20
    assert "attachment" in answer["Content-Disposition"]


def test_any_number_of_a_document_leads_to_its_page(at_desk: Client, corpus: Any) -> None:
    hit = corpus.index.search(All(), limit=1).hits[0]
    answer = at_desk.get(f"/patent/{hit.publication_numbers[0]}/")
    assert answer["Location"] == f"/patent/{hit.key}/"


def test_a_right_without_a_stated_status_is_unknown_even_when_granted(
    at_desk: Client, corpus: Any
) -> None:
    silent = corpus.index.search(parse("type:design NOT status:in_force"), limit=1).hits[0]
    page = at_desk.get(f"/patent/{silent.key}/").content.decode()
    assert silent.granted_on is not None
    assert "没有来源说明其法律状态" in page
    assert "status-in_force" not in page


def test_a_stated_status_names_its_source_and_the_day_it_was_brought_in(
    at_desk: Client, corpus: Any
) -> None:
    told = corpus.index.search(parse("status:in_force"), limit=1).hits[0]
    page = at_desk.get(f"/patent/{told.key}/").content.decode()
    assert re.search(r"据 sample-region\.csv\.gz 第 \d+ 行所述，2021-11-30 导入", page)


def test_a_patent_page_shows_every_source_row_as_it_stood(at_desk: Client, corpus: Any) -> None:
    hit = corpus.index.search(All(), limit=1).hits[0]
    (said,) = corpus.statements(hit.key)
    page = at_desk.get(f"/patent/{hit.key}/").content.decode()
    for heading in said.raw:
        assert f'<th scope="row">{heading}</th>' in page


def specs(page: str) -> dict[str, Any]:
    found = re.findall(r'<script id="spec-([\w-]+)" type="application/json">(.*?)</script>', page)
    return {name: json.loads(text) for name, text in found}


def test_every_chart_has_its_table_and_their_links_open_queries_that_parse(
    at_desk: Client,
) -> None:
    page = at_desk.get("/landscape/", {"q": "灯 OR 音箱"}).content.decode()
    drawn = specs(page)
    assert set(drawn) >= {"publications", "filings", "applicants", "subclasses", "fields", "towns"}
    assert page.count("<table") == len(drawn)
    links = set(re.findall(r'<th scope="row"><a href="(/search/\?[^"]+)"', page))
    links |= {
        value["href"]
        for spec in drawn.values()
        for value in spec["data"]["values"]
        if "href" in value
    }
    assert len(links) > 30
    for link in links:
        parse(parse_qs(urlsplit(html.unescape(link)).query)["q"][0])


def test_a_row_of_the_landscape_opens_as_many_documents_as_it_counts(
    at_desk: Client, corpus: Any
) -> None:
    page = at_desk.get("/landscape/", {"q": "ipc:F21V"}).content.decode()
    values = specs(page)["applicants"]["data"]["values"]
    assert values
    for value in values:
        query = parse(parse_qs(urlsplit(value["href"]).query)["q"][0])
        assert corpus.index.count(query) == value["count"]


def test_a_landscape_of_nothing_says_so(at_desk: Client) -> None:
    page = at_desk.get("/landscape/", {"q": "qqzzqq"}).content.decode()
    assert "没有文献，无法分析" in page
    assert specs(page) == {}


def test_a_landscape_of_a_wrong_query_keeps_it_and_says_what_is_wrong(at_desk: Client) -> None:
    page = at_desk.get("/landscape/", {"q": "title:("}).content.decode()
    assert 'value="title:("' in page
    assert 'class="fault"' in page


def test_the_workbook_of_a_landscape_has_a_sheet_for_each_table(at_desk: Client) -> None:
    answer = at_desk.get("/landscape/export/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "主要申请人" in book.sheetnames
    assert len(book.sheetnames) == len(specs(at_desk.get("/landscape/").content.decode()))


def test_the_chart_library_is_kept_for_ever_and_sent_packed(
    db: None, corpus: Any, client: Client
) -> None:
    answer = client.get("/assets/vega.js", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "immutable" in answer["Cache-Control"]
    assert b"vegaEmbed" in gzip.decompress(answer.content)
    assert b"vegaEmbed" in client.get("/assets/vega.js").content


def test_an_empty_corpus_offers_three_ways_to_get_data_in(
    office: Any, home: Any, client: Client
) -> None:
    client.force_login(office)
    assert "三种方式" in client.get("/").content.decode()
    for path in ("/search/", "/search/?q=灯", "/landscape/", "/patent/CN1/"):
        assert client.get(path).status_code in (200, 404), path


def test_every_page_says_so_when_all_data_is_invented(at_desk: Client) -> None:
    for path in ("/", "/search/", "/inbox/", "/login/"):
        client = Client() if path == "/login/" else at_desk
        assert "虚构数据" in client.get(path).content.decode(), path


def test_a_page_says_so_when_some_of_the_data_is_invented(
    at_desk: Client, home: Path, tmp_path: Path
) -> None:
    lamps_with_faults(home, tmp_path)
    page = at_desk.get("/").content.decode()
    assert "部分虚构数据" in page
    assert "演示而虚构" not in page


def test_real_data_carries_no_such_notice(office: Any, harmful: Any, client: Client) -> None:
    client.force_login(office)
    assert "虚构数据" not in client.get("/").content.decode()
