"""Annuities of the invented rights: which years were paid, when, and with how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.fees.columns import PAYMENTS, RIGHTS, dues_table
from ipharbor.fees.due import DueKind
from ipharbor.fees.subject import ReductionKind
from ipharbor.samples import _days
from ipharbor.samples._courses import Courses, Entries, told
from ipharbor.samples._days import Days, Ints, Mask, day64, days_from
from ipharbor.samples._dealings import Dealings, gazette_day
from ipharbor.samples._fates import UNTIL_NOTICE, law
from ipharbor.samples._seeds import mixed, seeded, unit
from ipharbor.samples.firms import Firm
from ipharbor.samples.parameters import parameters
from ipharbor.statutes import calendar
from ipharbor.vocabulary.exchange import PATENT_TYPES

PAID = "FEE"
_REDUCED = {"large": 0.02, "medium": 0.12, "small": 0.36, "micro": 0.42}
_FIRST_RECORD = 2012
_LATE = 0.07  # of annuities are paid in the months of delay
_LAST_DAY = 0.95  # above it, one is paid on the last day
_RESTORED = 0.012  # of rights are, where their course leaves room
_BEYOND = 2  # years after the last day up to which payments are planned


class Recorded(NamedTuple):
    """A firm's recorded fee reduction, for calendar years; both belong to it."""

    firm: str
    first: int
    last: int


@dataclass(frozen=True)
class _Dues:
    """Annuities after the grant year's, by right and year, while the right stands.

    ``at`` are places among the held courses. ``paid`` is the day of payment; ``priced`` the day
    by which the amount is reckoned: the same but for a year paid with a request for restoration.
    """

    at: Ints
    year: Ints
    due: Days
    pay_by: Days
    grace: Days
    paid: Days
    priced: Days


def recorded(firms: Sequence[Firm], seed: int) -> tuple[Recorded, ...]:
    """The reductions on record, by firm in the order of ``firms``: about a third, the small."""
    made = []
    final = parameters().last_day.year
    for firm in firms:
        rng = seeded(f"reduction {seed} {firm.name}")
        if rng.random() < _REDUCED[firm.size]:
            first = min(max(firm.founded, _FIRST_RECORD) + rng.randrange(4), final)
            lasting = rng.random() < 0.7
            last = final if lasting else min(first + rng.randint(1, 5), final)
            made.append(Recorded(firm.name, first, last))
    return tuple(made)


def paid(
    made: Courses, dealings: Dealings, reductions: Sequence[Recorded], seed: int, until: date
) -> list[Entries]:
    """The payments of all courses to ``until``, and the restorations of rights lost by neglect.

    The grant year's annuity is paid at registration and has no row.
    """
    held = made.take(~np.isnat(made.granted))
    if not len(held.right):
        return []
    last = parameters().last_day + timedelta(366 * _BEYOND)
    table = _rights(held, dealings, {each.firm: each for each in reductions})
    dues = _on_days(_windows(held, table, last), held, dealings)
    dues, restored = _with_restorations(dues, held, dealings, seed)
    some = np.flatnonzero(dues.paid <= day64(until))
    amounts = _amounts(table, dues, some, last)
    details = pc.binary_join_element_wise(
        "year=", pa.array(dues.year[some]).cast(pa.string()), "; amount=", amounts, ""
    )
    told_of = Entries(
        held.right[dues.at[some]],
        np.full(len(some), PAID, object),
        dues.paid[some],
        np.array(details.to_pylist(), object),
    )
    return [told_of, restored]


def _rights(held: Courses, dealings: Dealings, records: Mapping[str, Recorded]) -> pa.Table:
    """The held rights as the fees room asks for them, with the reductions they enjoy."""
    plan = held.plan
    shops = [records.get(shop.holder.name) for shop in plan.shops.each]
    first = np.array([one.first if one else 0 for one in shops])[held.shop]
    last = np.array([one.last if one else 0 for one in shops])[held.shop]
    # The new holder's fees are another's: from the year of a transfer on all is paid.
    place = {int(right): at for at, right in enumerate(held.right.tolist())}
    for right, day in dealings.transferred.items():
        if right in place:
            last[place[right]] = min(last[place[right]], day.year - 1)
    reduced = held.sole & (first > 0) & (first <= last)
    kinds = pa.array(np.where(reduced, str(ReductionKind.SINGLE), ""), pa.string())
    none = pa.scalar(None, pa.int64())
    return pa.table(
        {
            "key": pa.array(plan.number[held.right]),
            "patent_type": pa.array(np.array(PATENT_TYPES)[plan.filings.kind[held.right]]),
            "filed_on": pa.array(plan.filings.filed[held.right]),
            "granted_on": pa.array(held.granted),
            "reduction": pc.if_else(pa.array(reduced), kinds, pa.scalar(None, pa.string())),
            "reduction_first": pc.if_else(pa.array(reduced), pa.array(first), none),
            "reduction_last": pc.if_else(pa.array(reduced), pa.array(last), none),
        },
        schema=pa.schema([field for field in RIGHTS if field.name in _ASKED]),
    )


_ASKED = ("key", "patent_type", "filed_on", "granted_on", "reduction", "reduction_first",
          "reduction_last")  # fmt: skip


def _reckoned(table: pa.Table, last: date, payments: pa.Table | None = None) -> pa.Table:
    first = pc.min(table.column("filed_on")).as_py().year
    return dues_table(
        table, years=range(first, last.year + 1), on=last, book=law(), calendar=calendar.load(),
        payments=payments,
    )  # fmt: skip


def _windows(held: Courses, table: pa.Table, last: date) -> _Dues:
    found = _reckoned(table, last)
    found = found.filter(pc.equal(found.column("kind"), str(DueKind.ANNUITY)))
    at = pc.index_in(found.column("key"), table.column("key")).to_numpy()
    due = found.column("due_by").to_numpy()
    stands = due < held.over[at]
    day = {name: found.column(name).to_numpy()[stands] for name in ("pay_by", "grace_pay_by")}
    never = np.full(int(stands.sum()), _days.NEVER)
    return _Dues(
        at[stands],
        found.column("year").to_numpy()[stands],
        due[stands],
        day["pay_by"],
        day["grace_pay_by"],
        never,
        never,
    )


def _on_days(dues: _Dues, held: Courses, dealings: Dealings) -> _Dues:
    """The day on which each is paid: before its day, or some months late."""
    words = mixed(held.plan.filings.words[held.right[dues.at]] + dues.year.astype(np.uint64), 70)
    prompt = np.isin(held.right[dues.at], np.array(sorted(dealings.prompt), np.int64))
    over = held.over[dues.at]
    ahead = _triangular(unit(words, 71), 1, 110, 25)
    day = days_from(dues.due, -ahead)
    day = days_from(day, -np.maximum(0, _days.weekday(day) - 4))
    soonest = np.minimum(days_from(held.granted[dues.at], 1), dues.due)
    day = np.maximum(day, soonest)
    draw = unit(words, 72)
    at_last = (draw > _LAST_DAY) & (dues.pay_by < over)
    day = np.where(at_last, dues.pay_by, day)
    late = days_from(dues.due, 1 + _triangular(unit(words, 73), 0, 178, 45))
    neglect = (draw < _LATE) & ~prompt & (late > dues.pay_by) & (late <= dues.grace)
    day = cast(Days, np.where(neglect & (late < over), late, day))
    for right, (year, on) in dealings.late.items():
        day[(held.right[dues.at] == right) & (dues.year == year)] = day64(on)
    return _Dues(dues.at, dues.year, dues.due, dues.pay_by, dues.grace, day, day)


def _triangular(draw: np.ndarray, low: float, high: float, mode: float) -> Ints:
    """Whole days by a triangular law, for draws from 0 to below 1."""
    cut = (mode - low) / (high - low)
    up = low + np.sqrt(draw * (high - low) * (mode - low))
    down = high - np.sqrt((1 - draw) * (high - low) * (high - mode))
    return cast(Ints, np.where(draw < cut, up, down).astype(np.int64))


def _with_restorations(
    dues: _Dues, held: Courses, dealings: Dealings, seed: int
) -> tuple[_Dues, Entries]:
    """``dues`` with a year neglected here and there until the right was lost and won back, and
    what the gazette says of it. The year after is paid on the restoration at the earliest."""
    draw = unit(held.plan.filings.words[held.right], 74)
    able = (draw < _RESTORED) & ~np.isin(held.right, np.array(sorted(dealings.prompt), np.int64))
    paid, priced = dues.paid.copy(), dues.priced.copy()
    rows: list[tuple[int, str, date, str]] = []
    start = np.searchsorted(dues.at, np.flatnonzero(able))
    end = np.searchsorted(dues.at, np.flatnonzero(able), side="right")
    for first, last in zip(start.tolist(), end.tolist(), strict=True):
        if last - first > 1:
            rows += _restored(dues, first, last, held, paid, priced, seed)
    right, code, on, details = zip(*rows, strict=True) if rows else ((),) * 4
    found = Entries(
        np.array(right, np.int64),
        np.array(code, object),
        np.array(on, "datetime64[D]"),
        np.array(details, object),
    )
    return _Dues(dues.at, dues.year, dues.due, dues.pay_by, dues.grace, paid, priced), found


def _restored(
    dues: _Dues, first: int, last: int, held: Courses, paid: Days, priced: Days, seed: int
) -> list[tuple[int, str, date, str]]:
    """The loss and the restoration of one right, whose dues stand from ``first`` to below
    ``last``, if a year leaves the time for it; the days of payment are moved."""
    right = int(held.right[dues.at[first]])
    rng = seeded(f"restored {seed} {held.plan.number[right]}")
    over, able = held.over[dues.at[first]], []
    for at in range(first, last - 1):
        due: date = dues.due[at].item()
        lost = gazette_day(due + timedelta(UNTIL_NOTICE))
        back = gazette_day(lost + timedelta(rng.randrange(80, 150)))
        then = max(paid[at + 1], day64(back + timedelta(3)))
        if then <= dues.grace[at + 1] and then < over:
            able.append((at, due, lost, back, then))
    if not able:
        return []
    at, due, lost, back, then = rng.choice(able)
    paid[at] = day64(lost + timedelta(rng.randrange(10, 55)))
    priced[at] = dues.grace[at]
    paid[at + 1] = priced[at + 1] = then
    why = {"decision": "专利权终止通知书", "decided_on": lost}
    return [
        (right, "CF01", lost, told({"ended_on": due})),
        (right, "RR01", back, told(why)),
    ]


def _amounts(table: pa.Table, dues: _Dues, some: Ints, last: date) -> pa.Array:
    """Fee and surcharge of each payment, as the table writes it, in CNY."""
    payments = pa.table(
        {
            "key": table.column("key").take(pa.array(dues.at[some])),
            "year": pa.array(dues.year[some]),
            "on": pa.array(dues.priced[some]),
            "amount_fen": pa.nulls(len(some), pa.int64()),
        },
        schema=PAYMENTS,
    )
    found = _reckoned(table, last, payments)
    at = pc.index_in(found.column("key"), table.column("key")).to_numpy()
    fen = sum(
        sign * found.column(name).to_numpy()
        for name, sign in (("full_fen", 1), ("reduced_fen", -1), ("surcharge_fen", 1))
    )
    places = np.searchsorted(at * 100 + found.column("year").to_numpy(), _places(dues, some))
    distinct, back = np.unique(np.asarray(fen)[places], return_inverse=True)
    texts = [f"{each / 100:.2f}".removesuffix(".00") for each in distinct.tolist()]
    return pa.array(texts, pa.string()).take(pa.array(back))


def _places(dues: _Dues, some: Ints) -> Ints:
    return dues.at[some] * 100 + dues.year[some]


def is_paid(code: np.ndarray) -> Mask:
    """Which entries are payments."""
    return cast(Mask, code == PAID)
