"""Charts compile, carry their links and words, and can be read without colour."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import vl_convert
from ledger import documents

from ipharbor.analysis import charts
from ipharbor.analysis.charts import WORDS, Tile
from ipharbor.analysis.landscape import Landscape, landscape
from ipharbor.analysis.tables import KINDS, Kind, to_table

SHOP = """
2014-02-01 | 2012 | INV | Lantern | F21V 29/83 | town=440113012 stage=grant granted=2016-01-05
2017-03-01 | 2014 | UM  | Lantern | F21V 5/00  | town=440113012 stage=grant granted=2017-03-01
2018-04-01 | 2014 | -   | Moth    | H04N 5/225 |
2019-04-01 | 2018 | DES | Moth    | -          |
"""
TILES = (Tile("440113012", "大石街道", 1, 1), Tile("440113013", "洛浦街道", 2, 0))
WORDED = {key: f"«{key}»" for key in WORDS}
HEADED = WORDED | {f"column.{name.removesuffix('_zh').removesuffix('_en')}": name for name in KINDS}


def link(query: str) -> str:
    return f"/search?q={query}"


@pytest.fixture(scope="module")
def shop() -> Landscape:
    return landscape(documents(SHOP), vintage="v")


def drawn(told: Landscape, words: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {
        "filings": charts.by_year(told.filings, words, link),
        "publications": charts.by_year(told.publications, words, link),
        "grants": charts.by_year(told.grants, words, link),
        "invention_share": charts.invention_share(told.invention_share, words, link),
        "concentration": charts.concentration(told.concentration_by_year, words, link),
        "turnover": charts.turnover(told.turnover, words, link),
        "applicants": charts.applicants(told.applicants, words, link),
        "subclasses": charts.subclasses(told.subclasses, words, link, "zh"),
        "fields": charts.fields(told.fields, words, link, "en"),
        "towns": charts.towns(told.towns, TILES, words, link),
    }


NAMES = tuple(drawn(landscape(documents(""), vintage="v"), WORDED))


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_is_drawn(shop: Landscape, name: str) -> None:
    spec = drawn(shop, WORDED)[name]
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    assert "/search?q=" in svg
    assert spec["title"]["text"] in svg
    assert spec["width"] == "container"
    assert json.loads(json.dumps(spec)) == spec


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_of_nothing_is_drawn_too(name: str) -> None:
    spec = drawn(landscape(documents(""), vintage="v"), WORDED)[name]
    assert spec["title"]["text"] in vl_convert.vegalite_to_svg(spec, vl_version="6.4")


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_has_its_link_and_every_axis_words_of_the_caller(
    shop: Landscape, name: str
) -> None:
    spec = drawn(shop, WORDED)[name]
    values = spec["data"]["values"]
    empty_tile = [value for value in values if value.get("name") == "洛浦街道"]
    assert all(
        value["href"].startswith("/search?q=") for value in values if value not in empty_tile
    )
    for title in titles(spec["layer"]):
        assert title is None or title.startswith("«")


def titles(part: Any) -> Iterator[str | None]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "title":
                yield value
            else:
                yield from titles(value)
    elif isinstance(part, list):
        for one in part:
            yield from titles(one)


def test_the_words_asked_for_are_the_words_used(shop: Landscape) -> None:
    asked: set[str] = set()

    class Heard(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            asked.add(key)
            return super().__getitem__(key)

    drawn(shop, Heard(WORDED))
    assert set(WORDS) - asked == {"chart.earlier"}  # the shop is younger than 25 years
    assert asked <= set(WORDS)


def test_types_are_told_apart_by_their_sign(shop: Landscape) -> None:
    spec = charts.by_year(shop.publications, WORDED, link)
    signs = {value["kind"]: value["sign"] for value in spec["data"]["values"]}
    assert signs == {
        "● «type.invention»": "●",
        "■ «type.utility_model»": "■",
        "▲ «type.design»": "▲",
        "○ «type.unknown»": "○",
    }


def test_years_that_are_not_whole_carry_an_asterisk_and_a_note(shop: Landscape) -> None:
    spec = charts.by_year(shop.publications, WORDED, link)
    whole = {value["year"]: value["whole"] for value in spec["data"]["values"]}
    assert whole == {"2014": True, "2017": True, "2018": True, "2019*": False}
    assert spec["title"]["subtitle"] == ["«chart.not_whole»"]


def test_a_chart_shows_the_newest_25_years_and_says_that_there_are_earlier_ones() -> None:
    long = "\n".join(f"{year}-12-01 | - | UM | Moth | -" for year in (1980, 1999, 2020))
    told = landscape(documents(long), vintage="v").publications
    spec = charts.by_year(told, WORDED, link)
    assert [value["year"] for value in spec["data"]["values"]] == ["1999", "2020"]
    assert spec["title"]["subtitle"] == ["«chart.earlier»"]
    assert len(to_table(told, HEADED, link, "en").lines) == 41


def test_a_change_without_base_is_a_dash_not_a_number(shop: Landscape) -> None:
    spec = charts.applicants(shop.applicants, WORDED, link)
    assert {value["growth"] for value in spec["data"]["values"]} == {"–"}


def test_subclasses_and_fields_are_named_in_the_language_asked_for(shop: Landscape) -> None:
    subclasses = charts.subclasses(shop.subclasses, WORDED, link, "zh")["data"]["values"]
    assert subclasses[0]["name"] == "F21V 灯具部件"
    fields = charts.fields(shop.fields, WORDED, link, "en")["data"]["values"]
    assert fields[1]["name"] == "2 Audio-visual technology"


def test_a_town_without_documents_keeps_its_tile(shop: Landscape) -> None:
    values = charts.towns(shop.towns, TILES, WORDED, link)["data"]["values"]
    assert [(value["name"], value["count"]) for value in values] == [
        ("大石街道", 2),
        ("洛浦街道", 0),
    ]


def test_the_table_under_a_chart_has_every_row_and_its_link(shop: Landscape) -> None:
    table = to_table(shop.filings, HEADED, link, "zh")
    assert [column.name for column in table.columns] == [
        "year", "patent_type", "count", "complete", "truncated",
    ]  # fmt: skip
    assert table.lines[0].cells == (2012, "«type.invention»", 1, True, False)
    assert table.lines[0].href == link(shop.filings.table[0].query)
    assert len(table.lines) == len(shop.filings.table)


def test_the_table_of_fields_keeps_one_language(shop: Landscape) -> None:
    table = to_table(shop.fields, HEADED, link, "zh")
    kinds = {column.name: column.kind for column in table.columns}
    assert kinds == {
        "number": Kind.COUNT,
        "sector_zh": Kind.TEXT,
        "name_zh": Kind.TEXT,
        "count": Kind.COUNT,
        "share": Kind.SHARE,
    }
    assert table.lines[1].cells[:3] == (2, "电气工程", "音像技术")


def test_every_column_of_every_answer_can_be_printed(shop: Landscape) -> None:
    for answer in vars(shop).values():
        if hasattr(answer, "table"):
            table = to_table(answer, HEADED, link, "en")
            assert all(len(line.cells) == len(table.columns) for line in table.lines)
    assert to_table(landscape(documents(""), vintage="v").towns, HEADED, link, "en").lines == ()


def test_every_method_has_its_section_in_the_manual(shop: Landscape) -> None:
    manual = Path(__file__).parents[2] / "docs" / "explanation" / "landscape-method.md"
    lines = manual.read_text(encoding="utf-8").splitlines()
    sections = {line.removeprefix("## ") for line in lines if line.startswith("## ")}
    methods = {answer.method for answer in vars(shop).values() if hasattr(answer, "method")}
    assert len(methods) == 10
    assert methods <= sections
