"""Sweep: rings of young applicants that file near-identical texts within weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.columns import Columns, Ints
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.warning.counted import counted
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.rings import Ring, alike, rings
from ipharbor.warning.signals import Signal

YOUNG = 550  # days since an applicant's first document
FILED = 730  # days since filing beyond which a document tells nothing
NEAR = 0.6  # likeness of the texts that counts
FOUNDED = 2  # years between the first and the last founded that count as together
MOST = 40  # documents that are listed, and of which texts are compared
_EPOCH = date(1970, 1, 1)


def abnormal(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each ring, when its eighth document becomes known."""
    columns = known.columns
    since, until = (span.since - _EPOCH).days, (span.on - _EPOCH).days
    keep = columns.home & (columns.known <= until) & (columns.known > until - YOUNG)
    keep &= columns.filed > until - FILED
    young = columns.begun > until - YOUNG
    applicants = columns.applicants.within(keep)
    mine = young[applicants.codes]
    rows, who = applicants.rows[mine], applicants.codes[mine]
    if not len(rows):
        return
    subject, row, tie = _ties(columns, rows, who)
    for ring in rings(subject, row, tie, columns.filed, columns.known):
        if since < ring.known <= until:
            found = _incident(known, ring)
            if found is not None:
                yield found


def _ties(columns: Columns, rows: Ints, who: Ints) -> tuple[Ints, Ints, Ints]:
    """Who filed what, with each inventor of it, and with its house."""
    inventors = columns.inventors
    first = np.searchsorted(inventors.rows, rows)
    many = np.searchsorted(inventors.rows, rows + 1) - first
    each = np.repeat(np.arange(len(rows)), many)
    place = np.arange(len(each)) - np.repeat(np.cumsum(many) - many, many) + first[each]
    houses = columns.addresses[0][rows]
    offset = len(inventors.names)
    tie = np.r_[inventors.codes[place], np.where(houses >= 0, houses + offset, -1)]
    return np.r_[who[each], who], np.r_[rows[each], rows], tie


def _incident(known: Known, ring: Ring) -> Incident | None:
    columns = known.columns
    members = tuple(sorted(columns.applicants.names[code] for code in ring.members))
    registered = _founded(known)
    rows = ring.rows[columns.known[ring.rows] <= ring.known]
    common = _common(columns, ring, rows)
    likeness = alike(_texts(known, rows[:MOST]))
    if sum(map(bool, common)) + (likeness >= NEAR) < 2:
        return None
    years = [registered[name] for name in members if registered.get(name)]
    together = len(years) >= 2 and max(years) - min(years) <= FOUNDED
    inventors, house, agency = common
    on = _EPOCH + timedelta(ring.known)
    signal = Signal(
        "signal.abnormal_filings",
        (
            ("members", str(len(members))),
            ("names", "、".join(members[:6])),
            ("count", str(len(rows))),
            ("days", str(int(columns.filed[rows].max() - columns.filed[rows].min()))),
            ("inventors", "、".join(inventors) or "—"),
            ("address", house or "—"),
            ("agency", agency or "—"),
            ("alike", f"{likeness:.0%}"),
        ),
    )
    return Incident(
        mark=f"ring:{columns.keys[int(ring.rows[0])].as_py()}",
        signal=signal,
        on=on,
        known_on=on,
        points=_points(common, likeness, together),
        firms=tuple(name for name in members if name in registered),
        others=tuple(name for name in members if name not in registered),
        documents=tuple(pc.take(columns.keys, rows[:MOST]).to_pylist()),
        symbols=_symbols(columns, rows),
    )


def _points(
    common: tuple[tuple[str, ...], str, str], likeness: float, together: bool
) -> tuple[Points, ...]:
    inventors, house, agency = common
    return counted(
        "signal.abnormal_filings",
        same_inventors=bool(inventors),
        same_house=bool(house),
        same_agency=bool(agency),
        near_identical=likeness >= NEAR,
        founded_together=together,
    )


def _common(columns: Columns, ring: Ring, rows: Ints) -> tuple[tuple[str, ...], str, str]:
    """Inventors named by two or more members, the house and the agency that most documents
    share, '' where no two members do."""
    size = len(ring.members)
    flags = np.zeros(len(columns), bool)
    flags[rows] = True
    applicants = columns.applicants.within(flags)
    at = applicants.first(len(columns))
    inventors = columns.inventors.within(flags)
    pairs = np.unique(inventors.codes * (len(columns.applicants.names)) + at[inventors.rows])
    names, counts = np.unique(pairs // len(columns.applicants.names), return_counts=True)
    shared = tuple(columns.inventors.names[code] for code in names[counts >= min(2, size)].tolist())
    house, agency = (
        _most(values[rows], told) for values, told in (columns.addresses, columns.agencies)
    )
    return shared[:6], house, agency


def _most(codes: Ints, names: tuple[str, ...]) -> str:
    told = codes[codes >= 0]
    if not len(told):
        return ""
    values, counts = np.unique(told, return_counts=True)
    return names[int(values[counts.argmax()])] if counts.max() * 2 > len(codes) else ""


def _texts(known: Known, rows: Ints) -> list[set[str]]:
    serials = known.documents.column("serial").to_numpy()[rows]
    told = known.texts(serials).column("abstract").to_pylist()
    return [{text[at : at + 4] for at in range(len(text) - 3)} for text in told if text]


def _symbols(columns: Columns, rows: Ints) -> tuple[str, ...]:
    groups = Counter(one for row in rows.tolist() for one in columns.groups.of(row))
    return tuple(name for name, _ in groups.most_common(6))


def _founded(known: Known) -> dict[str, int]:
    firms = known.register.firms
    told = zip(firms.column("name").to_pylist(), firms.column("founded").to_pylist(), strict=True)
    return {name: founded or 0 for name, founded in told}
