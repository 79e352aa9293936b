"""A list as a page shows it: headings that sort, filters, rows of written cells, pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import Count, QuerySet
from django.utils.safestring import SafeString

from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import Message
from ipharbor.web.caller import PER_PAGE
from ipharbor.web.language import lang
from ipharbor.web.lists import declaring
from ipharbor.web.lists.asking import Asking, kept_of
from ipharbor.web.lists.declaring import Column, Columnar, Counting, Filter, List, Source, Value
from ipharbor.web.templatetags.harbor import said


@dataclass(frozen=True)
class Heading:
    """A column's heading; ``address`` sorts by it, ``sorted`` is how it is sorted now, in the
    words of ``aria-sort``."""

    column: Column
    address: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """A written cell."""

    column: Column
    value: Value
    link: str


@dataclass(frozen=True)
class Line:
    """A row and its cells; ``marked`` is its class in the style sheet, if it has one."""

    row: Any
    cells: tuple[Cell, ...]
    marked: str


@dataclass(frozen=True)
class Option:
    """A value that a filter can take; ``count`` is what it would leave, None where not counted,
    and ``parts`` what that is made of."""

    value: str
    words: str
    chosen: bool
    address: str
    count: int | None
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Narrowing:
    """A filter with what is stated for it; ``offered`` are texts to choose from while one is
    typed, ``wrong`` says that the value could not be understood."""

    declared: Filter
    value: str
    options: tuple[Option, ...]
    offered: tuple[str, ...]
    wrong: bool
    without: str = ""  # the address that takes a tag away

    @property
    def said(self) -> str:
        """The value in words, where one of the options has them."""
        return next((one.words for one in self.options if one.value == self.value), self.value)


@dataclass(frozen=True)
class Choosable:
    """Something to choose in a form of the list."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Shown:
    """A page of a list. ``narrowings`` counts and ``rows`` are empty where what was asked is
    ``wrong``; ``remembered`` says that a remembered view stands in for an empty address, ``kept``
    that there is one."""

    declared: List
    asking: Asking
    rows: tuple[Any, ...]
    total: int
    number: int
    pages: int
    path: str
    narrowings: tuple[Narrowing, ...]
    wrong: HarborError | None
    remembered: bool
    kept: bool

    @property
    def name(self) -> str:
        return self.declared.name

    @property
    def told(self) -> Message | None:
        """What was wrong, in words."""
        return self.wrong.told(lang()) if self.wrong else None

    @property
    def narrowed(self) -> bool:
        """Whether the filters may leave something out."""
        usual = {one.name: one.usual for one in self.declared.filters}
        return bool(self.asking.text) or dict(self.asking.values) != usual

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(self._heading(column) for column in self.asking.columns)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(
            Line(
                row,
                tuple(
                    Cell(c, c.cell(row), c.link(row) if c.link else "") for c in self.asking.columns
                ),
                self.declared.row_class(row) if self.declared.row_class else "",
            )
            for row in self.rows
        )

    @cached_property
    def written(self) -> dict[Hashable, SafeString]:
        """The cells that are written by now, of columns of which rows can be alike."""
        return {}

    @property
    def chips(self) -> tuple[Narrowing, ...]:
        return tuple(one for one in self.narrowings if one.declared.form == "chips")

    @property
    def fields(self) -> tuple[Narrowing, ...]:
        return tuple(one for one in self.narrowings if one.declared.form not in ("chips", "tag"))

    @property
    def tags(self) -> tuple[Narrowing, ...]:
        """What links from elsewhere have narrowed by."""
        return tuple(one for one in self.narrowings if one.declared.form == "tag" and one.value)

    @property
    def choosable(self) -> tuple[Choosable, ...]:
        """All columns, those that are shown now chosen."""
        return tuple(
            Choosable(one.name, str(one.words), one in self.asking.columns)
            for one in self.declared.columns
        )

    @property
    def orders(self) -> tuple[Choosable, ...]:
        """The orders there are, for cards, which have no headings."""
        now = (
            f"{'-' if self.asking.falling else ''}{self.asking.sort.name}"
            if self.asking.sort
            else ""
        )
        told = [("", str(self.declared.usual))]
        for one in self.declared.columns:
            if one.sortable:
                both = ((f"-{one.name}", "↓"), (one.name, "↑"))
                told += [(value, f"{one.words} {sign}") for value, sign in both]
        return tuple(Choosable(value, words, value == now) for value, words in told)

    @property
    def sizes(self) -> tuple[tuple[int, str, bool], ...]:
        """The lengths a page can have, with their addresses; the present one is True."""
        return tuple(
            (per, self.asking.address(per=str(per) if per != self.declared.per else None),
             per == self.asking.per)
            for per in PER_PAGE
        )  # fmt: skip

    @property
    def previous(self) -> str:
        return self.asking.address(page=str(self.number - 1))

    @property
    def following(self) -> str:
        return self.asking.address(page=str(self.number + 1))

    @property
    def everything(self) -> str:
        return self.asking.everything

    @property
    def excel(self) -> str:
        return f"{self.path}{self.asking.address(**{'as': 'xlsx'})}"

    @property
    def fits_excel(self) -> bool:
        """Whether the list can be taken away as a workbook."""
        return self.total <= declaring.MOST_ROWS

    @property
    def most(self) -> int:
        """How many rows a workbook takes."""
        return declaring.MOST_ROWS

    @property
    def csv(self) -> str:
        return f"{self.path}{self.asking.address(**{'as': 'csv'})}"

    @property
    def other_look(self) -> str:
        return self.asking.address(look="table" if self.asking.cards else None)

    @property
    def unasked(self) -> tuple[tuple[str, str], ...]:
        """What the address says and the form has no field for, to be sent along with it."""
        inside = {"q", *(one.declared.name for one in self.fields)}
        inside.add("sort" if self.asking.cards else "col")
        return (
            *self.asking.beside,
            *((name, value) for name, value in self.asking.stated if name not in inside),
        )

    @property
    def query(self) -> str:
        """What is remembered of this view."""
        return kept_of(self.asking)

    @property
    def home(self) -> str:
        """The address of the page that asks nothing of the list."""
        asked = "&".join(f"{name}={quote(value)}" for name, value in self.asking.beside)
        return f"{self.path}?{asked}" if asked else self.path

    def _heading(self, column: Column) -> Heading:
        here = self.asking.sort is not None and self.asking.sort.name == column.name
        falls = not self.asking.falling if here else column.falls_first
        stated = f"{'-' if falls else ''}{column.name}"
        now = "descending" if self.asking.falling else "ascending"
        return Heading(column, self.asking.address(sort=stated), now if here else "")


def spoken(column: Column, value: str) -> str:
    """A text of a column, in words where it is a coded value."""
    if callable(column.said):
        return column.said(value)
    return said(value, column.said) if column.said else value


def narrowed(declared: List, source: Source, asking: Asking, *, without: str = "") -> Source:
    """What is left of the source; ``without`` names a filter that is left open."""
    for one in declared.filters:
        value = asking.values[one.name]
        if (value or one.always) and one.name != without:
            source = one.keep(source, value)
    if asking.text and declared.search:
        source = declared.search(source, asking.text)
    return source


def ordered(source: Source, asking: Asking) -> Source:
    """The source in the order asked for; in its usual one where none is."""
    column = asking.sort
    if column is None:
        return source
    if isinstance(source, QuerySet):
        if not column.order:
            return source
        sign = "-" if asking.falling else ""
        return source.order_by(*(f"{sign}{name}" for name in column.order), f"{sign}pk")
    if isinstance(source, Columnar):
        return source.ordered(column.order, asking.falling) if column.order else source
    value = column.rank or column.cell
    there = [row for row in source if value(row) not in (None, "")]
    lacking = [row for row in source if value(row) in (None, "")]
    return sorted(there, key=value, reverse=asking.falling) + lacking  # type: ignore[arg-type]


def show(
    declared: List, source: Source, asking: Asking, *, path: str, remembered: bool, kept: bool
) -> Shown:
    """The page of the list that is asked for; a page beyond the last is the last."""
    wrong: HarborError | None = None
    found: Source = ()
    total = 0
    try:
        found = narrowed(declared, source, asking)
        counts = _counts(declared, source, asking)
        total = _length(declared, found, asking)
    except HarborError as refused:
        if not refused.fields:
            raise
        wrong, counts = refused, {}
    pages = max(1, -(-total // asking.per))
    number = min(asking.page, pages)
    start = (number - 1) * asking.per
    page = ordered(found, asking)[start : start + asking.per] if total else ()
    at_fault = wrong.fields[0] if wrong else ""
    return Shown(
        declared=declared,
        asking=asking,
        rows=tuple(declared.told(tuple(page))),
        total=total,
        number=number,
        pages=pages,
        path=path,
        narrowings=tuple(
            _narrowing(one, asking, counts.get(one.name), at_fault) for one in declared.filters
        ),
        wrong=wrong,
        remembered=remembered,
        kept=kept,
    )


def _length(declared: List, found: Source, asking: Asking) -> int:
    if declared.length is not None and not asking.narrowed:
        return declared.length()
    return found.count() if isinstance(found, QuerySet) else len(found)


Fall = Mapping[str, Mapping[str, int]]
"""How many records there are of a value, in parts; under an empty word where it is not parted."""


def _counts(declared: List, source: Source, asking: Asking) -> dict[str, Fall]:
    """How many records there are of each value of a counted filter, under the other filters."""
    counts: dict[str, Fall] = {}
    for one in declared.filters:
        if not one.counted:
            continue
        rest = narrowed(declared, source, asking, without=one.name)
        if isinstance(rest, QuerySet) and isinstance(one.counted, str):
            fall = rest.order_by().values_list(one.counted).annotate(n=Count("pk"))
            counts[one.name] = {value: {"": n} for value, n in fall}
        elif isinstance(rest, Counting) and isinstance(one.counted, str):
            counts[one.name] = {value: {"": n} for value, n in rest.fall(one.counted).items()}
        elif callable(one.counted):
            told: dict[str, Counter[str]] = defaultdict(Counter)
            for row in rest:
                told[one.counted(row)][one.parted(row) if one.parted else ""] += 1
            counts[one.name] = told
    return counts


def _narrowing(one: Filter, asking: Asking, counts: Fall | None, at_fault: str) -> Narrowing:
    value = asking.values[one.name]
    options: Sequence[tuple[str, str]] = one.options()
    if one.every and one.form in ("choice", "chips"):
        options = [("", str(one.every)), *options]
    return Narrowing(
        one,
        value,
        tuple(
            option
            for option in (_option(one, stated, words, asking, counts) for stated, words in options)
            if option.count or option.count is None or option.chosen or not one.only_there
        ),
        tuple(one.suggested()),
        at_fault == one.name,
        asking.address(**{one.name: None}) if one.form == "tag" else "",
    )


def _option(one: Filter, stated: str, words: str, asking: Asking, counts: Fall | None) -> Option:
    address = asking.address(**{one.name: stated if stated != one.usual else None})
    chosen = stated == asking.values[one.name]
    if counts is None or not stated or stated in one.uncounted:
        return Option(stated, words, chosen, address, None)
    parts = counts.get(stated, {})
    told = sorted(parts.items(), key=lambda part: -part[1]) if one.parted else ()
    return Option(stated, words, chosen, address, sum(parts.values()), tuple(told))
