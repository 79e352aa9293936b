"""The invented region as a whole: what a table of it must look like."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from ipharbor.samples import region
from ipharbor.vocabulary.classes import ipc_symbol
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS
from ipharbor.vocabulary.numbers import application_number, publication_number
from ipharbor.vocabulary.places import town_of

UNTIL = date(2021, 11, 30)
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(region.build(2021, 1.0, UNTIL))


@pytest.fixture(scope="module")
def rights(rows: list[Row]) -> list[Row]:
    """One row a right, the latest."""
    return list({row["application_number"]: row for row in rows}.values())


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (tmp_path / name for name in ("a.csv.gz", "b.csv.gz", "c.csv.gz"))
    for path, seed in ((first, 3), (again, 3), (other, 4)):
        region.write(path, seed=seed, scale=0.02)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_the_summary_counts_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "region.csv.gz"
    told = region.write(path, seed=5, scale=0.05)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as opened:
        table = csv.DictReader(opened)
        written = list(table)
        headings = table.fieldnames or []
    days = [row["publication_date"] for row in written]
    assert set(headings) <= {column.name for column in EXCHANGE_COLUMNS}
    assert told.rows == len(written)
    assert told.rights == len({row["application_number"] for row in written})
    assert (told.first_day.isoformat(), told.last_day.isoformat()) == (min(days), max(days))


def test_before_anything_is_gazetted_the_file_has_headings_only(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv.gz"
    told = region.write(path, scale=0.02, until=date(2011, 12, 30))
    assert told.rows == told.rights == 0
    assert gzip.decompress(path.read_bytes()).decode().startswith("country,publication_number,")


def test_the_full_scale_has_about_twenty_four_thousand_publications(rows: list[Row]) -> None:
    assert 22_500 <= len(rows) <= 25_500


def test_publications_stand_in_the_order_of_their_days(rows: list[Row]) -> None:
    days = [row["publication_date"] for row in rows]
    assert days == sorted(days)
    assert days[0] >= "2012-01-01"
    assert days[-1] <= UNTIL.isoformat()


def test_the_gazette_comes_out_on_tuesdays_and_fridays(rows: list[Row]) -> None:
    assert {date.fromisoformat(row["publication_date"]).weekday() for row in rows} == {1, 4}


def test_every_number_is_well_formed_and_recognisably_invented(rows: list[Row]) -> None:
    for row in rows:
        filed = application_number(row["application_number"])
        shown = publication_number(row["publication_number"])
        assert filed.clean is not None and not filed.why
        assert str(filed.clean) == row["application_number"]
        assert filed.clean.year == int(row["filing_date"][:4])
        assert filed.clean.patent_type == row["patent_type"]
        assert filed.clean.digits[5] == "9"
        assert shown.clean is not None and shown.clean.patent_type == row["patent_type"]
        assert shown.clean.serial[1] == "9"


def test_no_publication_number_comes_twice(rows: list[Row]) -> None:
    assert len({row["publication_number"] for row in rows}) == len(rows)


def test_a_right_has_one_publication_or_an_application_and_its_grant(rows: list[Row]) -> None:
    kinds: dict[str, list[str]] = {}
    serials: dict[str, set[str]] = {}
    for row in rows:
        kinds.setdefault(row["application_number"], []).append(row["publication_number"][-1])
        serials.setdefault(row["application_number"], set()).add(row["publication_number"][:-1])
    old = {number for number in kinds if number < "2012"}
    later = {tuple(found) for number, found in kinds.items() if number not in old}
    assert later == {("A",), ("A", "B"), ("U",), ("S",)}
    assert ("B",) in {tuple(kinds[number]) for number in old}  # opened before the table begins
    assert all(len(found) == 1 for found in serials.values())


def test_serials_of_a_year_rise_with_the_day_of_filing(rights: list[Row]) -> None:
    ordered = sorted(rights, key=lambda row: row["application_number"])
    for before, after in pairwise(ordered):
        if before["application_number"][:5] == after["application_number"][:5]:
            assert before["filing_date"] <= after["filing_date"]


def test_credit_codes_pass_their_check(rights: list[Row]) -> None:
    codes = {row["credit_code"] for row in rights if row["credit_code"]}
    assert len(codes) > 800
    assert all(not credit_code(code).why for code in codes)


def test_every_regional_address_names_a_town_of_the_district(rights: list[Row]) -> None:
    home = {row["address"] for row in rights if row["district"] == "番禺区"}
    away = {row["address"] for row in rights if row["district"] != "番禺区"}
    assert all(town_of(address).clean is not None for address in home)
    assert len(away) >= 35
    assert all(town_of(address).clean is None for address in away)


def test_every_class_is_readable_and_designs_have_none(rights: list[Row]) -> None:
    symbols = {symbol for row in rights for symbol in row["ipc"].split("|") if symbol}
    assert all(str(ipc_symbol(symbol).clean) == symbol for symbol in symbols)
    assert all(bool(row["ipc"]) == (row["patent_type"] != "design") for row in rights)


def test_abstracts_are_as_long_as_the_office_wants_and_hardly_ever_the_same(
    rights: list[Row],
) -> None:
    lengths = sorted(len(row["abstract"]) for row in rights if row["patent_type"] != "design")
    assert lengths[0] >= 100
    assert lengths[-1] <= 300
    seen = Counter(row["abstract"] for row in rights)
    assert sum(n - 1 for n in seen.values()) < 0.01 * len(rights)


def test_no_choice_or_blank_of_a_template_is_left_open(rows: list[Row]) -> None:
    text = "".join(row["title"] + row["abstract"] + row["abstract_en"] for row in rows)
    assert not set(text) & set("<>{}|")
    assert "；；" not in text and "。。" not in text and "，，" not in text


def test_about_nine_in_a_hundred_grants_of_2021_are_inventions(rows: list[Row]) -> None:
    granted = [row for row in rows if row["grant_date"].startswith("2021")]
    share = sum(row["patent_type"] == "invention" for row in granted) / len(granted)
    assert 0.07 <= share <= 0.11


def test_about_half_of_the_old_applications_for_inventions_were_granted(rights: list[Row]) -> None:
    old = [row for row in rights if row["patent_type"] == "invention"]
    old = [row for row in old if "2012" <= row["filing_date"] < "2018"]
    assert 0.45 <= sum(row["publication_number"][-1] == "B" for row in old) / len(old) <= 0.62


def test_few_applicants_hold_much_and_many_hold_little(rights: list[Row]) -> None:
    held = Counter(row["applicant_first"] for row in rights if row["district"] == "番禺区")
    top = sum(count for _, count in held.most_common(10)) / sum(held.values())
    assert 0.20 <= top <= 0.30
    assert sorted(held.values())[len(held) // 2] <= 15


def test_publications_grow_from_year_to_year(rows: list[Row]) -> None:
    years = Counter(row["publication_date"][:4] for row in rows)
    counts = [years[str(year)] for year in range(2012, 2021)]
    assert counts == sorted(counts)
    assert counts[-1] > 2.5 * counts[0]


def test_parts_of_electric_cars_surge_while_leather_stays_level(rights: list[Row]) -> None:
    def growth(*subclasses: str) -> float:
        years = Counter(
            row["filing_date"][:4] for row in rights if row["ipc"].startswith(subclasses)
        )
        return (years["2019"] + years["2020"]) / (years["2014"] + years["2015"])

    assert growth("B60L", "H01M") > 4
    assert 0.7 < growth("A45C", "A45F", "A41F", "A44B 11") < 1.4


def test_no_document_is_published_before_its_filing_or_too_late(rows: list[Row]) -> None:
    span = {"A": (140, 600), "B": (540, 1200), "U": (140, 320), "S": (85, 200)}
    for row in rows:
        shortest, longest = span[row["publication_number"][-1]]
        opened = date.fromisoformat(row["publication_date"])
        assert shortest <= (opened - date.fromisoformat(row["filing_date"])).days <= longest


def test_foreign_documents_have_english_words_and_a_priority(rights: list[Row]) -> None:
    foreign = [row for row in rights if row["title_en"]]
    assert len({row["applicant_first"] for row in foreign}) == 4
    assert all(row["abstract_en"].isascii() and row["priority_date"] for row in foreign)


def test_a_twin_utility_model_is_given_up_when_the_invention_is_granted(rights: list[Row]) -> None:
    inventions = {
        (row["applicant_first"], row["filing_date"]): row
        for row in rights
        if row["publication_number"][-1] == "B"
    }
    given_up = [row for row in rights if row["legal_status"].startswith("避免重复授权")]
    assert len(given_up) > 20
    for row in given_up:
        assert row["patent_type"] == "utility_model"
        assert (row["applicant_first"], row["filing_date"]) in inventions


@pytest.mark.parametrize("scale", [0.01, 0.03])
def test_a_small_region_has_every_trade_and_all_stories(scale: float) -> None:
    made = list(region.build(8, scale, UNTIL))
    told = {row["applicant_first"] for row in made}
    assert {"中山市骁砂光电科技有限公司", "深圳市珞影珠宝首饰有限公司"} <= told
    assert len({row["ipc_main"][:3] for row in made}) > 20
