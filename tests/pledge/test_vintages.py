"""Vintage curves: what became of the loans of a quarter, quarter by quarter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa

from ipharbor.pledge.vintages import ARREARS, DRAWN, MOVED, vintages

SPRING, SUMMER = date(2026, 1, 1), date(2026, 4, 1)


def told(on: date, repaid: Any = (), lost: Any = (), arrears: Any = ()) -> dict[Any, Any]:
    drawn = [("A", date(2026, 2, 3), 600), ("B", date(2026, 3, 31), 400),
             ("C", date(2026, 4, 1), 500)]  # fmt: skip
    made = vintages(
        table(drawn, DRAWN), table(repaid, MOVED), table(lost, MOVED), table(arrears, ARREARS),
        on=on,
    )  # fmt: skip
    return {(one["vintage"], one["age"]): one for one in made.to_pylist()}


def table(rows: Any, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


def test_each_quarter_of_drawing_is_followed_from_quarter_to_quarter() -> None:
    seen = told(date(2026, 11, 30))
    assert sorted(seen) == [
        (SPRING, 0), (SPRING, 1), (SPRING, 2), (SPRING, 3), (SUMMER, 0), (SUMMER, 1), (SUMMER, 2),
    ]  # fmt: skip
    assert (seen[SPRING, 0]["loans"], seen[SPRING, 0]["drawn_fen"]) == (2, 1000)
    assert seen[SPRING, 2]["whole"]
    assert not seen[SPRING, 3]["whole"]


def test_shares_are_of_what_was_drawn_and_count_from_their_day() -> None:
    repaid = [("A", date(2026, 6, 30), 300), ("A", date(2026, 7, 1), 300)]
    seen = told(date(2026, 11, 30), repaid=repaid, lost=[("B", date(2026, 8, 8), 100)])
    assert [seen[SPRING, age]["repaid"] for age in range(3)] == [0, 0.3, 0.6]
    assert [seen[SPRING, age]["lost"] for age in range(3)] == [0, 0, 0.1]
    assert seen[SUMMER, 1]["repaid"] == 0


def test_past_due_is_what_is_still_owed_by_loans_then_in_arrears() -> None:
    arrears = [("A", date(2026, 5, 1), date(2026, 7, 10)), ("C", date(2026, 9, 1), None)]
    seen = told(date(2026, 11, 30), repaid=[("A", date(2026, 6, 1), 200)], arrears=arrears)
    assert [seen[SPRING, age]["past_due"] for age in range(3)] == [0, 0.4, 0]
    assert seen[SUMMER, 2]["past_due"] == 1


def test_nothing_later_than_the_day_is_seen() -> None:
    seen = told(date(2026, 3, 31), repaid=[("A", date(2026, 4, 1), 600)])
    assert list(seen) == [(SPRING, 0)]
    assert seen[SPRING, 0]["repaid"] == 0
    assert told(date(2025, 1, 1)) == {}
