"""Numbers, days and comparisons as the report writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ipharbor.analysis.region.figures import Row, Table
from ipharbor.queries.monthly import Monthly
from ipharbor.vocabulary.figures import figure_words
from ipharbor.vocabulary.places import Region
from ipharbor.vocabulary.report import said
from ipharbor.vocabulary.words import words

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """How one report speaks: its language, its region, its month."""

    lang: str
    region: Region
    told: Monthly

    @property
    def zh(self) -> bool:
        return self.lang == "zh"

    def say(self, name: str, /, **gaps: object) -> str:
        """A sentence; ``month``, ``month_name``, ``year`` and ``region`` are filled."""
        usual: Mapping[str, object] = {
            "month": self.told.month, "month_name": _MONTHS[self.told.month - 1],
            "year": self.told.year, "region": self.place,
        }  # fmt: skip
        return said(name, self.lang, **{**usual, **gaps})

    @property
    def place(self) -> str:
        return self.region.name_zh if self.zh else self.region.name_en

    def month_of(self, month: int) -> str:
        return self.say("month_named", month=month, month_name=_MONTHS[month - 1][:3])

    def month_number(self, month: int) -> str:
        """A month within a sentence, where 月 follows in Chinese."""
        return str(month) if self.zh else _MONTHS[month - 1]

    def joined(self, *sentences: str) -> str:
        """Sentences behind each other."""
        return ("" if self.zh else " ").join(sentences)

    def listed(self, names: list[str]) -> str:
        """Names in a row."""
        return ("、" if self.zh else ", ").join(names)

    def day(self, day: date) -> str:
        return self.say("day", year=day.year, month=day.month, day=day.day,
                        month_name=_MONTHS[day.month - 1])  # fmt: skip

    def term(self, name: str) -> str:
        """A coded value in words, within a sentence."""
        found = words(self.lang).get(name, name)
        return found if self.zh else found[:1].lower() + found[1:]

    def named(self, table: Table, row: Row) -> str:
        """What a row of a table is called that brings its own names."""
        if not row.code:
            return self.say("untold")
        zh, en = table.names.get(row.code, (row.code, row.code))
        return zh if self.zh else en

    def counted_by(self) -> str:
        """Who says how many people live here."""
        found = self.region.population(self.told.frame.on)
        if found is None:
            return self.say("none")
        return found.source_zh if self.zh else found.source_en

    def title(self, name: str) -> str:
        """What a figure of the cockpit is called."""
        return figure_words(self.lang)[name].title

    def town(self, code: str) -> str:
        found = self.region.town(code) if code else None
        if found is None:
            return self.say("untold")
        return found.name_zh if self.zh else found.name_en

    def changed(self, now: float | None, before: float | None) -> str:
        """A change in words: up by a share, down, unchanged."""
        if now is None or before is None:
            return self.say("none")
        if now == before:
            return self.say("same")
        if not before:
            return self.say("from_none", count=number(now))
        share = percent(abs(now / before - 1))
        return self.say("more" if now > before else "less", share=share)


def number(value: float | None) -> str:
    """A count with its thousands; a dash for none."""
    return "–" if value is None else f"{round(value):,}"


def written(value: float | None, unit: str) -> str:
    """A figure as its unit is written."""
    if value is None:
        return "–"
    if unit == "share":
        return percent(value)
    return f"{value:,.2f}" if unit == "per_10000" else number(value)


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}%"


def change(now: float | None, before: float | None) -> str:
    """A change as a signed share, for tables; a dash where there is no base."""
    if now is None or not before:
        return "–"
    told = f"{100 * (now / before - 1):+.1f}%"
    return "0.0%" if told in ("+0.0%", "-0.0%") else told
