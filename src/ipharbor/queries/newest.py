"""What has happened last in the region: grants of a day, pledges, licences and transfers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice

import numpy as np

from ipharbor.analysis.region.asking import INVENTION, Asked
from ipharbor.analysis.region.layout import day_of
from ipharbor.queries.ledger_rows import TRANSFER, ActRow, ActRows
from ipharbor.vocabulary.holders import kind_by_name

OF_EACH = 2  # news of each kind, so that one kind does not crowd out the others
LOOKED_AT = 60  # records of a kind that are looked through
KINDS = ("pledge", "licence", "open_licence", TRANSFER)


@dataclass(frozen=True)
class News:
    """Something that happened ``on`` a day to ``count`` rights: ``kind`` is ``granted``, a family
    of records or ``transfer``. Persons are not named: ``giver`` and ``taker`` are then empty.
    ``inventions`` are told of grants."""

    on: date
    kind: str
    count: int
    giver: str = ""
    taker: str = ""
    inventions: int = 0


def newest(asked: Asked, most: int) -> tuple[News, ...]:
    """The last things that were known, the latest first; ``OF_EACH`` of a kind at most, and no
    more than ``most``."""
    found = [*_grants(asked), *(one for kind in KINDS for one in _acts(asked, kind))]
    found.sort(key=lambda one: (one.on, one.count), reverse=True)
    return tuple(found[:most])


def _grants(asked: Asked) -> Iterator[News]:
    """The last days on which rights were granted."""
    mask = asked.granted(*asked.frame.year_so_far)
    days = asked.ledger.column("rights", "granted")[mask]
    inventions = asked.ledger.column("rights", "type")[mask] == INVENTION
    for number in np.unique(days)[::-1][:OF_EACH].tolist():
        on = day_of(number)
        assert on is not None
        here = days == number
        yield News(on, "granted", int(here.sum()), inventions=int((here & inventions).sum()))


def _acts(asked: Asked, kind: str) -> Iterator[News]:
    """The last records or transfers of the year: those of one day between the same two, or under
    one number, are one."""
    rows = ActRows(asked, kind, *asked.frame.year_so_far)[:LOOKED_AT]
    rows.sort(key=_deal)  # keeps the latest day first
    rows.sort(key=lambda one: one.since or date.min, reverse=True)
    together = groupby(rows, key=lambda one: (one.since, *_deal(one)))
    dated = (one for one in together if one[0][0] is not None)
    for (since, _number, giver, taker), some in islice(dated, OF_EACH):
        yield News(since, kind, len(list(some)), _named(giver), _named(taker))


def _deal(one: ActRow) -> tuple[str, str, str]:
    return one.number, one.giver, one.taker


def _named(name: str) -> str:
    """A body's name; nothing for a person's, and for several."""
    return name if name and kind_by_name(name) != "individual" and ";" not in name else ""
