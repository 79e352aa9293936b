"""A lender's portfolio of pledged loans as the last night marked them: sums over columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.queries._concerning import RESTS_ON
from ipharbor.queries.kept import Kept
from ipharbor.queries.marked_loans import FEN, OPEN_END, PAST, Named, Portfolio, joined
from ipharbor.queries.marked_rows import MarkedRows
from ipharbor.queries.watched_loans import TABLES
from ipharbor.records.models import Loan
from ipharbor.vocabulary.places import HOME

PARTIES = ("lender", "guarantor")
BY = ("firm", "town", "industry", "section", "subclass", "due", "lender")
"""What exposure is told by. A loan lies in the industries and fields of all its rights, with a part
of what is owed in each; a right whose class two industries claim is told under both together."""
OF_RIGHTS = ("industry", "section", "subclass")


@dataclass(frozen=True)
class Whose:
    """Whose loans: those of the organisation ``name`` as ``party``, a lender or a guarantor; all
    where ``party`` is empty."""

    party: str = ""
    name: str = ""


@dataclass(frozen=True)
class Sums:
    """Sums over loans, in CNY. ``unknown`` loans have no amount on record, ``unvalued`` no right
    with a signed value: these are left out of both shares. ``at_signing`` and ``now`` are None
    where there is nothing to divide by; ``over`` loans are over their ceiling."""

    loans: int
    rights: int
    owed: Decimal
    unknown: int
    unvalued: int
    counted: Decimal
    at_signing: float | None
    now: float | None
    over: int


@dataclass(frozen=True)
class Exposure:
    """The sums of one firm, town, field, time of maturity or lender; ``share`` of all that is
    owed. ``code`` is empty for what is not known; ``named`` is the name of an industry."""

    by: str
    code: str
    share: float
    sums: Sums
    named: Named | None = None


@dataclass(frozen=True)
class LoanRow:
    """A loan of a list, sums in CNY; ``owed`` is None where no amount is on record, ``over`` where
    no right has a value."""

    loan: str
    application: int | None
    lender: str
    firm: str
    town: str
    owed: Decimal | None
    at_signing: float | None
    now: float | None
    ceiling: float | None
    over: bool | None
    counted: Decimal
    rights: int
    unvalued: int
    due: str
    matures_on: date | None
    drawn_on: date | None


@dataclass(frozen=True)
class RightRow:
    """A pledged right of a list. ``owed`` is its part of the loan by what is left of the signed
    values, in equal parts where no right has one; ``because`` is what befell it."""

    loan: str
    application: int | None
    lender: str
    firm: str
    town: str
    right: str
    title: str
    industry: str
    section: str
    subclass: str
    state: str
    owed: Decimal
    left: Decimal
    counted: Decimal
    share: float
    because: str
    named: Named | None


_kept: Kept[Portfolio] = Kept(
    2, Loan, actions=(*RESTS_ON, "rights.import_holders", "industry.change", "industry.end")
)


def portfolio(folder: Path, whose: Whose, region: str = HOME) -> Portfolio | None:
    """The loans of the last night that are theirs, the rights in the industries of ``region``;
    None before the first night."""
    stamps = _stamps(folder)
    if stamps is None:
        return None
    whole = _kept.get((folder, stamps, region), lambda: joined(folder, region))
    if not whose.party:
        return whole
    return Portfolio(
        whole.as_of,
        whole.loans.filter(pc.equal(whole.loans.column(whose.party), whose.name)),
        whole.rights.filter(pc.equal(whole.rights.column(whose.party), whose.name)),
        whole.industries,
    )


def _stamps(folder: Path) -> tuple[int, ...] | None:
    try:
        return tuple((folder / f"{name}.parquet").stat().st_mtime_ns for name in TABLES)
    except OSError:
        return None


def whole(of: Portfolio) -> Sums:
    """The sums over all loans."""
    counted, one = _by(of.loans.append_column("all", pa.array([""] * of.loans.num_rows)), "all"), ""
    return counted[one] if counted else Sums(0, 0, Decimal(0), 0, 0, Decimal(0), None, None, 0)


def exposures(of: Portfolio, by: Sequence[str] = BY) -> tuple[Exposure, ...]:
    """The exposure by each of ``by``: the largest first, times of maturity as they come."""
    owed = int(pc.sum(of.loans.column("owed_fen")).as_py() or 0)
    found: list[Exposure] = []
    for one in by:
        sums = _by(of.rights if one in OF_RIGHTS else of.loans, one)
        rows = [
            Exposure(
                one,
                code,
                float(told.owed) * FEN / owed if owed else 0.0,
                told,
                of.industries.get(code) if one == "industry" else None,
            )
            for code, told in sums.items()
        ]
        order: Callable[[Exposure], Any] = (
            (lambda row: when(row.code))
            if one == "due"
            else (lambda row: (-row.sums.owed, -row.sums.loans, row.code))
        )
        found += sorted(rows, key=order)
    return tuple(found)


def when(due: str) -> tuple[int, str]:
    """What times of maturity are ordered by: past, quarters and years, without a day, unknown."""
    return ({PAST: 0, OPEN_END: 2}.get(due, 1), due)


def lenders(of: Portfolio) -> list[str]:
    """The lenders in the portfolio by name."""
    return sorted(pc.unique(of.loans.column("lender")).to_pylist())


def loan_rows(of: Portfolio) -> MarkedRows[LoanRow]:
    """The loans, the largest first."""
    return MarkedRows(of.loans, _loan_row)


def right_rows(of: Portfolio) -> MarkedRows[RightRow]:
    """The pledged rights, those that bear most first."""
    return MarkedRows(of.rights, lambda one: _right_row(one, of.industries))


def _loan_row(one: Mapping[str, Any]) -> LoanRow:
    return LoanRow(
        one["loan"], one["application"], one["lender"], one["firm"], one["town"],
        _yuan(one["owed_fen"]) if one["told"] else None, one["at_signing"], one["loan_to_value"],
        one["ceiling"], one["over"], _yuan(one["counted_fen"]), one["rights"], one["unvalued"],
        one["due"], one["matures_on"], one["drawn_on"],
    )  # fmt: skip


def _right_row(one: Mapping[str, Any], named: Mapping[str, Named]) -> RightRow:
    return RightRow(
        one["loan"], one["application"], one["lender"], one["firm"], one["town"], one["right"],
        one["title"], one["industry"], one["section"], one["subclass"], one["state"],
        _yuan(one["owed_fen"]), _yuan(one["rolled_fen"]), _yuan(one["counted_fen"]), one["share"],
        one["because"], named.get(one["industry"]),
    )  # fmt: skip


def _by(table: pa.Table, name: str) -> dict[str, Sums]:
    """The sums by the values of the column ``name``, of a table of loans or of rights."""
    rights = "counts" not in table.column_names
    asked = [
        ("loan", "count_distinct"), ("owed_fen", "sum"), ("counted_fen", "sum"),
        ("valued_owed_fen", "sum"), *([("loan", "count")] if rights else [
            ("rights", "sum"), ("told", "sum"), ("counts", "sum"), ("over", "sum"),
            ("lent_fen", "sum"), ("value_fen", "sum")]),
    ]  # fmt: skip
    rows = table.group_by(name).aggregate(asked).to_pylist()
    found = {}
    for row in rows:
        loans = row["loan_count_distinct"]
        found[row[name]] = Sums(
            loans, row["loan_count"] if rights else row["rights_sum"], _yuan(row["owed_fen_sum"]),
            0 if rights else loans - (row["told_sum"] or 0),
            0 if rights else loans - (row["counts_sum"] or 0), _yuan(row["counted_fen_sum"]),
            None if rights else _ratio(row["lent_fen_sum"], row["value_fen_sum"]),
            _ratio(row["valued_owed_fen_sum"], row["counted_fen_sum"]),
            0 if rights else row["over_sum"] or 0,
        )  # fmt: skip
    return found


def _yuan(fen: int | None) -> Decimal:
    return Decimal(fen or 0) / FEN


def _ratio(part: int | None, of: int | None) -> float | None:
    return (part or 0) / of if of else None
