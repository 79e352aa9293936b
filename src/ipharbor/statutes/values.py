"""What a provision can say, with its unit in the type."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LANGUAGES = ("zh", "en")


class Unit(StrEnum):
    """The units in which the law counts time."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


_UNIT_TEXT = {
    "zh": {"hour": "小时", "day": "日", "working_day": "个工作日", "month": "个月", "year": "年"},
    "en": {
        "hour": "hour",
        "day": "day",
        "working_day": "working day",
        "month": "month",
        "year": "year",
    },
}


@dataclass(frozen=True)
class Span:
    """A length of time, ``n`` of ``unit``; ``n`` is not negative."""

    n: int
    unit: Unit

    def times(self, k: int) -> Span:
        """``k`` such spans in a row, counted as one."""
        return Span(self.n * k, self.unit)

    def text(self, lang: str) -> str:
        """``3 个月`` or ``3 months``."""
        unit = _UNIT_TEXT[lang][self.unit]
        if lang == "zh":
            return f"{self.n} {unit}"
        return f"{self.n} {unit}" if self.n == 1 else f"{self.n} {unit}s"


@dataclass(frozen=True)
class Money:
    """An amount in ``currency``, exact."""

    amount: Decimal
    currency: str = "CNY"

    def text(self, lang: str) -> str:
        """``1,200 元`` or ``CNY 1,200``."""
        shown = f"{self.amount:,}"
        if self.currency == "CNY" and lang == "zh":
            return f"{shown} 元"
        return f"{self.currency} {shown}"


@dataclass(frozen=True)
class Share:
    """A part of one: ``Share(Decimal("0.85"))`` is 85 %."""

    of_one: Decimal

    def text(self, lang: str) -> str:
        """``85 %``, alike in both languages."""
        del lang
        return f"{plain(self.of_one * 100)} %"


@dataclass(frozen=True)
class Multiple:
    """How many times a base."""

    times: Decimal

    def text(self, lang: str) -> str:
        """``5 倍``, ``5 times`` or ``1 time``."""
        if lang == "zh":
            return f"{plain(self.times)} 倍"
        return f"{plain(self.times)} time" + ("" if self.times == 1 else "s")


@dataclass(frozen=True)
class Count:
    """A number of things; the provision's name says of what."""

    n: Decimal

    def text(self, lang: str) -> str:
        """The number, with thousands separated."""
        del lang
        return f"{self.n:,}"


@dataclass(frozen=True)
class Flag:
    """Whether something is so."""

    yes: bool

    def text(self, lang: str) -> str:
        """``是``/``否`` or ``yes``/``no``."""
        if lang == "zh":
            return "是" if self.yes else "否"
        return "yes" if self.yes else "no"


@dataclass(frozen=True)
class Term:
    """One item of a list of the law: a stable code, its wording, and what kind it is of."""

    code: str
    zh: str
    en: str
    kind: str = ""


@dataclass(frozen=True)
class Terms:
    """A list of the law, in the law's order."""

    items: tuple[Term, ...]

    def item(self, code: str) -> Term:
        """The item of ``code``; ``KeyError`` for a code that the list lacks."""
        for term in self.items:
            if term.code == code:
                return term
        raise KeyError(code)

    def text(self, lang: str) -> str:
        """The wordings in a row."""
        return ("；" if lang == "zh" else "; ").join(
            term.zh if lang == "zh" else term.en for term in self.items
        )


Single = Span | Money | Share | Multiple | Count


@dataclass(frozen=True)
class Row:
    """A line of a table: for ``kind`` (empty: for all) and the numbers ``low`` to ``high``.

    Both ends belong to the line; ``high`` ``None`` is open above.
    """

    kind: str
    low: int
    high: int | None
    value: Single


@dataclass(frozen=True)
class Table:
    """Values by kind (a patent type, a party) and by number (a year, a month)."""

    rows: tuple[Row, ...]

    def at(self, kind: str = "", number: int = 1) -> Single | None:
        """The value for ``kind`` and ``number``; ``None`` where the table has no line."""
        for row in self.rows:
            within = row.low <= number and (row.high is None or number <= row.high)
            if within and row.kind in ("", kind):
                return row.value
        return None

    def kinds(self) -> tuple[str, ...]:
        """The kinds of the table, in its order."""
        return tuple(dict.fromkeys(row.kind for row in self.rows))

    def text(self, lang: str) -> str:
        """Every line in a row, ``kind low–high: value``."""
        lines = []
        for row in self.rows:
            span = "" if (row.low, row.high) == (1, None) else f"{row.low}–{row.high or ''}"
            lines.append(f"{row.kind} {span}".strip() + f": {row.value.text(lang)}")
        return ("；" if lang == "zh" else "; ").join(lines)


Value = Single | Flag | Table | Terms


def plain(number: Decimal) -> str:
    """``number`` without exponent and without trailing zeros."""
    return f"{number.normalize():f}"
