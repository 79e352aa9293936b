"""The tables beside the publications: they add up, join, and meet the public figure of cases."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ipharbor.intake.holders import read_holders
from ipharbor.samples import registers
from ipharbor.samples.parameters import parameters, scaled
from ipharbor.samples.plan import plan
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.places import region

SEED, SCALE, UNTIL = 2021, 0.05, date(2026, 10, 31)
Row = dict[str, str]
TOLD = parameters().registers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("registers")
    registers.write(path, SEED, SCALE, UNTIL)
    return path


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, list[Row]]:
    return {name: read(folder / f"{name}.csv") for name in registers.COLUMNS}


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def codes(tables: dict[str, list[Row]]) -> set[str]:
    return {row["credit_code"] for row in tables["holders"] if row["credit_code"]}


def test_every_table_has_its_headings_and_rows(folder: Path) -> None:
    for name, columns in registers.COLUMNS.items():
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
            assert tuple(next(csv.reader(opened))) == columns
        assert read(folder / f"{name}.csv"), name


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(
    folder: Path, tmp_path: Path
) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    registers.write(again, SEED, SCALE, UNTIL)
    registers.write(other, SEED + 1, SCALE, UNTIL)
    for name in registers.COLUMNS:
        first = (folder / f"{name}.csv").read_bytes()
        assert first == (again / f"{name}.csv").read_bytes(), name
        assert first != (other / f"{name}.csv").read_bytes(), name


def test_about_nine_thousand_holders_are_told_of_at_true_scale() -> None:
    made = list(registers.rows("holders", SEED, 1.0, UNTIL))
    kinds = Counter(row[1] for row in made)
    assert 8_900 <= len(made) <= 9_100
    assert 5_950 <= kinds["firm"] <= 6_050
    assert kinds["university"] == 12 and kinds["institute"] == 8
    assert len({row[0] for row in made}) == len(made)


def test_the_product_reads_its_own_table_of_holders_without_a_remark(folder: Path) -> None:
    table = read_holders(folder / "holders.csv")
    assert table.findings == () and table.set_aside == 0
    assert len(table.holders) == len(read(folder / "holders.csv"))


def test_holders_have_sizes_trades_and_towns_of_the_district(tables: dict[str, list[Row]]) -> None:
    towns = {town.code for town in region().towns}
    for row in tables["holders"]:
        assert row["town"] in towns
        if row["kind"] == "firm":
            assert not credit_code(row["credit_code"]).why
            assert row["trade"] and re.fullmatch(r"[A-T]\d{4}", row["industry"])
            assert int(row["employees"]) > 0 and float(row["capital"]) > 0
    grades = Counter(g for row in tables["holders"] for g in row["grades"].split("|") if g)
    assert grades["high_tech"] > grades["specialised"] > 0


def test_every_applicant_of_the_region_is_among_the_holders(tables: dict[str, list[Row]]) -> None:
    made = plan(SEED, SCALE)
    names = {row["name"] for row in tables["holders"]}
    shops = made.shops.each
    assert {shops[at].holder.name for at in set(made.filings.shop[made.home].tolist())} <= names


def test_127_cases_are_accepted_and_closed_in_2021_as_known_at_the_end_of_november() -> None:
    assert TOLD.handled == 127
    until = TOLD.handled_on
    rows = [
        dict(zip(registers.COLUMNS["cases"], row, strict=True))
        for row in registers.rows("cases", SEED, 1.0, until)
    ]
    for name in ("accepted_on", "closed_on"):
        assert sum(str(row[name]) >= "2021-01-01" for row in rows if row[name]) == 127, name
    assert all(str(row["received_on"]) <= until.isoformat() for row in rows)


@pytest.mark.parametrize("scale", [0.02, 0.3])
def test_cases_scale_with_the_region(scale: float) -> None:
    rows = list(registers.rows("cases", 9, scale, TOLD.handled_on))
    accepted = [row for row in rows if str(row[3]) >= "2021"]
    assert len(accepted) == scaled(127, scale)


def test_cases_go_from_receipt_to_their_end_and_name_rights_of_the_table(
    tables: dict[str, list[Row]],
) -> None:
    made = plan(SEED, SCALE)
    numbers = set(made.number.tolist())
    held = [row for row in tables["cases"] if row["right"]]
    assert len(held) > 0.7 * len(tables["cases"])
    assert {row["right"] for row in held} <= numbers
    for row in tables["cases"]:
        days = [row[name] for name in ("received_on", "accepted_on", "closed_on") if row[name]]
        assert days == sorted(days), row
        assert bool(row["outcome"]) == bool(row["closed_on"]) or row["outcome"] == "not_accepted"
        assert row["respondent"] and row["town"]
    assert len({row["number"] for row in tables["cases"]}) == len(tables["cases"])


def test_products_belong_to_firms_and_have_features_markets_and_sales(
    tables: dict[str, list[Row]],
) -> None:
    firms = codes(tables)
    for row in tables["products"]:
        assert row["credit_code"] in firms
        assert 2 <= len(row["features"].split("|")) <= 8
        assert all(re.fullmatch(r"[A-Z]{2}", land) for land in row["markets"].split("|"))
        for sale in filter(None, row["sales"].split(";")):
            year, amount = map(int, sale.split(":"))
            assert int(row["since"]) <= year < UNTIL.year and amount > 0
    exported = [row for row in tables["products"] if row["markets"] != "CN"]
    assert 0.1 < len(exported) / len(tables["products"]) < 0.6


def test_there_are_sixty_agencies_whatever_the_scale(tables: dict[str, list[Row]]) -> None:
    assert len(tables["agencies"]) == 60
    names = {row["name"] for row in tables["agencies"]}
    made = plan(SEED, SCALE)
    used = {shop.agency for shop in made.shops.each if shop.agency}
    assert used <= names and len(used) > 40


def test_matters_are_those_of_stations_and_of_firms_that_exist(
    tables: dict[str, list[Row]],
) -> None:
    firms = codes(tables)
    towns = {town.code for town in region().towns}
    for row in tables["matters"]:
        assert row["town"] in towns and row["kind"] in TOLD.matter_kinds
        assert not row["firm"] or row["firm"] in firms
        assert not row["closed_on"] or row["received_on"] <= row["closed_on"]
        assert "{" not in row["subject"]
    served = {row["firm"] for row in tables["matters"]} - {""}
    assert 0.2 < len(served) / len([r for r in tables["holders"] if r["kind"] == "firm"]) < 0.75


def test_trainings_name_each_firm_once(tables: dict[str, list[Row]]) -> None:
    for row in tables["trainings"]:
        firms = [code for code in row["firms"].split("|") if code]
        assert len(set(firms)) == len(firms) <= int(row["attendees"])


def test_a_target_is_somewhat_more_than_the_year_before_brought(
    tables: dict[str, list[Row]],
) -> None:
    made = plan(SEED, SCALE)
    from ipharbor.samples._days import years_of

    years = years_of(made.filings.granted[made.home])
    for row in tables["targets"]:
        if row["figure"] == "granted" and not row["town"]:
            reached = int((years == int(row["year"]) - 1).sum())
            assert reached < float(row["value"]) < 1.15 * reached


def test_what_was_known_earlier_says_nothing_of_later_days(tmp_path: Path) -> None:
    until = date(2022, 6, 30)
    registers.write(tmp_path, SEED, SCALE, until)
    for name, columns in registers.COLUMNS.items():
        days = [column for column in columns if column.endswith("_on") or column == "on"]
        for row in read(tmp_path / f"{name}.csv"):
            assert all(row[day] <= until.isoformat() for day in days), (name, row)
