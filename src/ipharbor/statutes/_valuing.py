"""Reading a value from its YAML form and unit, and writing it again."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import yaml

from ipharbor.statutes import _yaml
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
    Value,
)

TIME_UNITS = frozenset(unit.value for unit in Unit)
SINGLE_UNITS = TIME_UNITS | {"CNY", "share", "times", "count"}
UNITS = SINGLE_UNITS | {"flag", "list", "table"}
# Beyond these no reckoning of days could follow, nor a sum be printed.
LONGEST_SPAN = {"hour": 100_000, "day": 73_000, "working_day": 50_000, "month": 2_400, "year": 200}
LARGEST = Decimal(10) ** 15
FINEST = -12
LAST_ROW = 1_000_000

_PLAIN = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,12})?", re.ASCII)
_TRUE, _FALSE = {"true", "yes", "是"}, {"false", "no", "否"}


class Unfit(ValueError):
    """A value that its unit does not allow; ``args[0]`` names the trouble for a finding."""


def value(raw: object, unit: str) -> Value:
    """The typed value of ``raw`` under ``unit`` (one of ``UNITS``); ``Unfit`` otherwise."""
    if unit == "flag":
        if not isinstance(raw, bool):
            raise Unfit("flag")
        return Flag(raw)
    if unit == "list":
        return _terms(raw)
    if unit == "table":
        return _table(raw)
    return single(raw, unit)


def stated(text: str, unit: str) -> Value:
    """What a person typed for a value of ``unit``; ``Unfit`` otherwise.

    Numbers are plain, thousands may be marked (``1,200``), a share may be ``15 %``; a flag
    is ``true`` or ``false``, ``是`` or ``否``. Lists and tables are in their YAML form.
    """
    if unit in ("list", "table"):
        try:
            return value(_yaml.stated(text), unit)
        except yaml.YAMLError as trouble:
            raise Unfit(unit) from trouble
    plain = text.strip().strip("\"'").strip()
    if unit == "flag":
        if plain.lower() not in _TRUE | _FALSE:
            raise Unfit("flag")
        return Flag(plain.lower() in _TRUE)
    return single(number(plain, unit), unit)


def number(text: str, unit: str) -> int | str:
    """A typed number as ``single`` takes it under ``unit``; ``Unfit`` for other text."""
    percent = unit == "share" and text.endswith("%")
    plain = text.rstrip("%").strip() if percent else text.strip()
    if not _PLAIN.fullmatch(plain):
        raise Unfit("number")
    plain = plain.replace(",", "")
    if unit in TIME_UNITS:
        if "." in plain:
            raise Unfit("whole")
        return int(plain)
    return f"{Decimal(plain) / 100:f}" if percent else plain


def written(told: Value) -> tuple[str, str]:
    """The text and the unit that ``stated`` reads as ``told`` again."""
    if isinstance(told, Flag):
        return ("true" if told.yes else "false"), "flag"
    if isinstance(told, Terms):
        return _yaml.dump([_item(term) for term in told.items]), "list"
    if isinstance(told, Table):
        _, unit = _bare(told.rows[0].value)
        return _yaml.dump({"of": unit, "rows": [_line(row) for row in told.rows]}), "table"
    bare, unit = _bare(told)
    return str(bare), unit


def single(raw: object, unit: str) -> Single:
    """The value of one number under a unit of ``SINGLE_UNITS``."""
    if unit in TIME_UNITS:
        if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw <= LONGEST_SPAN[unit]:
            raise Unfit("whole")
        return Span(raw, Unit(unit))
    amount = _number(raw)
    if unit == "CNY":
        return Money(amount)
    if unit == "share":
        if amount > 1:
            raise Unfit("share")
        return Share(amount)
    if unit == "times":
        return Multiple(amount)
    if unit == "count":
        return Count(amount)
    raise Unfit("unit")


def _number(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise Unfit("number")
    try:
        amount = Decimal(str(raw))
    except (InvalidOperation, ValueError):
        raise Unfit("number") from None
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= amount < LARGEST or exponent < FINEST:
        raise Unfit("number")
    return amount


def _terms(raw: object) -> Terms:
    if not isinstance(raw, list) or not raw:
        raise Unfit("list")
    items = []
    for one in raw:
        if not isinstance(one, dict) or not set(one) <= {"code", "zh", "en", "kind"}:
            raise Unfit("list")
        if not all(isinstance(one.get(key), str) and one[key] for key in ("code", "zh", "en")):
            raise Unfit("list")
        items.append(Term(one["code"], one["zh"], one["en"], _kind(one, "list")))
    if len({item.code for item in items}) != len(items):
        raise Unfit("list")
    return Terms(tuple(items))


def _table(raw: object) -> Table:
    if not isinstance(raw, dict) or not isinstance(raw.get("rows"), list) or not raw["rows"]:
        raise Unfit("table")
    unit = raw.get("of")
    if not isinstance(unit, str) or unit not in SINGLE_UNITS:
        raise Unfit("unit")
    rows = tuple(_row(one, unit) for one in raw["rows"])
    for i, row in enumerate(rows):
        if any(meet(row, other) for other in rows[i + 1 :]):
            raise Unfit("table")
    return Table(rows)


def _row(one: object, unit: str) -> Row:
    if not isinstance(one, dict) or not set(one) <= {"kind", "from", "to", "value"}:
        raise Unfit("table")
    low, high = one.get("from", 1), one.get("to")
    if type(low) is not int or not 0 <= low <= LAST_ROW:
        raise Unfit("table")
    if high is not None and not (type(high) is int and low <= high <= LAST_ROW):
        raise Unfit("table")
    return Row(_kind(one, "table"), low, high, single(one.get("value"), unit))


def _kind(one: dict[str, object], trouble: str) -> str:
    kind = one.get("kind", "")
    if not isinstance(kind, str | int | float):
        raise Unfit(trouble)
    return str(kind)


def meet(one: Row, other: Row) -> bool:
    """Whether two lines of a table are of one kind and share a number."""
    return (
        one.kind == other.kind
        and (other.high is None or one.low <= other.high)
        and (one.high is None or other.low <= one.high)
    )


def _bare(told: Single) -> tuple[int | str, str]:
    if isinstance(told, Span):
        return told.n, told.unit.value
    if isinstance(told, Money):
        return f"{told.amount:f}", "CNY"
    if isinstance(told, Share):
        return f"{told.of_one:f}", "share"
    if isinstance(told, Multiple):
        return f"{told.times:f}", "times"
    return f"{told.n:f}", "count"


def _line(row: Row) -> dict[str, object]:
    told: dict[str, object] = {"kind": row.kind} if row.kind else {}
    told |= {"from": row.low} | ({} if row.high is None else {"to": row.high})
    return told | {"value": _bare(row.value)[0]}


def _item(term: Term) -> dict[str, object]:
    told: dict[str, object] = {"code": term.code, "zh": term.zh, "en": term.en}
    return told | ({"kind": term.kind} if term.kind else {})
