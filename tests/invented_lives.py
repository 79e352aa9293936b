"""An invented ledger of rights whose lives are drawn: designs of careless holders end first."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from ipharbor.analysis.region.layout import FAR, TABLES, Manifest, day_number, day_of
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.register.codes import KINDS, Kind
from ipharbor.register.moves import STATES, State

LAST = day_number(date(2024, 12, 31))
LATE = 200  # days after which an end is told
_NOTHING: dict[Any, Any] = {
    pa.string(): "", pa.bool_(): False, pa.float64(): 0.0, pa.list_(pa.int32()): [],
    pa.list_(pa.string()): [],
}  # fmt: skip


def invented(count: int, seed: int, *, heard_until: int = LAST, first_key: str = "") -> Ledger:
    """``count`` inventions and designs of fifty holders, granted since 2010: half of the holders
    are careless, designs are let go of sooner. Nothing is in it that was heard of after
    ``heard_until``; the first right has the key ``first_key``."""
    rng = np.random.default_rng(seed)
    granted = np.sort(rng.integers(day_number(date(2010, 1, 1)), LAST, count))
    kind = rng.choice([0, 2], count)
    holder = rng.integers(0, 50, count)
    usual = np.where(kind == 0, 10.0, 2.5) * np.where(holder < 25, 0.7, 1.3)
    over = granted + (rng.exponential(usual) * 365).astype(np.int64)
    term = granted + np.where(kind == 0, 18, 9) * 365
    rights, spans = [], []
    for at in range(count):
        begun, end, late = int(granted[at]), int(over[at]), int(term[at])
        heard = end + LATE if end < late else FAR
        if begun > heard_until:
            continue
        place = len(rights)
        key = first_key if first_key and not rights else f"CN{at:08d}"
        rights.append(
            {"key": key, "type": int(kind[at]), "local": True, "holder": int(holder[at]),
             "holders": "x", "filed": begun - 500, "granted": begun, "granted_known": begun,
             "known": begun, "agency": -1, "symbols": [0]}
        )  # fmt: skip
        told = heard if heard <= heard_until else FAR
        spans += [
            _span(place, State.IN_FORCE, None, begun, late, begun, told),
            _span(place, State.EXPIRED, Kind.EXPIRY, late, FAR, begun, told),
        ]
        if told < FAR:
            spans += [
                _span(place, State.IN_FORCE, None, begun, end, told, FAR),
                _span(place, State.LAPSED_FEE, Kind.LAPSE_FEE, end, FAR, told, FAR),
            ]
    holders = [
        {"id": at, "name": f"持有人{at}", "kind": "firm", "trade": "灯光", "size": "small"}
        for at in range(50)
    ]
    filled: dict[str, list[dict[str, Any]]] = {
        "rights": rights, "spans": spans, "holders": holders, "symbols": [{"name": "F21V 29/83"}]
    }  # fmt: skip
    tables = {
        name: pa.Table.from_pylist([_whole(row, schema) for row in filled.get(name, [])], schema)
        for name, schema in TABLES.items()
    }
    until = str(day_of(heard_until))
    manifest = Manifest("v1", 1, "panyu", (), f"{until}T00:00:00+08:00", until, 0.0, {})
    return Ledger(manifest, tables)


def _span(
    right: int, state: State, cause: Kind | None, since: int, until: int, known: int,
    known_until: int,
) -> dict[str, int]:  # fmt: skip
    place = -1 if cause is None else KINDS.index(cause)
    return {"right": right, "state": STATES.index(state), "cause": place, "since": since,
            "until": until, "known": known, "known_until": known_until}  # fmt: skip


def _whole(row: dict[str, Any], schema: pa.Schema) -> dict[str, Any]:
    return {field.name: row.get(field.name, _NOTHING.get(field.type, 0)) for field in schema}
