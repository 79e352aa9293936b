"""Advice on rights that stand: what it rests on, what it says, and where it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from ipharbor.fees.advice import Advice, Decision, Facts, Ground, Rules, advise
from ipharbor.fees.amounts import yuan
from ipharbor.fees.days import patent_year
from ipharbor.fees.from_register import A_YEAR
from ipharbor.queries._renewing import Reckoned, Standing
from ipharbor.records.models import OwnerStatement, RenewalDecision
from ipharbor.register.standing import Certainty
from ipharbor.statutes.values import Money

CANNOT_TELL = "cannot_tell"
BINDS: Mapping[str, str] = {
    "pledge": "pledged",
    "preservation": "preserved",
    "suspension": "suspended",
    "licence": "licensed",
    "open_licence": "open_licence",
}
"""Families of encumbrances, each with the fact of ``fees.advice.Facts`` that it makes true."""
_SILENT = "fees.advice.unknown"
_ASK_STANDING = Ground("fees.advice.ask_standing")
_ASK_BURDENS = Ground("renewals.ask_encumbrances")


@dataclass(frozen=True)
class Said:
    """What the owner said of a right; None where the owner did not say."""

    used: bool | None
    worth: Decimal | None
    on: date
    by: str


@dataclass(frozen=True)
class Decided:
    """A person's decision, from the day ``on``, with the advice of that day."""

    decision: str
    reason: str
    advice: str
    on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class Counsel:
    """The advice on a right: ``keep``, ``drop``, ``let_go``, or ``cannot_tell``.

    ``facts`` are its inputs, without the key; ``reasons`` its grounds, the first of which
    decided; ``ask`` is what the owner or the register should be asked. It cannot be told where
    the owner has said neither use nor worth, and a right is not advised away while its standing
    or an encumbrance is unclear. ``bound`` is as in ``fees.advice.Advice``.
    """

    word: str
    reasons: tuple[Ground, ...]
    ask: tuple[Ground, ...]
    bound: bool
    facts: Facts


def statements(rights: Mapping[str, object], on: date) -> dict[int, Said]:
    """What owners said by ``on`` of the rights that the filter ``rights`` leaves, by record."""
    rows = OwnerStatement.objects.filter(**rights, on__lte=on).order_by("pk")
    names = ("right_id", "used", "worth", "on", "by_name")
    return {right: Said(*told) for right, *told in rows.values_list(*names)}


def decisions(rights: Mapping[str, object], on: date) -> dict[int, Decided]:
    """What was decided by ``on`` on the rights that the filter ``rights`` leaves, by record."""
    rows = RenewalDecision.objects.filter(**rights, on__lte=on).order_by("pk")
    names = ("right_id", "decision", "reason", "advice", "on", "by_name", "at")
    return {right: Decided(*told) for right, *told in rows.values_list(*names)}


def counsels(
    found: Reckoned,
    said: Mapping[int, Said],
    on: date,
    rules: Rules,
    places: Sequence[int] | None = None,
) -> Iterable[Counsel]:
    """The advice on each right of ``found`` on ``on``, or on those at ``places``, in order."""
    payable = found.column("payable").tolist()
    begins = found.begins.tolist()
    known: dict[tuple[Facts, bool, bool], Counsel] = {}
    for place in range(len(found.rights)) if places is None else places:
        one = found.rights[place]
        first = begins[place]
        next_fee = yuan(payable[first]) if first < begins[place + 1] else None
        facts = _facts(one, on, next_fee, bool(found.unpaid[place]), said.get(one.record.pk))
        doubtful = one.row["certainty"] == Certainty.UNKNOWN
        alike = (facts, doubtful, bool(one.row["encumbrances_certain"]))
        if alike not in known:
            known[alike] = _counsel(*alike, rules)
        yield known[alike]


@lru_cache(maxsize=1 << 16)  # asked for the same days at every view of a plan
def _whole_years(first: date, until: date) -> int:
    return patent_year(first, until, A_YEAR) - 1


def _facts(
    one: Standing, on: date, next_fee: Money | None, unpaid: bool, said: Said | None
) -> Facts:
    filed_on, ends = one.record.filed_on, one.row["term_ends"]
    assert filed_on is not None
    left = _whole_years(on, ends) if ends is not None and ends > on else 0
    return Facts(
        key="",  # so that rights in the same position share their counsel
        alive=True,
        standing_certain=one.row["certainty"] == Certainty.CERTAIN,
        remaining_years=left,
        age=_whole_years(filed_on, on),
        next_fee=next_fee,
        unpaid=unpaid,
        used=said.used if said else None,
        worth=Money(said.worth) if said and said.worth is not None else None,
        **{fact: bool(one.row[family]) for family, fact in BINDS.items()},
    )


def _counsel(facts: Facts, doubtful: bool, burdens_certain: bool, rules: Rules) -> Counsel:
    told: Advice = advise(facts, rules)
    word, ask = str(told.decision), told.ask
    silent = told.reasons[0].code == _SILENT
    unclear = doubtful or not burdens_certain
    if silent or (unclear and told.decision is not Decision.KEEP):
        word = CANNOT_TELL
    if not burdens_certain:
        ask = (*ask, _ASK_BURDENS)
    return Counsel(word, told.reasons, ask, told.bound, facts)
