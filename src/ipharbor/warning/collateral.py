"""Incidents of pledged loans: above the ceiling, pledged twice, not cured in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.vocabulary.messages import message
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal
from ipharbor.warning.weight import given, listed

NAMED = 6  # rights that a sentence names
FEN = Decimal(100)
_LONG_OVERDUE = ("substandard", "doubtful", "loss")


@dataclass(frozen=True)
class Mark:
    """A loan with its collateral on a day, a row of ``pledge.watched.MARKS``."""

    loan: str
    balance_fen: int
    rights: int
    unvalued: int
    signed_fen: int
    rolled_fen: int
    counted_fen: int
    lendable_fen: int
    loan_to_value: float | None
    ceiling: float | None
    over: bool | None

    @property
    def told(self) -> str:
        """The loan-to-value as a sentence shows it, ``∞`` where nothing counts any more."""
        return "∞" if self.loan_to_value is None else f"{self.loan_to_value:.0%}"


def above_ceiling(
    mark: Mark, parties: Mapping[str, str], titles: tuple[str, ...], keys: tuple[str, ...],
    since: date, on: date,
) -> Incident:  # fmt: skip
    """A loan is more than its ceiling allows on what counts of its collateral.

    ``titles`` and ``keys`` are the rights whose value something lessened; without any it is the
    years alone. Told again when the loan-to-value has moved by a hundredth.
    """
    points = given("grade.over_ceiling")
    if keys:
        points = (*points, *given("grade.value_lost"))
    facts = (
        ("loan", mark.loan), ("lender", parties["lender"] or "—"),
        ("borrower", parties["borrower"] or "—"), ("ltv", mark.told),
        ("ceiling", "—" if mark.ceiling is None else f"{mark.ceiling:.0%}"),
        ("balance", _yuan(mark.balance_fen)), ("counted", _yuan(mark.counted_fen)),
        ("short", _yuan(max(0, mark.balance_fen - mark.lendable_fen))),
        ("rights", listed(titles[:NAMED])), ("since", since.isoformat()),
    )  # fmt: skip
    name = f"loan_to_value|{mark.loan}|{since}|{mark.told}"
    return _made(name, "signal.loan_to_value", facts, points, parties, keys, since, on)


def pledged_again(
    loan: str, parties: Mapping[str, str], key: str, title: str, fact: str, since: date, on: date
) -> Incident:
    """Another pledge was registered on a right that secures a loan already.

    Source: measures on registration of patent pledges, where a right that is pledged is a ground of
    refusal.
    """
    facts = (
        ("loan", loan), ("lender", parties["lender"] or "—"),
        ("borrower", parties["borrower"] or "—"), ("title", title or key),
        ("act", fact.rpartition(":")[2] or "—"), ("since", since.isoformat()),
    )  # fmt: skip
    points = given("grade.pledged_again")
    name = f"pledged_again|{loan}|{key}|{fact}"
    return _made(name, "signal.pledged_again", facts, points, parties, (key,), since, on)


def cure_over(
    loan: str, parties: Mapping[str, str], mark: str, key: str, title: str, since: date,
    cure_by: date, on: date,
) -> Incident:  # fmt: skip
    """A breach of what a loan demands was not cured in the time given for it."""
    facts = (
        ("loan", loan), ("lender", parties["lender"] or "—"),
        ("borrower", parties["borrower"] or "—"), ("title", title or key or "—"),
        ("since", since.isoformat()), ("cure_by", cure_by.isoformat()),
    )  # fmt: skip
    keys = (key,) if key else ()
    points = given("grade.not_cured")
    return _made(
        f"cure_over|{mark}|{cure_by}", "signal.cure_over", facts, points, parties, keys, since, on
    )


def guaranteed(
    loan: str, parties: Mapping[str, str], mark: str, demand: str, key: str, title: str,
    since: date, cure_by: date | None, on: date,
) -> Incident:  # fmt: skip
    """A concern about a loan, told to its guarantor, who stands in no register and whom sweeps over
    the register do not reach. ``demand`` is one of ``pledge.covenants.Demand``."""
    facts = (
        ("loan", loan), ("lender", parties["lender"] or "—"),
        ("borrower", parties["borrower"] or "—"),
        ("demand_zh", message(f"demand.{demand}", "zh", {}).what),
        ("demand_en", message(f"demand.{demand}", "en", {}).what), ("title", title or key or "—"),
        ("since", since.isoformat()), ("cure_by", f"{cure_by or '—'}"),
    )  # fmt: skip
    name = f"guaranteed|{mark}|{since}"
    only = {"lender": "", "borrower": "", "guarantor": parties["guarantor"]}
    keys = (key,) if key else ()
    points = given("grade.guaranteed_concern")
    return _made(name, "signal.guaranteed_concern", facts, points, only, keys, since, on)


def past_due(mark: Mark, parties: Mapping[str, str], kind: str, since: date, on: date) -> Incident:
    """A payment of a loan was due and is not made, ``since`` the day after it was due. ``kind`` is
    the class of loans so long past due, by the provision ``pledge.past_due.classes``; told again
    when the loan comes into another."""
    points = given("grade.past_due")
    if kind in _LONG_OVERDUE:
        points = (*points, *given(f"grade.past_due.{kind}"))
    facts = (
        ("loan", mark.loan), ("lender", parties["lender"] or "—"),
        ("borrower", parties["borrower"] or "—"), ("days", str((on - since).days + 1)),
        ("since", since.isoformat()), ("balance", _yuan(mark.balance_fen)),
    )  # fmt: skip
    name = f"{past_due_mark(mark.loan)}{since}|{kind}"
    return _made(name, "signal.past_due", facts, points, parties, (), since, on)


def past_due_mark(loan: str) -> str:
    """How the marks of incidents begin that tell of payments of a loan that are past due."""
    return f"past_due|{loan}|"


def past_due_loan(mark: str) -> str:
    """The loan of such a mark; empty for a mark of anything else."""
    kind, _, rest = mark.partition("|")
    return rest.partition("|")[0] if kind == "past_due" else ""


def _made(
    mark: str, code: str, facts: tuple[tuple[str, str], ...], points: tuple[Points, ...],
    parties: Mapping[str, str], keys: tuple[str, ...], since: date, on: date,
) -> Incident:  # fmt: skip
    """``lenders`` are the lender and who guarantees: both watch the collateral."""
    own = (parties["borrower"],) if parties["borrower"] else ()
    watching = tuple(one for one in (parties["lender"], parties["guarantor"]) if one)
    return Incident(
        mark, Signal(code, facts), since, on, points, firms=own, rights=keys, lenders=watching
    )


def _yuan(fen: int) -> str:
    return f"{Decimal(fen) / FEN:,.2f}"
