"""Whether a patent on a new drug is owed more term for the time its approval took.

Source: Patent Law, article 42, third paragraph; its Implementing Rules, articles 80 to 83;
Guidelines for Patent Examination, part V, chapter 9, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.register.compensation import Entitlement
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.book import Book, Law
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Step, after
from ipharbor.statutes.deadlines import deadline

DEDUCTED = "term.drug.deducted"
CAP = "term.drug.cap"
AFTER_APPROVAL = "term.drug.total_after_approval"
CONDITIONS = "term.drug.conditions"
GRANTED_BEFORE = "granted_before"
RULE = "drug_extension"


@dataclass(frozen=True)
class Drug:
    """What a drug extension is reckoned from; None for what is not known.

    ``approved_on`` is the full marketing approval, ``conditional_on`` an earlier conditional
    one, to which the days are then reckoned. ``term_ends`` is the last day of the term with
    every other compensation. ``met`` and ``failed`` are codes of the book's
    ``term.drug.conditions``; that the grant came first is seen from the days.
    """

    kind: str
    filed_on: date | None
    granted_on: date | None
    approved_on: date | None
    term_ends: date | None
    conditional_on: date | None = None
    met: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()


def drug_extension(facts: Drug, *, book: Book, calendar: WorkingCalendar) -> Entitlement:
    """What the owner may ask for: the days, and the last day to ask, from the approval.

    The law is asked on the day of the approval. The days are those from filing to approval
    less the deducted years, at most the cap, and no more than what leaves the total
    protection after approval within its own bound.
    """
    approved = facts.approved_on
    if facts.kind and facts.kind != "invention":
        return _settled(Verdict.NO, 0, approved, "register.compensation.not_invention")
    missing = [
        name
        for name in ("kind", "filed_on", "granted_on", "approved_on", "term_ends")
        if not getattr(facts, name)
    ]
    if facts.filed_on is None or approved is None or facts.term_ends is None:
        return Entitlement(Verdict.UNKNOWN, 0, None, 0, None, tuple(missing), ())
    law = book.on(approved)
    if DEDUCTED not in law or CAP not in law:
        return _settled(Verdict.NO, 0, approved, "register.compensation.no_law")
    reckoned_to = facts.conditional_on or approved
    days, steps = _days(facts.filed_on, reckoned_to, facts.term_ends, law)
    asked = deadline(RULE, start=approved, book=book, calendar=calendar)
    failed, open_ = _conditions(facts, reckoned_to, law)
    steps = [*steps, *asked.steps]
    steps += [_failed(code, approved, law) for code in failed]
    if days == 0 or failed:
        return Entitlement(Verdict.NO, 0, 0, 0, asked.day, (), tuple(steps))
    missing += open_
    verdict = Verdict.UNKNOWN if missing else Verdict.YES
    least = 0 if missing else days
    return Entitlement(verdict, least, days, 0, asked.day, tuple(missing), tuple(steps))


def _days(filed: date, approved: date, term_ends: date, law: Law) -> tuple[int, list[Step]]:
    over = term_ends + timedelta(days=1)
    start = after(filed, law[DEDUCTED].span)[0]
    raw = max((approved - start).days, 0)
    steps = [_told("register.drug.gross", approved, law, DEDUCTED, days=raw, start=start)]
    by_cap = (after(over, law[CAP].span)[0] - over).days
    by_total = raw
    if AFTER_APPROVAL in law:
        bound = after(approved, law[AFTER_APPROVAL].span)[0]
        by_total = max((bound - over).days, 0)
        if by_total < raw:
            steps.append(_told("register.drug.total", approved, law, AFTER_APPROVAL,
                               days=by_total, bound=bound))  # fmt: skip
    if by_cap < raw:
        steps.append(_told("register.drug.cap", approved, law, CAP, days=by_cap))
    return min(raw, by_cap, by_total), steps


def _conditions(facts: Drug, approved: date, law: Law) -> tuple[list[str], list[str]]:
    """The conditions that fail, and those of which nothing is known."""
    if CONDITIONS not in law:
        return sorted(facts.failed), ["law"]
    met, failed = set(facts.met), set(facts.failed)
    if facts.granted_on is not None:
        (met if facts.granted_on < approved else failed).add(GRANTED_BEFORE)
    codes = [term.code for term in law[CONDITIONS].terms.items]
    fails = [code for code in codes if code in failed]
    return fails, [code for code in codes if code not in met and code not in failed]


def _failed(code: str, day: date, law: Law) -> Step:
    params = (("condition", code),)
    if CONDITIONS not in law:
        return Step("register.drug.failed", day, day, certain=False, params=params)
    ruled = law[CONDITIONS]
    return Step("register.drug.failed", day, day, ruled.name, ruled.source, ruled.certain,
                None, params)  # fmt: skip


def _settled(verdict: Verdict, days: int, day: date | None, code: str) -> Entitlement:
    on = day or date.min
    return Entitlement(verdict, days, days, 0, None, (), (Step(code, on, on),))


def _told(code: str, day: date, law: Law, name: str, **params: object) -> Step:
    ruled = law[name]
    said = tuple((key, str(value)) for key, value in params.items())
    return Step(code, day, day, name, ruled.source, ruled.certain, ruled.span, said)
