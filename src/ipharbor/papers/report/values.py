"""A report before it is drawn: what stands in it, in order, all of it text and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Heading:
    """A heading with its number, as it is printed; ``level`` 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A table. The first ``words`` columns are words, the others numbers.

    ``total`` says that the last row is the sum of the others; ``notes`` stand below.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    total: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A drawing: a Vega-Lite specification, its caption, and what it shows, in words."""

    caption: str
    told: str
    spec: Mapping[str, Any]


Block = Heading | Text | Grid | Chart


@dataclass(frozen=True)
class Annex:
    """What stands behind the report, begun on a page of its own. ``mark`` is e.g. 附件1."""

    mark: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A report of an office.

    ``mast`` is its standing name and ``issue`` the number of this one; ``maker`` who answers
    for it, empty where nobody is named; ``day`` the day it was made. ``notice`` is what must not
    be overlooked (that the data are invented), empty for nothing. ``under`` stands below the
    title. ``annexed`` introduces the list of annexes, ``page`` has a gap for the page's number.
    """

    lang: str  # zh or en
    mast: str
    issue: str
    maker: str
    day: date
    day_told: str
    title: str
    under: str
    notice: str
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    annexed: str

    @property
    def all_blocks(self) -> tuple[Block, ...]:
        """The blocks of the report and of its annexes, in order."""
        return (*self.blocks, *(block for annex in self.annexes for block in annex.blocks))

    @property
    def charts(self) -> tuple[Chart, ...]:
        return tuple(block for block in self.all_blocks if isinstance(block, Chart))
