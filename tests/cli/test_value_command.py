"""The command that values: what is kept, a table to fill in, and many rights at once."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from api.api_world import valued
from financing_world import World
from ipharbor.cli import valuing
from ipharbor.intake.valuing import COLUMNS
from ipharbor.records.models import Firm, RightEvent, Valuation
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
ON = ("--on", "2021-11-30")
HEAD = "key,sales,royalty_low,royalty,royalty_high,life,used,labour\n"


@pytest.fixture
def firm(corpus: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setattr(valuing, "ready", lambda: None)
    return World(tmp_path).firm


def told(*given: str, lang: str = "en", code: int = 0) -> Any:
    done = CliRunner().invoke(valuing.value, list(given), obj=lang)
    assert done.exit_code == code, (done.output, done.exception)
    return json.loads(done.stdout) if "--json" in given else done.output


def reckoned(path: Path, *given: str) -> Any:
    return told("reckon", str(path), *ON, "--json", *given)


def written(tmp_path: Path, text: str, name: str = "rights.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_kept_valuations_are_listed_and_shown_with_what_they_lack(firm: Firm) -> None:
    held = valued(firm)
    (row,) = told("list", "--firm", firm.name, "--json")
    assert (row["id"], row["status"]) == (held.pk, "draft")
    assert told("list", "--status", "signed", "--json") == []
    shown = told("show", str(held.pk))
    assert "Relief from royalty" in shown
    assert "Bring comparable deals" in shown
    assert "(relief)" not in shown
    assert "20,211,130" not in shown
    assert "20211130" in shown  # the seed, as it is
    assert "许可费节省法" in told("show", str(held.pk), lang="zh")
    Valuation.objects.filter(pk=held.pk).update(hash="c" * 64)
    assert told("show", str(held.pk), "--json", code=1)["stands"] is False


def test_a_firm_and_a_valuation_that_there_are_not_are_named(firm: Firm) -> None:
    for given, code in ((("show", "9"), "valuation.unknown"),
                        (("list", "--firm", "别家"), "firm.unknown")):  # fmt: skip
        done = CliRunner().invoke(valuing.value, list(given), obj="en")
        assert isinstance(done.exception, HarborError)
        assert done.exception.code == code


def test_a_table_is_valued_to_the_fen_with_the_seed_told(firm: Firm, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "CN1,1200000,2,3,5,8.5,2.9,200000\nCN2,,,,,6,2,150000\n")
    found = reckoned(path)
    one, two = found["rights"]
    assert one["method"] == "Relief from royalty"
    assert one["low"] < one["median"] < one["high"]
    assert one["moves"] == "Royalty or share"
    assert (two["method"], two["low"], two["high"]) == ("Replacement cost", 112500, 112500)
    assert "Bring the yearly sales" in two["missing"]
    whole = found["summary"]
    assert (whole["seed"], whole["draws"], whole["valued"]) == (1, 1000, 2)
    assert reckoned(path) == found
    other = reckoned(path, "--seed", "2")
    assert other["summary"]["seed"] == 2
    assert other["rights"][0]["median"] != one["median"]
    assert other["rights"][0]["relief"] == one["relief"]
    led = reckoned(path, "--lead", "cost")
    assert led["rights"][0]["method"] == "Replacement cost"


def test_what_is_wrong_with_a_table_is_told_by_row_and_cell(firm: Firm, tmp_path: Path) -> None:
    rows = ("CN1,abc,2,3,5,8,2,\n" "CN2,1000,5,3,5,8,2,\n" ",1000,,,,8,2,\n" "CN4,1000,,,,,,\n"
            "CN5,1000,,120,,8,2,\n" "CN6,1000,,3,,8,2,\n" "CN6,1000,,3,,8,2,\n"
            "CN7,,,,,8,2,\n")  # fmt: skip
    found = reckoned(written(tmp_path, HEAD + rows))
    told_ = [(one["row"], one["column"], one["code"]) for one in found["findings"]]
    assert told_ == [
        (2, "sales", "value.cell.unreadable"),
        (3, "royalty", "value.spread"),
        (4, "key", "value.key.missing"),
        (5, "key", "value.life.unknown"),
        (6, "royalty", "value.cell.unreadable"),
        (8, "key", "value.twice"),
        (9, "", "value.nothing"),
    ]
    assert found["findings"][0]["value"] == "abc"
    whole = found["summary"]
    assert (whole["read"], whole["set_aside"], whole["valued"]) == (8, 6, 1)
    printed = told("reckon", str(tmp_path / "rights.csv"), *ON, lang="zh")
    assert "第 2 行“sales”的“abc”" in printed


def test_a_file_without_a_column_of_keys_is_refused(firm: Firm, tmp_path: Path) -> None:
    path = written(tmp_path, "colour,sales\nred,1\n")
    done = CliRunner().invoke(valuing.value, ["reckon", str(path)], obj="en")
    assert isinstance(done.exception, HarborError)
    assert done.exception.code == "table.headings"


def test_a_life_that_is_not_stated_is_the_registers(firm: Firm, tmp_path: Path) -> None:
    gone = "CN201910000002"
    RightEvent.objects.create(
        key=gone, code="CF01", on=date(2021, 6, 1), known_on=date(2021, 6, 1), details={}
    )
    text = HEAD + f"CN201910000001,1000000,,3,,,,\n201910000003.3,1000000,,3,,,,\n{gone},9,,3,,,,\n"
    found = reckoned(written(tmp_path, text))
    lives = [one["life"] for one in found["rights"]]
    assert lives[0] == lives[1] == pytest.approx(17.09, abs=0.01)
    assert lives[2] == 0
    assert [one["code"] for one in found["findings"]] == ["value.life.over", "value.nothing"]


def test_a_firms_table_is_filled_in_and_valued_in_either_language(
    firm: Firm, tmp_path: Path
) -> None:
    for lang, name in (("en", "table.csv"), ("zh", "table.xlsx")):
        path = tmp_path / name
        told("table", firm.name, "--out", str(path), *ON, lang=lang)
        found = reckoned(path)
        assert found["summary"]["read"] == 5
        assert {one["life"] for one in found["rights"]} == {17.0877}
        assert {one["code"] for one in found["findings"]} == {"value.nothing"}
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["title"] == "一种走马灯1"
    assert rows[0]["sales"] == ""


def test_values_go_into_a_workbook_with_findings_and_the_seed(firm: Firm, tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "CN1,1200000,2,3,5,8.5,2.9,200000\nCN2,x,,,,6,2,\n")
    out = tmp_path / "values.xlsx"
    told("reckon", str(path), *ON, "--out", str(out), "--seed", "77")
    book = openpyxl.load_workbook(out)
    values, findings, whole = (book[name] for name in book.sheetnames)
    assert values["A2"].value == "CN1"
    assert isinstance(values["D2"].value, int | float)
    assert [cell.value for cell in findings[2]][:3] == [3, "sales", "x"]
    assert ["Seed", 77] in [[cell.value for cell in row] for row in whole.iter_rows()]
    given = ["reckon", str(path), "--out", str(tmp_path / "values.pdf")]
    done = CliRunner().invoke(valuing.value, given, obj="en")
    assert isinstance(done.exception, HarborError)
    assert done.exception.code == "value.out"


def test_the_page_of_the_table_tells_every_column_with_its_headings() -> None:
    page = Path("docs/reference/value-table.md").read_text(encoding="utf-8")
    for name, headings in COLUMNS.items():
        told = " · ".join(f"`{one}`" for one in headings)
        assert f"| `{name}` | {told} |" in page
