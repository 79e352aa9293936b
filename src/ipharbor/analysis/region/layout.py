"""The tables of a ledger: their columns, and what a missing value is.

Days are days since 1970-01-01, ``FAR`` where there is none. Places point into other tables, -1
where there is none: ``holder`` into holders, ``agency`` and ``symbols`` into their names,
``town`` into the manifest's towns, ``right`` into rights.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from ipharbor.register.codes import KINDS, RANK, Kind
from ipharbor.register.encumbrances import Family
from ipharbor.register.lifelines import SPANS
from ipharbor.vocabulary.acts import EVENT_ACTS

SCHEMA = 3  # raised when the columns change: older ledgers are then made anew
FAR = 2**31 - 1
NONE = -1
OUTSIDE = -2  # a holder who is not of the region
TYPES = ("invention", "utility_model", "design")
FAMILIES = tuple(str(family) for family in Family)
TRANSFERS = (RANK[Kind.TRANSFER], RANK[Kind.APPLICATION_TRANSFER])
CERTAINTIES = ("certain", "presumed", "unknown")
PARTS = ("abstract", "first_claim", "inventors", "address", "cites", "priority_numbers")
"""What publications may tell of a right besides its columns: a bit of ``told`` each, the first the
lowest."""
_EPOCH = date(1970, 1, 1)

RIGHTS = pa.schema(
    [
        ("key", pa.string()),
        ("application_number", pa.string()),
        ("title", pa.string()),
        ("holders", pa.string()),
        ("type", pa.int8()),  # place in TYPES
        ("local", pa.bool_()),  # of the region by its first applicant, not bought from outside
        ("holder", pa.int32()),  # the first applicant
        ("town", pa.int8()),
        ("filed", pa.int32()),
        ("published", pa.int32()),
        ("known", pa.int32()),  # when the world could know of it
        ("granted", pa.int32()),
        ("granted_known", pa.int32()),
        ("symbols", pa.list_(pa.int32())),  # main symbol first
        ("agency", pa.int32()),
        ("cited_by", pa.int32()),  # -1 where the source does not tell
        ("docket", pa.bool_()),  # stands in a docket of the register
        ("events", pa.int32()),  # of the register, besides what publications tell
        ("certainty", pa.int8()),  # of the standing on the ledger's last day
        ("told", pa.int8()),  # bits of PARTS
    ]
)
HOLDERS = pa.schema(
    [
        ("id", pa.int64()),  # in the register, -1 for an applicant who is not there
        ("name", pa.string()),
        ("kind", pa.string()),
        ("credit_code", pa.string()),
        ("town", pa.int8()),
        ("trade", pa.string()),
        ("industry", pa.string()),
        ("size", pa.string()),
        ("grades", pa.list_(pa.string())),
    ]
)
TRANSFERRED = pa.schema(
    [
        ("right", pa.int32()),
        ("since", pa.int32()),
        ("known", pa.int32()),
        ("giver", pa.int32()),  # holder, OUTSIDE, or NONE where nobody is named
        ("taker", pa.int32()),
        ("giver_name", pa.string()),
        ("taker_name", pa.string()),
    ]
)
"""Transfers by right, day and day known."""
BURDENS = pa.schema(
    [
        ("right", pa.int32()),
        ("family", pa.int8()),  # place in FAMILIES
        ("number", pa.string()),
        ("since", pa.int32()),
        ("known", pa.int32()),
        ("until", pa.int32()),  # last day told
        ("over", pa.int32()),  # first day after its cancellation
        ("over_known", pa.int32()),
        ("giver_name", pa.string()),
        ("taker_name", pa.string()),
        ("amount", pa.float64()),  # CNY, nan where untold
    ]
)
"""Licences, pledges, preservations, suspensions and open licences, one row a record."""
ABROAD = pa.schema(
    [("right", pa.int32()), ("office", pa.string()), ("number", pa.string()),
     ("granted", pa.int32()), ("known", pa.int32())]
)  # fmt: skip
"""Granted members of a right's family at other offices."""
NAMES = pa.schema([("name", pa.string())])
TABLES = {
    "rights": RIGHTS,
    "spans": SPANS,
    "holders": HOLDERS,
    "transferred": TRANSFERRED,
    "burdens": BURDENS,
    "abroad": ABROAD,
    "agencies": NAMES,
    "symbols": NAMES,
}
RESTS_ON = (
    "rights.take_up", "rights.take_up_region", *EVENT_ACTS, "rights.import_holders", "law.correct",
)  # fmt: skip
"""The actions whose lines in the journal tell that the register behind a ledger has moved on."""


@dataclass(frozen=True)
class Manifest:
    """What a ledger is made from: the corpus' ``vintage`` and the register as of the journal's
    line ``stamp``. ``until`` is the last day on which anything in it became known.

    ``sources`` tells where its facts come from, ``left_out`` how many rights are not in it and
    why (ids of notes).
    """

    vintage: str
    stamp: int
    region: str
    towns: tuple[str, ...]
    made_at: str  # ISO, aware
    until: str  # ISO day
    seconds: float
    rows: dict[str, int]
    sources: tuple[dict[str, Any], ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    schema: int = SCHEMA

    @property
    def name(self) -> str:
        """What tells it from any other."""
        return f"{self.vintage}-{self.stamp}"

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.until)


def day_number(day: date) -> int:
    """``day`` as the tables hold it."""
    return (day - _EPOCH).days


def day_of(number: int) -> date | None:
    """The day of a table's number, None for ``FAR``."""
    return None if number == FAR else _EPOCH + timedelta(days=int(number))


def kind_named(place: int) -> str:
    """The kind of event at a place in ``KINDS``, empty for none."""
    return "" if place < 0 else str(KINDS[place])
