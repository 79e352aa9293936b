"""Sweep: rights of the region that others begin to cite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping._fresh import fresh
from ipharbor.analysis.sweeping.columns import Columns, Ints
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.looks import back, day_number, looks, month_of, months_of
from ipharbor.warning.counted import counted
from ipharbor.warning.incident import Incident
from ipharbor.warning.shares import cited
from ipharbor.warning.signals import Signal, percent

WINDOW = 12  # months
OTHERS = 2  # applicants that cite
MOST = 60
_AGES = 25  # years of age that are told apart


def citations(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each right of a firm that others cite far more in a year than rights of its
    age are cited, and more than it was."""
    ends = list(looks(span))
    if not ends or not len(known.register.rights):
        return
    told: _Citations = known.once("citations", lambda: _Citations(known))
    for on in ends:
        found = fresh(known, "citations", on, told.surging)
        for key in sorted(found):
            yield _incident(known, on, told, found[key])


@dataclass(frozen=True)
class _Surge:
    row: int
    citing: Ints
    usual: float
    chance: float


class _Citations:
    """Which document cites which right of the region: rows side by side."""

    def __init__(self, known: Known) -> None:
        columns = self.columns = known.columns
        documents = columns.documents
        numbers = documents.column("publication_numbers").combine_chunks()
        cites = documents.column("cites").combine_chunks()
        flat, owner = _numbers(numbers)
        keys = pa.array(known.register.rights.column("key").unique().to_pylist(), pa.string())
        self.right = pc.is_in(columns.keys, value_set=keys).to_numpy(zero_copy_only=False)
        values, citing = _numbers(cites)
        found = pc.index_in(values, value_set=flat)
        cited = owner[pc.fill_null(found, 0).to_numpy(zero_copy_only=False)]
        at = columns.applicants.first(len(columns))
        able = found.is_valid().to_numpy(zero_copy_only=False) & self.right[cited]
        able &= (at[citing] != at[cited]) & (at[citing] >= 0)
        pairs = np.unique(citing[able] * len(columns) + cited[able])
        self.citing, self.cited = pairs // len(columns), pairs % len(columns)
        self.at, self.month = at, month_of(columns.known)

    def surging(self, on: date) -> dict[str, _Surge]:
        """Rights cited at once, by key, as of a month-end."""
        last, size = months_of(on), len(self.columns)
        alive = self.right & (self.columns.known <= day_number(back(on, WINDOW)))
        days = self.columns.known[self.citing]
        near = alive[self.cited] & (days <= day_number(on))
        cited_, month = self.cited[near], self.month[self.citing[near]]
        recent = month > last - WINDOW
        now = np.bincount(cited_[recent], minlength=size)[alive]
        past = np.bincount(cited_[~recent], minlength=size)[alive]
        age = np.clip((last - self.month[alive]) // 12, 0, _AGES)
        if not len(now) or not now.any():
            return {}
        many = np.maximum(np.bincount(age, minlength=_AGES + 1), 1)
        rate = np.bincount(age, weights=now, minlength=_AGES + 1) / many
        # Its own past counts too: what was always cited is no news.
        usual = np.maximum(rate[age], past / np.maximum(age, 1))
        found = cited(now.astype(np.int64), usual, now.astype(np.int64))
        rows = np.flatnonzero(alive)
        told = {}
        for place in np.flatnonzero(found.told).tolist():
            row = int(rows[place])
            citing = self.citing[near][(cited_ == row) & recent]
            if len(np.unique(self.at[citing])) >= OTHERS:
                key = self.columns.keys[row].as_py()
                told[key] = _Surge(row, citing, float(usual[place]), float(found.chance[place]))
        return told


def _numbers(column: pa.Array) -> tuple[pa.Array, Ints]:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    rows = pc.list_parent_indices(whole).to_numpy(zero_copy_only=False).astype(np.int64)
    return pc.list_flatten(whole), rows


def _incident(known: Known, on: date, told: _Citations, surge: _Surge) -> Incident:
    columns: Columns = known.columns
    key = columns.keys[surge.row].as_py()
    others = list(dict.fromkeys(columns.applicants.names[code]
                                for code in told.at[surge.citing].tolist()))  # fmt: skip
    rights = known.register.rights
    firms = rights.filter(pc.equal(rights.column("key"), key)).column("firm").to_pylist()
    signal = Signal(
        "signal.citation_surge",
        (
            ("right", columns.titles[surge.row].as_py()),
            ("number", key),
            ("count", str(len(surge.citing))),
            ("usual", f"{surge.usual:.1f}"),
            ("applicants", str(len(others))),
            ("names", "、".join(others[:4])),
            ("chance", percent(surge.chance)),
        ),
    )
    return Incident(
        mark=f"cited:{key}:{on.year}",
        signal=signal,
        on=on,
        known_on=on,
        points=counted("signal.citation_surge"),
        firms=tuple(dict.fromkeys(firms)),
        others=tuple(others[:20]),
        rights=(key,),
        documents=tuple(pc.take(columns.keys, surge.citing[:MOST]).to_pylist()),
        symbols=columns.groups.of(surge.row)[:6],
    )
