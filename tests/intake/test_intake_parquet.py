"""Exchange tables as Parquet: the same statements as from text, and what hostile files end in."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lampworks import HEADINGS, KETTLE, LAMP, Read, read_all

from ipharbor.intake import _parquet
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS

ALL = tuple(column.name for column in EXCHANGE_COLUMNS)
SOME: dict[str, list[str]] = {
    "country": ["CN", "", "中国", "US", "WO", "喵"],
    "publication_number": ["CN113297382A", "113297382", "CN 204947884 U", "US2010123456A1", "",
                           "灯"],
    "publication_date": ["2021-08-24", "20210824", "去年", "", "44432", "2021-08-24; 2020-01-01"],
    "title": ["会唱歌的路灯", "A singing lamp", "", "=cmd", " 路灯 ", "publication_number"],
    "application_number": ["202110685031.5", "202110685031.6", "2021106850315", "", "灯",
                           "US1234567"],
    "applicant_first": ["番禺萤火虫灯具有限公司", "", "王小明"],
    "ipc_main": ["F21V 29/83", "F21V29/8", "02-01", "", "灯"],
    "abstract": ["天黑就唱歌。", "", "\x01x\0y", "It sings."],
    "patent_type": ["发明专利", "外观设计", "", "茶", "utility_model"],
    "applicants": ["王, 小明|李雷", "番禺萤火虫灯具有限公司；何亮", ""],
    "ipc": ["F21V 29/83|F21S 8/00", "x;y;z", ""],
    "address": ["广州市番禺区石楼镇灯市路1号", "广州市番禺区", "广州市南沙区", ""],
    "district": ["番禺区", "天河区", ""],
    "credit_code": ["91350100M000100Y43", "91350100M000100Y44", "无", ""],
    "legal_status": ["授权", "失效", "喝茶", "", "lapsed_fee"],
    "first_claim": ["一种路灯，其特征在于会唱歌。", ""],
    "claims": ["9", "九", "", "1,000"],
    "cites": ["CN104763946A|US2010123456A1", "非专利文献", "104763946；灯", ""],
    "priority_numbers": ["202010000001.1", "US62/123,456|茶", ""],
}  # fmt: skip
ROW = st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in SOME.items()})
ROWS = st.lists(st.one_of(ROW, st.just(dict.fromkeys(SOME, "")), st.just({n: n for n in SOME})),
                min_size=1, max_size=9)  # fmt: skip
SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def parquet(path: Path, rows: Sequence[dict[str, str]], **how: Any) -> Path:
    columns = {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in ALL}
    pq.write_table(pa.table(columns), path, **how)
    return path


def text(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path


def told(read: Read, by: int) -> tuple[Any, ...]:
    """All that a file gave, its rows counted ``by`` fewer."""
    return (
        [row | {"row": row["row"] - by} for row in read.rows],  # type: ignore[operator]
        [replace(one, row=one.row - by if one.row else 0) for one in read.findings],
        [replace(one, row=one.row - by) for one in read.set_aside],
        read.read,
    )


@settings(SHARED, max_examples=200)
@given(rows=ROWS, size=st.sampled_from([1, 2, 5000]), coded=st.booleans())
def test_a_parquet_table_gives_what_the_same_table_gives_as_text(
    rows: list[dict[str, str]], size: int, coded: bool, tmp_path: Path
) -> None:
    written = parquet(tmp_path / "a.parquet", rows, use_dictionary=coded, row_group_size=4)
    outcomes = []
    for path, above in ((written, 0), (text(tmp_path / "a.csv", rows), 1)):
        try:
            outcomes.append(told(read_all(path, size=size), above))
        except HarborError as refused:
            outcomes.append((refused.code,))
    assert outcomes[0] == outcomes[1]


@settings(SHARED, max_examples=100)
@given(rows=ROWS)
def test_rows_read_alone_give_what_they_give_together(
    rows: list[dict[str, str]], tmp_path: Path
) -> None:
    path = text(tmp_path / "a.csv", rows)
    try:
        together = told(read_all(path), 0)
    except HarborError as refused:
        assert refused.code == "import.file.no_rows"
        return
    assert told(read_all(path, size=1), 0) == together


def test_typed_cells_are_read_as_what_they_are(tmp_path: Path) -> None:
    table = pa.table(
        {
            "publication_number": pa.array(["CN113297382B"]).dictionary_encode(),
            "publication_date": [date(2022, 3, 4)],
            "filing_date": pa.array(["2021-06-21"], pa.large_string()),
            "title": ["会唱歌的路灯"],
            "application_number": ["202110685031.5"],
            "applicants": [["番禺萤火虫灯具有限公司", "何亮"]],
            "ipc": pa.array([["F21V 29/83"]], pa.list_(pa.dictionary(pa.int32(), pa.string()))),
            "cites": pa.array([["CN104763946A", None]], pa.large_list(pa.string())),
            "claims": pa.array([9], pa.int8()),
            "cited_by": [3.0],
            "grant_date": pa.array([None], pa.null()),
            "priority_date": pa.array([1_600_000_000_000], pa.timestamp("ms", "Asia/Shanghai")),
        }
    )
    pq.write_table(table, tmp_path / "typed.bin")
    (row,) = read_all(tmp_path / "typed.bin").rows
    assert (row["published_on"], row["filed_on"]) == (date(2022, 3, 4), date(2021, 6, 21))
    assert row["applicants"] == ["番禺萤火虫灯具有限公司", "何亮"]
    assert (row["ipc"], row["cites"]) == (["F21V 29/83"], ["CN104763946A"])
    assert (row["claims"], row["cited_by"], row["priority_on"]) == (9, 3, date(2020, 9, 13))


def test_cited_documents_and_priorities_are_kept_in_canonical_form(tmp_path: Path) -> None:
    row = dict(zip(HEADINGS, LAMP, strict=True))
    row |= {
        "cites": "CN 104763946 A; 204947884, US2010/0123456A1|Smith, Lamps, 1990",
        "priority_numbers": "CN202010000001.1|US62/123,456; 茶",
    }
    done = read_all(parquet(tmp_path / "a.parquet", [row]))
    assert done.rows[0]["cites"] == ["CN104763946A", "CN204947884", "US20100123456A1"]
    assert done.rows[0]["priority_numbers"] == ["CN202010000001.1", "US62123456"]
    assert [(one.code, one.value) for one in done.findings if one.column != "title"] == [
        ("import.number.left", "Smith"), ("import.number.left", "Lamps"),
        ("import.number.left", "1990"), ("import.number.left", "茶"),
    ]  # fmt: skip


def test_a_column_of_another_type_is_remarked_upon_and_the_rest_is_read(tmp_path: Path) -> None:
    table = pa.table(
        {name: [LAMP[at], KETTLE[at]] for at, name in enumerate(HEADINGS)}
        | {"pixels": pa.array([b"\x89PNG", None]), "where": [{"lat": 23.0}, None]}
    )
    pq.write_table(table, tmp_path / "a.parquet")
    done = read_all(tmp_path / "a.parquet")
    assert len(done.rows) == 2
    assert [(one.code, one.column) for one in done.findings] == [
        ("import.column.untold", "pixels"), ("import.column.untold", "where"),
    ]  # fmt: skip


def test_bytes_that_are_no_text_are_marked_and_their_neighbours_stay(tmp_path: Path) -> None:
    titles = pa.array([b"\xff\xfe", "茶壶".encode()], pa.binary())
    raw = pa.StringArray.from_buffers(2, *titles.buffers()[1:])
    columns: dict[str, Any] = {name: [LAMP[at], KETTLE[at]] for at, name in enumerate(HEADINGS)}
    pq.write_table(pa.table(columns | {"title": raw}), tmp_path / "a.parquet")
    done = read_all(tmp_path / "a.parquet")
    assert [row["title"] or row["title_en"] for row in done.rows] == ["\ufffd", "茶壶"]
    assert done.codes == ["import.cell.encoding"]


def refused(path: Path) -> str:
    with pytest.raises(HarborError) as error:
        read_all(path)
    assert "{" not in error.value.told("zh").what
    return error.value.code


def test_what_is_not_whole_is_refused(tmp_path: Path) -> None:
    row = dict(zip(HEADINGS, LAMP, strict=True))
    whole = parquet(tmp_path / "whole.parquet", [row] * 300).read_bytes()
    for number, content in enumerate(
        (
            whole[: len(whole) // 2],
            b"PAR1",
            b"PAR1" + b"\0" * 400 + b"PAR1",
            whole[:-9] + whole[-8:],
        )
    ):
        path = tmp_path / f"{number}.parquet"
        path.write_bytes(content)
        assert refused(path) == "import.file.damaged_parquet"


@settings(SHARED, max_examples=150)
@given(
    places=st.lists(st.tuples(st.integers(4, 2000), st.integers(0, 255)), min_size=1, max_size=4)
)
@example(places=[(152, 1)])  # a cell that stands for a value the dictionary lacks
def test_a_file_with_changed_bytes_ends_in_rows_or_in_an_error_that_says_so(
    places: list[tuple[int, int]], tmp_path: Path
) -> None:
    row = dict(zip(HEADINGS, LAMP, strict=True))
    content = bytearray(parquet(tmp_path / "a.parquet", [row] * 40).read_bytes())
    for place, byte in places:
        content[place % len(content)] = byte
    path = tmp_path / "b.parquet"
    path.write_bytes(bytes(content))
    try:
        done = read_all(path)
    except HarborError as error:
        assert error.code.startswith("import.")
        return
    assert done.read == len(done.rows) + len(done.set_aside)


def test_a_table_without_end_in_a_small_file_is_refused(tmp_path: Path) -> None:
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000_000, pa.int32()), ["灯"])
    pq.write_table(pa.table({"title": same, "publication_number": same}), tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 50_000
    assert refused(tmp_path / "a.parquet") == "import.file.bomb"


def test_a_long_text_that_stands_in_many_rows_fills_no_memory(tmp_path: Path) -> None:
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), ["灯" * 400_000])
    numbers = [f"CN{113_000_000 + n}A" for n in range(2_000)]
    pq.write_table(pa.table({"title": long, "publication_number": numbers}), tmp_path / "a.parquet")
    tracemalloc.start()
    assert refused(tmp_path / "a.parquet") == "import.file.bomb"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 400 << 20


def test_a_table_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    columns = {f"c{n}": ["x"] for n in range(_parquet.WIDEST + 1)}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert refused(tmp_path / "a.parquet") == "import.file.too_wide"


def test_a_table_without_rows_and_one_of_unknown_columns_say_so(tmp_path: Path) -> None:
    pq.write_table(pa.table({name: pa.array([], pa.string()) for name in HEADINGS}),
                   tmp_path / "empty.parquet")  # fmt: skip
    assert refused(tmp_path / "empty.parquet") == "import.file.no_rows"
    pq.write_table(pa.table({"灯": ["1"]}), tmp_path / "other.parquet")
    assert refused(tmp_path / "other.parquet") == "import.format.unknown"
