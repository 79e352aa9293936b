"""What is marked in a text, and which part of it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.corpus.query import parse
from ipharbor.corpus.search import marked

CARP = "本发明公开了一种灯笼，包括灯体、散热片，以及照明装置。灯体呈鲤鱼形。"


def hits(text: str, query: str, field: str = "abstract") -> list[str]:
    return [piece for piece, hit in marked(text, parse(query), field).parts if hit]


@pytest.mark.parametrize(
    ("text", "query", "wanted"),
    [
        (CARP, "灯体 照明", ["灯体", "照明", "灯体"]),
        (CARP, '"灯体、散热"', ["灯体、散热"]),
        (CARP, '"灯体散热"', []),
        (CARP, "灯笼 NOT 鲤鱼", ["灯笼"]),
        (CARP, "title:灯笼 abstract:鲤鱼", ["鲤鱼"]),
        (CARP, "published:2015 ipc:F21V", []),
        ("ＬＥＤ 灯 具", "led灯具", ["ＬＥＤ 灯 具"]),
        ("BATTERIES of a battery pack", "battery", ["battery"]),
        ("housing of BATTERIES", "battery", ["BATTERIES"]),
        ("housing of BATTERIES", '"battery"', []),
        ("It illuminates an illumination", "illumin*", ["illuminates", "illumination"]),
        ("selected led", "led", ["led"]),
        ("管理锂离子动力电池", "锂离子电池管理", ["管理锂离子", "电池"]),
        ("工作温度35℃以下", '"35°c"', ["35℃"]),
    ],
)
def test_what_a_query_found_is_marked(text: str, query: str, wanted: list[str]) -> None:
    assert hits(text, query) == wanted


def test_a_whole_name_is_marked_as_a_whole() -> None:
    query = 'applicant:="月光（广州）公司"'
    assert hits("月光(广州)公司", query, "applicant") == ["月光(广州)公司"]
    assert hits("月光(广州)公司分公司", query, "applicant") == []


def test_a_title_is_shown_whole_and_a_long_abstract_around_its_hits() -> None:
    long = "说明" * 200 + "。鲤鱼形的灯笼会唱歌" + "说明" * 200
    node = parse("鲤鱼 灯笼")
    assert marked(long, node, "title").text == long
    snippet = marked(long, node, "abstract", width=80)
    assert snippet.text.startswith("…鲤鱼形的灯笼")
    assert snippet.text.endswith("…")
    assert len(snippet.text) <= 82
    assert snippet.found


def test_the_place_where_most_terms_stand_together_is_shown() -> None:
    text = "灯笼" + "甲" * 300 + "灯笼与鲤鱼" + "乙" * 300
    assert "鲤鱼" in marked(text, parse("灯笼 鲤鱼"), "abstract").text


def test_a_text_without_hits_is_shown_from_its_start() -> None:
    snippet = marked("甲" * 500, parse("灯笼"), "abstract", width=100)
    assert snippet.text == "甲" * 100 + "…"
    assert not snippet.found


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="灯笼a 。℃Ａ<&", max_size=60), st.integers(1, 60))
def test_the_pieces_are_the_text_in_order(text: str, width: int) -> None:
    node = parse("灯笼 OR a OR 灯")
    assert marked(text, node, "title").text == text
    shown = marked(text, node, "abstract", width=width).text.removeprefix("…").removesuffix("…")
    assert shown in text
