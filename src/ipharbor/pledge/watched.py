"""The tables that a night's look over pledged loans reads and gives."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

LOANS = pa.schema(
    [
        ("loan", pa.string()),
        ("lender", pa.string()),
        ("borrower", pa.string()),
        ("guarantor", pa.string()),
        ("balance_fen", pa.int64()),
        ("drawn_on", pa.date32()),
        ("matures_on", pa.date32()),
        ("past_due_since", pa.date32()),
        ("repaid_on", pa.date32()),
        ("ceiling", pa.float64()),
        ("own", pa.bool_()),
        ("application", pa.int64()),
    ]
)
"""Loans, one row each. ``balance_fen`` is the principal outstanding in 0.01 CNY, 0 before drawing;
``past_due_since`` the first day after the oldest payment that was due and is not made;
``repaid_on`` the day on which nothing was left; ``ceiling`` the loan-to-value of the contract, null
where the book's holds. ``own`` is false for a loan of which the register's pledge alone is known:
of it no signed value and no payment is looked for. ``application`` is the number of its
application for a loan that was made here."""

PLEDGES = pa.schema(
    [
        ("loan", pa.string()),
        ("right", pa.string()),
        ("kind", pa.string()),
        ("number", pa.string()),
        ("pledged_on", pa.date32()),
        ("released_on", pa.date32()),
        ("value_fen", pa.int64()),
        ("valued_on", pa.date32()),
        ("life_ends", pa.date32()),
        ("rate", pa.float64()),
        ("decline", pa.float64()),
    ]
)
"""Which right secures which loan. ``kind`` is that of the patent, ``number`` that of the
registration, ``pledged_on`` its day (null while it is not registered), ``released_on`` the day of
its cancellation; ``value_fen`` the newest signed value, ``life_ends`` the last day of the life it
rests on, ``rate`` and ``decline`` its discount rate and yearly decline; null where not told."""

ACTS = pa.schema(
    [
        ("right", pa.string()),
        ("kind", pa.string()),
        ("on", pa.date32()),
        ("known_on", pa.date32()),
        ("number", pa.string()),
        ("consent", pa.bool_()),
    ]
)
"""What the register tells of pledged rights: ``kind`` is one of ``register.codes.Kind``, ``number``
that of the record, ``consent`` whether the pledgee's consent is on record."""

LATE = pa.schema(
    [
        ("key", pa.string()),
        ("year", pa.int64()),
        ("stage", pa.string()),
        ("since", pa.date32()),
        ("last_day", pa.date32()),
    ]
)
"""Annuities of which no payment is known after their day: ``stage`` is ``missed``, ``last_month``
or ``lapsed``, ``since`` its first day, ``last_day`` the last on which the annuity can be paid."""

DUE = pa.schema([("key", pa.string()), ("year", pa.int64()), ("pay_by", pa.date32())])
"""Annuities that can still be paid in time."""

PROCEEDS = pa.schema(
    [
        ("loan", pa.string()),
        ("right", pa.string()),
        ("since", pa.date32()),
        ("known_on", pa.date32()),
        ("owed_fen", pa.int64()),
        ("mark", pa.string()),
    ]
)
"""Acts that the pledgee agreed to, whose price is to be applied to the loan and is not yet:
``owed_fen`` is what of it is missing in 0.01 CNY, ``since`` the day of the act or the first one
after the day on which the price was to be paid over."""

CASES = pa.schema(
    [("right", pa.string()), ("number", pa.string()), ("received_on", pa.date32())]
)  # fmt: skip
"""Open cases about pledged rights."""

MARKS = pa.schema(
    [
        ("loan", pa.string()),
        ("balance_fen", pa.int64()),
        ("rights", pa.int64()),
        ("unvalued", pa.int64()),
        ("signed_fen", pa.int64()),
        ("rolled_fen", pa.int64()),
        ("counted_fen", pa.int64()),
        ("lendable_fen", pa.int64()),
        ("loan_to_value", pa.float64()),
        ("ceiling", pa.float64()),
        ("over", pa.bool_()),
    ]
)
"""Each loan that is not repaid with its collateral on the day: what was signed, what is left of it
by remaining life, what counts of that, what could be lent on it; the loan as a share of what
counts (null where nothing counts or no right has a value) and the greatest share allowed. ``over``
is null where no right has a value: nothing is known then."""

RIGHTS = pa.schema(
    [
        ("loan", pa.string()),
        ("right", pa.string()),
        ("state", pa.string()),
        ("rolled_fen", pa.int64()),
        ("counted_fen", pa.int64()),
        ("share", pa.float64()),
        ("because", pa.string()),
    ]
)
"""Each pledge with what counts of it: ``because`` is what befell the right, empty for nothing."""

CONCERNS = pa.schema(
    [
        ("mark", pa.string()),
        ("loan", pa.string()),
        ("right", pa.string()),
        ("demand", pa.string()),
        ("gravity", pa.string()),
        ("since", pa.date32()),
        ("known_on", pa.date32()),
        ("fact", pa.string()),
        ("cure_by", pa.date32()),
    ]
)
"""What is wrong, one row each. ``right`` is empty for what concerns the whole loan. ``since`` is
the day from which it was so, ``known_on`` the first on which it could be known, ``fact`` what
tells it (an act and its day, a patent year and stage, a case). ``cure_by`` is null for a notice.
``mark`` is the same whenever the same thing is seen again."""


@dataclass(frozen=True)
class Facts:
    """What is known on the day: the tables of the schemas above, and ``standings`` after
    ``register.batch.STANDINGS`` of every pledged right that the register has."""

    loans: pa.Table
    pledges: pa.Table
    standings: pa.Table
    acts: pa.Table
    late: pa.Table
    due: pa.Table
    cases: pa.Table
    proceeds: pa.Table = field(default_factory=PROCEEDS.empty_table)


@dataclass(frozen=True)
class Night:
    """What a look over all loans found."""

    marks: pa.Table
    rights: pa.Table
    concerns: pa.Table
