"""What a night's look over pledged loans is shown, and what it found, as it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ipharbor.analysis.collateral import FEN, facts, registered, together, valued
from ipharbor.analysis.sweeping.known import Known
from ipharbor.pledge.watched import Facts, Night
from ipharbor.queries import _drawn_loans, consents
from ipharbor.records.models import HandledCase, Valuation

TABLES = ("loans", "marks", "rights")


def watched(known: Known, on: date) -> Facts:
    """The facts of every pledged loan that is known of on ``on``: those made here and, beside them,
    the pledges that the register alone tells of."""
    closed = HandledCase.objects.filter(closed_on__lte=on).values_list("number", flat=True)
    signed = signed_values(on)
    others = valued(registered(known, on, besides=_drawn_loans.numbers()), signed)
    lent = together(_drawn_loans.drawn(known, on, signed), others)
    return facts(known, lent, on, closed=frozenset(closed), proceeds=consents.proceeds(on))


def signed_values(on: date) -> dict[str, tuple[int, date]]:
    """The newest signed value of each right as known on ``on``: the median in fen, and its day."""
    rows = Valuation.objects.filter(signed_at__date__lte=on, valued_on__lte=on)
    found: dict[str, tuple[int, date]] = {}
    for day, result in rows.order_by("valued_on", "pk").values_list("valued_on", "result"):
        for one in result["rights"]:
            if one["range"] is not None:
                found[one["key"]] = (int(Decimal(one["range"]["median"]) * FEN), day)
    return found


def titles(known: Known, told: Facts) -> dict[str, str]:
    """The titles of the pledged rights, by key."""
    row = known.docket.row
    keys = [key for key in told.pledges.column("right").unique().to_pylist() if key in row]
    at = pa.array([row[key] for key in keys], pa.int64())
    names = known.docket.rights.column("title").take(at)
    return {key: title or key for key, title in zip(keys, names.to_pylist(), strict=True)}


@dataclass(frozen=True)
class KeptNight:
    """The tables of the last night, as ``pledge.watched`` has them, and its day."""

    as_of: date
    loans: pa.Table
    marks: pa.Table
    rights: pa.Table


def keep(folder: Path, told: Facts, found: Night, on: date) -> None:
    """Keep the tables of a night in ``folder`` in place of those before; they can be reckoned again
    from register and loans at any time."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = {b"as_of": on.isoformat().encode()}
    tables = {"loans": told.loans, "marks": found.marks, "rights": found.rights}
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        waiting = path.with_suffix(".new")
        pq.write_table(table.replace_schema_metadata(stamp), waiting)
        waiting.replace(path)


def last_night(folder: Path) -> KeptNight | None:
    """The tables of the last night; None before the first."""
    paths = [folder / f"{name}.parquet" for name in TABLES]
    if not all(path.exists() for path in paths):
        return None
    loans, marks, rights = (pq.read_table(path) for path in paths)
    stamp = (marks.schema.metadata or {})[b"as_of"]
    return KeptNight(date.fromisoformat(stamp.decode()), loans, marks, rights)
