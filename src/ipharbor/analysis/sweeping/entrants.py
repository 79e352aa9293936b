"""Sweep: applicants that enter a field in which firms of the region work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.columns import Columns, Flags, Flat, Ints
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.warning.counted import counted
from ipharbor.warning.entering import QUICK, Entries, agreed, entries
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal
from ipharbor.warning.wording import common, naming, things

YEARS = 3650  # days in which a firm's documents make a field its own
LINE = 2  # documents that make a line of work
LONG_LINE = 5  # and those that make a long one
MOST_FIRMS = 5
MOST_SYMBOLS = 6
ESTABLISHED = 10  # documents after which an applicant is no newcomer, but may be one to a field
_EPOCH = date(1970, 1, 1)


def entrants(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each applicant that enters, naming the firms most concerned.

    An applicant that had filed nothing at all is told of louder than one that is new to a
    subclass only.
    """
    columns = known.columns
    since, until = (span.since - _EPOCH).days, (span.on - _EPOCH).days
    seen = columns.home & columns.technical & (columns.known <= until)
    applicants = columns.applicants.within(seen)
    own = columns.named(_names(known, "firm"))
    of_region = columns.named(_names(known))
    outside = ~of_region[applicants.codes]
    rows, who = applicants.rows[outside], applicants.codes[outside]
    begin = int(columns.known[seen].min(initial=until))
    new = entries(who, rows, columns.known[rows], since, until, begin)
    concerned = _Concerned(columns, own, applicants)
    for at in range(len(new.subject)):
        begun = int(columns.begun[new.subject[at]])
        if int(new.known[at]) - begun <= QUICK + 365:
            yield from _told(columns, concerned, new, at, int(new.subject[at]), "")
    yield from _new_to_a_field(columns, concerned, (rows, who), (since, until, begin))


def _new_to_a_field(
    columns: Columns,
    concerned: _Concerned,
    filed: tuple[Ints, Ints],
    span: tuple[int, int, int],
) -> Iterator[Incident]:
    """Applicants with a past elsewhere: subjects are pairs of an applicant and a subclass."""
    rows, who = filed
    classes = columns.subclasses
    first, last = np.searchsorted(classes.rows, rows), np.searchsorted(classes.rows, rows + 1)
    many = last - first
    each = np.repeat(np.arange(len(rows)), many)
    place = np.arange(len(each)) - np.repeat(np.cumsum(many) - many, many) + first[each]
    size = len(classes.names)
    subject = who[each] * size + classes.codes[place]
    new = entries(subject, rows[each], columns.known[rows[each]], *span)
    days = columns.known[rows]
    told: set[tuple[int, int]] = set()
    for at in range(len(new.subject)):
        applicant, subclass = divmod(int(new.subject[at]), size)
        if (applicant, int(new.known[at])) in told:  # in another subclass with the same documents
            continue
        before = int(((who == applicant) & (days < columns.known[new.rows[at, 0]])).sum())
        if before >= ESTABLISHED and int(new.pace[at]) <= QUICK:
            told.add((applicant, int(new.known[at])))
            yield from _told(columns, concerned, new, at, applicant, classes.names[subclass])


class _Concerned:
    """Which firms work in a field, looked up for one entry after another."""

    def __init__(self, columns: Columns, own: Flags, applicants: Flat) -> None:
        self.columns = columns
        mine = own[applicants.codes]
        self.rows, self.firms = applicants.rows[mine], applicants.codes[mine]

    def firms_in(self, rows_of: Ints, words: set[str], day: int) -> list[tuple[int, int]]:
        """Firms and the number of their documents on what these documents are on, before the day,
        most first: those that have two of the symbols that two of these have, or a main group
        in which these agree and the thing in the title. One symbol alone says little: some are for
        anything."""
        columns = self.columns
        mine = np.isin(columns.symbols.rows, rows_of)
        codes, counts = np.unique(columns.symbols.codes[mine], return_counts=True)
        symbols = codes[counts >= LINE]
        groups = agreed(rows_of, columns.groups.rows, columns.groups.codes)
        flagged = _having(columns, columns.groups, groups, 1)
        same = _having(columns, columns.symbols, symbols, LINE)
        flagged |= same
        days = columns.known[self.rows]
        near = flagged[self.rows] & (days < day) & (days >= day - YEARS)
        rows, firms = self.rows[near], self.firms[near]
        titles = pc.take(columns.titles, rows).to_pylist()
        named = np.fromiter((bool(naming((title,), words)) for title in titles), bool, len(rows))
        named |= same[rows]
        codes, counts = np.unique(firms[named], return_counts=True)
        able = counts >= LINE
        return sorted(
            zip(codes[able].tolist(), counts[able].tolist(), strict=True),
            key=lambda one: (-one[1], columns.applicants.names[one[0]]),
        )


def _having(columns: Columns, flat: Flat, codes: Ints, least: int) -> Flags:
    """Rows that have so many of the codes."""
    mine = flat.rows[np.isin(flat.codes, codes)]
    found: Flags = np.bincount(mine, minlength=len(columns)) >= least
    return found


def _told(
    columns: Columns, concerned: _Concerned, new: Entries, at: int, applicant: int, subclass: str
) -> Iterator[Incident]:
    rows = new.rows[at]
    groups = agreed(rows, columns.groups.rows, columns.groups.codes)
    titles = pc.take(columns.titles, rows).to_pylist()
    words = things(titles, 2)[:3]
    if not len(groups):
        return
    firms = concerned.firms_in(rows, common(titles, 2), int(columns.known[rows[0]]))
    if not firms:
        return
    name, quick = columns.applicants.names[applicant], int(new.pace[at]) <= QUICK
    firm_names = tuple(columns.applicants.names[code] for code, _ in firms[:MOST_FIRMS])
    day = _EPOCH + timedelta(int(new.known[at]))
    signal = Signal(
        "signal.entrant",
        (
            ("applicant", name),
            ("count", str(len(rows))),
            ("days", str(int(new.pace[at]))),
            ("field", "、".join(columns.groups.names[code] for code in groups.tolist())),
            ("things", "、".join(words) or "—"),
            ("firms", str(len(firms))),
        ),
    )
    yield Incident(
        mark=f"entrant:{subclass}:{name}"[:200],
        signal=signal,
        on=day,
        known_on=day,
        points=counted(
            "signal.entrant",
            first_documents=not subclass,
            one_after_another=quick,
            long_line_of_work=firms[0][1] >= LONG_LINE,
        ),
        firms=firm_names,
        others=(name,),
        documents=tuple(pc.take(columns.keys, rows).to_pylist()),
        symbols=tuple(columns.groups.names[code] for code in groups[:MOST_SYMBOLS].tolist()),
    )


def _names(known: Known, kind: str = "") -> set[str]:
    firms = known.register.firms
    return {
        name
        for name, one in zip(
            firms.column("name").to_pylist(), firms.column("kind").to_pylist(), strict=True
        )
        if not kind or one == kind
    }
