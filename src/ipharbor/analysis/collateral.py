"""The tables of a night's look over pledged loans, from what the register tells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.known import Known
from ipharbor.analysis.sweeping.unpaid import paying, payments_on, stays_on
from ipharbor.pledge.upkeep import due
from ipharbor.pledge.watched import ACTS, CASES, DUE, LATE, LOANS, PLEDGES, PROCEEDS, Facts
from ipharbor.register.codes import KINDS, Kind
from ipharbor.register.encumbrances import Encumbrance, Family
from ipharbor.register.events import Event
from ipharbor.warning.lateness import late, portfolio

FEN = Decimal(100)
_TOLD = frozenset(
    {
        Kind.TRANSFER, Kind.LICENCE_RECORDED, Kind.OPEN_LICENCE_DECLARED, Kind.PLEDGE_REGISTERED,
        Kind.PLEDGE_CANCELLED, Kind.PARTLY_INVALIDATED, Kind.AMBIGUOUS_INVALIDATION,
        Kind.PRESERVATION, Kind.AMBIGUOUS_PRESERVATION, Kind.SUSPENSION,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Lent:
    """Loans and their pledges as tables of ``pledge.watched``."""

    loans: pa.Table
    pledges: pa.Table


def registered(known: Known, on: date, *, besides: frozenset[str] = frozenset()) -> Lent:
    """The loans behind the pledges that the register shows on ``on``, as known then, but those
    with a number in ``besides``, of which more is known.

    A loan is told by the number of its registration, or by right and day where it has none. Its
    amount is that of the registration, where the source tells one.
    """
    loans: dict[str, dict[str, Any]] = {}
    pledges = []
    for row in sorted(known.docket.numbered_otherwise(on, besides, Kind.PLEDGE_REGISTERED)):
        right = known.docket.rights.slice(row, 1).to_pylist()[0]
        amounts = _amounts(known, row, on)
        for one in known.docket.standing(row, on).encumbrances:
            if one.family is not Family.PLEDGE or one.number in besides:
                continue
            name = one.number or f"{right['key']}@{one.since}"
            loans.setdefault(name, _loan(name, one, amounts))
            pledges.append(
                {
                    "loan": name, "right": right["key"], "kind": right["patent_type"],
                    "number": one.number, "pledged_on": one.since,
                }
            )  # fmt: skip
    return Lent(
        pa.Table.from_pylist(list(loans.values()), LOANS), pa.Table.from_pylist(pledges, PLEDGES)
    )


def together(*some: Lent) -> Lent:
    """Loans of several sources as one; their names must differ."""
    return Lent(
        pa.concat_tables(one.loans for one in some).combine_chunks(),
        pa.concat_tables(one.pledges for one in some).combine_chunks(),
    )


def valued(lent: Lent, values: Mapping[str, tuple[int, date]]) -> Lent:
    """``lent`` with signed values (in fen, and their day) for the rights that have none."""
    rows = lent.pledges.to_pylist()
    for row in rows:
        if row["value_fen"] is None and row["right"] in values:
            row["value_fen"], row["valued_on"] = values[row["right"]]
    return Lent(lent.loans, pa.Table.from_pylist(rows, PLEDGES))


def facts(
    known: Known, lent: Lent, on: date, *, closed: frozenset[str] = frozenset(),
    proceeds: pa.Table | None = None,
) -> Facts:  # fmt: skip
    """What is known on ``on`` of the rights that secure ``lent``.

    Cases numbered in ``closed`` are over; ``proceeds`` follow ``watched.PROCEEDS``. Annuities of
    rights in whose dockets nobody enters payments are left out, as the sweep for missed annuities
    leaves them out.
    """
    docket = known.docket
    names = lent.pledges.column("right").unique().to_pylist()
    rows = sorted(docket.row[key] for key in names if key in docket.row)
    at = pa.array(rows, pa.int64())
    stood = docket.standings(on).take(at).combine_chunks()
    return Facts(
        lent.loans, lent.pledges, stood, _acts(known, at, on),
        *_annuities(known, rows, stood, on), _cases(known, on, closed),
        PROCEEDS.empty_table() if proceeds is None else proceeds,
    )  # fmt: skip


def _loan(name: str, one: Encumbrance, amounts: Mapping[str, int]) -> dict[str, Any]:
    giver, taker = one.parties
    return {
        "loan": name, "lender": taker, "borrower": giver, "guarantor": "",
        "balance_fen": amounts.get(one.number), "drawn_on": one.since, "matures_on": one.until,
        "own": False,
    }  # fmt: skip


def _amounts(known: Known, row: int, on: date) -> dict[str, int]:
    """The amounts that registrations of one right tell, in fen, by number."""
    found = {}
    for event in known.docket.events_of(row, on):
        if event.kind is Kind.PLEDGE_REGISTERED and event.told("amount"):
            try:
                found[event.told("number")] = int(Decimal(event.told("amount")) * FEN)
            except (InvalidOperation, ValueError):
                continue
    return found


def _acts(known: Known, rows: pa.Array, on: date) -> pa.Table:
    docket = known.docket
    at = docket.of_kinds(rows, on, *_TOLD)
    told = docket.events.take(at)
    written = docket.details.take(at).to_pylist()
    consent = [
        "consent" in one and bool(Event("", on, on, json.loads(one)).told("consent"))
        for one in (text or "" for text in written)
    ]
    kinds = pa.array([str(one) for one in KINDS]).take(pa.array(docket.kind[at.to_numpy()]))
    columns = {
        "right": told.column("key"), "kind": kinds, "on": told.column("on"),
        "known_on": told.column("known_on"), "consent": pa.array(consent, pa.bool_()),
        "number": pc.fill_null(told.column("number"), ""),
    }  # fmt: skip
    return pa.table([columns[one.name].cast(one.type) for one in ACTS], schema=ACTS)


def _annuities(
    known: Known, rows: list[int], stood: pa.Table, on: date
) -> tuple[pa.Table, pa.Table]:
    """The late annuities and those to come."""
    payments = payments_on(known, on)
    among = paying(known, payments)
    kept = [place for place, row in enumerate(rows) if not among.isdisjoint(known.docket.kept[row])]
    if not kept:
        return LATE.empty_table(), DUE.empty_table()
    rights = known.docket.rights.take(pa.array([rows[place] for place in kept], pa.int64()))
    held = portfolio(rights, stood.take(pa.array(kept, pa.int64())), on)
    keys = rights.column("key").combine_chunks()
    mine = payments.filter(pc.is_in(payments.column("key"), value_set=keys))
    stays = stays_on(known, on)
    stays = stays.filter(pc.is_in(stays.column("key"), value_set=keys))
    asked: dict[str, Any] = {
        "on": on, "book": known.book, "calendar": known.calendar, "payments": mine, "stays": stays
    }  # fmt: skip
    return late(held, **asked).select(LATE.names).cast(LATE), due(held, **asked)


def _cases(known: Known, on: date, closed: frozenset[str]) -> pa.Table:
    """The open cases received by ``on`` about rights in dockets."""
    numbered = known.docket.numbered
    rows = [
        {
            "right": known.docket.keys[numbered[one["right"]]], "number": one["number"],
            "received_on": one["received_on"],
        }
        for one in known.register.cases.to_pylist()
        if one["right"] in numbered and one["received_on"] <= on and one["number"] not in closed
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, CASES)
