"""The invented region as rows and as a file of the exchange table."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from ipharbor.samples import _holders, _stories
from ipharbor.samples._rights import Draft, Right, drafts, rights
from ipharbor.samples._rows import COLUMNS, row
from ipharbor.samples._seeds import seeded
from ipharbor.samples.firms import Firm, firms
from ipharbor.samples.vocabularies import Trade, stories, trades

FIRST_DAY = date(2012, 1, 3)  # of publications; filings begin two years earlier
_FILINGS = 25_700  # at scale 1, from 2010 to 2021, besides the stories
_FIRST_YEAR = 2010
_PEOPLE = 22  # who file in their own names, a trade
_GROWTH = 1.04  # a year, beyond the courses' last


@dataclass(frozen=True)
class Summary:
    """What was written. ``rights`` counts application numbers, ``rows`` publications."""

    rows: int
    firms: int
    rights: int
    first_day: date
    last_day: date


def build(seed: int, scale: float, until: date) -> Iterator[dict[str, str]]:
    """The publications of the region to ``until``, by day of publication and number.

    Keys are headings of the exchange table, several values are separated by ``|``. At scale 1
    and to the end of November 2021 about 24,000 rows. The same arguments give the same rows.
    """
    events = [
        (day, right.serial, grant, right)
        for right in _rights(seed, scale, until)
        for day, grant in _publications(right, until)
    ]
    events.sort(key=lambda event: event[:3])
    for _, _, grant, right in events:
        yield row(right, grant, until)


def write(
    path: Path, seed: int = 2021, scale: float = 1.0, until: date = date(2021, 11, 30)
) -> Summary:
    """Write the region as a gzipped CSV in UTF-8 and tell what it holds.

    The same arguments give the same bytes. ``until`` before 2012 leaves a file of headings;
    its summary's days are then both ``until``.
    """
    rows = 0
    numbers: set[str] = set()
    first_day = last_day = until
    with (
        path.open("wb") as opened,
        gzip.GzipFile(filename="", mode="wb", fileobj=opened, compresslevel=6, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        table.writeheader()
        for cells in build(seed, scale, until):
            table.writerow(cells)
            day = date.fromisoformat(cells["publication_date"])
            first_day, last_day = (day, day) if not rows else (first_day, day)
            numbers.add(cells["application_number"])
            rows += 1
    return Summary(rows, len(firms(seed, scale)), len(numbers), first_day, last_day)


def published(seed: int, scale: float, until: date) -> list[Right]:
    """The rights of which ``build`` with the same arguments has a row, by application number."""
    found = [each for each in _rights(seed, scale, until) if any(_publications(each, until))]
    return sorted(found, key=lambda right: right.number)


def _publications(right: Right, until: date) -> Iterator[tuple[date, bool]]:
    """The days of the table on which a right is gazetted, and whether as a grant."""
    invention = right.draft.kind == "invention"
    days = [(right.opened, not invention)]
    if invention and right.granted:
        days.append((right.granted, True))
    return ((day, grant) for day, grant in days if FIRST_DAY <= day <= until)


def _rights(seed: int, scale: float, until: date) -> list[Right]:
    rng = seeded(f"region {seed}")
    last = until.year
    every = firms(seed, scale)
    fixed = {entry["name"] for entry in stories().values()}
    made: list[Draft] = []
    for trade in trades():
        own = [firm for firm in every if firm.trade == trade.code and firm.name not in fixed]
        made += _of_trade(trade, own, scale, last, rng)
    by_name = {firm.name: firm for firm in every if firm.name in fixed}
    by_code = {trade.code: trade for trade in trades()}
    made += _stories.planted(by_name, by_code, scale, last, rng)
    return rights(made, rng)


def _of_trade(trade: Trade, own: list[Firm], scale: float, last: int, rng: Random) -> list[Draft]:
    shops = (
        [_holders.of_firm(firm, trade, rank, rng) for rank, firm in enumerate(own)],
        _holders.universities(trade, rng),
        _holders.individuals(trade, max(2, round(_PEOPLE * scale)), rng),
        _holders.outsiders(trade, rng),
    )
    shares = (100 - sum(trade.others), *trade.others)
    whole = sum(each.size for each in trades())
    rate = _FILINGS * scale * trade.size / whole / sum(trade.course)
    made: list[Draft] = []
    for year in range(_FIRST_YEAR, last + 1):
        place = year - _FIRST_YEAR
        beyond = max(0, place - len(trade.course) + 1)
        level = trade.course[min(place, len(trade.course) - 1)] * _GROWTH**beyond
        made += drafts(shops, shares, year, max(1, round(rate * level)), rng)
    return made
