"""What befell the pledged rights: rows of concerns by demand, before they are graded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.pledge._held import NEVER, Bools, Held, days, flags
from ipharbor.pledge.covenants import MATURITY_STEPS, Covenants, Demand, class_of
from ipharbor.pledge.remarking import Days, Ints
from ipharbor.register.codes import Kind
from ipharbor.register.encumbrances import Family
from ipharbor.statutes.counting import ends
from ipharbor.statutes.values import Span

WHOLE = -1  # a concern of the whole loan has no pledge
_TITLE = (Kind.TRANSFER,)
_LICENCE = (Kind.LICENCE_RECORDED, Kind.OPEN_LICENCE_DECLARED)
_PARTLY = (Kind.PARTLY_INVALIDATED, Kind.AMBIGUOUS_INVALIDATION)
STAGES = ("missed", "last_month", "lapsed")


@dataclass(frozen=True)
class Seen:
    """Concerns of one demand as columns: the row of the loan, that of the pledge (``WHOLE`` for
    none), since when, known since when, by which fact, and what tells it from others.

    ``step`` is how far it has gone, 0 the least. ``last`` is a day after which it can no longer
    be cured, NaT for none.
    """

    demand: Demand
    loan: Ints
    pledge: Ints
    since: Days
    known: Days
    fact: list[str]
    mark: list[str]
    step: Ints
    last: Days


def everything(held: Held, told: Covenants) -> Iterator[Seen]:
    """All that is seen but the loan-to-value, which follows from it."""
    for ask in _ASKED:
        yield ask(held, told)
    yield from _acts(held)


def _of_pledges(
    held: Held, demand: Demand, rows: Ints, since: Days, *, known: Days | None = None,
    fact: list[str] | None = None, mark: list[str] | None = None, step: Ints | None = None,
    last: Days | None = None,
) -> Seen:  # fmt: skip
    nothing = [""] * len(rows)
    return Seen(
        demand, held.loan[rows], rows, since, since if known is None else known,
        fact or nothing, mark or nothing, np.zeros(len(rows), np.int64) if step is None else step,
        np.full(len(rows), NEVER) if last is None else last,
    )  # fmt: skip


def _of_loans(
    held: Held, demand: Demand, rows: Ints, since: Days, step: Ints | None = None
) -> Seen:
    nothing = [""] * len(rows)
    steps = np.zeros(len(rows), np.int64) if step is None else step
    whole, never = np.full(len(rows), WHOLE), np.full(len(rows), NEVER)
    fact = [MATURITY_STEPS[one] for one in steps.tolist()] if step is not None else nothing
    return Seen(demand, rows, whole, since, since, fact, nothing, steps, never)


def _ended(held: Held, told: Covenants) -> Seen:
    rows = np.flatnonzero(held.ended)
    state = held.state.take(pa.array(rows)).to_pylist()
    return _of_pledges(held, Demand.RIGHT_ENDED, rows, held.ended_since[rows], fact=state)


def _missed(held: Held, told: Covenants) -> Seen:
    table = held.facts.late
    place, rows = held.rows_of(table.column("key"))
    alive = held.in_force[rows]
    place, rows = place[alive], rows[alive]
    chosen = table.take(pa.array(place)).combine_chunks()
    stage = chosen.column("stage").to_pylist()
    year = chosen.column("year").to_pylist()
    return _of_pledges(
        held, Demand.ANNUITY_MISSED, rows, days(chosen, "since"),
        fact=[f"{one}:{of}" for one, of in zip(stage, year, strict=True)],
        mark=[str(one) for one in year],
        step=np.array([STAGES.index(one) for one in stage], np.int64),
        last=days(chosen, "last_day"),
    )  # fmt: skip


def _due(held: Held, told: Covenants) -> Seen:
    table = held.facts.due
    place, rows = held.rows_of(table.column("key"))
    pay_by = days(table, "pay_by")[place]
    first = back(pay_by, told.annuity_ahead)
    near = held.in_force[rows] & (first <= held.on) & (pay_by >= held.on)
    place, rows = place[near], rows[near]
    year = [str(one) for one in table.column("year").take(pa.array(place)).to_pylist()]
    return _of_pledges(
        held, Demand.ANNUITY_DUE, rows, first[near], fact=year, mark=year, last=pay_by[near]
    )


def _term(held: Held, told: Covenants) -> Seen:
    short = held.in_force & (held.term_ends < held.matures)
    rows = np.flatnonzero(short)
    fact = held.term_ends[rows].astype(str).tolist()
    since = np.where(np.isnat(held.pledged[rows]), held.on, held.pledged[rows])
    return _of_pledges(held, Demand.TERM_SHORT, rows, since, fact=fact)


def _unvalued(held: Held, told: Covenants) -> Seen:
    rows = np.flatnonzero(~held.signed & ~held.ended & held.own[held.loan])
    return _of_pledges(held, Demand.NO_VALUE, rows, np.full(len(rows), held.on))


def _old(held: Held, told: Covenants) -> Seen:
    over = ends(held.values.valued, told.relied_on)
    rows = np.flatnonzero(held.signed & ~held.ended & (over < held.on))
    fact = held.values.valued[rows].astype(str).tolist()
    return _of_pledges(held, Demand.VALUATION_OLD, rows, over[rows] + 1, fact=fact)


def _cases(held: Held, told: Covenants) -> Seen:
    table = held.facts.cases
    place, rows = held.rows_of(table.column("right"))
    since = days(table, "received_on")[place]
    open_ = (since <= held.on) & ~held.ended[rows]
    place, rows = place[open_], rows[open_]
    number = table.column("number").take(pa.array(place)).to_pylist()
    return _of_pledges(held, Demand.LITIGATION, rows, since[open_], fact=number, mark=number)


def _proceeds(held: Held, told: Covenants) -> Seen:
    """Prices of agreed acts that are not applied. The pledge may be gone from the right by now:
    what is owed is owed on the loan."""
    table = held.facts.proceeds
    loan = pc.index_in(table.column("loan"), held.loans.column("loan").combine_chunks())
    at = pc.fill_null(loan, 0).to_numpy().astype(np.int64)
    since, known = days(table, "since"), days(table, "known_on")
    due = pc.is_valid(loan).to_numpy() & (since <= held.on) & (known <= held.on)
    if held.loans.num_rows:
        due &= held.owing[at]
    some = np.flatnonzero(due)
    owed = table.column("owed_fen").take(pa.array(some)).to_pylist()
    marks = table.column("mark").take(pa.array(some)).to_pylist()
    whole, never = np.full(len(some), WHOLE), np.full(len(some), NEVER)
    return Seen(
        Demand.PROCEEDS, at[some], whole, since[some], known[some],
        [f"{one / 100:.2f}" for one in owed], marks, np.zeros(len(some), np.int64), never,
    )  # fmt: skip


def _maturity(held: Held, told: Covenants) -> Seen:
    matures = days(held.loans, "matures_on")
    begins = [back(matures, span) for span in told.steps]
    past = ~np.isnat(days(held.loans, "past_due_since"))
    near = held.owing & ~past & (matures >= held.on)
    reached = np.stack([near & (one <= held.on) for one in begins])
    rows = np.flatnonzero(reached.any(axis=0))
    step = reached[:, rows].sum(axis=0) - 1
    since = np.stack(begins)[step, rows]
    return _of_loans(held, Demand.MATURITY, rows, since, step)


def _past_due(held: Held, told: Covenants) -> Seen:
    said = days(held.loans, "past_due_since")
    matures = days(held.loans, "matures_on")
    over = np.where(matures < held.on, matures + 1, NEVER)
    since = np.where(np.isnat(said), over, said)
    rows = np.flatnonzero(held.owing & held.own & (since <= held.on))
    late = (held.on - since[rows]).astype(np.int64) + 1
    told_apart = _of_loans(held, Demand.PAST_DUE, rows, since[rows])
    return replace(told_apart, fact=[class_of(one, told.classes) for one in late.tolist()])


def _unreleased(held: Held, told: Covenants) -> Seen:
    """Loans repaid some time ago of which a pledge is still registered."""
    facts = held.facts
    place = pc.index_in(facts.pledges.column("loan"), held.loans.column("loan").combine_chunks())
    open_ = flags(pc.is_null(facts.pledges.column("released_on")))
    open_ &= flags(pc.is_valid(facts.pledges.column("pledged_on")))
    still = np.zeros(held.loans.num_rows, dtype=np.bool_)
    still[place.to_numpy().astype(np.int64)[open_]] = True
    until = ends(days(held.loans, "repaid_on"), told.release)
    rows = np.flatnonzero(still & ~held.owing & (until < held.on))
    return _of_loans(held, Demand.NOT_RELEASED, rows, until[rows] + 1)


_ASKED: tuple[Callable[[Held, Covenants], Seen], ...] = (
    _ended, _missed, _due, _term, _unvalued, _old, _cases, _proceeds, _maturity, _past_due,
    _unreleased,
)  # fmt: skip


def _acts(held: Held) -> Iterator[Seen]:
    table = held.facts.acts
    place, rows = held.rows_of(table.column("right"))
    on = days(table, "on")[place]
    fresh = (on > held.pledged[rows]) & (on <= held.on)
    fresh &= (days(table, "known_on")[place] <= held.on) & ~held.ended[rows]
    place, rows = place[fresh], rows[fresh]
    acts = table.take(pa.array(place)).combine_chunks()
    free = ~flags(acts.column("consent"))
    other = flags(pc.not_equal(acts.column("number"), held.pledges.column("number").take(
        pa.array(rows))))  # fmt: skip
    pledge = held.burdened(Family.PLEDGE)[rows]
    preserved, suspended = (
        held.burdened(one)[rows] for one in (Family.PRESERVATION, Family.SUSPENSION)
    )
    partly = flags(pc.not_equal(held.state, "invalidated"))[rows]
    asked: tuple[tuple[Demand, tuple[Kind, ...], Bools], ...] = (
        (Demand.TRANSFERRED, _TITLE, free),
        (Demand.LICENSED, _LICENCE, free),
        (Demand.SECOND_PLEDGE, (Kind.PLEDGE_REGISTERED,), other),
        (Demand.PLEDGE_MISSING, (Kind.PLEDGE_CANCELLED,), ~other & ~pledge),
        (Demand.INVALIDATION, _PARTLY, partly),
        (Demand.PRESERVATION, (Kind.PRESERVATION, Kind.AMBIGUOUS_PRESERVATION), preserved),
        (Demand.SUSPENSION, (Kind.SUSPENSION,), suspended),
    )
    for demand, kinds, meant in asked:
        told = flags(pc.is_in(acts.column("kind"), value_set=pa.array([str(k) for k in kinds])))
        some = np.flatnonzero(told & meant)
        chosen = acts.take(pa.array(some)).combine_chunks()
        fact = [f"{one['kind']}:{one['on']}:{one['number'] or ''}" for one in chosen.to_pylist()]
        yield _of_pledges(
            held, demand, rows[some], days(chosen, "on"), known=days(chosen, "known_on"),
            fact=fact, mark=fact,
        )  # fmt: skip


def back(day: Days, span: Span) -> Days:
    """The latest day, near enough, whose ``span`` ends by ``day``."""
    guess = day - (ends(day, span) - day)
    return np.where(ends(guess, span) > day, guess - 1, guess)
