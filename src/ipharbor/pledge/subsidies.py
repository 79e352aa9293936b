"""Support of a region for the cost of a pledge loan, with ceilings and what may not be joined.

Two forms are known, both data of the book: a city's support of interest and appraisal as a share
of the loan (``pledge.subsidy.share`` and ``.cap``), and a district's of each fee
(``.expenses_share``, ``.expenses_cap``) and of interest (``.interest_share``, ``.interest_cap``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from ipharbor.bookkeeping.sums import NOTHING, fen
from ipharbor.pledge.cost import FullCost
from ipharbor.statutes.book import Law
from ipharbor.statutes.provision import Provision

FEES = ("valuation", "guarantee", "insurance")


@dataclass(frozen=True)
class Support:
    """What is paid towards ``what`` (``interest``, ``valuation``, ``guarantee``, ``insurance`` or
    ``loan``, the city's form), in CNY, and the provisions it rests on.

    ``why`` is empty, or tells why less or nothing is paid: ``ceiling``, ``not_together``,
    ``other_level``, ``loans_a_year``, ``lpr_unknown``.
    """

    what: str
    amount: Decimal
    names: tuple[str, ...]
    certain: bool
    why: str = ""


@dataclass(frozen=True)
class Claimant:
    """What of the claimant bears on support: CNY already paid this year for interest, to the
    entity by the city, and loans supported this year. ``lpr`` is the loan prime rate of the
    loan's tenor, None where nobody told it."""

    interest_this_year: Decimal = NOTHING
    from_city: Decimal = NOTHING
    loans_this_year: int = 0
    lpr: Decimal | None = None


def supports(
    law: Law, principal: Decimal, rate: Decimal, cost: FullCost, claimant: Claimant
) -> tuple[Support, ...]:
    """All support for a loan whose ``cost`` was reckoned without subsidy, under the law of its day.

    Where the book does not let two levels be joined (``pledge.subsidy.levels_together``), the
    level that pays less pays nothing. Empty where the region has no support.
    """
    city = _city(law, principal, cost, claimant)
    district = (*_fees(law, cost), *_interest(law, rate, cost, claimant))
    name = "pledge.subsidy.levels_together"
    together = name in law and law[name].flag
    if not (city and district) or together:
        return (*city, *district)
    if total(city) >= total(district):
        return (*city, *(_none(one, "other_level") for one in district))
    return (*(_none(one, "other_level") for one in city), *district)


def total(told: tuple[Support, ...]) -> Decimal:
    """What is paid in all, in CNY."""
    return sum((one.amount for one in told), NOTHING)


def _city(law: Law, principal: Decimal, cost: FullCost, claimant: Claimant) -> tuple[Support, ...]:
    share, cap = _asked(law, "pledge.subsidy.share"), _asked(law, "pledge.subsidy.cap")
    if share is None:
        return ()
    bound = fen(principal * share.share.of_one)
    left = bound
    if cap is not None:
        left = min(left, max(cap.money.amount - claimant.from_city, NOTHING))
    spent = cost.interest + cost.valuation
    paid = min(spent, left)
    rests = (share, *((cap,) if cap else ()))
    return (_told("loan", paid, rests, "ceiling" if paid < spent else ""),)


def _fees(law: Law, cost: FullCost) -> tuple[Support, ...]:
    share = _asked(law, "pledge.subsidy.expenses_share")
    cap = _asked(law, "pledge.subsidy.expenses_cap")
    if share is None:
        return ()
    rests = (share, *((cap,) if cap else ()))
    told = []
    for what in FEES:
        wanted = fen(getattr(cost, what) * share.share.of_one)
        paid = min(wanted, cap.money.amount) if cap else wanted
        told.append(_told(what, paid, rests, "ceiling" if paid < wanted else ""))
    return _parted(law, tuple(told))


def _parted(law: Law, told: tuple[Support, ...]) -> tuple[Support, ...]:
    """Of fees that the rule does not let be joined only the greatest support is paid."""
    apart = _asked(law, "pledge.subsidy.not_together")
    if apart is None:
        return told
    named = {item.code for item in apart.terms.items}
    rivals = [one for one in told if one.what in named and one.amount]
    if len(rivals) < 2:
        return told
    best = max(rivals, key=lambda one: one.amount)
    return tuple(
        _none(replace(one, names=(*one.names, apart.name)), "not_together")
        if one in rivals and one is not best else one
        for one in told
    )  # fmt: skip


def _interest(law: Law, rate: Decimal, cost: FullCost, claimant: Claimant) -> tuple[Support, ...]:
    """Interest up to the loan prime rate; of the whole rate, and uncertain, where it is untold."""
    share = _asked(law, "pledge.subsidy.interest_share")
    cap = _asked(law, "pledge.subsidy.interest_cap")
    loans = _asked(law, "pledge.subsidy.loans_a_year")
    if share is None:
        return ()
    rests = (share, *((cap,) if cap else ()), *((loans,) if loans else ()))
    if loans is not None and claimant.loans_this_year >= loans.count.n:
        return (_told("interest", NOTHING, rests, "loans_a_year"),)
    counted = cost.interest
    if claimant.lpr is not None and rate > claimant.lpr:
        counted = fen(counted * claimant.lpr / rate)
    wanted = fen(counted * share.share.of_one)
    paid = wanted
    if cap is not None:
        paid = min(wanted, max(cap.money.amount - claimant.interest_this_year, NOTHING))
    why = "ceiling" if paid < wanted else "" if claimant.lpr is not None else "lpr_unknown"
    return (_told("interest", paid, rests, why),)


def _told(what: str, amount: Decimal, rests: tuple[Provision, ...], why: str) -> Support:
    certain = all(one.certain for one in rests) and why != "lpr_unknown"
    return Support(what, amount, tuple(one.name for one in rests), certain, why)


def _none(one: Support, why: str) -> Support:
    return replace(one, amount=NOTHING, why=why) if one.amount else one


def _asked(law: Law, name: str) -> Provision | None:
    if name not in law:
        return None
    return law[name]
