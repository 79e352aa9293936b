"""Incidents of terms: too short for a loan, of a key right near its end, of a field that opens."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ipharbor.register.encumbrances import Encumbrance, Family
from ipharbor.statutes.counting import after
from ipharbor.statutes.values import Span, Unit
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import LONGEST_MARK, Incident
from ipharbor.warning.signals import Signal
from ipharbor.warning.telling import MOVED
from ipharbor.warning.weight import LAST_PARTIES, Subject, given, listed

AHEAD = (12, 3)  # months before the end of a key right at which it is told of
LAPSE_AHEAD = (1, 3)  # years in which a key right may lapse before its term
LAPSE_BELOW = 0.5  # of the chance's upper bound: it is likelier over than in force
FIELD_AHEAD = 12  # months before a quarter at which what expires in it is told of
FIELD_LEAST = 3  # rights of others in one field and quarter worth a word
FIELD_MANY = 10
QUARTER = Span(3, Unit.MONTH)


def shortfall(pledge: Encumbrance, ends: date | None) -> date | None:
    """The last day of the loan that ``pledge`` secures, where the right's term ends before it.

    None where the term suffices and where either day is not known: nothing is assumed in place
    of a term that the register does not tell. ``ends`` is the last day of the right's term, by
    the law of its filing day, with all duties paid.
    """
    if pledge.family is not Family.PLEDGE or not pledge.bears:
        return None
    if pledge.until is None or ends is None or ends >= pledge.until:
        return None
    return pledge.until


def term_short(
    subject: Subject, pledge: Encumbrance, ends: date, until: date, known_on: date
) -> Incident:
    """A pledged right's term ends before the loan that it secures does.

    Source: Patent Law, article 42; Civil Code, articles 393 and 444: a pledge ends with what it
    lies on.
    """
    facts = (
        *subject.facts(), ("ends", ends.isoformat()), ("until", until.isoformat()),
        ("days", str((until - ends).days)), ("pledge", pledge.number or "—"),
        ("lender", pledge.parties[1] or "—"),
    )  # fmt: skip
    mark = f"term_short|{subject.key}|{pledge.number}|{until}"
    return Incident(
        mark[:LONGEST_MARK], Signal("signal.term_short", facts), pledge.since, known_on,
        (*given("grade.term_short"), *subject.weight.points()), firms=subject.firms,
        rights=(subject.key,), symbols=subject.symbols, lenders=subject.lenders,
    )  # fmt: skip


def months_before(day: date, months: int) -> date:
    """The day so many months before ``day``; the last of a month without it."""
    counted = day.year * 12 + day.month - 1 - months
    year, month = counted // 12, counted % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def step(ends: date, since: date, on: date) -> tuple[int, date] | None:
    """Which of the months ``AHEAD`` of the end begins after ``since`` up to ``on``: the months and
    its day, the nearest to the end where there are several; None for none."""
    for months in reversed(AHEAD):
        day = months_before(ends, months)
        if since < day <= on:
            return months, day
    return None


def key_right_expiring(subject: Subject, ends: date, months: int, known_on: date) -> Incident:
    """A right on which others or the firm's sales rest ends by its term in so many months.

    Source: Patent Law, article 42. Whether it lapses earlier for a fee is told by other signals.
    """
    facts = (
        *subject.facts(), ("ends", ends.isoformat()), ("months", str(months)),
        ("cited", str(subject.weight.cited)), ("pledges", listed(subject.pledges)),
    )  # fmt: skip
    near = given("grade.expires_soon") if months == min(AHEAD) else ()
    return Incident(
        f"key_right_expiring|{subject.key}|{months}", Signal("signal.key_right_expiring", facts),
        ends, known_on, (*given("grade.expires"), *near, *subject.weight.points()),
        firms=subject.firms, rights=(subject.key,), symbols=subject.symbols,
        lenders=subject.lenders,
    )  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """What a model of rights' lives says of a right: the chance, with its 95 % band, that it is in
    force on ``until``, ``years`` after the model's day; ``moved`` is what moves the chance most,
    as ``forecasting.survival_reasons.written`` gives it."""

    years: int
    until: date
    chance: float
    low: float
    high: float
    moved: str


def key_right_may_lapse(subject: Subject, likely: Likely, known_on: date) -> Incident:
    """A right on which others or the firm's sales rest is likely over before its term.

    A forecast, not an event: ``known_on`` is the day as of which it was made. Told once in a
    calendar year for each number of years ahead.
    """
    facts = (
        *subject.facts(), ("until", likely.until.isoformat()), ("years", str(likely.years)),
        ("chance", f"{likely.chance:.0%}"), ("low", f"{likely.low:.0%}"),
        ("high", f"{likely.high:.0%}"), ("pledges", listed(subject.pledges)),
        (MOVED, likely.moved),
    )  # fmt: skip
    near = given("grade.may_lapse_soon") if likely.years == min(LAPSE_AHEAD) else ()
    return Incident(
        f"key_right_may_lapse|{subject.key}|{likely.years}|{known_on.year}",
        Signal("signal.key_right_may_lapse", facts), known_on, known_on,
        (*given("grade.may_lapse"), *near, *subject.weight.points()), firms=subject.firms,
        rights=(subject.key,), symbols=subject.symbols, lenders=subject.lenders,
    )  # fmt: skip


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year, by its first day."""

    first: date

    @property
    def after(self) -> date:
        """The first day that no longer belongs to it."""
        return after(self.first, QUARTER)[0]

    @property
    def told_on(self) -> date:
        """The day on which what expires in it is told of."""
        return months_before(self.first, FIELD_AHEAD)

    def __str__(self) -> str:
        return f"{self.first.year}Q{(self.first.month + 2) // 3}"


def quarters(since: date, on: date) -> tuple[Quarter, ...]:
    """The quarters that are told of after ``since`` up to ``on``, by day."""
    year = since.year + FIELD_AHEAD // 12
    every = (
        Quarter(date(one, month, 1))
        for one in range(year - 1, on.year + FIELD_AHEAD // 12 + 2)
        for month in (1, 4, 7, 10)
    )
    return tuple(one for one in every if since < one.told_on <= on)


def field_opens(
    field: str, quarter: Quarter, keys: tuple[str, ...], holders: tuple[str, ...],
    firms: tuple[str, ...],
) -> Incident:  # fmt: skip
    """Rights of others in a field end by their term within a quarter, at the latest.

    ``field`` is an IPC main group, ``keys`` their numbers, ``holders`` who has most of them,
    ``firms`` those of the region that work there. Whether one of them has lapsed already the
    corpus does not tell. Source: Patent Law, article 42.
    """
    points: tuple[Points, ...] = given("grade.field_opens")
    if len(keys) >= FIELD_MANY:
        points = (*points, *given("grade.many_expire"))
    facts = (
        ("count", str(len(keys))), ("field", field), ("quarter", str(quarter)),
        ("first", quarter.first.isoformat()), ("holders", listed(holders)),
    )  # fmt: skip
    return Incident(
        f"field_opens|{field}|{quarter}", Signal("signal.field_opens", facts), quarter.first,
        quarter.told_on, points, firms=firms[:LAST_PARTIES], others=holders,
        documents=keys[:200], symbols=(field,),
    )  # fmt: skip
