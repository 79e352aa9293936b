"""Sweeps: shares of fields that shift, and classes that begin to be used together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.sweeping._fresh import fresh
from ipharbor.analysis.sweeping.columns import Columns, Flags, Ints
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.looks import back, day_number, looks
from ipharbor.warning.counted import counted
from ipharbor.warning.incident import Incident
from ipharbor.warning.shares import Pairs, gained, index, joined
from ipharbor.warning.signals import Signal, percent

YEAR, PAST = 12, 36  # months of the window, and before it
TWO_YEARS = 24  # months of the window for pairs of classes
APPLICANTS = 3  # that use a pair
MOST, MOST_FIRMS = 60, 5
HIGH = 2500.0  # an index above which a field is concentrated


def share_shifts(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each subclass and applicant whose share of it grew, with the share before
    and after and the index of concentration."""
    for on in looks(span):
        found = fresh(known, "shares", on, lambda day: _gainers(known.columns, day))
        for name in sorted(found):
            yield _share(known, on, found[name])


def convergence(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each pair of subclasses that begins to be used together."""
    for on in looks(span):
        found = fresh(known, "pairs", on, lambda day: _pairs(known.columns, day))
        for name in sorted(found):
            yield _pair(known, on, found[name])


@dataclass(frozen=True)
class _Gain:
    field: int
    applicant: int
    now: int
    share: float
    before: float
    index: float
    index_before: float
    chance: float


def _between(columns: Columns, since: date, until: date) -> Flags:
    days = columns.known
    found: Flags = (
        columns.home & columns.technical & (days > day_number(since)) & (days <= day_number(until))
    )
    return found


def _gainers(columns: Columns, on: date) -> dict[str, _Gain]:
    since = back(on, YEAR)
    parts = [_between(columns, since, on), _between(columns, back(since, PAST), since)]
    fields, size = columns.subclasses, len(columns.applicants.names)
    at = columns.applicants.first(len(columns))
    counts = []
    for keep in parts:
        mine = keep[fields.rows] & (at[fields.rows] >= 0)
        counts.append(fields.codes[mine] * size + at[fields.rows[mine]])
    pairs = np.unique(counts[0])
    now, before = (_count(one, pairs) for one in counts)
    whole = [np.bincount(one // size, minlength=len(fields.names)) for one in counts]
    field = pairs // size
    found = gained(now, whole[0][field], before, whole[1][field])
    told: dict[str, _Gain] = {}
    for place in np.flatnonzero(found.told).tolist():
        here, who = int(field[place]), int(pairs[place] % size)
        told[f"{fields.names[here]}:{columns.applicants.names[who]}"] = _Gain(
            here, who, int(now[place]), now[place] / whole[0][here], before[place] / whole[1][here],
            _index(counts[0], here, size), _index(counts[1], here, size),
            float(found.chance[place]),
        )  # fmt: skip
    return told


def _count(values: Ints, wanted: Ints) -> Ints:
    """How often each of ``wanted`` (sorted) stands among ``values``."""
    ordered = np.sort(values)
    return np.asarray(
        np.searchsorted(ordered, wanted, side="right") - np.searchsorted(ordered, wanted)
    )


def _index(pairs: Ints, field: int, size: int) -> float:
    _, counts = np.unique(pairs[pairs // size == field], return_counts=True)
    return float(index(counts[np.newaxis].astype(np.float64))[0])


def _share(known: Known, on: date, gain: _Gain) -> Incident:
    columns = known.columns
    field, name = columns.subclasses.names[gain.field], columns.applicants.names[gain.applicant]
    rows = np.intersect1d(
        columns.subclasses.rows[columns.subclasses.codes == gain.field],
        columns.applicants.rows[columns.applicants.codes == gain.applicant],
    )
    rows = _newest(columns, rows[_between(columns, back(on, YEAR), on)[rows]])
    registered = set(known.register.firms.column("name").to_pylist())
    firms = _firms_in(columns, gain.field, on, registered)
    if name in registered:
        firms = (name, *[one for one in firms if one != name])
    signal = Signal(
        "signal.share_shift",
        (
            ("applicant", name),
            ("field", field),
            ("count", str(gain.now)),
            ("share", f"{gain.share:.0%}"),
            ("before", f"{gain.before:.0%}"),
            ("index", f"{gain.index:.0f}"),
            ("index_before", f"{gain.index_before:.0f}"),
            ("chance", percent(gain.chance)),
        ),
    )
    points = counted(
        "signal.share_shift", concentrated=gain.index >= HIGH, region_concerned=bool(firms)
    )
    return Incident(
        mark=f"share:{field}:{name}:{on.year}"[:200],
        signal=signal,
        on=on,
        known_on=on,
        points=points,
        firms=firms[:MOST_FIRMS],
        others=() if name in registered else (name,),
        documents=tuple(pc.take(columns.keys, rows[:MOST]).to_pylist()),
        symbols=(field,),
    )


def _firms_in(columns: Columns, field: int, on: date, registered: set[str]) -> tuple[str, ...]:
    """The firms of the region with most documents of a subclass in the last four years."""
    keep = _between(columns, back(on, YEAR + PAST), on)
    mine = columns.subclasses.rows[columns.subclasses.codes == field]
    codes = columns.applicants.first(len(columns))[mine[keep[mine]]]
    values, counts = np.unique(codes[codes >= 0], return_counts=True)
    order = values[np.argsort(-counts, kind="stable")].tolist()
    names = [columns.applicants.names[code] for code in order]
    return tuple(one for one in names if one in registered)[:MOST_FIRMS]


def _newest(columns: Columns, rows: Ints) -> Ints:
    return rows[np.argsort(-columns.known[rows], kind="stable")]


@dataclass(frozen=True)
class _Pair:
    one: int
    other: int
    rows: Ints
    expected: float
    before: int
    chance: float


def _pairs(columns: Columns, on: date) -> dict[str, _Pair]:
    since = back(on, TWO_YEARS)
    now = _between(columns, since, on)
    past = _between(columns, date(1900, 1, 31), since)
    size = len(columns.subclasses.names)
    pairs, rows = _together(columns, now)
    pairs_before, _ = _together(columns, past)
    values, both = np.unique(pairs, return_counts=True)
    classes = columns.subclasses
    one, other = values // size, values % size
    single, single_before = (
        np.bincount(classes.codes[keep[classes.rows]], minlength=size) for keep in (now, past)
    )
    before = Pairs(
        _count(pairs_before, values), single_before[one], single_before[other], int(past.sum())
    )
    told_now = Pairs(both, single[one], single[other], int(now.sum()))
    found = joined(told_now, before)
    at = columns.applicants.first(len(columns))
    told: dict[str, _Pair] = {}
    for place in np.flatnonzero(found.told).tolist():
        mine = rows[pairs == values[place]]
        if len(np.unique(at[mine])) < APPLICANTS:
            continue
        a, b = int(one[place]), int(other[place])
        expected = float(told_now.expected[place])
        name = "+".join(sorted((classes.names[a], classes.names[b])))
        told[name] = _Pair(
            a, b, mine, expected, int(before.both[place]), float(found.chance[place])
        )
    return told


def _together(columns: Columns, keep: Flags) -> tuple[Ints, Ints]:
    """Codes of pairs of subclasses and the rows in which both stand."""
    classes = columns.subclasses.within(keep)
    size = len(classes.names)
    pairs, rows = [], []
    shift = 1
    while shift < len(classes.rows):
        same = classes.rows[shift:] == classes.rows[:-shift]
        if not same.any():
            break
        left, right = classes.codes[:-shift][same], classes.codes[shift:][same]
        pairs.append(np.minimum(left, right) * size + np.maximum(left, right))
        rows.append(classes.rows[:-shift][same])
        shift += 1
    none = [np.zeros(0, np.int64)]
    return np.concatenate(pairs or none), np.concatenate(rows or none)


def _pair(known: Known, on: date, pair: _Pair) -> Incident:
    columns = known.columns
    names = sorted((columns.subclasses.names[pair.one], columns.subclasses.names[pair.other]))
    rows = _newest(columns, pair.rows)
    who = list(dict.fromkeys(one for row in rows.tolist() for one in columns.applicants.of(row)))
    registered = set(known.register.firms.column("name").to_pylist())
    firms = tuple(one for one in who if one in registered)
    signal = Signal(
        "signal.convergence",
        (
            ("one", names[0]),
            ("other", names[1]),
            ("count", str(len(rows))),
            ("usual", f"{pair.expected:.1f}"),
            ("before", str(pair.before)),
            ("applicants", str(len(who))),
            ("chance", percent(pair.chance)),
        ),
    )
    points = counted("signal.convergence", many_applicants=len(who) >= 2 * APPLICANTS)
    return Incident(
        mark=f"converging:{names[0]}+{names[1]}:{on.year}",
        signal=signal,
        on=on,
        known_on=on,
        points=points,
        firms=firms[:MOST_FIRMS],
        others=tuple(one for one in who if one not in registered)[:MOST_FIRMS],
        documents=tuple(pc.take(columns.keys, rows[:MOST]).to_pylist()),
        symbols=tuple(names),
    )
