"""A firm's docket: where each right stands on a day, what is due for it, and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ipharbor.fees.annuities import annuities
from ipharbor.fees.columns import dues_table
from ipharbor.fees.due import Due
from ipharbor.fees.from_register import notice_of
from ipharbor.fees.subject import FeeSubject
from ipharbor.queries._by_columns import Held, day_cells, held, of_firm, words
from ipharbor.queries._fee_columns import ALIVE, portfolio
from ipharbor.queries._holdings import AnyRight, Holdings, RightRow, holdings, reduction_of
from ipharbor.queries.law import calendar
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.records.models import Firm
from ipharbor.records.models import Right as RightRecord
from ipharbor.register.events import Event
from ipharbor.register.moves import State
from ipharbor.register.standing import Certainty, Reason, Standing, standing
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.words import word

__all__ = [
    "HORIZONS", "IN_GRACE", "Account", "AnyRight", "Docket", "Horizon", "Line", "Payable",
    "RightRow", "account", "docket", "fee_sheet", "find", "holders", "of_classes", "of_firm",
    "with_docket",
]  # fmt: skip

HORIZONS = (30, 60, 90)
IN_GRACE = "in_grace"
_WANTED = ("open", "due_soon", IN_GRACE)
_LAPSED = "lapsed"
_ALIVE = frozenset(ALIVE)
_FEN = Decimal(100)


@dataclass(frozen=True)
class Payable:
    """The annuity that wants paying next; money in CNY. ``status`` is one of fees' statuses.

    ``pay_by`` is the last day in time, ``grace_pay_by`` the last day with surcharge;
    ``certain`` tells whether days, amounts and what was paid rest on nothing assumed; ``left``
    counts the days from the day asked to ``pay_by``, below 0 when it has passed.
    """

    year: int
    status: str
    pay_by: date
    grace_pay_by: date
    full: Decimal
    fee: Decimal
    surcharge: Decimal
    payable: Decimal
    certain: bool
    left: int

    @property
    def act_by(self) -> date:
        """The day by which something has to be done now."""
        return self.grace_pay_by if self.status == IN_GRACE else self.pay_by


@dataclass(frozen=True)
class Line:
    """One right of the docket on the day asked; see ``register.standing`` for the terms.

    ``lost_on`` is the last day, surcharge included, of an annuity of whose payment no source
    tells: where it is past, the right may have lapsed.
    """

    record: RightRow
    state: str
    since: date | None
    certainty: str
    term_ends: date | None
    pledged: bool
    licensed: bool
    preserved: bool
    due: Payable | None
    lost_on: date | None

    @property
    def untold(self) -> bool:
        """Whether it may have lapsed for a payment that nobody told of."""
        return self.lost_on is not None

    @property
    def alive(self) -> bool:
        return self.state in _ALIVE

    def near(self, days: int) -> bool:
        """Whether something is late, or has to be paid within so many days."""
        return self.due is not None and (self.due.status == IN_GRACE or self.due.left <= days)


@dataclass(frozen=True)
class Horizon:
    """What falls due within ``days`` or is late: how many annuities, and their sum in CNY."""

    days: int
    count: int
    amount: Decimal


@dataclass(frozen=True)
class Docket:
    """The docket of ``firm`` on ``on``; lines by what has to be done first.

    ``data_until`` is the last day that the events cover, ``in_grace`` counts the annuities
    that run a surcharge and ``surcharge`` is what it has come to; ``untold`` counts the rights
    that may have lapsed for an annuity whose payment nobody told of. ``told`` is what it rests on.
    """

    firm: Firm
    on: date
    data_until: date
    lines: tuple[Line, ...]
    by_state: tuple[tuple[str, int], ...]
    horizons: tuple[Horizon, ...]
    in_grace: int
    surcharge: Decimal
    untold: int
    told: Held = field(repr=False, compare=False)


@dataclass(frozen=True)
class Account:
    """One right with everything that explains it."""

    record: RightRecord
    standing: Standing
    events: tuple[Event, ...]
    dues: tuple[Due, ...]


def docket(
    firm: Firm, *, law: Book, on: date, data_until: date, told: Held | None = None
) -> Docket:
    """The docket of a firm on ``on``, from what the register holds today, or from what it
    ``told`` of the firm's rights."""
    told = told or held([firm.pk])
    data_until = told.known_until(data_until)
    stood = told.standings(law=law, on=on, data_until=data_until)
    due, untold = _dues(firm, told, stood, law=law, on=on, data_until=data_until)
    lines = sorted(
        _lines(told, stood, due, untold),
        key=lambda line: (line.due.act_by if line.due else date.max, line.record.key),
    )
    late = [line.due for line in lines if line.due and line.due.status == IN_GRACE]
    return Docket(
        firm=firm,
        on=on,
        data_until=data_until,
        lines=tuple(lines),
        by_state=tuple(Counter(line.state for line in lines).most_common()),
        horizons=tuple(_horizon(lines, days) for days in HORIZONS),
        in_grace=len(late),
        surcharge=sum((one.surcharge for one in late), Decimal(0)),
        untold=sum(line.untold for line in lines),
        told=told,
    )


def account(record: RightRecord, *, law: Book, on: date, data_until: date) -> Account:
    """One right of a docket, explained."""
    told = holdings(record.firm, [record])
    events = sorted(told.events[record.key], key=lambda event: event.on)
    data_until = told.known_until(data_until)
    found = standing(told.right(record), events, on=on, book=law, data_until=data_until)
    if record.key in told.stated_ends and not found.alive:
        reason = Reason("docket.reason.stated_end", (("on", f"{record.stated_on}"),))
        found = replace(found, certainty=Certainty.PRESUMED, reasons=(*found.reasons, reason))
    subject = _subject(
        record, str(found.state), found.since, told, law=law, on=on, data_until=data_until
    )
    if subject is not None:
        subject = replace(subject, notice_on=notice_of(found))
    dues = annuities(subject, on=on, book=law, calendar=calendar()) if subject else ()
    return Account(record, found, tuple(events), dues)


def find(firm: Firm, key: str) -> RightRecord | None:
    """The firm's right of that key."""
    return RightRecord.objects.select_related("firm").filter(firm=firm, key=key).first()


def holders(among: QuerySet[Firm]) -> QuerySet[Firm]:
    """Those of ``among`` with the number of the rights in their dockets as ``held``, by name."""
    counted = RightRecord.objects.filter(firm=OuterRef("pk")).order_by().values("firm")
    held = Subquery(counted.values(n=Count("pk")))
    return among.annotate(held=Coalesce(held, 0)).order_by("name", "pk")


def with_docket(among: QuerySet[Firm]) -> QuerySet[Firm]:
    """Those of ``among`` that hold a right."""
    return among.filter(Exists(RightRecord.objects.filter(firm=OuterRef("pk"))))


def of_classes(firm: Firm, symbols: Sequence[str]) -> list[RightRecord]:
    """The firm's rights whose first symbol lies in a subclass of ``symbols``, newest filing
    first."""
    heads = {symbol[:4] for symbol in symbols if len(symbol) >= 4}
    if not heads:
        return []
    wanted = Q()
    for head in heads:
        wanted |= Q(ipc__startswith=head)
    return list(RightRecord.objects.filter(wanted, firm=firm).order_by("-filed_on", "key"))


def fee_sheet(told: Docket, *, lang: str) -> Sheet:
    """What wants paying, as a sheet: one row an annuity that is open, near or late."""
    names = (
        "application_number", "title", "patent_type", "patent_year", "pay_by", "grace_pay_by",
        "full_fee", "fee", "surcharge", "payable", "fee_status",
    )  # fmt: skip
    return Sheet(
        name=word("fee_sheet", lang),
        headings=[word(name, lang) for name in names],
        rows=[_row(line.record, line.due, lang) for line in told.lines if line.due],
    )


def _row(record: RightRow, due: Payable, lang: str) -> list[Cell]:
    return [
        record.application_number or record.key,
        record.title,
        word(record.patent_type, lang),
        due.year,
        due.pay_by,
        due.grace_pay_by,
        float(due.full),
        float(due.fee),
        float(due.surcharge),
        float(due.payable),
        word(f"fee_{due.status}", lang),
    ]


def _lines(
    told: Held, stood: pa.Table, due: Mapping[str, Payable], untold: Mapping[str, date]
) -> Iterator[Line]:
    columns = (
        words(stood["state"]), day_cells(stood["since"]), words(stood["certainty"]),
        day_cells(stood["term_ends"]),
        *(stood[family].to_pylist() for family in ("pledge", "licence", "preservation")),
    )  # fmt: skip
    for record, state, since, sure, ends, *burdens in zip(told.once, *columns, strict=True):
        key = record.key
        stated = key in told.stated_ends and state not in _ALIVE
        certainty = str(Certainty.PRESUMED) if stated else sure
        pledged, licensed, preserved = burdens
        yield Line(
            record, state, since, certainty, ends, pledged, licensed, preserved,
            due.get(key), untold.get(key),
        )  # fmt: skip


def _dues(
    firm: Firm, told: Held, stood: pa.Table, *, law: Book, on: date, data_until: date
) -> tuple[dict[str, Payable], dict[str, date]]:
    """By key the annuity that wants paying next; and of rights that stand as far as is known,
    though an annuity's last day has passed untold, that day."""
    owing = [
        place
        for place, one in enumerate(told.once)
        if one.filed_on is not None and one.granted_on is not None
    ]
    records, own = [told.once[place] for place in owing], reduction_of(firm)
    asked = portfolio(
        told, [one.key for one in records], records, stood.take(pa.array(owing, pa.int64())),
        reduction=lambda one: told.shared.get(one.key, own), lengthened=False,
        law=law, on=on, data_until=data_until,
    )  # fmt: skip
    dues = dues_table(
        asked.rights, years=range(on.year - 1, on.year + 3), on=on, book=law, calendar=calendar(),
        payments=asked.payments, licences=asked.licences, stays=asked.stays,
    )  # fmt: skip
    status = dues["status"].cast(pa.string())
    found = _payables(dues.filter(pc.is_in(status, pa.array(_WANTED))), on)
    alive = stood["key"].filter(pc.is_in(stood["state"].cast(pa.string()), pa.array(ALIVE)))
    lapsed = pc.and_(pc.equal(status, _LAPSED), pc.is_in(dues["key"], alive.combine_chunks()))
    lost: dict[str, date] = {}
    for row in dues.select(["key", "grace_pay_by"]).filter(lapsed).to_pylist():
        lost[row["key"]] = min(row["grace_pay_by"], lost.get(row["key"], date.max))
    return found, lost


def _payables(dues: pa.Table, on: date) -> dict[str, Payable]:
    """The first of the dues of each right, by key."""
    key = dues["key"].to_numpy()
    first = dues.take(pa.array(np.unique(key, return_index=True)[1]))
    certain = pc.and_(pc.and_(first["days_certain"], first["amount_certain"]), first["told"])
    rows = zip(
        first["key"].to_pylist(), first["year"].to_pylist(), words(first["status"]),
        day_cells(first["pay_by"]), day_cells(first["grace_pay_by"]),
        first["full_fen"].to_pylist(), first["reduced_fen"].to_pylist(),
        first["surcharge_fen"].to_pylist(), first["payable_fen"].to_pylist(),
        certain.to_pylist(), strict=True,
    )  # fmt: skip
    return {
        key: Payable(
            year=year,
            status=status,
            pay_by=pay_by,
            grace_pay_by=grace_pay_by,
            full=_yuan(full),
            fee=_yuan(full - reduced),
            surcharge=_yuan(surcharge),
            payable=_yuan(payable),
            certain=certain,
            left=(pay_by - on).days,
        )
        for key, year, status, pay_by, grace_pay_by, full, reduced, surcharge, payable, certain
        in rows
    }  # fmt: skip


@lru_cache(maxsize=1 << 14)  # tariffs have few amounts
def _yuan(fen: int) -> Decimal:
    return fen / _FEN


def _subject(
    record: RightRecord, state: str, since: date | None, told: Holdings, *, law: Book, on: date,
    data_until: date,
) -> FeeSubject | None:  # fmt: skip
    """The right as its fees are asked of it; None where no annuity can be due."""
    if record.filed_on is None or record.granted_on is None:
        return None
    stays, licences = told.spans(record, law=law, on=on, data_until=data_until)
    return FeeSubject(
        key=record.key,
        patent_type=record.patent_type,
        filed_on=record.filed_on,
        granted_on=record.granted_on,
        reduction=told.reduction_of(record.key),
        open_licences=licences,
        stays=stays,
        paid=told.paid.get(record.key, ()),
        state=State(state),
        ended_on=None if state in _ALIVE else since,
        in_force_as_of=record.stated_on if record.stated_status == "in_force" else None,
    )


def _horizon(lines: Sequence[Line], days: int) -> Horizon:
    near = [line.due for line in lines if line.due and line.near(days)]
    return Horizon(days, len(near), sum((one.payable for one in near), Decimal(0)))
