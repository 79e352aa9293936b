"""Every kind of value can be written down and read again, in text and as a sheet of cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.statutes import _valuing, _yaml, book, grid
from ipharbor.statutes.values import (
    Count,
    Flag,
    Money,
    Multiple,
    Row,
    Share,
    Single,
    Span,
    Table,
    Term,
    Terms,
    Unit,
)
from ipharbor.vocabulary.errors import HarborError

BOOK = book.load()
amounts = st.decimals(0, 10**12, places=2, allow_nan=False)
words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20
).map(str.strip).filter(bool)  # fmt: skip


def singles(unit: str) -> st.SearchStrategy[Single]:
    if unit in _valuing.TIME_UNITS:
        return st.integers(0, _valuing.LONGEST_SPAN[unit]).map(lambda n: Span(n, Unit(unit)))
    made = {"CNY": Money, "times": Multiple, "count": Count}
    if unit == "share":
        return st.decimals(0, 1, places=4).map(Share)
    return amounts.map(made[unit])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    worth = singles(draw(st.sampled_from(sorted(_valuing.SINGLE_UNITS))))
    rows = []
    for kind in draw(st.lists(st.sampled_from(["", "lamp", "on", "1:30", "灯"]), unique=True,
                              min_size=1)):  # fmt: skip
        low = draw(st.integers(0, 20))
        for _ in range(draw(st.integers(1, 3))):
            high = low + draw(st.integers(0, 5))
            rows.append(Row(kind, low, high, draw(worth)))
            low = high + 1
    return Table(tuple(rows))


terms = st.lists(
    st.tuples(words, words, words, st.one_of(st.just(""), words)),
    min_size=1, max_size=6, unique_by=lambda item: item[0],
).map(lambda items: Terms(tuple(Term(*item) for item in items)))  # fmt: skip
values = st.one_of(
    *(singles(unit) for unit in sorted(_valuing.SINGLE_UNITS)),
    st.booleans().map(Flag), tables(), terms,
)  # fmt: skip


@given(values)
def test_a_written_value_is_read_as_the_same_value(value: _valuing.Value) -> None:
    assert book.stated_value(*book.written_value(value)) == value


@given(st.one_of(tables(), terms))
def test_a_sheet_of_a_table_or_list_is_read_as_the_same_value(value: Table | Terms) -> None:
    sheet = grid.grid(value)
    assert sheet is not None
    assert grid.read(sheet) == (value, ())


def test_every_value_of_the_book_can_be_written_and_read_again() -> None:
    for name in BOOK.names():
        for version in BOOK.history(name):
            assert book.stated_value(*book.written_value(version.value)) == version.value, name
            sheet = grid.grid(version.value)
            assert sheet is None or grid.read(sheet) == (version.value, ()), name


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1,200", "CNY", Money(Decimal(1200))),
        ("15 %", "share", Share(Decimal("0.15"))),
        ("0123", "day", Span(123, Unit.DAY)),
        ('"0.2"', "share", Share(Decimal("0.2"))),
        ("是", "flag", Flag(True)),
    ],
)
def test_a_person_may_write_a_value_as_it_is_shown(text: str, unit: str, value: object) -> None:
    assert book.stated_value(text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1,20", "CNY"), ("-1", "CNY"), ("1e999", "CNY"), ("nan", "CNY"), ("12:30", "day"),
        ("1.5", "month"), ("100 %", "CNY"), ("120 %", "share"), ("201", "year"), ("", "CNY"),
        ("maybe", "flag"), ("many", "count"), ("9" * 40, "CNY"), ("[1]", "list"),
        ("{of: CNY, rows: [{value: &a 1}, {kind: b, value: *a}]}", "table"),
        ("{of: CNY, rows: [{from: true, value: 1}]}", "table"),
        ("!!python/name:os.system", "list"), ("[" * 5000, "list"), ("[2027-13-45]", "list"),
        ("- {code: a, zh: " + "灯" * 70_000 + ", en: a}", "list"),
    ],
)  # fmt: skip
def test_what_is_no_value_of_the_unit_is_refused(text: str, unit: str) -> None:
    with pytest.raises(HarborError) as refused:
        book.stated_value(text, unit)
    assert refused.value.code == "statutes.value.unfit"
    assert len(str(refused.value.params["value"])) <= 120


@given(st.text(max_size=60))
def test_no_text_from_outside_breaks_the_reader(text: str) -> None:
    for unit in ("table", "list", "CNY", "day", "flag"):
        try:
            book.stated_value(text, unit)
        except HarborError as refused:
            assert refused.code == "statutes.value.unfit"


def test_a_text_that_grows_by_references_is_not_read() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"
    with pytest.raises(yaml.YAMLError):
        _yaml.stated(bomb)


def codes(sheet: grid.Grid) -> list[tuple[str, int, str]]:
    value, findings = grid.read(sheet)
    assert value is None
    return [(one.code, one.row, one.column) for one in findings]


def test_each_faulty_cell_of_a_table_is_named() -> None:
    rows = (
        ("lamp", "1", "3", "900"),
        ("lamp", "3", "", "950"),
        ("lamp", "ten", "", "1"),
        ("wick", "5", "4", "1"),
        ("wick", "1", "2", "much"),
        ("", "", "", ""),
        ("wick", "3", "", ""),
    )
    assert codes(grid.Grid("table", "CNY", rows)) == [
        ("statutes.cell.overlap", 2, "from"),
        ("statutes.cell.whole", 3, "from"),
        ("statutes.cell.order", 4, "to"),
        ("statutes.cell.value", 5, "value"),
        ("statutes.cell.empty", 7, "value"),
    ]


def test_each_faulty_cell_of_a_list_is_named() -> None:
    rows = (("oil", "油", "oil", ""), ("oil", "脂", "fat", ""), ("wax", "", "wax", "x\x07"))
    assert codes(grid.Grid("list", "", rows)) == [
        ("statutes.cell.twice", 2, "code"),
        ("statutes.cell.text", 3, "kind"),
        ("statutes.cell.empty", 3, "zh"),
    ]


def test_an_empty_or_endless_sheet_is_refused() -> None:
    assert codes(grid.Grid("list", "", (("", "", "", ""),))) == [("statutes.grid.empty", 0, "")]
    many = tuple((str(n), "", "", "1") for n in range(grid.MOST_ROWS + 1))
    assert codes(grid.Grid("table", "CNY", many)) == [("statutes.grid.long", 0, "")]


def test_two_tables_stand_side_by_side_line_by_line() -> None:
    old = Table((Row("lamp", 1, 3, Money(Decimal(9))), Row("lamp", 4, None, Money(Decimal(8)))))
    new = Table((Row("lamp", 1, 3, Money(Decimal(7))), Row("wick", 1, None, Money(Decimal(1)))))
    assert [(b.label, b.was, b.now, b.change) for b in grid.beside(old, new, "en")] == [
        ("lamp 1–3", "CNY 9", "CNY 7", "changed"),
        ("lamp 4–", "CNY 8", "", "removed"),
        ("wick 1–", "", "CNY 1", "added"),
    ]


@given(st.one_of(tables(), terms), st.one_of(tables(), terms))
def test_side_by_side_neither_value_loses_a_line(was: Table | Terms, now: Table | Terms) -> None:
    told = grid.beside(was, now, "en")
    assert sum(bool(one.was) for one in told) == len(grid.grid(was).rows)  # type: ignore[union-attr]
    assert sum(bool(one.now) for one in told) == len(grid.grid(now).rows)  # type: ignore[union-attr]


@given(st.one_of(tables(), terms))
def test_a_value_beside_itself_shows_no_change(value: Table | Terms) -> None:
    assert {one.change for one in grid.beside(value, value, "zh")} == {"same"}
