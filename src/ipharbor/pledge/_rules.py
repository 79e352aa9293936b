"""One rule for each ground of refusal: from facts and offer to an answer and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ipharbor.pledge._contract_rule import contract_lacks
from ipharbor.pledge.facts import Facts, plain
from ipharbor.pledge.offer import EVERY, Offer
from ipharbor.register.encumbrances import FREEZES, Encumbrance, Family
from ipharbor.register.moves import IN_FORCE, OVER, PENDING, State
from ipharbor.register.standing import Certainty
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.book import Book
from ipharbor.statutes.counting import after
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Span

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
CLAUSES = "pledge.contract.required"
PUBLISHED_AFTER = "period.publication"
_ALIVE = frozenset(map(str, (*PENDING, *IN_FORCE)))
_STANDS = frozenset(map(str, IN_FORCE))
_PENDING = frozenset(map(str, (*PENDING, State.UNFILED)))
_OVER = frozenset(map(str, OVER))
_UNCERTAIN = str(Certainty.UNKNOWN)
_DEAD = str(State.DEAD_APPLICATION)


class Told(NamedTuple):
    """An answer: ``code`` of the message that says why, what fills it, the day of the fact."""

    verdict: Verdict
    code: str
    params: tuple[tuple[str, str], ...] = ()
    on: date | None = None


# Answers that are the same for all rights, made once.
_UNFROZEN = Told(NO, "pledge.freeze.none")
_UNPLEDGED = Told(NO, "pledge.pledged.none")
_UNTOLD_ATTACK = Told(UNKNOWN, "pledge.invalidity.untold")
_UNTOLD_OTHER = Told(UNKNOWN, "pledge.other.untold")
_NOTHING_ELSE = Told(NO, "pledge.other.denied")
_UNGRANTED = Told(NO, "pledge.annuity.before_grant")
_ALL_PAID = Told(NO, "pledge.annuity.none_left")
_NO_MODEL = Told(NO, "pledge.twin.other_kind")


@dataclass(frozen=True)
class Asked:
    """An offer on a day under the law, with what is the same for all its rights."""

    offer: Offer
    on: date
    book: Book
    contracts: dict[bool, Told] = field(default_factory=dict, compare=False)

    @cached_property
    def pledgors(self) -> tuple[str, ...]:
        return plain(self.offer.pledgors)

    @cached_property
    def consents(self) -> Mapping[str, bool]:
        """Whether co-owners agree, by name; under ``EVERY`` those who are not named."""
        return {plain((who,))[0]: given for who, given in self.offer.consents.items()}

    def of_contract(self, listed: bool) -> Told:
        """What the contract comes to for a right that it names or not."""
        if listed not in self.contracts:
            self.contracts[listed] = Told(
                *contract_lacks(self.offer.contract, self.clauses, listed=listed)
            )
        return self.contracts[listed]

    def consent(self, owner: str) -> bool | None:
        """Whether a co-owner agrees; None where nobody says."""
        return self.consents.get(owner, self.consents.get(EVERY))

    @cached_property
    def clauses(self) -> Provision | None:
        return self.ruled(CLAUSES)

    @cached_property
    def published_after(self) -> Span | None:
        found = self.ruled(PUBLISHED_AFTER)
        return found.span if found else None

    def ruled(self, provision: str) -> Provision | None:
        """A provision of the day; None where the law of that day lacks it."""
        law = self.book.on(self.on)
        if provision not in law:
            return None
        return law[provision]


def not_owner(right: Facts, asked: Asked) -> Told:
    """The pledgor is not the registered owner."""
    since = right.owners_since or right.granted_on or right.filed_on
    if not asked.pledgors:
        return Told(UNKNOWN, "pledge.owner.no_pledgor")
    names = (("pledgor", "；".join(asked.pledgors)), ("owners", "；".join(right.owners) or "—"))
    if not right.owners:
        return Told(UNKNOWN, "pledge.owner.untold", names, since)
    if set(asked.pledgors) <= set(right.owners):
        return Told(NO, "pledge.owner.is", names, since)
    if right.gap:
        return Told(UNKNOWN, "pledge.owner.gap", names, since)
    return Told(YES, "pledge.owner.other", names, since)


def ended(right: Facts, asked: Asked) -> Told:
    """The right has ended or was declared invalid."""
    state = (("state", right.state),)
    if right.certainty == _UNCERTAIN:
        return Told(UNKNOWN, "pledge.ended.doubtful", state, right.since)
    if right.state in _OVER and right.state != _DEAD:
        return Told(YES, "pledge.ended.over", state, right.since)
    if right.state not in _STANDS:
        return Told(NO, "pledge.ended.no_right", state, right.since)
    if right.paying.status == "lapsed":
        return Told(UNKNOWN, "pledge.ended.unpaid", _year(right), right.paying.day)
    sure = "stands" if right.certainty == str(Certainty.CERTAIN) else "presumed"
    return Told(NO, f"pledge.ended.{sure}", state, right.since)


def not_granted(right: Facts, asked: Asked) -> Told:
    """The application is not granted yet."""
    if right.state == _DEAD:
        return Told(YES, "pledge.grant.dead", (("state", right.state),), right.since)
    if right.state not in _PENDING:
        return Told(NO, "pledge.grant.announced", (), right.granted_on)
    if right.certainty == _UNCERTAIN or not right.told:
        return Told(UNKNOWN, "pledge.grant.untold", (), right.filed_on)
    return Told(YES, "pledge.grant.pending", (("state", right.state),), right.since)


def annuity(right: Facts, asked: Asked) -> Told:
    """An annuity is not paid as required."""
    if right.state not in _STANDS:
        return _of_no_right(right)
    paying = right.paying
    if not paying.status:
        return Told(UNKNOWN, "pledge.annuity.no_day")
    if paying.status == "in_order":
        if paying.day is None:
            return _ALL_PAID
        return Told(NO, "pledge.annuity.in_order", _year(right), paying.day)
    code = f"pledge.annuity.{paying.status}"
    if paying.kept:
        return Told(YES, code, _year(right), paying.day)
    return Told(UNKNOWN, f"{code}_untold", _year(right), paying.day)


def suspended(right: Facts, asked: Asked) -> Told:
    """Suspended for an ownership dispute, or preserved by a court."""
    if right.freezes:
        first = right.freezes[0]
        code = "pledge.freeze.run_out" if right.run_out else f"pledge.freeze.{first.family}"
        return Told(UNKNOWN if right.run_out else YES, code, _record(first), first.since)
    if right.unclear & set(FREEZES):
        return Told(UNKNOWN, "pledge.freeze.unclear")
    return _UNFROZEN


def debt_outlasts(right: Facts, asked: Asked) -> Told:
    """The debt outlasts the right."""
    until, ends = asked.offer.debt_until, right.term_ends
    days = (("until", until.isoformat() if until else "—"), ("ends", f"{ends or '—'}"))
    if until is None:
        return Told(UNKNOWN, "pledge.term.no_debt", days, ends)
    if ends is None:
        return Told(UNKNOWN, "pledge.term.unknown", days)
    if until <= ends:
        return Told(NO, "pledge.term.covers", days, ends)
    if right.open:
        return Told(UNKNOWN, "pledge.term.open", days, ends)
    return Told(YES, "pledge.term.outlasts", days, ends)


def contract(right: Facts, asked: Asked) -> Told:
    """The contract lacks required content."""
    listed = asked.offer.contract.listed if asked.offer.contract else None
    return asked.of_contract(listed is None or right.key in listed)


def co_owners(right: Facts, asked: Asked) -> Told:
    """The co-owners did not consent."""
    owners, since = right.owners, right.owners_since or right.granted_on
    if not owners:
        return Told(UNKNOWN, "pledge.co_owners.unknown", (), since)
    if len(owners) == 1:
        return Told(NO, "pledge.co_owners.sole", (("owner", owners[0]),), since)
    others = [one for one in owners if one not in asked.pledgors]
    if not others:
        return Told(NO, "pledge.co_owners.all", (("owners", "；".join(owners)),), since)
    verdict, code, concerned = _consent(others, asked)
    return Told(verdict, code, (("owners", "；".join(concerned)),), since)


def pledged(right: Facts, asked: Asked) -> Told:
    """Already pledged."""
    if right.pledges:
        first = right.pledges[0]
        return Told(YES, "pledge.pledged.stands", _record(first), first.since)
    if Family.PLEDGE in right.unclear:
        return Told(UNKNOWN, "pledge.pledged.unclear")
    return _UNPLEDGED


def double_filing(right: Facts, asked: Asked) -> Told:
    """A utility model with an invention filed for the same thing on the same day."""
    if right.kind and right.kind != "utility_model":
        return _NO_MODEL
    return _twin(right, asked)


def _twin(right: Facts, asked: Asked) -> Told:
    said = asked.offer.of(right.key).double_filing
    twin = right.twin
    if twin is not None and twin.declared is not None:
        return Told(YES, "pledge.twin.on_record", (("twin", twin.key),), right.filed_on)
    if said is not None:
        code = "pledge.twin.stated" if said else "pledge.twin.denied"
        return Told(YES if said else NO, code, (), right.filed_on)
    if twin is not None:
        return Told(UNKNOWN, "pledge.twin.likely", (("twin", twin.key),), right.filed_on)
    return _no_twin(right, asked)


def _no_twin(right: Facts, asked: Asked) -> Told:
    span = asked.published_after
    if right.filed_on is None or not right.kind:
        return Told(UNKNOWN, "pledge.twin.no_day")
    shown = after(right.filed_on, span)[0] if span else None
    if shown is None or asked.on < shown:
        return Told(UNKNOWN, "pledge.twin.unpublished", (("shown", f"{shown or '—'}"),), shown)
    return Told(NO, "pledge.twin.none", (), right.filed_on)


def invalidation_pending(right: Facts, asked: Asked) -> Told:
    """A request to declare the right invalid is pending."""
    said = asked.offer.of(right.key).invalidation
    if said is not None:
        return Told(YES if said else NO, f"pledge.invalidity.{'stated' if said else 'denied'}")
    if right.state in _PENDING and right.certainty != _UNCERTAIN and right.told:
        return Told(NO, "pledge.invalidity.no_right", (("state", right.state),), right.since)
    return _UNTOLD_ATTACK


def other(right: Facts, asked: Asked) -> Told:
    """Anything else that does not meet the rules."""
    said = asked.offer.of(right.key)
    if said.other is None:
        return _UNTOLD_OTHER
    if said.other:
        return Told(YES, "pledge.other.stated", (("words", said.words or "—"),))
    return _NOTHING_ELSE


def no_rule(right: Facts, asked: Asked) -> Told:
    """A ground that the law lists and nothing here can look into."""
    return _UNTOLD_OTHER


RULES: Mapping[str, Callable[[Facts, Asked], Told]] = {
    "not_owner": not_owner,
    "ended": ended,
    "not_granted": not_granted,
    "annuity": annuity,
    "suspended": suspended,
    "debt_outlasts": debt_outlasts,
    "contract": contract,
    "co_owners": co_owners,
    "pledged": pledged,
    "double_filing": double_filing,
    "invalidation_pending": invalidation_pending,
    "other": other,
}
"""The rule of each ground, by its code in the provision ``pledge.refusal``."""


def _of_no_right(right: Facts) -> Told:
    """Of a right that does not stand, what its annuities come to."""
    if right.state == str(State.LAPSED_FEE):
        return Told(YES, "pledge.annuity.ended", (), right.since)
    if right.state in _PENDING:
        return _UNGRANTED
    return Told(NO, "pledge.annuity.over", (("state", right.state),), right.since)


def _consent(others: list[str], asked: Asked) -> tuple[Verdict, str, list[str]]:
    """Whether consent is missing, why, and whose."""
    if asked.offer.agreed_otherwise:
        return NO, "pledge.co_owners.agreed", others
    refused = [one for one in others if asked.consent(one) is False]
    if refused:
        return YES, "pledge.co_owners.refused", refused
    unasked = [one for one in others if asked.consent(one) is None]
    if unasked:
        return UNKNOWN, "pledge.co_owners.unasked", unasked
    return NO, "pledge.co_owners.consent", others


def _year(right: Facts) -> tuple[tuple[str, str], ...]:
    paying = right.paying
    return (("year", str(paying.year)), ("amount", f"{paying.amount / 100:,.2f}"))


def _record(one: Encumbrance) -> tuple[tuple[str, str], ...]:
    giver, taker = one.parties
    told = {"number": one.number, "giver": giver, "taker": taker, "until": f"{one.until or ''}"}
    return tuple((name, text or "—") for name, text in told.items())
