"""A provision: what the law says between two days, where it is written, how sure we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TypeVar

from ipharbor.statutes._yaml import load as read_yaml
from ipharbor.statutes.values import (
    Count,
    Flag,
    Money,
    Multiple,
    Share,
    Span,
    Table,
    Terms,
    Value,
)

Kind = TypeVar("Kind", Span, Money, Share, Multiple, Count, Flag, Table, Terms)


class Mark(StrEnum):
    """How a provision came to be known, from read in the primary text to shaky background."""

    PRIMARY = "S"
    SECONDARY = "S2"
    DERIVED = "D"
    BACKGROUND = "B"
    SHAKY = "B?"


CONFIDENCE = {
    Mark.PRIMARY: "read",
    Mark.SECONDARY: "secondary",
    Mark.DERIVED: "derived",
    Mark.BACKGROUND: "unverified",
    Mark.SHAKY: "unverified",
}


@cache
def instruments() -> Mapping[str, Mapping[str, str]]:
    """The laws and papers that sources name: key → ``zh`` and ``en`` title."""
    text = files("ipharbor.statutes").joinpath("book/instruments.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = read_yaml(text)
    return loaded


@dataclass(frozen=True)
class Source:
    """Where a provision is written: a key of ``instruments``, its version, the article."""

    instrument: str
    version: str = ""
    article: str = ""

    @property
    def short(self) -> str:
        """``IR 5``: the key and the article."""
        return f"{self.instrument} {self.article}".strip()

    def cited(self, lang: str) -> str:
        """The source as a person cites it, with the title in full."""
        title = instruments()[self.instrument][lang]
        version = f"（{self.version}）" if lang == "zh" else f" ({self.version})"
        where = f"第 {self.article} 条" if lang == "zh" else f", art. {self.article}"
        if self.article and not self.article[0].isdigit():
            where = f" {self.article}"
        return title + (version if self.version else "") + (where if self.article else "")


@dataclass(frozen=True)
class Verification:
    """Who stands for a value, since when."""

    by: str
    on: date


@dataclass(frozen=True)
class Provision:
    """One version of one provision.

    It holds on each day from ``since`` to ``until``, both included. ``since`` is ``None``
    where the day on which it began is not known; it then answers for every day before
    ``until``, and is not certain. ``until`` is ``None`` while no end is known. ``asked_on``
    names the day of the matter that decides which version applies (``act``, ``filing`` …).
    ``region`` is the code of the region an overlay comes from, empty for the whole country.
    ``reason`` tells why an officer corrected the value.
    """

    name: str
    zh: str
    en: str
    value: Value
    since: date | None
    until: date | None
    mark: Mark
    source: Source | None = None
    verified: Verification | None = None
    asked_on: str = "act"
    region: str = ""
    note_zh: str = ""
    note_en: str = ""
    reason: str = ""

    @property
    def certain(self) -> bool:
        """Whether a named person stands for it, or text and first day were read themselves."""
        read = self.mark is Mark.PRIMARY and self.since is not None
        return self.verified is not None or read

    @property
    def confidence(self) -> str:
        """``verified``, ``read``, ``secondary``, ``derived`` or ``unverified``."""
        return "verified" if self.verified is not None else CONFIDENCE[self.mark]

    def holds(self, day: date) -> bool:
        """Whether this version is in force on ``day``."""
        began = self.since is None or self.since <= day
        return began and (self.until is None or day <= self.until)

    def title(self, lang: str) -> str:
        """What the provision is, in ``lang``."""
        return self.zh if lang == "zh" else self.en

    @property
    def span(self) -> Span:
        """The value as a length of time; ``TypeError`` when it is none. So for the others."""
        return self._as(Span)

    @property
    def money(self) -> Money:
        return self._as(Money)

    @property
    def share(self) -> Share:
        return self._as(Share)

    @property
    def multiple(self) -> Multiple:
        return self._as(Multiple)

    @property
    def count(self) -> Count:
        return self._as(Count)

    @property
    def flag(self) -> bool:
        return self._as(Flag).yes

    @property
    def table(self) -> Table:
        return self._as(Table)

    @property
    def terms(self) -> Terms:
        return self._as(Terms)

    def _as(self, kind: type[Kind]) -> Kind:
        if isinstance(self.value, kind):
            return self.value
        raise TypeError(f"{self.name} is a {type(self.value).__name__}, not a {kind.__name__}")
