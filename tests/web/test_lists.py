"""Lists sort, narrow, search, page, choose columns, go out as files and come back as they were
left; the address says it all."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from desk import FORMULA, NOON
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from ipharbor.records.models import ImportRun, SavedView
from ipharbor.web import imports, inbox, watches
from ipharbor.web.caller import PER_PAGE
from ipharbor.web.lists import Column, Kind, List
from ipharbor.web.lists.asking import asked, keepable
from ipharbor.web.lists.showing import ordered

PLAIN = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "list-imports"}


@pytest.fixture
def runs(at_desk: Client) -> Client:
    """Forty-five imports: three formats, every fifth failed, one with a name that means harm."""
    for number in range(45):
        ImportRun.objects.create(
            file_name=FORMULA if number == 7 else f"番禺{number:02d}.csv",
            format=("exchange", "patsnap", "incopat")[number % 3],
            state="failed" if number % 5 == 0 else "done",
            read=number,
            stored=number,
            started_at=NOON + timedelta(minutes=number),
        )
    return at_desk


def found(client: Client, query: str = "") -> Any:
    return client.get(f"/imports/{query}").context["found"]


def names(client: Client, query: str = "") -> list[str]:
    return [row.file_name for row in found(client, query).rows]


def test_the_newest_come_first_twenty_a_page(runs: Client) -> None:
    assert names(runs)[:2] == ["番禺44.csv", "番禺43.csv"]
    assert [len(names(runs, f"?page={page}")) for page in (1, 2, 3, 99)] == [20, 20, 5, 5]
    assert len(names(runs, "?per=50")) == 45
    assert len(names(runs, "?per=7")) == PER_PAGE[0]


def test_a_press_on_a_heading_sorts_and_the_next_turns_it_round(runs: Client) -> None:
    first = runs.get("/imports/").content.decode()
    (address,) = re.findall(r'id="s-imports-read" href="([^"]+)"', first)
    assert address == "/imports/?sort=-read"
    assert names(runs, "?sort=-read")[0] == "番禺44.csv"
    turned = runs.get(address).content.decode()
    assert 'aria-sort="descending"' in turned
    (back,) = re.findall(r'id="s-imports-read" href="([^"]+)"', turned)
    assert back == "/imports/?sort=read"
    assert names(runs, "?sort=read")[0] == "番禺00.csv"


def test_a_filter_and_a_search_narrow_together_and_chips_count_under_the_others(
    runs: Client,
) -> None:
    assert found(runs, "?state=failed").total == 9
    assert found(runs, "?state=failed&q=patsnap").total == 3
    (chips,) = found(runs, "?q=patsnap").chips
    assert {one.value: one.count for one in chips.options if one.value} == {
        "waiting": 0, "running": 0, "done": 12, "failed": 3,
    }  # fmt: skip
    assert names(runs, "?q=番禺2 incopat&sort=file") == [f"番禺{n}.csv" for n in (20, 23, 26, 29)]


def test_an_address_says_everything_so_that_it_can_be_shared(runs: Client) -> None:
    shown = found(runs, "?state=done&q=番禺&sort=file&per=50&col=file&col=read&page=2")
    again = found(runs, shown.asking.address())
    assert again.asking.stated == shown.asking.stated
    assert [one.name for one in again.asking.columns] == ["file", "read"]
    assert [row.pk for row in again.rows] == [row.pk for row in shown.rows]


def test_columns_are_chosen_and_hidden_ones_can_be_brought_up(runs: Client) -> None:
    page = runs.get("/imports/?col=file&col=fingerprint").content.decode()
    heads = re.findall(r'<th scope="col".*?</th>', page, flags=re.S)
    assert len(heads) == 2
    assert "SHA-256" in heads[1]


def test_htmx_gets_the_list_alone_and_a_walk_back_the_whole_page(runs: Client) -> None:
    part = runs.get("/imports/?sort=file", **PLAIN)
    assert part.content.decode().lstrip().startswith('<div class="list" id="list-imports"')
    assert "HX-Target" in part["Vary"]
    whole = runs.get("/imports/?sort=file", **PLAIN, HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert "<!doctype html>" in whole.content.decode()


def test_a_csv_of_very_many_rows_flows_out_in_the_reader_s_language_and_a_workbook_says_why_not(
    runs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = runs.get("/imports/?as=csv&sort=file").content
    monkeypatch.setattr("ipharbor.web.lists.declaring.MOST_ROWS", 10)
    monkeypatch.setattr("ipharbor.web.lists.sending._AT_ONCE", 7)
    flowing = runs.get("/imports/?as=csv&sort=file")
    assert flowing.streaming
    assert flowing["Content-Disposition"].endswith('.csv"')
    assert b"".join(flowing.streaming_content) == whole
    assert runs.get("/imports/?as=xlsx").status_code == 400
    page = runs.get("/imports/").content.decode()
    assert "as=csv" in page
    assert "as=xlsx" not in page
    few = runs.get("/imports/?as=xlsx&state=failed")
    assert few["Content-Disposition"].endswith('.xlsx"')


def test_excel_and_csv_hold_every_row_and_column_of_the_filter(runs: Client) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(runs.get("/imports/?as=xlsx&state=failed&col=file").content)
    )
    rows = list(book.active.values)
    assert len(rows) == 10
    assert len(rows[0]) == len(imports.LIST.columns)
    body = runs.get("/imports/?as=csv&state=failed&sort=file").content
    assert body.startswith(b"\xef\xbb\xbf")
    told = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert told[0][:3] == ["文件", "格式", "状态"]
    assert told[1][:3] == ["番禺00.csv", "exchange", "失败"]
    assert len(told) == 10


def test_no_file_carries_a_formula(runs: Client) -> None:
    told = runs.get("/imports/?as=csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    book = openpyxl.load_workbook(io.BytesIO(runs.get("/imports/?as=xlsx").content))
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert "f" not in kinds


def test_a_list_longer_than_a_file_is_refused_with_advice(
    runs: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipharbor.web.lists.declaring.MOST_ROWS", 44)
    answer = runs.get("/imports/?as=xlsx")
    assert answer.status_code == 400
    assert "一个 Excel 文件最多 44 行" in answer.content.decode()
    assert runs.get("/imports/?as=xlsx&state=done").status_code == 200


def test_a_remembered_view_stands_in_for_an_empty_address_and_only_then(
    runs: Client, office: Any, firm_person: Any
) -> None:
    said = {"query": "state=failed&sort=-read&page=3&evil=1", "next": "/imports/"}
    kept = runs.post("/views/imports/", said | {"act": "keep"})
    assert kept["Location"] == "/imports/"
    assert SavedView.objects.get().query == "state=failed&sort=-read"
    shown = found(runs)
    assert (shown.total, shown.remembered) == (9, True)
    assert found(runs, "?state=done").total == 36
    assert found(runs, "?view=all").total == 45
    runs.post("/views/imports/", {"act": "forget", "next": "/imports/"})
    assert not SavedView.objects.exists()
    assert found(runs).total == 45


def test_a_view_is_its_own_persons_and_of_a_list_that_person_may_read(
    runs: Client, at_firm: Client, administrator: Any
) -> None:
    kept = {"act": "keep", "query": "state=failed", "next": "/"}
    assert at_firm.post("/views/imports/", kept).status_code == 403
    assert at_firm.post("/views/nowhere/", kept).status_code == 404
    assert not SavedView.objects.exists()
    ada = Client()
    ada.force_login(administrator)
    ada.post("/views/imports/", kept)
    assert found(ada).total == 9
    assert SavedView.objects.get().person == administrator


def test_a_view_that_is_kept_twice_is_kept_once(runs: Client) -> None:
    for state in ("failed", "done"):
        runs.post("/views/imports/", {"act": "keep", "query": f"state={state}", "next": "/"})
    assert SavedView.objects.get().query == "state=done"


@given(query=some.text(max_size=60) | some.from_regex(r"(state|q|sort|per|col|page|look)=[^&]*"))
def test_whatever_an_address_says_it_is_understood_the_same_when_said_again(query: str) -> None:
    for declared in (imports.LIST, inbox.LIST, watches.LIST):
        once = keepable(declared, query)
        assert keepable(declared, once) == once
        assert asked(declared, QueryDict(once)).stated == asked(declared, QueryDict(query)).stated


@given(values=some.lists(some.none() | some.integers(-5, 5), max_size=12), falling=some.booleans())
def test_sorting_keeps_every_row_and_puts_what_is_lacking_last(
    values: list[int | None], falling: bool
) -> None:
    column = Column("size", "Size", lambda row: row[0], Kind.NUMBER)
    declared = List("sizes", "law.read", "Sizes", (column,))
    rows = [(value, place) for place, value in enumerate(values)]
    asking = asked(declared, QueryDict(f"sort={'-' if falling else ''}size"))
    told = list(ordered(rows, asking))
    assert sorted(told, key=lambda row: row[1]) == rows
    there = [value for value, _ in told if value is not None]
    assert there == sorted(there, reverse=falling)
    assert [value for value, _ in told][len(there) :] == [None] * (len(values) - len(there))


def test_cards_can_be_read_as_a_table(at_desk: Client, warned: Any) -> None:
    cards = at_desk.get("/inbox/").content.decode()
    assert 'class="plain cards"' in cards and "<table" not in cards
    table = at_desk.get("/inbox/?look=table&sort=-score").content.decode()
    assert "<table" in table and "舞台灯" in table
