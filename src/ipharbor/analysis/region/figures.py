"""The values that a cockpit is made of: figures and tables that explain themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ipharbor.analysis.answers import Coverage
from ipharbor.analysis.region.asking import Frame
from ipharbor.analysis.region.cuts import Cut


@dataclass(frozen=True)
class Ground:
    """Something a figure rests on besides the ledger: a population, a threshold, a target.

    ``name`` is the id of what it is, ``source_zh`` and ``source_en`` where it comes from;
    ``provision`` names an entry of the law book. ``certain`` is False where nobody has verified it.
    """

    name: str
    value: str
    on: date | None = None
    source_zh: str = ""
    source_en: str = ""
    provision: str = ""
    certain: bool = True


@dataclass(frozen=True)
class Figure:
    """One number with all it rests on.

    ``name`` is its id in ``vocabulary.figures``, which has its words and its method in both
    languages; ``unit`` is ``count``, ``share`` (0 to 1), ``per_10000`` or ``cny``. It counts over
    ``first`` to ``last``, or as of ``frame.on`` where they are None. ``cut`` tells the rights it
    counts, ``opens`` the list of other things. ``before`` is the same asked a year earlier.
    ``value`` is None where there is nothing to reckon from.
    """

    name: str
    value: float | None
    unit: str
    frame: Frame
    coverage: Coverage
    first: date | None = None
    last: date | None = None
    before: float | None = None
    cut: Cut | None = None
    opens: str = ""
    of: float | None = None  # what a share or a rate is of
    target: float | None = None
    grounds: tuple[Ground, ...] = ()

    @property
    def change(self) -> float | None:
        """Against the year before: 0.1 for a tenth more; None without a base, and for shares."""
        if self.unit == "share" or self.value is None or not self.before:
            return None
        return self.value / self.before - 1

    @property
    def points(self) -> float | None:
        """How many percentage points a share has moved in a year."""
        if self.unit != "share" or self.value is None or self.before is None:
            return None
        return 100 * (self.value - self.before)


@dataclass(frozen=True)
class MonthCount:
    """Grants of a month by type, and of the same month a year before (``before``).

    ``whole`` is False for a month that was not over on the day, ``told`` for one that had not
    begun.
    """

    month: int
    by_type: Mapping[str, int]
    before: int
    whole: bool
    told: bool

    @property
    def count(self) -> int:
        return sum(self.by_type.values())


@dataclass(frozen=True)
class Row:
    """What a table tells of one thing: counts by column. ``code`` is empty for what cannot be
    told apart: rights without a town, holders without a size."""

    code: str
    counts: Mapping[str, int | None]


@dataclass(frozen=True)
class Table:
    """Counts of the rights of each town, trade, size, grade or agency.

    ``by`` is the field of ``Cut`` that a row's ``code`` narrows (``town`` that of the frame),
    ``cuts`` what the rights of each column are before that; columns without one open no list.
    ``names`` are those of the codes, Chinese and English, where no vocabulary has them.
    """

    name: str
    by: str
    rows: tuple[Row, ...]
    frame: Frame
    coverage: Coverage
    cuts: Mapping[str, Cut] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def counts_holders(self) -> bool:
        """Whether it tells how many holders there are."""
        return any("holders" in row.counts for row in self.rows)
