"""Loans and their rights as columns of one length, joined once for all that is asked of them."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.pledge.remarking import Days, Floats, Ints, Values
from ipharbor.pledge.watched import Facts
from ipharbor.register.encumbrances import Family
from ipharbor.register.moves import IN_FORCE, OVER
from ipharbor.vocabulary.errors import HarborError

Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
NEVER = np.datetime64("NaT", "D")
_IN_FORCE = pa.array([str(state) for state in IN_FORCE])
_OVER = pa.array([str(state) for state in OVER])


class Held:
    """The pledges that stand on ``on``: each row one right of one loan that is not repaid.

    Raises ``pledge.loan_twice`` and ``pledge.loan_unknown`` for tables that do not fit.
    """

    def __init__(self, facts: Facts, on: date) -> None:
        self.on = np.datetime64(on, "D")
        self.facts = facts
        self.loans = facts.loans.combine_chunks()
        keys = self.loans.column("loan").combine_chunks()
        if len(pc.unique(keys)) < len(keys):
            raise HarborError("pledge.loan_twice")
        place = pc.index_in(facts.pledges.column("loan"), keys)
        if place.null_count:
            strange = facts.pledges.column("loan").filter(pc.is_null(place))[0].as_py()
            raise HarborError("pledge.loan_unknown", loan=strange)
        at = place.to_numpy().astype(np.int64)
        released = days(facts.pledges, "released_on")
        standing = self.owing[at] & (np.isnat(released) | (released > self.on))
        self.pledges = facts.pledges.filter(pa.array(standing)).combine_chunks()
        self.loan: Ints = at[standing]
        found = pc.index_in(
            self.pledges.column("right"), facts.standings.column("key").combine_chunks()
        )
        self.known: Bools = pc.is_valid(found).to_numpy()
        self._at: Ints = pc.fill_null(found, 0).to_numpy().astype(np.int64)

    @cached_property
    def own(self) -> Bools:
        """The loans of which more is known than the register's pledge, by row of the loans."""
        return flags(pc.fill_null(self.loans.column("own"), True))

    @property
    def size(self) -> int:
        """How many pledges there are."""
        return self.pledges.num_rows

    @cached_property
    def owing(self) -> Bools:
        """The loans that are not repaid, by row of the loans."""
        repaid = days(self.loans, "repaid_on")
        return np.asarray(np.isnat(repaid) | (repaid > self.on))

    @cached_property
    def right(self) -> pa.Array:
        return self.pledges.column("right").combine_chunks()

    @cached_property
    def pledged(self) -> Days:
        """The day of registration; before it nothing that happens to a right is a breach."""
        return days(self.pledges, "pledged_on")

    @cached_property
    def matures(self) -> Days:
        """By pledge, the day on which its loan is to be repaid."""
        return days(self.loans, "matures_on")[self.loan]

    @cached_property
    def term_ends(self) -> Days:
        """The last day of each right's term, NaT where it is not known."""
        if not self.facts.standings.num_rows:
            return np.full(self.size, NEVER)
        told = days(self.facts.standings, "term_ends")[self._at]
        return np.where(self.known, told, NEVER)

    @cached_property
    def state(self) -> pa.Array:
        """The state of each right as a word, empty where the register does not know it."""
        if not self.facts.standings.num_rows:
            return pa.array([""] * self.size, pa.string())
        words = self.facts.standings.column("state").cast(pa.string()).combine_chunks()
        return pc.if_else(pa.array(self.known), words.take(pa.array(self._at)), "")

    @cached_property
    def ended(self) -> Bools:
        return flags(pc.is_in(self.state, value_set=_OVER))

    @cached_property
    def in_force(self) -> Bools:
        return flags(pc.is_in(self.state, value_set=_IN_FORCE))

    @cached_property
    def ended_since(self) -> Days:
        """From which day a right that is over has been so."""
        if not self.facts.standings.num_rows:
            return np.full(self.size, NEVER)
        return days(self.facts.standings, "since")[self._at]

    def burdened(self, family: Family) -> Bools:
        """The rights on which an encumbrance of ``family`` bears."""
        if not self.facts.standings.num_rows:
            return np.zeros(self.size, dtype=np.bool_)
        told = flags(self.facts.standings.column(str(family)).combine_chunks())
        return np.asarray(told[self._at] & self.known)

    @cached_property
    def signed(self) -> Bools:
        """The rights that have a signed value with its day."""
        told = pc.is_valid(self.pledges.column("value_fen"))
        return flags(pc.and_(told, pc.is_valid(self.pledges.column("valued_on"))))

    @cached_property
    def values(self) -> Values:
        table = self.pledges
        fen = pc.fill_null(table.column("value_fen"), 0).to_numpy().astype(np.int64)
        return Values(
            np.where(self.signed, fen, 0),
            days(table, "valued_on"),
            days(table, "life_ends"),
            floats(table, "rate"),
            floats(table, "decline"),
        )

    def rows_of(self, rights: pa.ChunkedArray) -> tuple[Ints, Ints]:
        """Which pledges lie on each of ``rights``, as pairs of a place in ``rights`` and a row.

        A right can secure several loans.
        """
        names = pc.unique(rights)
        among = pc.index_in(rights, names).to_numpy().astype(np.int64)
        of_pledge = pc.fill_null(pc.index_in(self.right, names), -1).to_numpy().astype(np.int64)
        order = np.argsort(of_pledge, kind="stable")
        first = np.searchsorted(of_pledge[order], among, side="left")
        last = np.searchsorted(of_pledge[order], among, side="right")
        many = last - first
        place = np.repeat(np.arange(len(among)), many)
        within = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
        return place, order[first[place] + within]


def days(table: pa.Table, name: str) -> Days:
    """A column of days, ``NaT`` for null."""
    found = table.column(name).to_numpy().astype("datetime64[D]")
    return np.asarray(found, dtype="datetime64[D]")


def floats(table: pa.Table, name: str) -> Floats:
    """A column of numbers, nan for null."""
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)


def flags(column: pa.Array | pa.ChunkedArray) -> Bools:
    """A column of yes and no, no for null."""
    filled = pc.fill_null(column, False)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.bool_)
