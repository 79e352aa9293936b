"""Whether to keep a right, to let others have it or to drop it: advice by stated rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ipharbor.fees import _explain
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.messages import message


class Decision(StrEnum):
    """What to do before the next annuity is due.

    ``keep``: pay it. ``let_go``: offer the right for sale, licence or open licence, and decide
    on the fee when it is due. ``drop``: leave it unpaid.
    """

    KEEP = "keep"
    LET_GO = "let_go"
    DROP = "drop"


@dataclass(frozen=True)
class Facts:
    """What advice on a right rests on.

    ``alive`` and ``standing_certain`` come from the register; ``remaining_years`` and ``age``
    are whole years to the end of the term and since filing. ``next_fee`` is the next annuity
    with its surcharge, None when nothing more is due. ``unpaid`` says that, as far as payments
    are known, an annuity can no longer be paid while the register shows the right alive.
    ``used`` is whether the owner uses the right in a product, ``worth`` what another year of it
    is worth to the owner; None where the owner has not said.
    """

    key: str
    alive: bool
    standing_certain: bool
    remaining_years: int
    age: int
    next_fee: Money | None
    unpaid: bool = False
    pledged: bool = False
    preserved: bool = False
    suspended: bool = False
    licensed: bool = False
    open_licence: bool = False
    committed: bool = False
    disputed: bool = False
    used: bool | None = None
    worth: Money | None = None


@dataclass(frozen=True)
class Rules:
    """The owner's own lines. ``offer_years``: a right with at least so many whole years left
    is worth offering to others before it is dropped."""

    offer_years: int = 3


@dataclass(frozen=True)
class Ground:
    """A reason, as a message's ``code`` and what fills it."""

    code: str
    params: tuple[tuple[str, str], ...] = ()

    def told(self, lang: str) -> str:
        """The reason as a sentence in ``lang``."""
        return message(self.code, lang, dict(self.params)).what


@dataclass(frozen=True)
class Advice:
    """A decision with its reasons, the first of which decided.

    ``bound`` says that the right must be kept because others hold rights in it or an authority
    does. ``ask`` lists what the owner or the register should be asked first.
    """

    key: str
    decision: Decision
    bound: bool
    reasons: tuple[Ground, ...]
    ask: tuple[Ground, ...]


BINDING = (
    "pledged",
    "preserved",
    "suspended",
    "licensed",
    "open_licence",
    "committed",
    "disputed",
)


def advise(facts: Facts, rules: Rules | None = None) -> Advice:
    """Keep, let go or drop, by these rules in this order.

    A right that is over is dropped. One that is pledged, preserved, suspended, licensed, under
    open licence, committed to a pool or in dispute is kept. One whose payments do not agree
    with the register is kept until they are cleared up. One with nothing more to pay, in use,
    or worth its next annuity to the owner is kept. One that is not is let go while it has
    ``rules.offer_years`` left, and dropped after. When the owner has said neither use nor
    worth, it is kept until he has.
    """
    rules = rules or Rules()
    decision, bound, reasons = _decided(facts, rules)
    return Advice(facts.key, decision, bound, reasons, _questions(facts))


def _decided(facts: Facts, rules: Rules) -> tuple[Decision, bool, tuple[Ground, ...]]:
    if not facts.alive:
        return Decision.DROP, False, (_ground("over"),)
    binding = tuple(_ground(name) for name in BINDING if getattr(facts, name))
    if binding:
        return Decision.KEEP, True, binding
    if facts.unpaid or facts.next_fee is None:
        return Decision.KEEP, False, (_ground("unpaid" if facts.unpaid else "nothing_due"),)
    reasons = _for_keeping(facts, facts.next_fee)
    if reasons:
        return Decision.KEEP, False, reasons
    against = _against(facts, facts.next_fee)
    left = {"years": facts.remaining_years, "line": rules.offer_years, "age": facts.age}
    if facts.remaining_years >= rules.offer_years:
        return Decision.LET_GO, False, (*against, _ground("years_left", **left))
    return Decision.DROP, False, (*against, _ground("few_years_left", **left))


def _for_keeping(facts: Facts, fee: Money) -> tuple[Ground, ...]:
    reasons = []
    if facts.used:
        reasons.append(_ground("used"))
    if facts.worth is not None and facts.worth.amount >= fee.amount:
        reasons.append(_ground("worth_the_fee", worth=facts.worth, fee=fee))
    if facts.used is None and facts.worth is None:
        reasons.append(_ground("unknown"))
    return tuple(reasons)


def _against(facts: Facts, fee: Money) -> tuple[Ground, ...]:
    reasons = []
    if facts.worth is not None:
        reasons.append(_ground("below_the_fee", worth=facts.worth, fee=fee))
    if facts.used is False:
        reasons.append(_ground("unused"))
    return tuple(reasons)


def _questions(facts: Facts) -> tuple[Ground, ...]:
    asked = []
    if not facts.standing_certain:
        asked.append(_ground("ask_standing"))
    if facts.alive and facts.used is None:
        asked.append(_ground("ask_use"))
    if facts.alive and facts.worth is None and facts.next_fee is not None:
        asked.append(_ground("ask_worth"))
    return tuple(asked)


def _ground(name: str, **told: object) -> Ground:
    params = tuple((key, _explain.written(value)) for key, value in told.items())
    return Ground(f"fees.advice.{name}", params)
