"""Cursors: the pages of a list are its partition, and nobody moves from one to another."""

from __future__ import annotations

from typing import Any

from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.api import cursors

keys = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=40).map(sorted)


def asked(cursor: str = "", path: str = "/api/v1/lamps", **filters: str) -> Any:
    return RequestFactory().get(path, filters | ({"cursor": cursor} if cursor else {}))


def walked(rows: list[str], limit: int, between: Any = None) -> list[list[str]]:
    pages, cursor = [], ""
    while True:
        shown, following = cursors.page(
            asked(cursor), rows, cursor=cursor, limit=limit, key=lambda row: row
        )
        pages.append(shown)
        if following is None:
            return pages
        cursor = following
        rows = between(rows) if between else rows


@given(keys, st.integers(1, 12))
def test_the_pages_of_a_list_are_the_list_cut_in_pieces(rows: list[str], limit: int) -> None:
    pages = walked(rows, limit)
    assert [row for page in pages for row in page] == rows
    assert all(len(page) == limit for page in pages[:-1])
    assert len(pages) == max(1, -(-len(rows) // limit))


@given(keys, keys, st.integers(1, 5))
def test_what_comes_in_between_neither_hides_nor_repeats_what_was_there(
    rows: list[str], others: list[str], limit: int
) -> None:
    coming = iter(others)

    def grown(held: list[str]) -> list[str]:
        new = next(coming, None)
        return sorted({*held, new} if new else held)

    told = [row for page in walked(rows, limit, grown) for row in page]
    assert len(told) == len(set(told))
    assert set(rows) <= set(told)


@given(st.text(max_size=80))
def test_what_is_no_cursor_of_ours_is_refused(text: str) -> None:
    from ipharbor.vocabulary.errors import HarborError

    try:
        assert cursors.after(asked(text), text) is None
        assert not text
    except HarborError as refused:
        assert refused.code == "api.cursor.unfit"


def test_a_cursor_holds_for_its_list_and_its_filters_alone() -> None:
    from ipharbor.vocabulary.errors import HarborError

    cursor = cursors.at(asked(state="done"), 7)
    assert cursors.after(asked(cursor, state="done", limit="5"), cursor) == 7
    for other in (asked(cursor, state="dead"), asked(cursor, path="/api/v1/jobs", state="done")):
        try:
            cursors.after(other, cursor)
        except HarborError as refused:
            assert refused.code == "api.cursor.unfit"
        else:
            raise AssertionError


def test_a_search_is_read_page_by_page_to_its_end(office_program: Any, corpus: Any) -> None:
    found, cursor, pages = [], "", 0
    while True:
        told = office_program.get(
            f"/search?sort=newest&limit=200&q=ipc:F21V&cursor={cursor}"
        ).json()
        found += [hit["key"] for hit in told["data"]["hits"]]
        pages += 1
        assert told["meta"]["vintage"] == corpus.vintage
        if told["next"] is None:
            break
        cursor = told["next"]
    assert len(found) == len(set(found)) == told["meta"]["total"]
    assert pages == max(1, -(-len(found) // 200))


def test_the_journal_is_read_page_by_page_while_it_grows(office_program: Any) -> None:
    seen, cursor = [], ""
    for n in range(100):
        office_program.post("/watches", {"name": f"灯 {n}", "query": "灯"})
        told = office_program.get(f"/journal?limit=2&cursor={cursor}").json()
        seen += [line["seq"] for line in told["data"]]
        if told["next"] is None:
            break
        cursor = told["next"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen))
    assert seen[-1] == 1
