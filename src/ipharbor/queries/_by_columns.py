# ruff: noqa: S608 - names of tables and numbers of our own; no text of a user gets in
"""What the register holds on all rights of some firms, by columns; the same that ``_holdings``
tells right by right."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Max, Model

from ipharbor.fees.columns import PAYMENTS
from ipharbor.fees.from_register import opened
from ipharbor.fees.subject import OpenLicence, Reduction
from ipharbor.queries._holdings import ENDS, SPANNING, STATED_END, RightRow, right_of, shared
from ipharbor.queries.of_firm import OfFirm
from ipharbor.records import columns
from ipharbor.records.models import FeeReduction, Payment, RightEvent
from ipharbor.records.models import Right as RightRecord
from ipharbor.register import batch, twins
from ipharbor.register.codes import RANK, Kind
from ipharbor.register.events import Event
from ipharbor.register.spans import Stay, is_open, stays
from ipharbor.register.standing import Right, standing
from ipharbor.statutes.book import Book

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_TEXT, _DAY, _WHOLE = pa.string(), pa.date32(), pa.int64()
_RIGHT = pa.schema(
    [
        ("id", _WHOLE), ("firm_id", _WHOLE), ("key", _TEXT), ("application_number", _TEXT),
        ("patent_type", _TEXT), ("title", _TEXT), ("holders", _TEXT), ("ipc", _TEXT),
        ("filed_on", _DAY), ("published_on", _DAY), ("granted_on", _DAY),
        ("stated_status", _TEXT), ("stated_on", _DAY),
    ]
)  # fmt: skip
_EVENT = pa.schema(
    [("id", _WHOLE), ("key", _TEXT), ("code", _TEXT), ("on", _DAY), ("known_on", _DAY),
     ("details", _TEXT)]
)  # fmt: skip
_PAYMENT = pa.schema(
    [("id", _WHOLE), ("key", _TEXT), ("patent_year", _WHOLE), ("paid_on", _DAY),
     ("amount", _TEXT), ("known_on", _DAY)]
)  # fmt: skip
_EVENTS = batch.EVENTS.append(pa.field("details", _TEXT))
_NOTHING = "{}"
_FEW = 20_000  # rows that came in
_OF_PAIRS = (RANK[Kind.GRANT], RANK[Kind.TWIN_DECLARED])


@dataclass(frozen=True)
class Held:
    """All rights of some firms with what is told of them.

    ``records`` has a row for each docket in which a right stands, ``once`` one for each right,
    the first; ``rights`` has some columns of ``once``. ``events`` follow ``register.batch.EVENTS``
    with their ``details`` as JSON: first those that are ``stored``, then what publications tell
    of themselves. ``payments`` follow ``fees.columns.PAYMENTS`` with the day ``known_on``;
    ``last`` are the greatest numbers of events and payments. What only grew from something held
    before has the same ``root`` as that: its events and payments begin with those. ``read`` are
    the rows of rights as the database gave them. All else as in ``_holdings.Holdings``.
    """

    records: tuple[RightRow, ...]
    once: tuple[RightRow, ...]
    rights: pa.Table
    events: pa.Table
    stored: int
    payments: pa.Table
    last: tuple[int, int]
    stated_ends: frozenset[str]
    shared: Mapping[str, Reduction]
    pairs: Mapping[str, Right]
    read: Sequence[Any] = field(default=(), repr=False, compare=False)
    root: object = field(default_factory=object, repr=False, compare=False)

    def only(self, keys: Collection[str]) -> Held:
        """What is held of the rights ``keys`` alone."""
        some = pa.array(sorted(keys), _TEXT)

        def of_some(told: pa.Table) -> pa.Table:
            return told.filter(pc.is_in(told["key"], some))

        stored = of_some(self.events.slice(0, self.stored))
        return replace(
            self,
            records=tuple(one for one in self.records if one.key in keys),
            once=tuple(one for one in self.once if one.key in keys),
            rights=of_some(self.rights),
            events=pa.concat_tables([stored, of_some(self.events.slice(self.stored))]),
            stored=stored.num_rows,
            payments=of_some(self.payments),
            root=object(),
        )

    def standings(self, *, law: Book, on: date, data_until: date) -> pa.Table:
        """The standing of each right of ``once`` on a day; see ``register.batch.standings``."""
        blank: list[Any] = [None] * len(self.once)
        twin = {"granted_on": blank, "known_on": blank[:], "declared": blank[:]}
        for place, record in enumerate(self.once) if self.pairs else ():
            other = self.pairs.get(record.key)
            if other is not None and other.twin is not None:
                for name, cells in twin.items():
                    cells[place] = getattr(other.twin, name)
        told = self.rights.select(("key", "patent_type", "filed_on"))
        made = [*told.columns, *twin.values()]
        rights = pa.table(dict(zip(batch.RIGHTS.names, made, strict=True)), schema=batch.RIGHTS)
        return batch.standings(rights, self.events, on=on, book=law, data_until=data_until)

    def known_until(self, least: date) -> date:
        """The last day on which anything of this became known, ``least`` at least."""
        known: date | None = pc.max(self.events["known_on"]).as_py()
        return least if known is None else max(known, least)

    def spans(
        self, record: RightRow, *, law: Book, on: date, data_until: date
    ) -> tuple[tuple[Stay, ...], tuple[OpenLicence, ...]]:
        """What stops the ending of the right and what cuts its annuities, as known on ``on``."""
        events = self.spanning.get(record.key)
        if events is None:
            return (), ()
        right = self.pairs.get(record.key) or right_of(record)
        stood = standing(right, events, on=on, book=law, data_until=data_until)
        return stays(stood.spans, law), opened(stood, law)

    @cached_property
    def spanning(self) -> Mapping[str, list[Event]]:
        """The events of those rights whose ending or whose annuities something may bear on."""
        kind = batch.kinds(self.events)
        marked = np.isin(kind, [RANK[one] for one in SPANNING])
        # A recorded licence cuts annuities where it is an open one, or under a declared one.
        licences = np.flatnonzero(kind == RANK[Kind.LICENCE_RECORDED])
        details = self.events["details"].take(pa.array(licences)).to_pylist()
        marked[licences] = [is_open(json.loads(one).get("licence_kind", "")) for one in details]
        return self.events_of(self.events["key"].filter(pa.array(marked)))

    def events_of(self, keys: Any, *, stored: bool = False) -> dict[str, list[Event]]:
        """The events of the rights ``keys``, without their sources; those alone that are
        ``stored``, where asked for."""
        some = self.events.slice(0, self.stored) if stored else self.events
        return _as_events(some.filter(pc.is_in(some["key"], pc.unique(keys))))


def held(firms: Collection[int]) -> Held:
    """All that is held on the rights of the firms with these numbers, by firm and key."""
    whose = f"firm_id IN ({', '.join(str(int(pk)) for pk in sorted(firms)) or 'NULL'})"
    theirs = _theirs(whose)
    events = columns.listed(RightEvent, _EVENT, where=theirs)
    paid = columns.listed(Payment, _PAYMENT, where=theirs)
    last = (max(events[0], default=0), max(paid[0], default=0))
    read = _read(whose)
    found = _held(_records(read), _events(events), _payments(paid), last)
    return replace(found, read=read)


def of_firm(firm: int) -> Held:
    """As ``held`` of one firm, kept in memory: when something concerns the firm, the rights are
    read again, and of events and payments those that have come since."""
    return _kept.of(firm, "held", lambda: held([firm]), lambda before: _renewed(before, firm))


def _renewed(before: Held, firm: int) -> Held:
    """What is held now. Events and payments are only ever added, with growing numbers; where
    that is not what happened, all is read again."""
    whose = f"firm_id = {int(firm)}"
    read = _read(whose)
    same = all(one == other for one, other in zip(read, before.read, strict=True))
    records = before.records if same else _records(read)
    if not same and [one.key for one in records] != [one.key for one in before.records]:
        return held([firm])
    last_event, last_payment = before.last
    newer = columns.listed(RightEvent, _EVENT, where=_since(RightEvent, last_event, firm))
    paid = columns.listed(Payment, _PAYMENT, where=_since(Payment, last_payment, firm))
    events = pa.concat_tables([before.events.slice(0, before.stored), _events(newer)])
    payments = pa.concat_tables([before.payments, _payments(paid)])
    mine = RightRecord.objects.filter(firm=firm).values("key")
    for model, rows in ((RightEvent, events), (Payment, payments)):
        if model._default_manager.filter(key__in=mine).count() != rows.num_rows:
            return held([firm])
    last = (max(newer[0], default=last_event), max(paid[0], default=last_payment))
    told = batch.kinds(events.slice(before.stored))
    if same and not np.isin(told, _OF_PAIRS).any():
        return _filled(before, events, payments, last)
    found = _held(records, events, payments, last)
    return replace(found, read=read, root=before.root)


def _since(model: type[Model], last: int, firm: int) -> str:
    """Which rows of the firm's rights came after the number ``last``: of few new ones each is
    looked at, else all of each right."""
    newest = model._default_manager.aggregate(n=Max("pk"))["n"] or 0
    if newest - last > _FEW:
        return f"id > {last} AND {_theirs(f'firm_id = {int(firm)}')}"
    rights, table = RightRecord._meta.db_table, model._meta.db_table
    held_here = f"firm_id = {int(firm)} AND {rights}.key = {table}.key"
    return f"id > {last} AND EXISTS (SELECT 1 FROM {rights} WHERE {held_here})"


def _filled(before: Held, stored: pa.Table, payments: pa.Table, last: tuple[int, int]) -> Held:
    """The same rights in the same pairs, of which more is told."""
    events, stated = _with_published(before.rights, stored)
    return replace(
        before,
        events=events,
        stored=stored.num_rows,
        payments=payments,
        last=last,
        stated_ends=stated,
        shared=shared(before.once),
    )


def _held(
    records: tuple[RightRow, ...], stored: pa.Table, payments: pa.Table, last: tuple[int, int]
) -> Held:
    first: dict[str, RightRow] = {}
    for one in records:
        first.setdefault(one.key, one)
    once = tuple(first.values())
    rights = _rights(once)
    events, stated = _with_published(rights, stored)
    return Held(
        records=records,
        once=once,
        rights=rights,
        events=events,
        stored=stored.num_rows,
        payments=payments,
        last=last,
        stated_ends=stated,
        shared=shared(once),
        pairs=_paired(once, rights, events),
    )


def _theirs(whose: str) -> str:
    return f"key IN (SELECT key FROM {RightRecord._meta.db_table} WHERE {whose})"


def _read(whose: str) -> tuple[Any, ...]:
    return columns.listed(RightRecord, _RIGHT, where=whose, by=("firm_id", "key"))


def _records(read: Sequence[Any]) -> tuple[RightRow, ...]:
    cells = [day_cells(one) if isinstance(one, pa.Array) else one for one in read]
    return tuple(map(RightRow._make, zip(*cells, strict=True)))


def day_cells(column: Any) -> list[date | None]:
    """A column of days as days; ``to_pylist`` takes ten times as long."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    days: list[date | None] = whole.to_numpy(zero_copy_only=False).astype(object).tolist()
    return days


def words(coded: Any) -> list[Any]:
    """A column of coded words as words."""
    whole = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    told = whole.dictionary.to_pylist()
    return [None if at is None else told[at] for at in whole.indices.to_pylist()]


def plain_rows(told: pa.Table) -> list[dict[str, Any]]:
    """The rows of a table as ``to_pylist`` gives them, sooner."""
    cells = [_plain(one) for one in told.columns]
    return [dict(zip(told.column_names, row, strict=True)) for row in zip(*cells, strict=True)]


def _plain(column: Any) -> list[Any]:
    if pa.types.is_date(column.type):
        return list(day_cells(column))
    if pa.types.is_dictionary(column.type):
        return words(column)
    cells: list[Any] = column.to_pylist()
    return cells


def _rights(once: Sequence[RightRow]) -> pa.Table:
    cells = list(zip(*once, strict=True)) if once else [()] * len(_RIGHT)
    made = [pa.array(some, kind) for some, kind in zip(cells, _RIGHT.types, strict=True)]
    return pa.Table.from_arrays(made, schema=_RIGHT)


def _events(read: Sequence[list[Any]]) -> pa.Table:
    _id, key, code, on, known_on, details = read
    detailed = {
        place: Event("", date.min, date.min, json.loads(text))
        for place, text in enumerate(details)
        if text != _NOTHING
    }
    told = batch.laid_out(key, code, on, known_on, detailed)
    return told.append_column(_EVENTS.field("details"), pa.array(details, _TEXT))


def _payments(read: Sequence[list[Any]]) -> pa.Table:
    _id, key, year, on, amount, known_on = read
    yuan = pa.array([None if one is None else float(one) for one in amount], pa.float64())
    fen = pc.round(pc.multiply(yuan, 100)).cast(_WHOLE)
    made = pa.table([key, year, on, fen], schema=PAYMENTS)
    return made.append_column("known_on", pa.array(known_on, _DAY))


def _with_published(rights: pa.Table, events: pa.Table) -> tuple[pa.Table, frozenset[str]]:
    """Events with those that the publications themselves tell where no event tells them; and the
    rights whose end was stated without its day. See ``_holdings``."""
    kind = batch.kinds(events)
    place = pc.index_in(events["key"], rights["key"].combine_chunks()).to_numpy()

    def untold(*kinds: Kind) -> Any:
        lacks = np.ones(rights.num_rows, dtype=np.bool_)
        lacks[place[np.isin(kind, [RANK[one] for one in kinds])]] = False
        return pa.array(lacks)

    unpublished = pc.and_(untold(Kind.PUBLICATION), pc.equal(rights["patent_type"], "invention"))
    made = [_made(rights, unpublished, "PB01", "published_on"),
            _made(rights, untold(Kind.GRANT), "GR01", "granted_on")]  # fmt: skip
    unended = untold(*map(Kind, ENDS))
    stated: set[str] = set()
    for status, code in STATED_END.items():
        ended = pc.and_(unended, pc.equal(rights["stated_status"], status))
        made.append(_made(rights, ended, code, "stated_on"))
        stated |= set(made[-1]["key"].to_pylist())
    return pa.concat_tables([events, *made]), frozenset(stated)


def _made(rights: pa.Table, marked: Any, code: str, day: str) -> pa.Table:
    """The event ``code`` of those rights that are ``marked``, on the day they tell, if any."""
    some = rights.filter(pc.and_(marked, pc.is_valid(rights[day])))
    told = {"key": some["key"], "on": some[day], "known_on": some[day]}
    told["code"] = pa.array([code] * some.num_rows, _TEXT)
    told["details"] = pa.array([_NOTHING] * some.num_rows, _TEXT)
    return pa.Table.from_arrays(
        [told.get(one.name, pa.nulls(some.num_rows, one.type)) for one in _EVENTS], schema=_EVENTS
    )


def _paired(once: Sequence[RightRow], rights: pa.Table, events: pa.Table) -> dict[str, Right]:
    """The rights that are one of a same-day pair. Only those can be that were filed on a day on
    which both an invention and a utility model were."""
    filed = rights["filed_on"].cast(pa.int32()).fill_null(-(2**31) + 1).to_numpy()
    kinds = [
        pc.equal(rights["patent_type"], name).to_numpy(zero_copy_only=False)
        for name in ("invention", "utility_model")
    ]
    both = np.intersect1d(*(filed[kind] for kind in kinds))
    marked = np.isin(filed, both) & (kinds[0] | kinds[1])
    some = list(compress(once, marked))
    if not some:
        return {}
    theirs = events.filter(pa.array(np.isin(batch.kinds(events), _OF_PAIRS)))
    theirs = theirs.filter(pc.is_in(theirs["key"], pa.array([one.key for one in some])))
    titles = {one.key: one.title for one in some}
    linked = twins.linked([right_of(one) for one in some], titles, _as_events(theirs))
    return {one.key: one for one in linked if one.twin is not None or one.model is not None}


def _as_events(told: pa.Table) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    rows: Iterable[tuple[Any, ...]] = zip(
        told["key"].to_pylist(), told["code"].to_pylist(), day_cells(told["on"]),
        day_cells(told["known_on"]), told["details"].to_pylist(), strict=True,
    )  # fmt: skip
    for key, code, on, known_on, details in rows:
        written = json.loads(details) if details != _NOTHING else {}
        found[key].append(Event(code, on, known_on, written))
    return found


_kept: OfFirm[Held] = OfFirm(8, FeeReduction, Payment, RightRecord, RightEvent)
