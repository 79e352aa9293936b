"""Sweep: inventors who led a firm's line of work and are named elsewhere in filings on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.columns import Columns, Flags, Ints
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.warning.counted import counted
from ipharbor.warning.incident import Incident
from ipharbor.warning.people import Names, homonyms, names
from ipharbor.warning.signals import Signal, percent
from ipharbor.warning.wording import naming, pieces

LED = 2  # documents of the firm that name the inventor
LIKELY = 0.02  # a namesake more likely than this is not told at all
RARE = 0.005  # a namesake less likely than this is all but excluded
GAP = 90  # days between the firm's last filing that names him and the first elsewhere
YEARS = 2555  # days in which the firm's naming counts
_EPOCH = date(1970, 1, 1)
_NO_RIVAL = re.compile("大学|学院|学校|研究院|研究所|研究中心|医院|^[\u4e00-\u9fff·]{2,4}$")


@dataclass(frozen=True)
class _Lead:
    """An inventor at a firm, and where he is named there: rows by day of filing."""

    inventor: int
    firm: int
    rows: Ints


def moves(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each inventor, firm and new applicant, when the first document of the new
    one names him on the thing that he led at the firm."""
    columns = known.columns
    since, until = (span.since - _EPOCH).days, (span.on - _EPOCH).days
    seen = columns.home & columns.technical & (columns.known <= until)
    told = _People(columns, seen, _firms(known))
    found: dict[str, Incident] = {}
    for row, inventor, firm in told.candidates(since):
        for one in _judged(told, row, inventor, firm):
            found.setdefault(one.mark, one)
    yield from found.values()


class _People:
    """Who is named where, as of the last day of a span."""

    def __init__(self, columns: Columns, seen: Flags, own: Flags) -> None:
        self.columns, self.seen, self.own = columns, seen, own
        inventors = columns.inventors.within(seen)
        self.rows, self.who = inventors.rows, inventors.codes
        self.at = columns.applicants.within(seen).first(len(columns))
        self.led = columns.inventors.first(len(columns))

    @property
    def names(self) -> Names:
        if not hasattr(self, "_names"):
            placed = self.at[self.rows] >= 0
            self._names = names(
                self.columns.inventors.names, self.who[placed], self.at[self.rows[placed]]
            )
        return self._names

    def candidates(self, since: int) -> Iterator[tuple[int, int, int]]:
        """Documents since that day that name somebody whom a firm named before: row, inventor
        and firm."""
        size = len(self.columns.applicants.names)
        of_firm = (self.at[self.rows] >= 0) & self.own[self.at[self.rows]]
        pairs, counts = np.unique(
            self.who[of_firm] * size + self.at[self.rows[of_firm]], return_counts=True
        )
        pairs = pairs[counts >= LED]
        new = self.columns.known[self.rows] > since
        for row, who in zip(self.rows[new].tolist(), self.who[new].tolist(), strict=True):
            first, last = np.searchsorted(pairs, (who * size, (who + 1) * size))
            for pair in pairs[first:last].tolist():
                firm = pair % size
                if firm != self.at[row]:
                    yield row, who, firm

    def already(self, inventor: int, rival: int, last: int) -> bool:
        """Whether the other applicant named him in what it filed before that document."""
        rows = self.rows[(self.who == inventor) & (self.at[self.rows] == rival)]
        return bool((self.columns.filed[rows] <= self.columns.filed[last]).any())

    def lead(self, inventor: int, firm: int, day: int) -> _Lead:
        """Where the firm named him in the years before that day."""
        mine = (self.who == inventor) & (self.at[self.rows] == firm)
        rows = self.rows[mine]
        filed = self.columns.filed[rows]
        rows = rows[filed >= day - YEARS]
        return _Lead(inventor, firm, rows[np.argsort(self.columns.filed[rows], kind="stable")])


def _judged(told: _People, row: int, inventor: int, firm: int) -> Iterator[Incident]:
    columns = told.columns
    rival = int(told.at[row])
    if rival < 0 or _NO_RIVAL.search(columns.applicants.names[rival]):
        return
    day = int(columns.filed[row])
    lead = told.lead(inventor, firm, day)
    leading = (told.led[lead.rows] == inventor).sum() * 2 >= len(lead.rows)
    if len(lead.rows) < LED or not leading or columns.filed[lead.rows[-1]] + GAP > day:
        return
    if _together(columns, firm, rival) or told.already(inventor, rival, lead.rows[-1]):
        return
    shared = set(columns.groups.of(row)) & {g for one in lead.rows for g in columns.groups.of(one)}
    words = _same(columns, row, lead.rows)
    if not shared:
        return
    chance = _namesake(told, lead, shared, words)
    if chance > LIKELY:
        return
    yield _incident(columns, row, rival, lead, (sorted(shared), words, chance))


def _together(columns: Columns, firm: int, rival: int) -> bool:
    """Whether the two ever applied together: then naming is no move."""
    rows, codes = columns.applicants.rows, columns.applicants.codes
    return bool(len(np.intersect1d(rows[codes == firm], rows[codes == rival])))


def _same(columns: Columns, row: int, rows: Ints) -> list[str]:
    """What the titles of a document and of the firm's name in common, longest first."""
    before = [pieces(title) for title in pc.take(columns.titles, rows).to_pylist()]
    mine = pieces(columns.titles[row].as_py())
    common = sorted(mine & set().union(*before), key=lambda piece: (-len(piece), piece))
    return [p for n, p in enumerate(common) if not any(p in longer for longer in common[:n])]


def _namesake(told: _People, lead: _Lead, shared: set[str], words: list[str]) -> float:
    """The chance that somebody else of that name turned up among all those named elsewhere since
    the firm last named the inventor, in documents that agree as much as this one does: in as many
    of the main groups, and in the thing."""
    columns = told.columns
    codes = [columns.groups.number[one] for one in shared]
    agree = np.bincount(
        columns.groups.rows[np.isin(columns.groups.codes, codes)], minlength=len(columns)
    ) >= len(codes)
    days = columns.filed[told.rows]
    near = agree[told.rows] & (days > columns.filed[lead.rows[-1]]) & (told.at[told.rows] >= 0)
    near &= told.at[told.rows] != lead.firm
    rows, who = told.rows[near], told.who[near]
    if words:
        titles = pc.take(columns.titles, rows).to_pylist()
        same = np.fromiter((bool(naming((title,), words)) for title in titles), bool, len(rows))
        rows, who = rows[same], who[same]
    people = len(np.unique(who * len(columns.applicants.names) + told.at[rows]))
    chance = told.names.chance[lead.inventor]
    return float(homonyms(np.asarray([chance]), np.asarray([float(people)]))[0])


def _incident(
    columns: Columns, row: int, rival: int, lead: _Lead, why: tuple[list[str], list[str], float]
) -> Incident:
    shared, words, chance = why
    name = columns.inventors.names[lead.inventor]
    firm, other = columns.applicants.names[lead.firm], columns.applicants.names[rival]
    on = _EPOCH + timedelta(int(columns.known[row]))
    last = _EPOCH + timedelta(int(columns.filed[lead.rows[-1]]))
    signal = Signal(
        "signal.inventor_moved",
        (
            ("inventor", name),
            ("firm", firm),
            ("applicant", other),
            ("count", str(len(lead.rows))),
            ("last", last.isoformat()),
            ("field", "、".join(shared)),
            ("things", "、".join(words[:3]) or "—"),
            ("chance", percent(chance)),
        ),
    )
    points = counted(
        "signal.inventor_moved",
        rare_name=chance <= RARE,
        same_thing=bool(words),
        often_named=len(lead.rows) > LED,
    )
    return Incident(
        mark=f"moved:{name}:{firm}:{other}"[:200],
        signal=signal,
        on=on,
        known_on=on,
        points=points,
        firms=(firm,),
        others=(other,),
        rights=tuple(pc.take(columns.keys, lead.rows[-5:]).to_pylist()),
        documents=(columns.keys[row].as_py(),),
        symbols=tuple(shared),
    )


def _firms(known: Known) -> Flags:
    firms = known.register.firms
    kinds, told = firms.column("kind").to_pylist(), firms.column("name").to_pylist()
    return known.columns.named(
        {name for name, kind in zip(told, kinds, strict=True) if kind == "firm"}
    )
