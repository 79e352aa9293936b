"""A firm's docket: where each right stands on a day, what is due for it, and what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ipharbor.fees.annuities import annuities
from ipharbor.fees.due import Due
from ipharbor.fees.from_register import notice_of
from ipharbor.fees.subject import FeeSubject
from ipharbor.queries._by_columns import Held, held, of_firm
from ipharbor.queries._differing import Basis, basis, differing
from ipharbor.queries._docket_lines import IN_GRACE, Line, Payable, lines
from ipharbor.queries._fee_columns import ALIVE
from ipharbor.queries._holdings import AnyRight, Holdings, RightRow, holdings, reduction_of
from ipharbor.queries.law import calendar
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.records.models import Firm
from ipharbor.records.models import Right as RightRecord
from ipharbor.register.events import Event
from ipharbor.register.moves import State
from ipharbor.register.standing import Certainty, Reason, Standing, Twin, standing
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.words import word

__all__ = [
    "HORIZONS", "IN_GRACE", "Account", "AnyRight", "Docket", "Horizon", "Line", "Payable",
    "RightRow", "account", "docket", "fee_sheet", "find", "holders", "of_classes", "of_firm",
    "renewed", "with_docket",
]  # fmt: skip

HORIZONS = (30, 60, 90)
_ALIVE = frozenset(ALIVE)


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
    that may have lapsed for an annuity whose payment nobody told of. ``told`` and ``basis`` are
    what it rests on.
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
    basis: Basis = field(repr=False, compare=False)


@dataclass(frozen=True)
class Account:
    """One right with everything that explains it; ``twin`` is the invention of its day."""

    record: RightRecord
    standing: Standing
    events: tuple[Event, ...]
    dues: tuple[Due, ...]
    twin: Twin | None = None


def docket(
    firm: Firm, *, law: Book, on: date, data_until: date, told: Held | None = None
) -> Docket:
    """The docket of a firm on ``on``, from what the register holds today, or from what it
    ``told`` of the firm's rights."""
    told = told or held([firm.pk])
    data_until = told.known_until(data_until)
    rests = basis(law, reduction_of(firm), on=on, known_until=data_until)
    made = lines(told, rests.reduction, law=law, on=on, data_until=data_until)
    return _docket(firm, on, data_until, made, told, rests)


def renewed(before: Docket, *, told: Held, law: Book, data_until: date) -> Docket:
    """The docket of ``before``'s firm and day from what is ``told`` now, as ``docket`` gives it:
    where all else is as before, only rights of which something differs are reckoned."""
    firm, on, until = before.firm, before.on, told.known_until(data_until)
    rests = basis(law, reduction_of(firm), on=on, known_until=until)
    keys = differing(before.told, told) if rests == before.basis else None
    if keys is None:
        return docket(firm, law=law, on=on, data_until=data_until, told=told)
    some = told.only(keys)
    made = lines(some, rests.reduction, law=law, on=on, data_until=until) if keys else ()
    kept = (line for line in before.lines if line.record.key not in keys)
    return _docket(firm, on, until, [*kept, *made], told, rests)


def _docket(
    firm: Firm, on: date, data_until: date, made: Iterable[Line], told: Held, rests: Basis
) -> Docket:
    """The lines with their sums."""
    lines = sorted(
        made, key=lambda line: (line.due.act_by if line.due else date.max, line.record.key)
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
        basis=rests,
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
    return Account(record, found, tuple(events), dues, told.right(record).twin)


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
