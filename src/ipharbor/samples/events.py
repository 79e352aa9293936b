"""Legal events and paid annuities of the invented region, as a file of the event table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from ipharbor.samples import _annuities, _courses
from ipharbor.samples._annuities import Recorded
from ipharbor.samples._courses import Courses, courses
from ipharbor.samples._days import day64
from ipharbor.samples._dealings import dealt
from ipharbor.samples._tables import Writing
from ipharbor.samples.firms import firms
from ipharbor.samples.parameters import parameters
from ipharbor.samples.plan import Plan, plan

COLUMNS = ("application_number", "event_code", "event_date", "known_date", "details")
LAST_DAY = parameters().last_day
_TOGETHER = 200_000  # rows written at one time


@dataclass(frozen=True)
class EventSummary:
    """What was written. ``rights`` counts application numbers, the days are event days."""

    rows: int
    rights: int
    first_day: date
    last_day: date


def reductions(seed: int, scale: float) -> tuple[Recorded, ...]:
    """The firms with a recorded fee reduction and its first and last calendar year.

    About a third of all firms, the smaller rather. The amounts of ``write`` with the same
    ``seed`` and ``scale`` agree with them; rights held with others, and rights from the
    calendar year in which their transfer is gazetted, are paid in full.
    """
    return _annuities.recorded(firms(seed, scale), seed)


def build(seed: int, scale: float, until: date) -> pa.Table:
    """The events of the rights of the region's holders to ``until``, by day, number and code.

    Belongs to the publications with the same arguments: same numbers, same days of filing and
    grant, and ends where they state them.
    """
    region = plan(seed, scale)
    made = courses(region)
    dealings = dealt(made, [firm.name for firm in firms(seed, scale)], seed)
    beyond = _away(region)
    parts = [*_courses.course_of(made), *_courses.course_of(beyond), dealings.entries]
    parts += _annuities.paid(made, dealings, reductions(seed, scale), seed, until)
    told = _courses.joined(parts)
    known = np.zeros(len(region.number), bool)
    known[courses(region, day64(until)).right] = True
    known[beyond.right] = region.filings.opened[beyond.right] <= day64(until)
    some = np.flatnonzero((told.on <= day64(until)) & known[told.right])
    order = (_ranked(told.code[some]), _rank(region.number)[told.right[some]], told.on[some])
    some = some[np.lexsort(order)]
    day = pa.array(told.on[some])
    return pa.table(
        {
            "application_number": pa.array(region.number[told.right[some]]),
            "event_code": pa.array(told.code[some], pa.string()).dictionary_encode(),
            "event_date": day,
            "known_date": day,
            "details": pa.array(told.details[some], pa.string()),
        }
    )


def _away(region: Plan) -> Courses:
    """Rights of outsiders of which events are told: those that are planted to change hands."""
    rights = [region.first_planted + one.draft for one in region.planted.transfers]
    return Courses(region, np.array([at for at in rights if not region.home[at]], np.int64))


def write(
    path: Path,
    seed: int = 2021,
    scale: float = 1.0,
    until: date = LAST_DAY,
) -> EventSummary:
    """Write the events in the format of the event table: Parquet where the name ends so, else a
    gzipped CSV in UTF-8.

    The same arguments give the same bytes. Where nothing has happened the file has headings
    only, and the summary's days are both ``until``.
    """
    made = build(seed, scale, until)
    with Writing(path) as add:
        for start in range(0, max(len(made), 1), _TOGETHER):
            add(made.slice(start, _TOGETHER))
    numbers = np.unique(made.column("application_number").to_numpy())
    days = made.column("event_date")
    first, last = (days[0].as_py(), days[-1].as_py()) if len(made) else (until, until)
    return EventSummary(len(made), len(numbers), first, last)


def _ranked(texts: np.ndarray) -> np.ndarray:
    """For a column of few different texts the place of each in their order."""
    coded = pa.array(texts, pa.string()).dictionary_encode()
    rank = _rank(coded.dictionary.to_numpy(zero_copy_only=False))
    return np.asarray(rank[coded.indices.to_numpy()])


def _rank(texts: np.ndarray) -> np.ndarray:
    """The place of each text in the order of all."""
    rank = np.empty(len(texts), np.int64)
    rank[np.argsort(texts, kind="stable")] = np.arange(len(texts))
    return rank
