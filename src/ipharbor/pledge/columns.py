"""What is known of many rights on a day, by columns; the same that ``facts`` tells one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.due import DueKind, Status
from ipharbor.pledge.facts import AMBIGUOUS, OWNERSHIP, Facts, Paying, facts, plain, summed
from ipharbor.register import batch
from ipharbor.register.codes import RANK
from ipharbor.register.encumbrances import Family
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, standing
from ipharbor.register.terms import LENGTHENING
from ipharbor.statutes.book import Book

_INTRICATE = sorted(RANK[kind] for kind in (*OWNERSHIP, *AMBIGUOUS, *LENGTHENING))
_TELLING = tuple(map(str, (Status.LAPSED, Status.STAYED, Status.IN_GRACE, Status.NOT_YET,
                           Status.OPEN, Status.DUE_SOON)))  # fmt: skip
_NOTHING: frozenset[Family] = frozenset()


def intricate(
    rights: Sequence[Right], events: pa.Table, stood: pa.Table, *, on: date, known_on: date
) -> frozenset[str]:
    """The keys of the rights whose events have to be looked at one by one: what hangs on them,
    a chain of title, an untold term, a same-day pair, an event ahead.

    ``events`` follow ``register.batch.EVENTS``, ``stood`` is the answer of
    ``register.batch.standings`` for the same rights.
    """
    marked = np.isin(batch.kinds(events), _INTRICATE)
    marked |= pc.greater(events["on"], pa.scalar(on)).to_numpy(zero_copy_only=False)
    seen = pc.less_equal(events["known_on"], pa.scalar(known_on)).to_numpy(zero_copy_only=False)
    keys = set(pc.unique(events["key"].filter(pa.array(marked & seen))).to_pylist())
    hung = np.zeros(stood.num_rows, dtype=np.bool_)
    for family in Family:
        hung |= stood[str(family)].to_numpy(zero_copy_only=False)
    keys |= set(stood["key"].filter(pa.array(hung)).to_pylist())
    return frozenset(keys | {one.key for one in rights if one.twin or one.model})


def many(
    rights: Sequence[Right],
    granted: Sequence[date | None],
    events: pa.Table,
    stood: pa.Table,
    looked_at: Mapping[str, Sequence[Event]],
    payings: Mapping[str, Paying],
    *,
    on: date,
    book: Book,
    data_until: date,
) -> tuple[Facts, ...]:
    """``facts`` of each of ``rights``, in their order and in that of ``stood``.

    ``granted`` are the days of their grants. ``looked_at`` are the events of those rights that
    ``intricate`` names, by key; of all others the columns tell enough. ``payings`` tell where
    annuities stand, by key; a right that is not among them owes what nobody can reckon.
    """
    seen = events.filter(pc.less_equal(events["known_on"], pa.scalar(data_until)))
    told = set(pc.unique(seen["key"]).to_pylist())
    columns = (
        _words(stood["state"]), _days(stood["since"]), _words(stood["certainty"]),
        stood["limited"].to_pylist(), _days(stood["term_ends"]),
    )  # fmt: skip
    found = []
    for right, grant, state, since, sure, limited, ends in zip(
        rights, granted, *columns, strict=True
    ):
        paying = payings.get(right.key, _UNPAID)
        if right.key in looked_at:
            alone = standing(right, looked_at[right.key], on=on, book=book, data_until=data_until)
            found.append(facts(right, alone, paying, granted_on=grant, book=book))
            continue
        found.append(_plain(right, grant, state, since, sure, limited, ends, paying, told))
    return tuple(found)


def _plain(
    right: Right, grant: date | None, state: str, since: date | None, sure: str, limited: bool,
    ends: date | None, paying: Paying, told: Collection[str],
) -> Facts:  # fmt: skip
    """A right on which nothing hangs and that never changed hands."""
    names = plain(right.holders)
    return Facts(
        right.key, right.kind, right.filed_on, grant, state, since, sure, limited,
        right.key in told, names, names, None, False, ends, False, (), False, (), (), (),
        _NOTHING, None, paying,
    )  # fmt: skip


def payings(dues: pa.Table, reckoned: Collection[str], kept: Collection[str]) -> dict[str, Paying]:
    """Where the annuities of each right stand, by key.

    ``dues`` follow ``fees.columns.DUES`` and hold all years from the first to those ahead;
    ``reckoned`` are the keys of the rights whose annuities can be reckoned, ``kept`` those of
    rights with payments on record.
    """
    wanted = pc.and_(
        pc.is_in(dues["status"].cast(pa.string()), pa.array(_TELLING)),
        pc.not_equal(dues["kind"].cast(pa.string()), str(DueKind.REGISTRATION)),
    )
    some = dues.filter(wanted)
    rows: dict[str, list[tuple[str, int, date, date, int]]] = {}
    cells = (
        some["key"].to_pylist(), _words(some["status"]), some["year"].to_pylist(),
        _days(some["pay_by"]), _days(some["grace_pay_by"]), some["payable_fen"].to_pylist(),
    )  # fmt: skip
    for key, *row in zip(*cells, strict=True):
        rows.setdefault(key, []).append(tuple(row))
    paid = set(kept)
    return {key: summed(rows.get(key, ()), kept=key in paid) for key in reckoned}


_UNPAID = Paying()


def _days(column: Any) -> list[date | None]:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    days: list[date | None] = whole.to_numpy(zero_copy_only=False).astype(object).tolist()
    return days


def _words(coded: Any) -> list[Any]:
    whole = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    names = whole.dictionary.to_pylist()
    return [None if at is None else names[at] for at in whole.indices.to_pylist()]
