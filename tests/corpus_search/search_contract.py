"""What every search index promises; a backend's test class inherits it.

The class gives a fixture ``index`` that holds ``search_documents.DOCUMENTS``.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from search_documents import (
    BATTERIES,
    BATTERY,
    CAROUSEL,
    CHAIN,
    DOCUMENTS,
    KETTLE,
    LANTERN,
    LED,
    PARADE,
)

from ipharbor.corpus.query import parse
from ipharbor.corpus.search import Bucket, SearchIndex
from ipharbor.corpus.search.index import SORTS
from ipharbor.vocabulary.errors import HarborError

FINDS = [
    ("", {one["serial"] for one in DOCUMENTS}),
    ("*", {one["serial"] for one in DOCUMENTS}),
    # words and phrases
    ("灯笼", {LANTERN, CHAIN}),
    ("照明装置", {LANTERN, PARADE}),
    ("灯", {LANTERN, PARADE, LED, CHAIN, CAROUSEL}),
    ('"和服"', {PARADE}),
    ('"锂离子电池"', {BATTERY}),
    ('"离子动力电"', {BATTERY}),
    ('"锂离子电池管理"', set()),
    ("锂离子电池管理", {BATTERY}),
    ('"电池包"', set()),
    ('"电池，包"', {BATTERY}),
    ('"及其制造方法"', {CHAIN}),
    ("led灯", {LED}),
    ("LED灯具", {LED}),
    ('"灯具锦鲤"', set()),
    ("ＬＥＤ", {LED}),
    ("x-200", {LED}),
    ('"35°C"', {LED}),
    # English words: any form without quotes, as written within
    ("battery", {BATTERIES}),
    ("Batteries", {BATTERIES}),
    ("title:battery", {BATTERIES}),
    ('title:"battery"', set()),
    ('title:"batteries of a lantern"', {BATTERIES}),
    ("illumin*", {CAROUSEL, BATTERIES}),
    ("fins", {BATTERIES}),
    ("fin", {BATTERIES}),
    ('"fin"', set()),
    # operators
    ("灯 NOT 灯笼", {PARADE, LED, CAROUSEL}),
    ("灯笼 OR 电池", {LANTERN, CHAIN, BATTERY}),
    ("灯 (花车 OR 木马)", {PARADE, CAROUSEL}),
    ("灯 -title:灯", {PARADE, CHAIN, CAROUSEL}),
    ("NOT 灯", {BATTERY, BATTERIES, KETTLE}),
    ("NOT 灯 NOT 水壶", {BATTERY, BATTERIES}),
    ("水壶 OR NOT office:CN", {BATTERIES, KETTLE}),
    ("NOT NOT 水壶", {KETTLE}),
    ("灯笼 NOT *", set()),
    # fields
    ("标题:灯笼", {LANTERN}),
    ("title:(灯笼 OR 装置)", {LANTERN, PARADE}),
    ("摘要:灯笼", {LANTERN, CHAIN}),
    ("权利要求:蜂鸣片", {LANTERN}),
    ("蜂鸣片", {LANTERN}),
    ("applicant:番禺鲤鱼", {LANTERN, PARADE}),
    ('applicant:="番禺鲤鱼灯饰有限公司"', {LANTERN}),
    ('申请人:="月光(广州)设计有限公司"', {LED}),
    ('applicant:="moonlight lanterns inc."', {BATTERIES}),
    ("applicant:月光", {LANTERN, LED}),
    ("月光", {LANTERN, LED}),
    ("inventor:陈月光", {LANTERN}),
    ("发明人:=陈月", set()),
    ("agency:灯塔", {LANTERN}),
    # classes
    ("ipc:F", {LANTERN, PARADE, LED}),
    ("ipc:F21", {LANTERN, PARADE, LED}),
    ("ipc:F21S", {LANTERN, PARADE}),
    ("ipc:F21V29", {LANTERN, LED}),
    ("分类号:F21V 29/83", {LANTERN}),
    ('ipc:"f21v 29/00"', {LED}),
    # codes
    ("type:外观", {LED}),
    ("type:utility_model OR 类型:外观设计", {PARADE, LED}),
    ("status:有效", {LANTERN}),
    ("town:440113102", {PARADE}),
    ("office:wo", {BATTERIES}),
    # days
    ("published:2016", {PARADE, CAROUSEL}),
    ("year:2016", {PARADE, CAROUSEL}),
    ("published:2014-07..2015-07-08", {BATTERY, LANTERN}),
    ("published:..1999-09-08", set()),
    ("published:..1999-09-09", {CHAIN}),
    ("published:2017..", {LED}),
    ("授权日:2017-03", {LANTERN}),
    ("filed:2015", {LANTERN, CAROUSEL}),
    ("filed:2015-04-08", {LANTERN}),
    ("filed:2016..2017", {PARADE, LED}),
    ("filed:2016-01..2016-11", set()),
    # numbers
    ("201510163325.6", {LANTERN}),
    ("ZL201510163325", {LANTERN}),
    ('number:"ZL 2015 1 0163325.6"', {LANTERN}),
    ("号:CN104763946B", {LANTERN}),
    ("number:104763946", {LANTERN}),
    ("公开号:CN-104763946-A", {LANTERN}),
    ("WO/2009/043854", {BATTERIES}),
    ("98100004.5", {CHAIN}),
    ("201620000001.0 花车", {PARADE}),
    # numbers that a document names
    ("cites:CN104763946A", {CAROUSEL}),
    ("引证:104763946", {CAROUSEL}),
    ("cites:CN104763946B", {CAROUSEL}),
    ('引用:"US 2010/123456 A1"', {CAROUSEL}),
    ("cites:CN205000001U", set()),
    ("priority:201410000002.0", {CAROUSEL}),
    ("优先权:US62/123456", {CAROUSEL}),
    ("NOT cites:CN104763946A 木马", set()),
]


class SearchContract:
    """Inherited by the tests of a backend, which give the fixture ``index``."""

    @pytest.mark.parametrize(("query", "wanted"), FINDS)
    def test_a_query_finds_exactly_the_documents_it_means(
        self, index: SearchIndex, query: str, wanted: set[int]
    ) -> None:
        node = parse(query)
        page = index.search(node, limit=100)
        assert {hit.serial for hit in page.hits} == wanted
        assert page.total == index.count(node) == len(wanted)
        assert index.serials(node).tolist() == sorted(wanted)

    def test_serials_are_ascending_whole_numbers(self, index: SearchIndex) -> None:
        found = index.serials(parse(""))
        assert found.dtype == np.int64
        assert (np.diff(found) > 0).all()

    def test_a_hit_carries_what_a_list_shows(self, index: SearchIndex) -> None:
        (hit,) = index.search(parse("201510163325.6")).hits
        stated = DOCUMENTS[0]
        assert hit.key == stated["key"]
        assert hit.title == stated["title"]
        assert hit.title_en is None
        assert hit.abstract == stated["abstract"]
        assert hit.applicants == ("番禺鲤鱼灯饰有限公司", "广州月光研究院")
        assert hit.ipc == ("F21V 29/83", "F21S 9/02")
        assert hit.publication_numbers == ("CN104763946A", "CN104763946B")
        assert hit.filed_on == date(2015, 4, 8)
        assert hit.published_on == date(2015, 7, 8)
        assert hit.granted_on == date(2017, 3, 1)
        assert (hit.town, hit.legal_status) == ("440113101", "in_force")

    def test_a_document_that_says_little_is_found_and_shown(self, index: SearchIndex) -> None:
        (hit,) = index.search(parse("水壶")).hits
        assert (hit.serial, hit.applicants, hit.published_on) == (KETTLE, (), None)

    def test_a_word_in_the_title_counts_more_than_one_in_the_abstract(
        self, index: SearchIndex
    ) -> None:
        first, second = index.search(parse("灯笼")).hits
        assert (first.serial, second.serial) == (LANTERN, CHAIN)
        assert first.score > second.score > 0

    def test_a_filter_does_not_change_the_ranking(self, index: SearchIndex) -> None:
        plain = [hit.score for hit in index.search(parse("灯笼")).hits]
        within = [hit.score for hit in index.search(parse("灯笼 office:CN published:1990..")).hits]
        assert within == pytest.approx(plain)

    @pytest.mark.parametrize(
        ("sort", "first", "last"),
        [("newest", LED, KETTLE), ("oldest", CHAIN, KETTLE), ("filed", LED, None)],
    )
    def test_sorting_by_day_puts_the_undated_last(
        self, index: SearchIndex, sort: str, first: int, last: int | None
    ) -> None:
        hits = index.search(parse(""), sort=sort, limit=100).hits
        assert hits[0].serial == first
        assert last is None or hits[-1].serial == last
        assert {hit.score for hit in hits} == {0.0}
        if sort == "filed":
            assert {hit.serial for hit in hits[-2:]} == {BATTERIES, KETTLE}

    def test_days_are_sorted_both_ways_and_what_is_not_granted_comes_last(
        self, index: SearchIndex
    ) -> None:
        years = [
            hit.filing_year
            for hit in index.search(parse(""), sort="first_filed", limit=100).hits
            if hit.filing_year
        ]
        assert years == sorted(years) and len(set(years)) > 2
        for sort, latest_first in (("granted", True), ("first_granted", False)):
            days = [hit.granted_on for hit in index.search(parse(""), sort=sort, limit=100).hits]
            there = [day for day in days if day is not None]
            assert there == sorted(there, reverse=latest_first)
            assert days[len(there) :] == [None] * (len(days) - len(there))
            assert there and len(there) < len(days)

    @pytest.mark.parametrize("sort", SORTS)
    def test_pages_laid_end_to_end_are_the_whole_list(self, index: SearchIndex, sort: str) -> None:
        node = parse("灯 OR 电池")
        whole = [hit.serial for hit in index.search(node, sort=sort, limit=100).hits]
        paged = [
            hit.serial
            for offset in range(0, len(whole) + 2, 2)
            for hit in index.search(node, sort=sort, limit=2, offset=offset).hits
        ]
        assert paged == whole
        assert len(set(whole)) == len(whole)

    def test_a_page_of_nothing_still_tells_the_total(self, index: SearchIndex) -> None:
        page = index.search(parse("灯笼"), limit=0)
        assert (page.total, page.hits) == (2, ())

    def test_facets_count_the_matching_documents(self, index: SearchIndex) -> None:
        facets = index.facets(parse("灯"))
        assert facets.year == (
            Bucket("2017", 1),
            Bucket("2016", 2),
            Bucket("2015", 1),
            Bucket("1999", 1),
        )
        assert facets.type == (
            Bucket("invention", 3),
            Bucket("design", 1),
            Bucket("utility_model", 1),
        )
        assert {bucket.value: bucket.count for bucket in facets.subclass} == {
            "A44C": 1,
            "A63G": 1,
            "F21S": 1,
            "F21V": 2,
        }
        assert Bucket("番禺鲤鱼灯饰有限公司", 1) in facets.applicant
        assert "广州月光研究院" not in {bucket.value for bucket in facets.applicant}

    def test_facets_hold_no_more_than_asked(self, index: SearchIndex) -> None:
        facets = index.facets(parse(""), size=2)
        assert len(facets.applicant) == 2
        assert len(facets.subclass) == 2

    def test_a_number_leads_to_the_keys_of_its_documents(self, index: SearchIndex) -> None:
        assert index.number("ZL 2015 1 0163325.6") == ("CN201510163325.6",)
        assert index.number("CN 304000003 S") == ("CN201730000003.X",)
        assert index.number("wo2009/043854") == ("WO2009043854",)
        assert index.number("") == ()
        assert index.number("CN999") == ()

    def test_a_wrong_check_character_still_finds_the_application(self, index: SearchIndex) -> None:
        assert index.number("201510163325.7") == ("CN201510163325.6",)

    def test_an_unknown_sort_and_too_deep_a_page_are_refused(self, index: SearchIndex) -> None:
        with pytest.raises(HarborError, match=r"search\.sort\.unknown"):
            index.search(parse(""), sort="beauty")
        with pytest.raises(HarborError, match=r"search\.page\.too_deep"):
            index.search(parse(""), limit=20, offset=10_000_000)
