"""What a list is made of: its columns, its filters, and how its records become rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ipharbor.web.caller import PER_PAGE


@runtime_checkable
class Columnar(Protocol):
    """A sequence that sorts itself by columns: a list of it reads the page that is looked at."""

    def ordered(self, by: tuple[str, ...], falling: bool) -> Sequence[Any]:
        """The same rows by the columns named, what has nothing there last."""
        ...


@runtime_checkable
class Counting(Protocol):
    """A sequence that counts its rows by the values of a column."""

    def fall(self, name: str) -> Mapping[str, int]:
        """How many rows there are of each value, as the options of a filter state them."""
        ...


Value = str | int | float | bool | date | datetime | Decimal | None
Source = QuerySet[Any] | Sequence[Any]
Words = str | Promise

_ALL: Words = gettext_lazy("All")
_SEARCH: Words = gettext_lazy("Search in the list")
_USUAL: Words = gettext_lazy("usual order")

MOST_ROWS = 100_000  # of a workbook, and of a CSV that is made whole; longer ones flow out
OWN_PARAMETERS = ("q", "sort", "page", "per", "col", "look", "view")


class Kind(StrEnum):
    """How a cell is written, aligned and sorted."""

    TEXT = "text"
    CODE = "code"  # numbers of rights, credit codes: figures of one width
    NUMBER = "number"
    MONEY = "money"  # CNY
    DAY = "day"
    TIME = "time"
    STATE = "state"  # a coded state, as a badge with its word
    GRADE = "grade"  # a grade of warning, as shape and word


@dataclass(frozen=True)
class Column:
    """A column. ``cell`` gives a row's value; ``order`` names the fields by which a query set is
    sorted, a sequence is sorted by ``rank``, or by ``cell`` where there is none.

    ``said`` names the kind under which a coded value has words, or gives them. ``template`` shows
    the cell with ``row`` and ``value`` instead of the plain form; ``alike`` gives what of a row it
    shows: on one page rows that give the same have the same cell. A column that is not ``shown``
    is there to be chosen; one that is not ``filed`` stays out of files.
    """

    name: str
    words: Words
    cell: Callable[[Any], Value]
    kind: Kind = Kind.TEXT
    order: tuple[str, ...] = ()
    said: str | Callable[[str], str] = ""
    template: str = ""
    alike: Callable[[Any], Hashable] | None = None
    link: Callable[[Any], str] | None = None
    rank: Callable[[Any], Any] | None = None
    sortable: bool = True
    shown: bool = True
    filed: bool = True
    wide: bool = False

    @property
    def falls_first(self) -> bool:
        """Whether the first press sorts downwards: numbers and days, of which the largest and
        the latest are wanted."""
        return self.kind in (Kind.NUMBER, Kind.MONEY, Kind.DAY, Kind.TIME)

    @property
    def right(self) -> bool:
        """Whether it stands to the right, as figures do."""
        return self.kind in (Kind.NUMBER, Kind.MONEY)


@dataclass(frozen=True)
class Filter:
    """Something to narrow by. ``keep`` gives what is left of a source under a stated value; it
    may raise a HarborError that names the filter in its ``fields``.

    ``form`` is ``choice`` (of ``options``, each value with its words), ``chips`` (the same, as
    links), ``text``, ``day``, ``tick`` or ``tag``: not typed, but stated by links from elsewhere,
    shown with its words where ``options`` have them, and taken away by a press. ``usual`` is the
    value when none is stated, and ``every`` the words for leaving it open; without them one of
    the options always holds.
    ``counted`` is the field or the column, or of a sequence the value of a row, by which the
    options tell how much each would leave, save those that are ``uncounted``; ``parted`` gives of
    a row of a sequence the word by which that is told in parts, which the template ``parts`` shows.
    What is ``only_there`` leaves options out that would leave nothing. ``suggested`` offers
    texts while one is typed, ``template`` shows an option of chips (with its ``value``). What is
    kept ``always`` is kept under an empty value too.
    """

    name: str
    words: Words
    keep: Callable[[Any, str], Any]
    form: str = "choice"
    options: Callable[[], Sequence[tuple[str, str]]] = tuple
    usual: str = ""
    every: Words = _ALL
    counted: str | Callable[[Any], str] = ""
    parted: Callable[[Any], str] | None = None
    parts: str = ""
    only_there: bool = False
    uncounted: tuple[str, ...] = ()
    suggested: Callable[[], Sequence[str]] = tuple
    template: str = ""
    hint: Words = ""
    always: bool = False


@dataclass(frozen=True)
class List:
    """A list. ``name`` is that of its page's address, ``action`` the permit that its page asks.

    ``beside`` are the parameters that the page reads itself, such as whose list it is: they stay
    in every address and belong to no remembered view.

    The source comes in its usual order. ``told`` makes rows of the records of a page. With a
    ``card`` a row can be shown as a card, and is unless somebody asks for the table; ``cards``
    are classes of all of them. ``empty`` is the template for a list without a row, ``count``
    that which says how many rows there are, where there is more to say. ``length`` counts what
    nothing narrows, where that is cheaper than asking the store. A ``tail`` shows what may be
    done with a row, after it, a ``lead`` something to choose it by, before it, a ``note`` what is
    to be said of what is shown, a ``foot`` what may be done with several rows. ``row_class``
    marks a row. ``per`` is how many stand on a page where nobody asks otherwise.
    """

    name: str
    action: str
    words: Words
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: Callable[[Any, str], Any] | None = None
    search_words: Words = _SEARCH
    usual: Words = _USUAL
    told: Callable[[Sequence[Any]], Sequence[Any]] = tuple
    card: str = ""
    cards: str = "plain cards"
    count: str = ""
    empty: str = "web/lists/_empty.html"
    length: Callable[[], int] | None = None
    tail: str = ""
    lead: str = ""
    note: str = ""
    foot: str = ""
    per: int = PER_PAGE[0]
    row_class: Callable[[Any], str] | None = None
    beside: tuple[str, ...] = ()

    @property
    def searchable(self) -> bool:
        """Whether it can be searched by words."""
        return self.search is not None

    @property
    def parameters(self) -> frozenset[str]:
        """The names that the list reads from an address."""
        own = (one for one in OWN_PARAMETERS if one != "q" or self.searchable)
        return frozenset((*own, *(one.name for one in self.filters)))
