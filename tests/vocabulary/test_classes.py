import csv
import os
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.classes import (
    IpcSymbol,
    class_label,
    field_numbers,
    ipc_symbol,
    subclass_label,
    technology_field,
    technology_fields,
)

SHARED = Path(os.environ.get("IPHARBOR_SHARED_DATA", "../shared/data"))
NO_SYMBOLS = ("lamp", "F2", "FAN", "Z99Z 1/00", "A00B 1/00", "A61K 000/00", "A61K 3١/00", "灯")
CONCORDANCE = SHARED / "technology-fields" / "ipc_technology.csv"


@pytest.mark.parametrize(
    "text",
    [
        "F21V 29/83",
        "F21V29/83",
        "F21V29/83(2015.01)I",
        "F21V 29/83 (2006.01)",
        "f21v29/830",
        "F21V-029/83",
        "F21V0029830000",
        "Int.Cl.7 F21V 29/83",
        "Int. Cl. F21V 29/83 (2015.01) N",
        "Ｆ２１Ｖ　２９／８３",
        "[F21V 29/83]",
        " F 21 V 29 / 83 ;",
        "F21V29/83(8)",
        "F21V 29:83",
    ],
)
def test_one_symbol_is_read_in_every_written_form(text: str) -> None:
    read = ipc_symbol(text)
    assert str(read.clean) == "F21V 29/83"
    assert (read.raw, read.why) == (text, "")


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("F", IpcSymbol("F")),
        ("F21", IpcSymbol("F", "21")),
        ("f21v", IpcSymbol("F", "21", "V")),
        ("F21V 29", IpcSymbol("F", "21", "V", "29")),
        ("F21V29/00", IpcSymbol("F", "21", "V", "29", "00")),
        ("A61K31/4439", IpcSymbol("A", "61", "K", "31", "4439")),
    ],
)
def test_a_symbol_may_stop_at_any_level(text: str, symbol: IpcSymbol) -> None:
    assert ipc_symbol(text).clean == symbol


def test_the_levels_above_a_symbol_are_at_hand() -> None:
    symbol = IpcSymbol("F", "21", "V", "29", "83")
    assert (symbol.class_code, symbol.subclass_code) == ("F21", "F21V")


@pytest.mark.parametrize("text", NO_SYMBOLS)
def test_text_that_is_no_symbol_is_told_apart(text: str) -> None:
    assert (ipc_symbol(text).clean, ipc_symbol(text).why) == (None, "class.ipc.unreadable")


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_cell_is_no_finding(text: str) -> None:
    assert (ipc_symbol(text).clean, ipc_symbol(text).why) == (None, "")


@pytest.mark.parametrize("text", ["26-05", "LOC(10)Cl.26-05"])
def test_a_locarno_class_of_a_design_is_not_taken_for_an_ipc_symbol(text: str) -> None:
    assert (ipc_symbol(text).clean, ipc_symbol(text).why) == (None, "class.ipc.locarno")


def test_a_subgroup_that_lost_a_digit_is_read_down_to_its_main_group() -> None:
    read = ipc_symbol("B28C 7/4")
    assert (str(read.clean), read.why) == ("B28C 7", "class.ipc.subgroup_cut")


@given(st.text(max_size=200))
def test_reading_a_symbol_never_raises_and_keeps_what_was_said(text: str) -> None:
    assert ipc_symbol(text).raw == text


@given(
    st.sampled_from("ABCDEFGH"),
    st.integers(1, 99),
    st.sampled_from("BFKV"),
    st.integers(1, 999),
    st.from_regex(r"[0-9]{2}([0-9]{0,3}[1-9])?", fullmatch=True),
)
def test_a_written_symbol_is_read_back_as_itself(
    section: str, cls: int, subclass: str, group: int, subgroup: str
) -> None:
    symbol = IpcSymbol(section, f"{cls:02d}", subclass, str(group), subgroup)
    assert ipc_symbol(str(symbol)).clean == symbol
    assert ipc_symbol(str(symbol).replace(" ", "")).clean == symbol


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("F21V 29/83", "Electrical machinery, apparatus, energy"),
        ("H04N 5/225", "Audio-visual technology"),
        ("H04N 21/43", "Digital communication"),
        ("H04N 1/00", "Telecommunications"),
        ("G01N 33/50", "Analysis of biological materials"),
        ("G01N 3/08", "Measurement"),
        ("B01D 53/02", "Environmental technology"),
        ("A44C 5/00", "Other consumer goods"),
        ("H10K 50/10", "Semiconductors"),
    ],
)
def test_the_longest_prefix_gives_the_technology_field(symbol: str, name: str) -> None:
    field = technology_field(symbol)
    assert field is not None
    assert field.name_en == name


@pytest.mark.parametrize("symbol", ["H04N", "F21", "F", "G16Y 10/00", "H04N 300/00", "lamp", ""])
def test_a_symbol_that_leaves_the_field_open_has_none(symbol: str) -> None:
    assert technology_field(symbol) is None


def test_the_fields_are_numbered_from_1_to_35_in_five_sectors() -> None:
    assert [field.number for field in technology_fields()] == list(range(1, 36))
    assert len({field.sector_en for field in technology_fields()}) == 5
    assert len({field.sector_zh for field in technology_fields()}) == 5
    assert len({field.name_zh for field in technology_fields()}) == 35


def test_no_prefix_belongs_to_two_fields_or_shadows_another() -> None:
    prefixes = sorted(prefix for field in technology_fields() for prefix in field.prefixes)
    assert all(one != other for one, other in pairwise(prefixes))
    whole = {prefix for prefix in prefixes if len(prefix) == 4}
    assert not [prefix for prefix in prefixes if len(prefix) > 4 and prefix[:4] in whole]


def test_a_column_of_symbols_gets_its_field_numbers() -> None:
    told = ["F21V 29/83", None, "H04N 5/225", "F21V 29/83", "lamp", "H04N 21/43"]
    expected = [1, None, 2, 1, None, 4]
    assert field_numbers(pa.array(told)).to_pylist() == expected
    chunked = pa.chunked_array([told[:2], told[2:]], pa.string())
    assert field_numbers(chunked).to_pylist() == expected
    assert field_numbers(chunked.dictionary_encode()).to_pylist() == expected
    assert field_numbers(pa.array([], pa.string())).type == pa.int32()


def test_a_subclass_without_label_of_its_own_is_called_by_its_class() -> None:
    assert subclass_label("H01M", "zh") == "电池"
    assert subclass_label("H01M 10/05", "en") == "Batteries"
    assert subclass_label("F21W", "en") == "Lighting"
    assert class_label("F21V 29/83", "zh") == "照明"
    assert subclass_label("X99Q", "en") == "X99Q"


def test_every_class_of_the_concordance_has_a_label_in_both_languages() -> None:
    classes = {prefix[:3] for field in technology_fields() for prefix in field.prefixes}
    assert len(classes) > 120
    for lang in ("zh", "en"):
        assert not [code for code in classes if class_label(code, lang) == code]


@pytest.mark.real
@pytest.mark.skipif(not CONCORDANCE.exists(), reason=f"no {CONCORDANCE}")
def test_every_mapping_agrees_with_the_published_concordance() -> None:
    with CONCORDANCE.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    published: dict[int, set[str]] = {}
    names: dict[int, tuple[str, str]] = {}
    for row in rows:
        prefix = " ".join(row["IPC_code"].rstrip("%/").split())
        published.setdefault(int(row["Field_number"]), set()).add(prefix)
        names[int(row["Field_number"])] = (row["Sector_en"], row["Field_en"])
    ours = {f.number: set(f.prefixes) - set(f.later) for f in technology_fields()}
    assert ours == published
    assert {f.number: (f.sector_en, f.name_en) for f in technology_fields()} == names
    for number, prefixes in published.items():
        for prefix in prefixes:
            field = technology_field(prefix if " " in prefix else f"{prefix} 1/00")
            assert field is not None
            assert field.number == number
