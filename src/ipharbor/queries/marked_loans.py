"""The tables of a night beside what the register knows of their firms, fields and terms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.queries.watched_loans import KeptNight, last_night
from ipharbor.records.industries import standing
from ipharbor.records.models import Firm, Loan, Right
from ipharbor.vocabulary.chains import Chains, locarno
from ipharbor.vocabulary.classes import ipc_symbol

FEN = 100
PAST, OPEN_END = "past", "open"
BOTH = "|"  # between the industries that claim one class
_AT_ONCE = 500  # names in one question to the database
_IN_QUARTERS = 2  # calendar years that are told by quarters

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Named:
    """The name of an industry, or of those that claim one class together."""

    zh: str
    en: str


@dataclass(frozen=True)
class Portfolio:
    """The loans of a night with what the register knows of firm and field, a row each, and the
    rights that secure them. ``loans`` tells beside the marks ``firm``, ``town``, ``due`` (the
    quarter or year of maturity), ``lent_fen`` and ``value_fen`` of the day of signing, and
    ``application`` where the loan was made here; ``rights`` the part of what is owed.
    ``industries`` names those that rights lie in, by the code that they tell."""

    as_of: date
    loans: pa.Table
    rights: pa.Table
    industries: Mapping[str, Named]


def joined(folder: Path, region: str) -> Portfolio:
    """The last night's tables with firm, field and industry of the region, the largest loan and
    what bears most first; there has to have been one."""
    night = last_night(folder)
    assert night is not None  # its files were there
    loans = _loans(night)
    chains = Chains(standing(region))
    rights = _rights(night, loans, chains)
    order = [("owed_fen", "descending"), ("loan", "ascending")]
    return Portfolio(
        night.as_of, loans.sort_by(order), rights.sort_by([*order, ("right", "ascending")]),
        _names(rights, chains),
    )  # fmt: skip


def _names(rights: pa.Table, chains: Chains) -> Mapping[str, Named]:
    known = {one.code: one for one in chains.industries}
    found = {}
    for code in pc.unique(rights.column("industry")).to_pylist():
        those = [known[one] for one in code.split(BOTH) if one]
        if those:
            zh, en = ([one.name_zh for one in those], [one.name_en for one in those])
            found[code] = Named(" / ".join(zh), " / ".join(en))
    return found


def _loans(night: KeptNight) -> pa.Table:
    marks = night.marks
    place = pc.index_in(marks.column("loan"), value_set=night.loans.column("loan"))
    held = night.loans.take(place)
    told = pc.is_valid(held.column("balance_fen"))
    counts = pc.is_valid(marks.column("over"))
    made = _made([one for one in marks.column("loan").to_pylist() if one])
    own = [made.get(one) for one in marks.column("loan").to_pylist()]
    owed, signed = marks.column("balance_fen"), marks.column("signed_fen")
    here = pa.array([one is not None and one[2] is not None for one in own])
    lent = pc.if_else(here, pa.array([one[1] if one else 0 for one in own], pa.int64()), owed)
    value = pc.if_else(
        here, pa.array([(one[2] if one else 0) or 0 for one in own], pa.int64()), signed
    )
    known = pc.greater(value, 0)
    borrowers = held.column("borrower").to_pylist()
    towns = _looked_up(borrowers, _towns)
    due = _due(held.column("matures_on"), night.as_of)
    return pa.table(
        {
            "loan": marks.column("loan"),
            "application": pa.array([one[0] if one else None for one in own], pa.int64()),
            "lender": held.column("lender"),
            "guarantor": held.column("guarantor"),
            "firm": held.column("borrower"),
            "town": pa.array([towns.get(one, "") for one in borrowers], pa.string()),
            "due": due,
            "matures_on": held.column("matures_on"),
            "drawn_on": held.column("drawn_on"),
            "told": told,
            "owed_fen": owed,
            "rights": marks.column("rights"),
            "unvalued": marks.column("unvalued"),
            "lent_fen": pc.if_else(known, lent, 0),
            "value_fen": value,
            "counted_fen": marks.column("counted_fen"),
            "valued_owed_fen": pc.if_else(counts, owed, 0),
            "told_fen": pc.if_else(told, owed, None),
            "at_signing": _part(pc.if_else(known, lent, 0), value),
            "due_order": _due_order(due),
            "counts": counts,
            "loan_to_value": marks.column("loan_to_value"),
            "ceiling": marks.column("ceiling"),
            "over": marks.column("over"),
        }
    ).combine_chunks()


def _made(numbers: Sequence[str]) -> Mapping[str, tuple[int, int, int | None]]:
    """Of loans made here, by registration: application, principal and value told then, in fen."""
    found = {}
    for some in _portions(numbers):
        rows = Loan.objects.filter(registration__in=some)
        for number, application, lent, value in rows.values_list(
            "registration", "application_id", "principal", "value"
        ):
            told = None if value is None else int(value * FEN)
            found[number] = (application, int(lent * FEN), told)
    return found


def _rights(night: KeptNight, loans: pa.Table, chains: Chains) -> pa.Table:
    place = pc.index_in(night.rights.column("loan"), value_set=loans.column("loan"))
    rights = night.rights.filter(pc.is_valid(place))
    of = loans.take(pc.drop_null(place))
    keys = rights.column("right").to_pylist()
    known = _looked_up(keys, _titled)
    symbols = [known.get(key, ("", ""))[1] for key in keys]
    borne = parts(
        pc.drop_null(place).to_numpy(), rights.column("rolled_fen").to_numpy(),
        loans.column("owed_fen").to_numpy(),
    )  # fmt: skip
    read = {one: _field(one, chains) for one in set(symbols)}
    fields = [read[one] for one in symbols]
    return pa.table(
        {
            "right": rights.column("right"),
            **{
                name: of.column(name)
                for name in ("loan", "application", "lender", "guarantor", "firm", "town")
            },
            "title": pa.array([known.get(key, (key, ""))[0] or key for key in keys], pa.string()),
            "section": pa.array([one[0] for one in fields], pa.string()),
            "subclass": pa.array([one[1] for one in fields], pa.string()),
            "industry": pa.array([one[2] for one in fields], pa.string()),
            "state": rights.column("state"),
            "owed_fen": pa.array(borne),
            "valued_owed_fen": pc.if_else(of.column("counts"), pa.array(borne), 0),
            "rolled_fen": rights.column("rolled_fen"),
            "counted_fen": rights.column("counted_fen"),
            "share": rights.column("share"),
            "lessened": pc.less(rights.column("share"), 1.0),
            "because": rights.column("because"),
        }
    ).combine_chunks()


def parts(loan: Ints, worth: Ints, owed: Ints) -> Ints:
    """What is owed of each loan parted among its rights by ``worth``, in equal parts where that is
    nought for all; to the fen, so that the parts add up."""
    if not len(loan):
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(loan, kind="stable")
    of, weight = loan[order], worth[order].astype(np.float64)
    sums = np.bincount(of, weight, minlength=len(owed))
    weight = np.where(sums[of] > 0, weight, 1.0)
    sums = np.bincount(of, weight, minlength=len(owed))
    running = np.cumsum(weight / sums[of])
    last = np.flatnonzero(np.append(np.diff(of) != 0, True))
    first = np.append(0, last[:-1] + 1)
    within = running - np.repeat(np.append(0.0, running[last[:-1]]), last - first + 1)
    until = np.floor(owed[of] * within + 0.5).astype(np.int64)
    until[last] = owed[of[last]]
    before = np.append(0, until[:-1])
    before[first] = 0
    found: Ints = np.empty_like(until)
    found[order] = until - before
    return found


def _due(matures: pa.ChunkedArray, on: date) -> pa.Array:
    """``2027-Q2`` for a day in this or the next calendar year, ``2029`` for a later one."""

    def told(day: date | None) -> str:
        if day is None:
            return OPEN_END
        if day < on:
            return PAST
        near = day.year < on.year + _IN_QUARTERS
        return f"{day.year}-Q{(day.month + 2) // 3}" if near else f"{day.year}"

    return pa.array([told(one) for one in matures.to_pylist()], pa.string())


def _due_order(due: pa.Array) -> pa.Array:
    """What times of maturity are sorted by: past, quarters and years, without a day."""
    place = {PAST: "0", OPEN_END: "2"}
    return pa.array([f"{place.get(one, '1')}{one}" for one in due.to_pylist()], pa.string())


def _part(part: pa.ChunkedArray, of: pa.ChunkedArray) -> pa.ChunkedArray:
    """A part of one; nothing where there is nothing to divide by."""
    whole = pc.if_else(pc.equal(of, 0), None, of)
    return pc.divide(pc.cast(part, pa.float64()), pc.cast(whole, pa.float64()))


def _field(symbol: str, chains: Chains) -> tuple[str, str, str]:
    """Section, subclass and industries of a symbol, empty where it does not tell them."""
    read = ipc_symbol(symbol).clean if symbol else None
    if read is None:
        design = locarno(symbol).clean if symbol else None
        return "", "", _industry(chains, chains.links_of_design(design) if design else ())
    subclass = read.subclass_code if read.subclass else ""
    return read.section, subclass, _industry(chains, chains.links_of(str(read)))


def _industry(chains: Chains, links: Sequence[int]) -> str:
    """The codes of the industries of these links, in the order of the region."""
    places = sorted({chains.industry_of[one] for one in links})
    return BOTH.join(chains.industries[one].code for one in places)


def _towns(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from Firm.objects.filter(name__in=names).values_list("name", "town")


def _titled(keys: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    found = Right.objects.filter(key__in=keys).values_list("key", "title", "ipc")
    yield from ((key, (title, ipc)) for key, title, ipc in found)


def _looked_up(
    names: Sequence[str], ask: Callable[[Sequence[str]], Iterator[tuple[str, Any]]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in _portions(list(dict.fromkeys(names))):
        found |= dict(ask(some))
    return found


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]
