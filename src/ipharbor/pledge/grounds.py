"""The grounds on which the office refuses to register a pledge, asked of each right offered.

Each ground has one of three answers: it stands (``yes``), it does not (``no``), or nobody can
tell from what is known. Source: the provision ``pledge.refusal``, which says of each ground
whether it is ``hard`` or ``soft``; a soft one gives way when the parties were told of it and
insist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from ipharbor.pledge import _advice
from ipharbor.pledge._advice import Advice
from ipharbor.pledge._rules import RULES, Asked, no_rule
from ipharbor.pledge._telling import shown
from ipharbor.pledge.facts import Facts
from ipharbor.pledge.offer import Offer
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Term
from ipharbor.vocabulary.messages import Message, message

__all__ = ["GROUNDS", "PAPERS", "REFUSAL", "RESTS_ON", "Advice", "Answer", "Checked", "Outcome",
           "check", "check_all"]  # fmt: skip

REFUSAL = "pledge.refusal"
GROUNDS = tuple(RULES)
SOFT = "soft"
RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "annuity": ("period.annuity", "period.annuity.grace"),
    "suspended": ("suspension.forbids",),
    "contract": ("pledge.contract.required",),
    "co_owners": ("pledge.registration.co_owners",),
    "double_filing": ("period.publication",),
}
"""Further provisions on which an answer rests, by ground; those that the book of the day holds."""
PAPERS: Mapping[str, tuple[str, ...]] = {
    "pledge.owner.no_pledgor": ("register_copy",),
    "pledge.owner.untold": ("register_copy",),
    "pledge.owner.gap": ("register_copy",),
    "pledge.owner.other": ("register_copy", "change_notice"),
    "pledge.ended.doubtful": ("register_copy",),
    "pledge.ended.unpaid": ("register_copy", "fee_receipt"),
    "pledge.grant.untold": ("register_copy",),
    "pledge.annuity.no_day": ("register_copy",),
    "pledge.annuity.ended": ("fee_receipt", "restoration_request"),
    "pledge.freeze.preservation": ("lifting_order",),
    "pledge.freeze.suspension": ("lifting_order",),
    "pledge.freeze.run_out": ("register_copy",),
    "pledge.freeze.unclear": ("register_copy",),
    "pledge.term.no_debt": ("main_contract",),
    "pledge.term.unknown": ("register_copy",),
    "pledge.term.open": ("register_copy",),
    "pledge.contract_read.unread": ("contract",),
    "pledge.contract_read.lacks": ("contract",),
    "pledge.contract_read.unclear": ("contract",),
    "pledge.contract_read.right_absent": ("contract",),
    "pledge.co_owners.unknown": ("register_copy",),
    "pledge.co_owners.unasked": ("co_owners_consent",),
    "pledge.co_owners.consent": ("co_owners_consent",),
    "pledge.co_owners.agreed": ("co_owners_agreement",),
    "pledge.pledged.stands": ("cancellation_notice",),
    "pledge.pledged.unclear": ("register_copy",),
    "pledge.twin.on_record": ("double_filing",),
    "pledge.twin.stated": ("double_filing",),
    "pledge.twin.likely": ("double_filing",),
    "pledge.twin.unpublished": ("double_filing",),
    "pledge.twin.no_day": ("double_filing",),
    "pledge.invalidity.stated": ("acknowledgement",),
    "pledge.invalidity.untold": ("statement",),
    **{
        f"pledge.annuity.{status}{told}": ("fee_receipt",)
        for status in ("in_grace", "stayed", "lapsed")
        for told in ("", "_untold")
    },
}
"""The papers that an answer calls for, by its code; words of ``vocabulary.words`` under
``pledge_paper_``."""


class Outcome(StrEnum):
    """What a check comes to, the worst first."""

    REFUSED = "refused"
    SOFT = "soft"
    CANNOT_TELL = "cannot_tell"
    CLEAR = "clear"


class Answer(NamedTuple):
    """The answer of one ground: ``verdict`` says whether it stands.

    ``code`` is the message that tells the fact behind it and what to mend, ``on`` the day of the
    fact where it has one. ``acknowledged`` says that the parties were told of this soft ground
    and insist.
    """

    ground: str
    soft: bool
    verdict: Verdict
    code: str
    params: tuple[tuple[str, str], ...]
    on: date | None
    acknowledged: bool

    @property
    def papers(self) -> tuple[str, ...]:
        """What has to be laid beside the application, or got before it."""
        return PAPERS.get(self.code, ())

    def told(self, lang: str, book: Book, day: date) -> Message:
        """The fact and what to do about it in ``lang``; clauses as the law of ``day`` words
        them."""
        filled = {name: shown(name, text, lang, book, day) for name, text in self.params}
        filled["on"] = self.on.isoformat() if self.on else "—"
        return message(self.code, lang, filled)


@dataclass(frozen=True)
class Checked:
    """What stands against pledging one right on a day: an answer for each ground, in the law's
    order, and advice that refuses nothing."""

    key: str
    on: date
    answers: tuple[Answer, ...]
    advice: tuple[Advice, ...]

    @cached_property
    def hard(self) -> tuple[Answer, ...]:
        """The grounds that refuse and that no insisting overcomes."""
        return tuple(a for a in self.answers if a.verdict is Verdict.YES and not a.soft)

    @cached_property
    def soft(self) -> tuple[Answer, ...]:
        """The grounds that refuse until the parties, once told, insist."""
        return tuple(
            a for a in self.answers if a.verdict is Verdict.YES and a.soft and not a.acknowledged
        )

    @cached_property
    def acknowledged(self) -> tuple[Answer, ...]:
        """The soft grounds of which the parties were told and on which they insist."""
        return tuple(
            a for a in self.answers if a.verdict is Verdict.YES and a.soft and a.acknowledged
        )

    @cached_property
    def unknown(self) -> tuple[Answer, ...]:
        """The grounds of which nobody can tell from what is known."""
        return tuple(a for a in self.answers if a.verdict is Verdict.UNKNOWN)

    @property
    def outcome(self) -> Outcome:
        """The worst that the answers come to."""
        if self.hard:
            return Outcome.REFUSED
        if self.soft:
            return Outcome.SOFT
        return Outcome.CANNOT_TELL if self.unknown else Outcome.CLEAR

    @property
    def papers(self) -> tuple[str, ...]:
        """What all answers call for, each once."""
        return _papers(tuple(answer.code for answer in self.answers))

    def answer(self, ground: str) -> Answer:
        """The answer of one ground; ``KeyError`` for one that the law of the day lacks."""
        for one in self.answers:
            if one.ground == ground:
                return one
        raise KeyError(ground)


@lru_cache(maxsize=1 << 12)  # rights of one firm differ little
def _papers(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paper for code in codes for paper in PAPERS.get(code, ())))


def check(right: Facts, offer: Offer, *, on: date, book: Book) -> Checked:
    """The grounds of the law of ``on`` asked of one right; ``right`` tells what was known.

    Empty answers where the book of that day lists no grounds.
    """
    return next(iter(check_all((right,), offer, on=on, book=book)))


def check_all(
    rights: Iterable[Facts], offer: Offer, *, on: date, book: Book
) -> tuple[Checked, ...]:
    """``check`` of each right of one offer, in their order."""
    asked = Asked(offer, on, book)
    listed = [
        (term.code, term.kind == SOFT, RULES.get(term.code, no_rule)) for term in _grounds(book, on)
    ]
    found = []
    same: dict[tuple[str, str], Answer] = {}  # answers without particulars
    for right in rights:
        answers = []
        for ground, soft, rule in listed:
            told = rule(right, asked)
            insisted = soft and offer.insists(right.key, ground)
            answer = same.get((ground, told.code))
            if answer is None or told.params or told.on or answer.acknowledged != insisted:
                answer = Answer(
                    ground, soft, told.verdict, told.code, told.params, told.on, insisted
                )
                if not told.params and told.on is None:
                    same[ground, told.code] = answer
            answers.append(answer)
        found.append(Checked(right.key, on, tuple(answers), _advice.advice(right, asked)))
    return tuple(found)


def provisions(ground: str, *, on: date, book: Book) -> tuple[Provision, ...]:
    """What an answer of ``ground`` rests on in the law of the day."""
    law = book.on(on)
    return tuple(law[name] for name in (REFUSAL, *RESTS_ON.get(ground, ())) if name in law)


def _grounds(book: Book, on: date) -> tuple[Term, ...]:
    law = book.on(on)
    return law[REFUSAL].terms.items if REFUSAL in law else ()
