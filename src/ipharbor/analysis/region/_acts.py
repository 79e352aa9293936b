"""What holders did with their rights: transfers, and records that hang on a right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region._arrays import Ints, day_numbers
from ipharbor.analysis.region._details import details_of
from ipharbor.analysis.region._happenings import Happened
from ipharbor.analysis.region.layout import (
    BURDENS,
    FAMILIES,
    FAR,
    NONE,
    OUTSIDE,
    TRANSFERRED,
    TRANSFERS,
)
from ipharbor.register.codes import RANK, codes
from ipharbor.register.encumbrances import BEGINS, ENDS, Family

_BEGINS = {RANK[kind]: FAMILIES.index(family) for kind, family in BEGINS.items()}
_ENDS = {RANK[kind]: FAMILIES.index(family) for kind, family in ENDS.items()}
_PLEDGE = FAMILIES.index(Family.PLEDGE)
_TRANSFER_CODES = [one.code for one in codes().values() if RANK[one.kind] in TRANSFERS]


@dataclass(frozen=True)
class Parties:
    """The holders by name."""

    of: Mapping[str, int]

    def place(self, names: str) -> int:
        """The first of ``names`` (``;`` between) who is known, ``OUTSIDE`` where none is, ``NONE``
        where nobody is named."""
        parts = _names(names)
        if not parts:
            return NONE
        return next((self.of[one] for one in parts if one in self.of), OUTSIDE)


def bought_by(events: pa.Table, names: pa.Array) -> pa.Array:
    """The keys of rights that an event transfers to one of ``names``."""
    transfers = events.filter(pc.is_in(events.column("code"), pa.array(_TRANSFER_CODES)))
    if not transfers.num_rows:
        return pa.array([], pa.string())
    after = [details_of(text).get("after", "") for text in transfers.column("details").to_pylist()]
    wanted = set(names.to_pylist())
    keys = transfers.column("key").to_pylist()
    bought = [key for key, to in zip(keys, after, strict=True) if wanted & set(_names(to))]
    return pa.array(bought, pa.string())


def _names(text: str) -> list[str]:
    """Names with ``;`` between."""
    return [one.strip() for one in text.replace("；", ";").split(";") if one.strip()]


def transferred(happened: Happened, parties: Parties) -> pa.Table:
    """The transfers of schema ``TRANSFERRED``, by right, day and day known; each act once."""
    rows = np.flatnonzero(np.isin(happened.kind, TRANSFERS))
    some = happened.table.take(pa.array(rows))
    since, known = _since(some), np.asarray(day_numbers(some.column("known_on")))
    right = happened.right[rows]
    givers, takers = some.column("before").to_pylist(), some.column("after").to_pylist()
    made: dict[tuple[object, ...], tuple[object, ...]] = {}
    for at in np.lexsort((known, since, right)).tolist():
        giver, taker = givers[at] or "", takers[at] or ""
        act = (int(right[at]), int(since[at]), giver, taker)
        places = (int(known[at]), parties.place(giver), parties.place(taker))
        made.setdefault(act, (*act[:2], *places, giver, taker))
    columns = list(zip(*made.values(), strict=True)) or [()] * len(TRANSFERRED)
    arrays = [pa.array(one, kind) for one, kind in zip(columns, TRANSFERRED.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=TRANSFERRED)


def burdens(happened: Happened) -> pa.Table:
    """The records of schema ``BURDENS``, by right and first day.

    A cancellation ends the open record of its number, else one without number, else the only
    one that is open; records that are entered again under their number go on.
    """
    rows = np.flatnonzero(np.isin(happened.kind, [*_BEGINS, *_ENDS]))
    some = happened.table.take(pa.array(rows))
    since = _since(some)
    order = np.lexsort((happened.kind[rows], since, happened.right[rows]))
    told = some.select(
        ["number", "pledgor", "pledgee", "licensor", "licensee", "amount"]
    ).to_pylist()  # fmt: skip
    known = np.asarray(day_numbers(some.column("known_on")))
    until = np.asarray(day_numbers(some.column("until")))
    books: dict[tuple[int, int], list[dict[str, object]]] = defaultdict(list)
    made: list[dict[str, object]] = []
    for at in order.tolist():
        right, kind = int(happened.right[rows[at]]), int(happened.kind[rows[at]])
        number = (told[at]["number"] or "").strip()
        if kind in _BEGINS:
            family = _BEGINS[kind]
            book = books[right, family]
            if any(one["number"] == number and one["over"] == FAR for one in book):
                continue
            roles = ("pledgor", "pledgee") if family == _PLEDGE else ("licensor", "licensee")
            amount = told[at]["amount"]
            record: dict[str, object] = {
                "right": right, "family": family, "number": number, "since": int(since[at]),
                "known": int(known[at]), "until": int(until[at]), "over": FAR, "over_known": FAR,
                "giver_name": told[at][roles[0]] or "", "taker_name": told[at][roles[1]] or "",
                "amount": float("nan") if amount is None else amount,
            }  # fmt: skip
            book.append(record)
            made.append(record)
        else:
            ended = _meant(books[right, _ENDS[kind]], number)
            if ended is not None:
                ended["over"], ended["over_known"] = int(since[at]), int(known[at])
    return pa.Table.from_pylist(made, BURDENS)


def _meant(book: list[dict[str, object]], number: str) -> dict[str, object] | None:
    still = [one for one in book if one["over"] == FAR]
    for wanted in dict.fromkeys((number, "")):
        for one in still:
            if one["number"] == wanted:
                return one
    return still[0] if not number and len(still) == 1 else None


def _since(some: pa.Table) -> Ints:
    """The day from which each act holds: that of its registration, if told."""
    on = np.asarray(day_numbers(some.column("on")), dtype=np.int64)
    return np.minimum(on, np.asarray(day_numbers(some.column("registered_on")), dtype=np.int64))
