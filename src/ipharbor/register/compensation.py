"""Whether the term is owed compensation for slow examination, how many days, until when to ask.

Source: Patent Law, article 42, second paragraph; its Implementing Rules, articles 77 to 79;
Guidelines for Patent Examination, part V, chapter 9, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ipharbor.register.verdict import Verdict
from ipharbor.statutes.book import Book, Law
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Step, after
from ipharbor.statutes.deadlines import deadline
from ipharbor.statutes.provision import Provision
from ipharbor.vocabulary.errors import HarborError

FROM_FILING = "term.compensation.from_filing"
FROM_REQUEST = "term.compensation.from_request"
FROM_PUBLICATION = "term.compensation.from_publication"
FROM_ENTRY = "term.compensation.from_entry"
REQUEST = "term.compensation.request"
REASONABLE = "term.compensation.reasonable_delay"
APPLICANT = "term.compensation.applicant_delay"
APPLICANT_DAYS = "term.compensation.applicant_delay.days"
NOT_FOR_TWINS = "term.compensation.not_for_double_filing"
RULE = "term_compensation"


@dataclass(frozen=True)
class Delay:
    """A delay that is not compensated, from ``began`` to ``ended``: their distance in days.

    ``ground`` is a code of the book's lists of reasonable delays and of those that the
    applicant caused (``reexamination``, ``suspension``, ``no_answer``, ``deferred`` …).
    """

    ground: str
    began: date
    ended: date


@dataclass(frozen=True)
class Prosecution:
    """What compensation is reckoned from; None for what is not known.

    ``requested_on`` is the day on which examination was requested and its fee paid,
    ``examined_on`` the day on which the request took effect, by which it was made at the
    latest. ``counted_from`` replaces the filing day for international applications (entry)
    and divisionals (submission). ``delays_known`` says that ``delays`` are all there were.
    ``twin`` is whether the invention was granted out of a same-day pair with a utility model.
    """

    kind: str
    filed_on: date | None
    granted_on: date | None
    requested_on: date | None = None
    examined_on: date | None = None
    published_on: date | None = None
    counted_from: date | None = None
    delays: tuple[Delay, ...] = ()
    delays_known: bool = False
    twin: bool | None = None


@dataclass(frozen=True)
class Entitlement:
    """Whether days are owed: ``YES``, ``NO``, or ``UNKNOWN`` with what is ``missing``.

    ``at_least`` and ``at_most`` bound the days; ``days`` is set where they meet and nothing
    is missing. ``excluded`` are the days of known delays, each day counted once.
    ``request_until`` is the last day to ask, None where no grant is known or no law asks.
    """

    verdict: Verdict
    at_least: int
    at_most: int | None
    excluded: int
    request_until: date | None
    missing: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def days(self) -> int | None:
        """The days owed, where they are known."""
        settled = not self.missing and self.at_least == self.at_most
        return self.at_most if settled else None

    @property
    def certain(self) -> bool:
        """Whether the answer rests on nothing assumed."""
        return all(step.certain for step in self.steps)

    def can_ask(self, on: date) -> bool:
        """Whether the request is still in time on ``on`` and may have success."""
        in_time = self.request_until is not None and on <= self.request_until
        return in_time and self.verdict is not Verdict.NO


def compensation(facts: Prosecution, *, book: Book, calendar: WorkingCalendar) -> Entitlement:
    """What the owner of the granted invention may ask for.

    The law is asked on the day of the grant. Raises ``register.compensation.ground`` for a
    delay whose ground the book does not list, ``register.compensation.delay`` for one that
    ends before it begins.
    """
    if facts.kind and facts.kind != "invention":
        return _no("register.compensation.not_invention", facts)
    if facts.filed_on is None or facts.granted_on is None:
        unknown = tuple(n for n in ("filed_on", "granted_on") if getattr(facts, n) is None)
        return Entitlement(Verdict.UNKNOWN, 0, None, 0, None, unknown, ())
    law = book.on(facts.granted_on)
    if FROM_FILING not in law or FROM_REQUEST not in law:
        return _no("register.compensation.no_law", facts)
    asked = deadline(RULE, start=facts.granted_on, book=book, calendar=calendar)
    found = gauge(facts, law)
    missing = found.missing if facts.kind else ("kind", *found.missing)
    return Entitlement(
        Verdict.UNKNOWN if not facts.kind and found.verdict is Verdict.YES else found.verdict,
        found.at_least, found.at_most, found.excluded, asked.day,
        missing if found.verdict is not Verdict.NO else (), (*found.steps, *asked.steps),
    )  # fmt: skip


def gauge(facts: Prosecution, law: Law) -> Entitlement:
    """The days owed under ``law``, without the time to ask; filing and grant must be known."""
    assert facts.filed_on is not None and facts.granted_on is not None
    steps: list[Step] = []
    begun = facts.counted_from or facts.filed_on
    if facts.counted_from is not None and FROM_ENTRY in law:
        steps.append(_step("register.compensation.from_entry", begun, begun, law[FROM_ENTRY]))
    four = after(begun, law[FROM_FILING].span)[0]
    steps.append(_years("register.compensation.from_filing", begun, four, law[FROM_FILING]))
    soonest, latest = _requested(facts, law, steps)
    three = after(soonest, law[FROM_REQUEST].span)[0]
    last = after(latest, law[FROM_REQUEST].span)[0] if latest else facts.granted_on
    steps.append(_years("register.compensation.from_request", soonest, three, law[FROM_REQUEST]))
    gross_most = max((facts.granted_on - max(four, three)).days, 0)
    gross_least = max((facts.granted_on - max(four, last)).days, 0)
    steps.append(_step("register.compensation.gross", max(four, three), facts.granted_on,
                       days=gross_most))  # fmt: skip
    excluded, overlap = _excluded(facts.delays, law)
    if facts.delays:
        steps.append(_step("register.compensation.excluded", facts.granted_on, facts.granted_on,
                           sure=not overlap, days=excluded))  # fmt: skip
    at_most = max(gross_most - excluded, 0)
    barred = facts.twin is True and NOT_FOR_TWINS in law and law[NOT_FOR_TWINS].flag
    if barred:
        at_most = 0
        steps.append(_step("register.compensation.twin", facts.granted_on, facts.granted_on,
                           law[NOT_FOR_TWINS]))  # fmt: skip
    missing = []
    if gross_most != gross_least:
        missing.append("requested_on" if facts.requested_on is None else "published_on")
    missing += [] if facts.delays_known else ["delays"]
    missing += ["twin"] if facts.twin is None else []
    sure = facts.delays_known and facts.twin is not None
    at_least = max(gross_least - excluded, 0) if sure and not barred else 0
    if at_most == 0:
        return Entitlement(Verdict.NO, 0, 0, excluded, None, (), tuple(steps))
    verdict = Verdict.YES if at_least else Verdict.UNKNOWN
    return Entitlement(verdict, at_least, at_most, excluded, None, tuple(missing), tuple(steps))


def _requested(facts: Prosecution, law: Law, steps: list[Step]) -> tuple[date, date | None]:
    """The earliest and the latest day from which the years of examination can run."""
    assert facts.filed_on is not None
    soonest = facts.requested_on or facts.filed_on
    latest = facts.requested_on or facts.examined_on
    if FROM_PUBLICATION not in law or not law[FROM_PUBLICATION].flag:
        return soonest, latest
    ruled = law[FROM_PUBLICATION]
    if facts.published_on is None:
        return soonest, None
    if facts.published_on > soonest:
        steps.append(_step("register.compensation.from_publication", soonest, facts.published_on,
                           ruled))  # fmt: skip
    soonest = max(soonest, facts.published_on)
    return soonest, max(latest, facts.published_on) if latest else None


def _excluded(delays: Iterable[Delay], law: Law) -> tuple[int, bool]:
    """The days of ``delays``, each once, and whether some of them overlap."""
    known = {
        term.code
        for name in (REASONABLE, APPLICANT, APPLICANT_DAYS)
        if name in law
        for term in law[name].terms.items
    }
    days: set[int] = set()
    total = 0
    for delay in delays:
        if known and delay.ground not in known:
            raise HarborError(
                "register.compensation.ground", ground=delay.ground, known=", ".join(sorted(known))
            )
        if delay.ended < delay.began:
            raise HarborError("register.compensation.delay", began=delay.began, ended=delay.ended)
        days |= set(range(delay.began.toordinal(), delay.ended.toordinal()))
        total += (delay.ended - delay.began).days
    return len(days), len(days) != total


def _no(code: str, facts: Prosecution) -> Entitlement:
    day = facts.granted_on or facts.filed_on or date.min
    return Entitlement(Verdict.NO, 0, 0, 0, None, (), (_step(code, day, day),))


def _step(
    code: str, begins: date, ends: date, ruled: Provision | None = None, sure: bool = True,
    **told: object,
) -> Step:  # fmt: skip
    params = tuple((name, str(value)) for name, value in told.items())
    if ruled is None:
        return Step(code, begins, ends, certain=sure, params=params)
    return Step(code, begins, ends, ruled.name, ruled.source, sure and ruled.certain, None, params)


def _years(code: str, begins: date, ends: date, ruled: Provision) -> Step:
    return Step(code, begins, ends, ruled.name, ruled.source, ruled.certain, ruled.span)
