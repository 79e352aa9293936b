"""Vintage curves: of the loans drawn in one quarter, which part is past due, repaid or lost."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from ipharbor.pledge._held import Bools, days
from ipharbor.pledge.remarking import Days, Ints

DRAWN = pa.schema([("loan", pa.string()), ("drawn_on", pa.date32()), ("drawn_fen", pa.int64())])
MOVED = pa.schema([("loan", pa.string()), ("on", pa.date32()), ("fen", pa.int64())])
"""Principal that was repaid, or lost, on a day."""
ARREARS = pa.schema([("loan", pa.string()), ("since", pa.date32()), ("until", pa.date32())])
"""Spans in which a loan was past due, both days included; ``until`` is null while it is."""
VINTAGES = pa.schema(
    [
        ("vintage", pa.date32()),
        ("age", pa.int64()),
        ("loans", pa.int64()),
        ("drawn_fen", pa.int64()),
        ("past_due", pa.float64()),
        ("repaid", pa.float64()),
        ("lost", pa.float64()),
        ("whole", pa.bool_()),
    ]
)
"""``vintage`` is the first day of the quarter of drawing, ``age`` how many quarters have passed at
the end of which the shares are taken (0 the quarter of drawing itself). Shares are of the amount
drawn; ``past_due`` is the outstanding principal of loans then past due. ``whole`` is false for the
running quarter, which is told as it is on the day."""

_QUARTER = np.timedelta64(3, "M")


def vintages(
    drawn: pa.Table, repaid: pa.Table, lost: pa.Table, arrears: pa.Table, *, on: date
) -> pa.Table:
    """The curves as known on ``on``, by vintage and age. Loans drawn later are left out."""
    today = np.datetime64(on, "D")
    begun = days(drawn, "drawn_on")
    drawn = drawn.filter(pa.array(begun <= today)).combine_chunks()
    begun = days(drawn, "drawn_on")
    if not drawn.num_rows:
        return VINTAGES.empty_table()
    quarter = _quarter(begun)
    amount = drawn.column("drawn_fen").to_numpy().astype(np.int64)
    place = {loan: at for at, loan in enumerate(drawn.column("loan").to_pylist())}
    rows = []
    first, last = quarter.min(), _quarter(np.array([today]))[0]
    ends = np.arange(first, last + _QUARTER, _QUARTER)
    for start in ends:
        end = min((start + _QUARTER).astype("datetime64[D]") - 1, today)
        back, gone = _until(repaid, place, end), _until(lost, place, end)
        left = np.maximum(amount - back - gone, 0)
        late = _late(arrears, place, end)
        for vintage in np.unique(quarter[quarter <= start]):
            mine = quarter == vintage
            whole = amount[mine].sum()
            rows.append(
                {
                    "vintage": vintage.astype("datetime64[D]").item(),
                    "age": int((start - vintage) / _QUARTER),
                    "loans": int(mine.sum()),
                    "drawn_fen": int(whole),
                    "past_due": _share(left[mine & late].sum(), whole),
                    "repaid": _share(back[mine].sum(), whole),
                    "lost": _share(gone[mine].sum(), whole),
                    "whole": bool((start + _QUARTER).astype("datetime64[D]") - 1 <= today),
                }
            )
    table = pa.Table.from_pylist(rows, VINTAGES)
    return table.sort_by([("vintage", "ascending"), ("age", "ascending")]).combine_chunks()


def _quarter(day: Days) -> Days:
    months = day.astype("datetime64[M]")
    number = months.astype(np.int64)
    return np.asarray((number - number % 3).astype("datetime64[M]"))


def _until(moved: pa.Table, place: dict[str, int], end: np.datetime64) -> Ints:
    total = np.zeros(len(place), dtype=np.int64)
    known = moved.filter(pa.array(days(moved, "on") <= end))
    rows = [place.get(loan, -1) for loan in known.column("loan").to_pylist()]
    at = np.array(rows, dtype=np.int64)
    fen = known.column("fen").to_numpy().astype(np.int64)
    np.add.at(total, at[at >= 0], fen[at >= 0])
    return total


def _late(arrears: pa.Table, place: dict[str, int], end: np.datetime64) -> Bools:
    found = np.zeros(len(place), dtype=np.bool_)
    until = days(arrears, "until")
    mine = (days(arrears, "since") <= end) & (np.isnat(until) | (until >= end))
    for loan in arrears.filter(pa.array(mine)).column("loan").to_pylist():
        if loan in place:
            found[place[loan]] = True
    return found


def _share(part: np.int64, whole: np.int64) -> float:
    return float(part) / float(whole) if whole else 0.0
