"""The invented region as a whole: what a table of it must look like."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from ipharbor.samples import region
from ipharbor.vocabulary.classes import ipc_symbol
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS
from ipharbor.vocabulary.numbers import application_number, publication_number
from ipharbor.vocabulary.places import town_of

SCALE, UNTIL = 0.05, date(2026, 10, 31)
Row = dict[str, str]


@pytest.fixture(scope="module")
def every() -> list[Row]:
    return list(region.build(2021, SCALE, UNTIL))


@pytest.fixture(scope="module")
def rows(every: list[Row]) -> list[Row]:
    """The Chinese publications."""
    return [row for row in every if row["country"] == "CN"]


@pytest.fixture(scope="module")
def abroad(every: list[Row]) -> list[Row]:
    return [row for row in every if row["country"] != "CN"]


@pytest.fixture(scope="module")
def rights(rows: list[Row]) -> list[Row]:
    """One row a right, the latest."""
    return list({row["application_number"]: row for row in rows}.values())


def read(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("ending", ["csv.gz", "parquet"])
def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(
    ending: str, tmp_path: Path
) -> None:
    first, again, other = (tmp_path / f"{name}.{ending}" for name in "abc")
    for path, seed in ((first, 3), (again, 3), (other, 4)):
        region.write(path, seed=seed, scale=0.01)
    assert first.read_bytes() == again.read_bytes()
    assert first.read_bytes() != other.read_bytes()


def test_how_many_processes_write_the_texts_does_not_change_a_byte(tmp_path: Path) -> None:
    alone, together = tmp_path / "alone.parquet", tmp_path / "together.parquet"
    region.write(alone, seed=3, scale=SCALE, workers=1)
    region.write(together, seed=3, scale=SCALE, workers=2)
    assert alone.read_bytes() == together.read_bytes()


def test_a_parquet_file_says_what_the_csv_says(tmp_path: Path) -> None:
    flat, columns = tmp_path / "region.csv.gz", tmp_path / "region.parquet"
    region.write(flat, seed=5, scale=0.01)
    region.write(columns, seed=5, scale=0.01)
    table = pq.read_table(columns)
    texts = [table.column(name).cast("string").fill_null("") for name in table.column_names]
    cells = zip(*(column.to_pylist() for column in texts), strict=True)
    told = [dict(zip(table.column_names, row, strict=True)) for row in cells]
    assert told == read(flat)


def test_the_summary_counts_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "region.csv.gz"
    told = region.write(path, seed=5, scale=0.01)
    written = read(path)
    days = [row["publication_date"] for row in written]
    chinese = {row["application_number"] for row in written if row["country"] == "CN"}
    assert set(written[0]) <= {column.name for column in EXCHANGE_COLUMNS}
    assert told.rows == len(written)
    assert told.rights == len(chinese)
    assert (told.first_day.isoformat(), told.last_day.isoformat()) == (min(days), max(days))


def test_before_anything_is_gazetted_the_file_has_headings_only(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv.gz"
    told = region.write(path, scale=0.01, until=date(2011, 12, 30))
    assert told.rows == told.rights == 0
    assert gzip.decompress(path.read_bytes()).decode().startswith("country,publication_number,")


def test_what_was_known_on_an_earlier_day_is_a_part_of_what_is_known_later() -> None:
    early = {row["publication_number"]: row for row in region.build(9, 0.01, date(2019, 12, 31))}
    late = {row["publication_number"]: row for row in region.build(9, 0.01, UNTIL)}
    changes = {"legal_status", "cited_by"}
    assert set(early) == {n for n, row in late.items() if row["publication_date"] < "2020"}
    for number, row in early.items():
        for name in set(row) - changes:
            assert row[name] == late[number][name], (number, name)


def test_publications_stand_in_the_order_of_their_days(every: list[Row]) -> None:
    days = [row["publication_date"] for row in every]
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


def test_no_publication_number_comes_twice(every: list[Row]) -> None:
    assert len({row["publication_number"] for row in every}) == len(every)


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
    assert len(codes) > 300
    assert all(not credit_code(code).why for code in codes)


def test_every_regional_address_names_a_town_of_the_district(rights: list[Row]) -> None:
    home = {row["address"] for row in rights if row["district"] == "番禺区"}
    away = {row["address"] for row in rights if row["district"] != "番禺区"}
    assert all(town_of(address).clean is not None for address in home)
    assert len(away) >= 50
    assert all(town_of(address).clean is None for address in away)


def test_every_class_is_readable_and_designs_have_none(rights: list[Row]) -> None:
    symbols = {symbol for row in rights for symbol in row["ipc"].split("|") if symbol}
    assert all(str(ipc_symbol(symbol).clean) == symbol for symbol in symbols)
    assert all(bool(row["ipc"]) == (row["patent_type"] != "design") for row in rights)
    assert all(row["ipc"].split("|")[0] == row["ipc_main"] for row in rights)


def test_abstracts_are_as_long_as_the_office_wants_and_seldom_the_same(
    rights: list[Row],
) -> None:
    technical = [row for row in rights if row["patent_type"] != "design"]
    lengths = sorted(len(row["abstract"]) for row in technical)
    assert lengths[0] >= 100
    assert lengths[-1] <= 300
    seen = Counter(row["title"] + row["abstract"] for row in technical)
    assert sum(n - 1 for n in seen.values()) < 0.02 * len(technical)


def test_no_choice_or_blank_of_a_template_is_left_open(every: list[Row]) -> None:
    text = "".join(
        row["title"] + row["abstract"] + row["abstract_en"] + row["first_claim"] for row in every
    )
    assert not set(text) & set("<>{}|\x1f")
    assert "；；" not in text and "。。" not in text and "，，" not in text


def test_first_claims_claim_the_thing_of_the_title(rows: list[Row]) -> None:
    technical = [row for row in rows if row["patent_type"] != "design"]
    for row in technical:
        claim = row["first_claim"]
        assert claim.startswith("1.一种") and claim.endswith("。")
        assert claim.count("其特征在于") == 1 and "包括" in claim
        named = claim[4:].split("，")[0]
        assert named in "一种" + row["title"], (row["title"], claim)
    assert not any(row["first_claim"] for row in rows if row["patent_type"] == "design")


def test_a_granted_claim_says_no_less_than_the_claim_applied_for(rows: list[Row]) -> None:
    claims: dict[str, dict[str, str]] = {}
    for row in rows:
        claims.setdefault(row["application_number"], {})[row["publication_number"][-1]] = row[
            "first_claim"
        ]
    pairs = [told for told in claims.values() if {"A", "B"} <= set(told)]
    assert len(pairs) > 300
    assert all(len(told["B"]) >= len(told["A"]) for told in pairs)
    assert sum(told["B"] != told["A"] for told in pairs) > len(pairs) / 3


def test_parts_of_electric_cars_surge_while_leather_dwindles(rights: list[Row]) -> None:
    def growth(*subclasses: str) -> float:
        years = Counter(
            row["filing_date"][:4] for row in rights if row["ipc"].startswith(subclasses)
        )
        return (years["2021"] + years["2022"]) / (years["2014"] + years["2015"])

    assert growth("B60L", "H01M") > 4
    assert growth("A45C", "A45F", "A41F", "A44B 11") < 2.5


def test_no_document_is_published_before_its_filing_or_too_late(rows: list[Row]) -> None:
    span = {"A": (60, 600), "B": (90, 1200), "U": (140, 320), "S": (85, 200)}
    for row in rows:
        shortest, longest = span[row["publication_number"][-1]]
        opened = date.fromisoformat(row["publication_date"])
        apart = (opened - date.fromisoformat(row["filing_date"])).days
        assert shortest <= apart <= longest, row


def test_an_application_is_published_before_its_grant(rows: list[Row]) -> None:
    days: dict[str, list[str]] = {}
    for row in rows:
        days.setdefault(row["application_number"], []).append(row["publication_date"])
    assert all(first < second for first, second in (d for d in days.values() if len(d) == 2))


def test_foreign_documents_have_english_words_and_a_priority(rights: list[Row]) -> None:
    foreign = [row for row in rights if row["title_en"]]
    assert len({row["applicant_first"] for row in foreign}) > 10
    assert all(row["abstract_en"].isascii() and row["priority_date"] for row in foreign)


def test_documents_abroad_are_in_english_and_of_five_offices(abroad: list[Row]) -> None:
    assert {row["country"] for row in abroad} == {"US", "EP", "WO", "JP", "KR"}
    for row in abroad:
        assert (row["title"] + row["abstract"] + row["first_claim"]).isascii()
        assert row["first_claim"].startswith("1. A") and row["priority_date"]
        assert row["applicants"].isascii() and not row["credit_code"]


def test_a_twin_utility_model_is_given_up_when_the_invention_is_granted(
    rights: list[Row],
) -> None:
    inventions = {
        (row["applicant_first"], row["filing_date"], row["title"].split("及其")[0])
        for row in rights
        if row["publication_number"][-1] == "B"
    }
    given_up = [row for row in rights if row["legal_status"].startswith("避免重复授权")]
    assert len(given_up) > 20
    for row in given_up:
        assert row["patent_type"] == "utility_model"
        assert (row["applicant_first"], row["filing_date"], row["title"]) in inventions


@pytest.mark.parametrize("scale", [0.004, 0.01])
def test_a_small_region_has_every_trade_and_all_stories(scale: float) -> None:
    made = list(region.build(8, scale, UNTIL))
    told = {row["applicant_first"] for row in made}
    assert {"中山市骁砂光电科技有限公司", "深圳市珞影珠宝首饰有限公司"} <= told
    assert len({row["ipc_main"][:3] for row in made}) > 20


def test_every_table_of_the_region_has_the_same_columns_and_types() -> None:
    tables = list(region.tables(4, 0.05, UNTIL, workers=1))
    assert len(tables) > 1
    assert len({table.schema for table in tables}) == 1
    assert pc.max(tables[-1].column("publication_date")).as_py() <= UNTIL
