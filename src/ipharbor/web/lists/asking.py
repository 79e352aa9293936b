"""What somebody asks of a list: the address is all of it, and a remembered one stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from ipharbor.web.caller import PER_PAGE
from ipharbor.web.lists.declaring import Column, Filter, List
from ipharbor.web.lists.keeping import LONGEST_SEARCH

LONGEST_VALUE = 200  # characters of a filter's value
MOST_BESIDE = 200  # values of one parameter that the page reads itself
EVERYTHING = "view=all"  # the address that puts a remembered view aside


@dataclass(frozen=True)
class Asking:
    """What is asked of a list, cleaned: unknown names and values have no effect.

    ``stated`` holds what an address has to say to ask the same again, without the page, and
    ``beside`` what its page reads itself.
    """

    values: Mapping[str, str]
    text: str
    sort: Column | None
    falling: bool
    page: int
    per: int
    columns: tuple[Column, ...]
    cards: bool
    stated: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def narrowed(self) -> bool:
        """Whether something may be left out: a search, or a filter with a value."""
        return bool(self.text) or any(self.values.values())

    def address(self, **changes: str | None) -> str:
        """The query string for this with some parameters changed; None takes one away."""
        stated = [one for one in self.stated if one[0] not in changes]
        stated += [(name, value) for name, value in changes.items() if value is not None]
        return _query(self.beside, stated)

    @property
    def everything(self) -> str:
        """The query string for the list as it usually is."""
        return _query(self.beside, ())


def stated_in(declared: List, params: QueryDict) -> bool:
    """Whether an address asks anything of the list at all."""
    return any(name in declared.parameters for name in params)


def asked(declared: List, params: QueryDict, beside: QueryDict | None = None) -> Asking:
    """What the parameters ask of the list; those ``beside`` are what its page itself is asked."""
    values = {one.name: _value(one, params) for one in declared.filters}
    text = " ".join(params.get("q", "").split())[:LONGEST_SEARCH] if declared.search else ""
    sort, falling = _sort(declared, params.get("sort", ""))
    per = _whole(params.get("per", ""))
    chosen = set(params.getlist("col"))
    usual = tuple(one for one in declared.columns if one.shown)
    columns = tuple(one for one in declared.columns if one.name in chosen)
    columns = () if columns == usual else columns
    look = params.get("look", "")
    cards = bool(declared.card) and look != "table"
    stated = [(one.name, values[one.name]) for one in declared.filters
              if values[one.name] != one.usual]  # fmt: skip
    stated += [("q", text)] if text else []
    stated += [("sort", f"{'-' if falling else ''}{sort.name}")] if sort else []
    stated += [("per", str(per))] if per in PER_PAGE and per != declared.per else []
    stated += [("col", one.name) for one in columns]
    stated += [("look", "table")] if declared.card and not cards else []
    return Asking(
        values=values,
        text=text,
        sort=sort,
        falling=falling,
        page=_whole(params.get("page", "")),
        per=per if per in PER_PAGE else declared.per,
        columns=columns or usual,
        cards=cards,
        stated=tuple(stated),
        beside=_beside(declared, params if beside is None else beside),
    )


def keepable(declared: List, query: str) -> str:
    """What of an address is worth remembering: what it asks of the list, save the page."""
    return kept_of(asked(declared, QueryDict(query[:4000])))


def kept_of(asking: Asking) -> str:
    """What is remembered of what is asked: all but the page, and whose list it is."""
    return _encoded(asking.stated)


def swaps(request: HttpRequest, declared: List) -> bool:
    """Whether only the list itself is wanted, to be swapped into a page that stands."""
    wanted = request.headers.get("HX-Target", "") == f"list-{declared.name}"
    return wanted and "HX-History-Restore-Request" not in request.headers


def _query(beside: Sequence[tuple[str, str]], stated: Sequence[tuple[str, str]]) -> str:
    told = "&".join(part for part in (_encoded(beside), _encoded(stated) or EVERYTHING) if part)
    return f"?{told}"


def _encoded(pairs: Sequence[tuple[str, str]]) -> str:
    params = QueryDict(mutable=True)
    for name, value in pairs:
        params.appendlist(name, value)
    return params.urlencode()


def _beside(declared: List, params: QueryDict) -> tuple[tuple[str, str], ...]:
    told = (
        (name, value.strip()[:LONGEST_VALUE])
        for name in declared.beside
        for value in params.getlist(name)[:MOST_BESIDE]
    )
    return tuple((name, value) for name, value in told if value)


def _value(one: Filter, params: QueryDict) -> str:
    stated = params.get(one.name, one.usual).strip()[:LONGEST_VALUE]
    if one.form in ("choice", "chips"):
        known = {value for value, _words in one.options()} | ({""} if one.every else set())
        return stated if stated in known else one.usual
    return stated


def _sort(declared: List, stated: str) -> tuple[Column | None, bool]:
    falling = stated.startswith("-")
    name = stated.removeprefix("-")
    found = next((one for one in declared.columns if one.sortable and one.name == name), None)
    return found, falling


def _whole(stated: str) -> int:
    return max(1, int(stated)) if stated.isascii() and stated.isdigit() and len(stated) < 9 else 1
