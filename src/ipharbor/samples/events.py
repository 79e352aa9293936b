"""Legal events and paid annuities of the invented region, as a file of the event table."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ipharbor.samples import _annuities
from ipharbor.samples._annuities import Recorded
from ipharbor.samples._courses import Entry, courses, gazetted
from ipharbor.samples._dealings import dealt
from ipharbor.samples.firms import firms

COLUMNS = ("application_number", "event_code", "event_date", "known_date", "details")


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


def build(seed: int, scale: float, until: date) -> list[Entry]:
    """The events of the rights of regional firms to ``until``, by day, number and code.

    Belongs to ``region.build`` with the same arguments: same numbers, same days of filing and
    grant, and ends where it states them.
    """
    rights = courses(seed, scale, until)
    dealings = dealt(rights, [firm.name for firm in firms(seed, scale)], seed)
    made = [entry for course in rights for entry in gazetted(course)]
    made += dealings.entries
    made += _annuities.paid(rights, dealings, reductions(seed, scale), seed, until)
    told = [entry for entry in made if entry.on <= until]
    return sorted(told, key=lambda entry: (entry.on, entry.number, entry.code, entry.details))


def write(
    path: Path, seed: int = 2021, scale: float = 1.0, until: date = date(2021, 11, 30)
) -> EventSummary:
    """Write the events as a gzipped CSV in UTF-8, in the format of the event table.

    The same arguments give the same bytes. Where nothing has happened the file has headings
    only, and the summary's days are both ``until``.
    """
    made = build(seed, scale, until)
    with (
        path.open("wb") as opened,
        gzip.GzipFile(filename="", mode="wb", fileobj=opened, compresslevel=6, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        table = csv.writer(text, lineterminator="\n")
        table.writerow(COLUMNS)
        for entry in made:
            details = "; ".join(f"{name}={value}" for name, value in entry.details)
            days = (entry.on.isoformat(), entry.known_on.isoformat())
            table.writerow((entry.number, entry.code, *days, details))
    first, last = (made[0].on, made[-1].on) if made else (until, until)
    return EventSummary(len(made), len({entry.number for entry in made}), first, last)
