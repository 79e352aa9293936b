"""Reading a value from its YAML form and unit."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

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


def single(raw: object, unit: str) -> Single:
    """The value of one number under a unit of ``SINGLE_UNITS``."""
    if unit in TIME_UNITS:
        if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
            raise Unfit("whole")
        return Span(raw, Unit(unit))
    number = _number(raw)
    if unit == "CNY":
        return Money(number)
    if unit == "share":
        if number > 1:
            raise Unfit("share")
        return Share(number)
    if unit == "times":
        return Multiple(number)
    if unit == "count":
        return Count(number)
    raise Unfit("unit")


def _number(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise Unfit("number")
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        raise Unfit("number") from None
    if not number.is_finite() or number < 0:
        raise Unfit("number")
    return number


def _terms(raw: object) -> Terms:
    if not isinstance(raw, list) or not raw:
        raise Unfit("list")
    items = []
    for one in raw:
        if not isinstance(one, dict) or not set(one) <= {"code", "zh", "en", "kind"}:
            raise Unfit("list")
        if not all(isinstance(one.get(key), str) and one[key] for key in ("code", "zh", "en")):
            raise Unfit("list")
        items.append(Term(one["code"], one["zh"], one["en"], str(one.get("kind", ""))))
    if len({item.code for item in items}) != len(items):
        raise Unfit("list")
    return Terms(tuple(items))


def _table(raw: object) -> Table:
    if not isinstance(raw, dict) or not isinstance(raw.get("rows"), list) or not raw["rows"]:
        raise Unfit("table")
    unit = raw.get("of")
    if unit not in SINGLE_UNITS:
        raise Unfit("unit")
    rows = tuple(_row(one, str(unit)) for one in raw["rows"])
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            if row.kind == other.kind and _meet(row, other):
                raise Unfit("table")
    return Table(rows)


def _row(one: object, unit: str) -> Row:
    if not isinstance(one, dict) or not set(one) <= {"kind", "from", "to", "value"}:
        raise Unfit("table")
    low, high = one.get("from", 1), one.get("to")
    if not isinstance(low, int):
        raise Unfit("table")
    if high is not None and not (isinstance(high, int) and high >= low):
        raise Unfit("table")
    return Row(str(one.get("kind", "")), low, high, single(one.get("value"), unit))


def _meet(one: Row, other: Row) -> bool:
    return (other.high is None or one.low <= other.high) and (
        one.high is None or other.low <= one.high
    )
