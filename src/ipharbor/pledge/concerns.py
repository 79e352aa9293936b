"""A night's look over all pledged loans: what is wrong, since when, by which fact, how grave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.pledge._held import NEVER, Held, flags
from ipharbor.pledge._seen import WHOLE, Seen, everything
from ipharbor.pledge.covenants import (
    BASE,
    DEMANDS,
    GRAVITIES,
    NOTICES,
    PLACE,
    RED,
    REMARKS,
    TAKES_VALUE,
    Covenants,
    Demand,
)
from ipharbor.pledge.remarking import Days, Floats, Ints, counted, rolled
from ipharbor.pledge.watched import CONCERNS, MARKS, RIGHTS, Facts, Night
from ipharbor.statutes.counting import ends
from ipharbor.statutes.values import Unit

__all__ = ["look"]

_ENDED = "ended"
_STAGES = ("annuity_missed", "annuity_last_month", "annuity_lapsed")
_BY_DEMAND = {
    Demand.INVALIDATION: "partly_invalidated",
    Demand.SUSPENSION: "suspended",
    Demand.PRESERVATION: "preserved",
    Demand.LITIGATION: "litigated",
}


def look(facts: Facts, *, on: date, told: Covenants) -> Night:
    """The marks of all loans on ``on`` and every concern, as known then.

    ``facts`` must hold what was known on ``on`` only. A right that is over counts for nothing;
    one that something else befell counts for the share that ``told`` gives, the least where
    there are several; other rights for their signed value rolled forward (``remarking``). A
    right without a signed value counts for nothing and is a concern of its own. Rows come by
    loan, right and demand. Cures run from the day on which a fact was known. Raises
    ``pledge.loan_twice`` and ``pledge.loan_unknown``.
    """
    held = Held(facts, on)
    seen = list(everything(held, told))
    share, because = _shares(held, seen, told)
    left = rolled(held.values, held.term_ends, held.on)
    counts = counted(left, share)
    marks = _marks(held, left, counts, told)
    over = flags(marks.column("over"))
    every = np.zeros(held.loans.num_rows, dtype=np.bool_)
    every[held.owing] = over
    seen.append(_above(held, every, seen, marks))
    rights = pa.table(
        [
            held.pledges.column("loan"), held.right, held.state, pa.array(left), pa.array(counts),
            pa.array(share), pa.array(because),
        ],
        schema=RIGHTS,
    )  # fmt: skip
    return Night(marks, rights, _concerns(held, seen, every, marks, told))


def _shares(held: Held, seen: Sequence[Seen], told: Covenants) -> tuple[Floats, list[str]]:
    """Which share of its rolled value each right counts for, and because of what."""
    share = np.ones(held.size)
    because = np.full(held.size, -1, dtype=np.int64)
    words = (*REMARKS, _ENDED)

    def lower(rows: Ints, word: str, to: float) -> None:
        less = rows[to < share[rows]]
        share[less] = to
        because[less] = words.index(word)

    for one in seen:
        word = _BY_DEMAND.get(one.demand)
        if word is not None:
            lower(one.pledge, word, told.counted.get(word, 1.0))
        elif one.demand is Demand.ANNUITY_MISSED:
            for step, stage in enumerate(_STAGES):
                lower(one.pledge[one.step == step], stage, told.counted.get(stage, 1.0))
    lower(np.flatnonzero(held.ended), _ENDED, 0.0)
    return share, [words[place] if place >= 0 else "" for place in because.tolist()]


def _marks(held: Held, left: Ints, counts: Ints, told: Covenants) -> pa.Table:
    size = held.loans.num_rows

    def summed(amounts: Ints) -> Ints:
        total = np.zeros(size, dtype=np.int64)
        np.add.at(total, held.loan, amounts)
        return total

    kinds = held.pledges.column("kind").to_pylist()
    by_book = np.array([told.ceilings.get(kind, 0.0) for kind in kinds], dtype=np.float64)
    own = held.loans.column("ceiling").to_numpy().astype(np.float64)
    ceiling = np.where(np.isnan(own[held.loan]), by_book, own[held.loan])
    lendable = summed(counted(counts, ceiling))
    total, rights = summed(counts), summed(np.ones(held.size, np.int64))
    valued = summed(held.signed.astype(np.int64))
    balance = pc.fill_null(held.loans.column("balance_fen"), 0).to_numpy().astype(np.int64)
    nothing = total == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        loan_to_value = np.where(nothing, np.nan, balance / np.where(nothing, 1, total))
        allowed = np.where(nothing, np.nan, lendable / np.where(nothing, 1, total))
    blind = valued == 0
    keep = np.flatnonzero(held.owing)
    columns = [
        held.loans.column("loan"), pa.array(balance), pa.array(rights), pa.array(rights - valued),
        pa.array(summed(held.values.fen)), pa.array(summed(left)), pa.array(total),
        pa.array(lendable), pa.array(loan_to_value, from_pandas=True),
        pa.array(allowed, from_pandas=True), pa.array(balance > lendable, mask=blind),
    ]  # fmt: skip
    return pa.table(columns, schema=MARKS).take(pa.array(keep))


def _above(held: Held, over: np.ndarray, seen: Sequence[Seen], marks: pa.Table) -> Seen:
    """The loans over their ceiling, since the last of what lessened their value, else today."""
    rows = np.flatnonzero(over)
    since = np.full(held.loans.num_rows, NEVER)
    known = since.copy()
    for one in seen:
        if one.demand in TAKES_VALUE:
            np.fmax.at(since, one.loan, one.since)
            np.fmax.at(known, one.loan, one.known)
    told = since[rows]
    first = np.where(np.isnat(told), held.on, told)
    knew = np.where(np.isnat(known[rows]), held.on, known[rows])
    where = dict(zip(marks.column("loan").to_pylist(), _written(marks), strict=True))
    fact = [where[one] for one in held.loans.column("loan").take(pa.array(rows)).to_pylist()]
    nothing = [""] * len(rows)
    whole, never = np.full(len(rows), WHOLE), np.full(len(rows), NEVER)
    zeros = np.zeros(len(rows), np.int64)
    return Seen(Demand.LOAN_TO_VALUE, rows, whole, first, knew, fact, nothing, zeros, never)


def _written(marks: pa.Table) -> list[str]:
    """``0.81/0.50``: the loan-to-value and what is allowed, a dash where nothing counts.

    To the hundredth, so that a concern does not change each night with the days that pass.
    """
    pairs = zip(
        marks.column("loan_to_value").to_pylist(), marks.column("ceiling").to_pylist(), strict=True
    )
    return ["—/—" if one is None else f"{one:.2f}/{most:.2f}" for one, most in pairs]


def _concerns(
    held: Held, seen: Sequence[Seen], over: np.ndarray, marks: pa.Table, told: Covenants
) -> pa.Table:
    demand = np.concatenate([np.full(len(one.loan), PLACE[one.demand]) for one in seen])
    loan = np.concatenate([one.loan for one in seen]).astype(np.int64)
    pledge = np.concatenate([one.pledge for one in seen]).astype(np.int64)
    since, known, last = (
        np.concatenate([getattr(one, name) for one in seen]).astype("datetime64[D]")
        for name in ("since", "known", "last")
    )
    step = np.concatenate([one.step for one in seen])
    fact = [text for one in seen for text in one.fact]
    told_apart = [text for one in seen for text in one.mark]
    loans = held.loans.column("loan").combine_chunks().take(pa.array(loan))
    rights = pc.if_else(
        pa.array(pledge == WHOLE), "",
        held.right.take(pa.array(np.where(pledge == WHOLE, 0, pledge))) if held.size else "",
    )  # fmt: skip
    words = pa.array([str(one) for one in DEMANDS]).take(pa.array(demand))
    mark = pc.binary_join_element_wise(loans, words, rights, pa.array(told_apart, pa.string()), "|")
    table = pa.table(
        [
            mark, loans, rights, words,
            pa.array(GRAVITIES).take(pa.array(_gravity(demand, step, over[loan]))),
            pa.array(since, pa.date32()), pa.array(known, pa.date32()),
            pa.array(fact, pa.string()),
            pa.array(_cures(demand, np.fmax(since, known), last, told), pa.date32()),
        ],
        schema=CONCERNS,
    )  # fmt: skip
    order = [(name, "ascending") for name in ("loan", "right", "demand", "mark")]
    return table.sort_by(order).combine_chunks()


def _gravity(demand: Ints, step: Ints, over: np.ndarray) -> Ints:
    base = np.array([BASE[one] for one in DEMANDS])[demand]
    taking = np.isin(demand, [PLACE[one] for one in TAKES_VALUE])
    return np.where(taking & over, RED, np.minimum(base + step, RED))


def _cures(demand: Ints, known: Days, last: Days, told: Covenants) -> Days:
    found = np.full(len(demand), NEVER)
    for one, span in told.cures.items():
        if one in NOTICES or span.unit is Unit.WORKING_DAY:
            continue
        rows = demand == PLACE[one]
        found[rows] = ends(known[rows], span)
    notice = np.isin(demand, [PLACE[one] for one in NOTICES])
    bounded = ~np.isnat(last) & ~notice
    found[bounded] = np.fmin(found[bounded], last[bounded])
    return found
