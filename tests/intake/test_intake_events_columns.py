"""Events read in columns are those read row by row, whatever stands in the table."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventpapers import KITE, LANTERN, inpadoc, ops, reference, rows
from ipharbor.intake import _events_columns
from ipharbor.intake._events_stated import PAID, payment_of
from ipharbor.intake.events import EventColumns, EventTable, event_columns, read_events
from ipharbor.vocabulary.errors import HarborError

SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEADINGS = ("申请号", "法律状态代码", "法律状态", "法律状态公告日", "知悉日", "详情", "备注")
CELLS = st.tuples(
    st.sampled_from(
        [LANTERN, f"CN{LANTERN}", "2015101633256", KITE, LANTERN[:-1] + "9", "", "灯", "CN1"]
    ),
    st.sampled_from(["GR01", "gr01 ", "FEE", "fee", "XX99", "xx99", "YY1", "", " ", "ＦＥＥ"]),
    st.sampled_from(["授权", "专利权的终止", "无此事", "", "number=5"]),
    st.sampled_from(["2017-08-11", "20170811", "2017.8.11", "去年", "", "2017-02-30", "42958"]),
    st.sampled_from(["", "2018-01-01", "昨天"]),
    st.sampled_from(
        [
            "", "year=5; amount=900", "year=5;amount=1,200.50", "year=99", "年度=3；金额=x",
            "year=²",
            "amount=NaN;year=1", "amount=1e30;year=2", "未缴年费专利权终止终止日期:20210401",
            "登记号:Y1 出质人:番禺明灯", "number=Y2;pledgor=甲", "备注", "number=" + "9" * 99,
        ]
    ),
    st.sampled_from(["", "", "x"]),
)  # fmt: skip
TABLES = st.tuples(
    st.sets(st.sampled_from([1, 2]), min_size=1, max_size=2),  # code, phrase or both
    st.booleans(),  # known day and details at all
    st.lists(CELLS, max_size=14),
)


def written(folder: Path, chosen: set[int], whole: bool, cells: list[tuple[str, ...]]) -> Path:
    columns = [0, *sorted(chosen), 3, *((4, 5, 6) if whole else (6,))]
    path = folder / "events.csv"
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow([HEADINGS[at] for at in columns])
        for number, row in enumerate(cells):
            told = [row[at] for at in columns]
            writer.writerow(told[:-1] if number % 3 == 2 else told)  # some rows end early
    return path


def expected(table: EventTable) -> list[dict[str, Any]]:
    told = []
    for event in table.events:
        year, amount = payment_of(event.details) if event.code == PAID else (None, None)
        told.append(
            {
                "row": event.row, "key": event.key, "code": event.code, "on": event.on,
                "known_on": event.known_on, "number": event.details.get("number", "")[:60],
                "details": event.details, "year": year, "amount": amount,
            }
        )  # fmt: skip
    return told


def events(columns: EventColumns) -> list[dict[str, Any]]:
    return [row | {"details": json.loads(row["details"])} for row in columns.events.to_pylist()]


def same(table: EventTable, columns: EventColumns) -> None:
    assert events(columns) == expected(table)
    assert (columns.read, columns.set_aside, columns.form) == (
        table.read, table.set_aside, table.form,
    )  # fmt: skip
    assert columns.findings == table.findings
    assert columns.read == columns.events.num_rows + columns.set_aside


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    told=TABLES, together=st.sampled_from([1, 3, 20_000]), remembered=st.sampled_from([1, 300_000])
)
def test_columns_tell_what_rows_tell(
    told: Any, together: int, remembered: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, *told)
    with monkeypatch.context() as patch:
        patch.setattr("ipharbor.intake._events_table.ROWS", together)
        patch.setattr(_events_columns, "REMEMBERED", remembered)
        same(read_events(path), event_columns(path))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=TABLES, together=st.sampled_from([2, 50_000]), coded=st.booleans())
def test_a_parquet_table_tells_the_same(
    told: Any, together: int, coded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with written(tmp_path, *told).open(encoding="utf-8", newline="") as opened:
        names, *cells = csv.reader(opened)
    columns = {
        name: pa.array([row[at] if at < len(row) else None for row in cells], pa.string())
        for at, name in enumerate(names)
    }
    path = tmp_path / "events.parquet"
    pq.write_table(pa.table(columns), path, use_dictionary=coded, row_group_size=5)
    with monkeypatch.context() as patch:
        patch.setattr("ipharbor.intake._parquet.CODED_ROWS", together)
        same(read_events(path), event_columns(path))


def test_typed_days_and_numbers_of_a_parquet_table_are_read(tmp_path: Path) -> None:
    table = pa.table(
        {
            "application_number": [LANTERN, KITE, None],
            "event_code": pa.array(["GR01", "FEE", None]).dictionary_encode(),
            "event_date": pa.array([date(2017, 8, 11), date(2020, 1, 2), None]),
            "known_date": pa.array([None, datetime(2020, 2, 3), None]),
            "details": [None, "year=2; amount=600", None],
            "extra": pa.array([1, None, None], pa.int8()),
        }
    )
    path = tmp_path / "any.bin"
    pq.write_table(table, path)
    columns = event_columns(path)
    same(read_events(path), columns)
    assert columns.read == 2, "the empty row does not count"
    first, second = events(columns)
    assert (first["row"], first["on"], first["known_on"]) == (1, date(2017, 8, 11), None)
    assert (second["year"], second["amount"], second["known_on"]) == (2, "600.00", date(2020, 2, 3))


def test_xml_comes_in_columns_too(tmp_path: Path) -> None:
    path = ops(tmp_path, reference("201510163325"), inpadoc("GR01", "2017-08-11"))
    same(read_events(path), event_columns(path))


def test_a_file_that_breaks_off_says_so(tmp_path: Path) -> None:
    import gzip

    path = rows(tmp_path, HEADINGS, *([(LANTERN, "GR01", "", "2017-08-11", "", "", "")] * 2000))
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(gzip.compress(path.read_bytes())[:-12])
    columns = event_columns(cut)
    assert [finding.code for finding in columns.findings] == ["import.file.truncated"]
    same(read_events(cut), columns)


def test_what_is_no_text_does_not_stop_the_import(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    head = "申请号,法律状态代码,法律状态公告日,详情\n".encode()
    good = f"{KITE},GR01,2001-01-10,专利权人:番禺明灯\n".encode() * 30
    path.write_bytes(head + good + f"{LANTERN},GR01,2017-08-11,number=".encode() + b"\xff\x00\n")
    columns = event_columns(path)
    same(read_events(path), columns)
    assert events(columns)[-1]["number"] == "\ufffd"


@pytest.mark.parametrize("told", [{"a": ["x"]}, {"申请号": [LANTERN]}])
def test_a_parquet_table_of_other_columns_is_refused(told: Any, tmp_path: Path) -> None:
    path = tmp_path / "other.parquet"
    pq.write_table(pa.table(told), path)
    with pytest.raises(HarborError) as refused:
        event_columns(path)
    assert refused.value.code == "events.headings"
