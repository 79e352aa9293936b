"""Sweep: applicants and fields whose filings multiply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.columns import Columns, Flags, Flat, Ints
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.looks import back, day_number, looks, month_of, months_of
from ipharbor.warning.counted import counted
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal, percent
from ipharbor.warning.surging import PAST, Surges, changed, surges

BEFORE = 12  # looks back within which the same was told already
MOST = 60  # documents that are listed
MOST_FIRMS = 5
FAR = 3.0  # times the usual that counts more


def surging(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each applicant, and for each subclass of the IPC, at the first month-end
    at which its filings have multiplied; told again only after a year without."""
    ends = list(looks(span))
    if ends:
        for series in known.once("surges.series", lambda: both(known)):
            for on in ends:
                yield from _told(known, series, on)


@dataclass(frozen=True)
class Series:
    """Counts by month since month ``first``: ``months`` (S, T) by subject, and of everybody."""

    kind: str  # applicant or field
    flat: Flat
    months: Ints
    total: Ints
    first: int
    judged: dict[date, Surges]

    def until(self, on: date) -> tuple[Ints, Ints]:
        size = max(0, months_of(on) - self.first + 1)
        return self.months[:, :size], self.total[:size]

    def at(self, on: date) -> Surges:
        if on not in self.judged:
            self.judged[on] = surges(*self.until(on))
        return self.judged[on]


def both(known: Known) -> tuple[Series, Series]:
    """Applicants and subclasses."""
    columns = known.columns
    return (
        by_month(columns, "applicant", columns.applicants.within(columns.home)),
        by_month(columns, "field", columns.subclasses.within(columns.home)),
    )


def by_month(columns: Columns, kind: str, flat: Flat) -> Series:
    """Documents of the Chinese office by subject and month in which they became known."""
    month = month_of(columns.known)
    seen = month[columns.home]
    first, last = int(seen.min(initial=10**6)), int(seen.max(initial=0))
    size = max(0, last - first + 1)
    at = flat.codes * size + month[flat.rows] - first
    counts = np.bincount(at, minlength=len(flat.names) * size)
    months: Ints = counts.reshape(len(flat.names), size).astype(np.int64)
    total = np.bincount(seen - first, minlength=size) if size else np.zeros(0, np.int64)
    return Series(kind, flat, months, total, first, {})


def _told(known: Known, series: Series, on: date) -> Iterator[Incident]:
    now = series.at(on)
    before = np.zeros(len(now.seen), bool)
    sure_before = before.copy()
    for n in range(1, BEFORE + 1):
        then = series.at(back(on, n))
        before |= then.seen
        sure_before |= then.sure
    fresh = (now.seen & ~before) | (now.sure & ~sure_before)
    found = np.flatnonzero(fresh)
    if not len(found):
        return
    months, total = series.until(on)
    since = changed(months[found], total)
    for at, ago in zip(found.tolist(), since.tolist(), strict=True):
        yield _incident(known, series, on, at, ago)


def _incident(known: Known, series: Series, on: date, at: int, ago: int) -> Incident:
    columns, now = known.columns, series.at(on)
    name, sure = series.flat.names[at], bool(now.sure[at])
    window = int(now.months[at])
    rows = newest(columns, series.flat, at, on, window)
    firms, others = parties(known, series.kind, name, rows)
    times = float(now.count[at]) / max(0.1, float(now.usual[at]))
    signal = Signal(
        "signal.surge" if series.kind == "applicant" else "signal.field_surge",
        (
            (series.kind, name),
            ("count", str(int(now.count[at]))),
            ("usual", f"{float(now.usual[at]):.1f}"),
            ("windows", str(PAST // window)),
            ("chance", percent(float(now.chance[at]))),
            ("since", back(on, ago).isoformat() if ago else "—"),
        ),
    )
    return Incident(
        mark=f"surge:{'sure' if sure else 'seen'}:{name}:{on.year}"[:200],
        signal=signal,
        on=on,
        known_on=on,
        points=counted(
            "signal.surge",
            beyond_chance=sure,
            three_times=times >= FAR,
            from_outside=series.kind == "applicant" and bool(others),
        ),
        firms=firms,
        others=others,
        documents=tuple(pc.take(columns.keys, rows[:MOST]).to_pylist()),
        symbols=tuple(dict.fromkeys(one for row in rows[:MOST].tolist()
                                    for one in columns.groups.of(row)[:1]))[:6],
    )  # fmt: skip


def newest(columns: Columns, flat: Flat, at: int, on: date, window: int) -> Ints:
    """The subject's documents of the window, the newest first."""
    rows = flat.rows[flat.codes == at]
    month = month_of(columns.known[rows])
    rows = rows[(month > months_of(on) - window) & (columns.known[rows] <= day_number(on))]
    newest: Ints = rows[np.argsort(-columns.known[rows], kind="stable")]
    return newest


def parties(
    known: Known, kind: str, name: str, rows: Ints
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The firms of the region concerned, and the others: of an applicant outside the firms with
    most documents in its main groups; of a field those with most of the documents themselves."""
    columns = known.columns
    registered = columns.named(set(known.register.firms.column("name").to_pylist()))
    first = columns.applicants.first(len(columns))
    if kind == "applicant":
        if registered[columns.applicants.number[name]]:
            return (name,), ()
        groups = columns.groups.codes[np.isin(columns.groups.rows, rows)]
        near = columns.groups.rows[np.isin(columns.groups.codes, groups)]
        last = int(columns.known[rows].max(initial=0))
        near = np.unique(near[columns.known[near] <= last])
        return _most(columns, first[near], registered), (name,)
    found = first[rows]
    return _most(columns, found, registered), _most(columns, found, ~registered)


def _most(columns: Columns, codes: Ints, able: Flags) -> tuple[str, ...]:
    """The applicants that stand most often among ``codes``, of those that are able."""
    told = codes[codes >= 0]
    values, counts = np.unique(told[able[told]], return_counts=True)
    order = values[np.argsort(-counts, kind="stable")][:MOST_FIRMS]
    return tuple(columns.applicants.names[code] for code in order.tolist())
