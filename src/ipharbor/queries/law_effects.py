"""What changes of the law move of a firm's own rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from ipharbor.corpus.reading import Corpus
from ipharbor.queries import overview, renewals
from ipharbor.queries.law import book
from ipharbor.queries.renewals import Fee, Line, Plan
from ipharbor.records.models import Firm
from ipharbor.statutes import book as books
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.warning.altered import NONE, Altered, Effect, Moved, reaching, without

LISTED = 20  # of what moved
Effects = Callable[[Firm, Sequence[Altered]], Effect | None]


def effects(corpus: Corpus, region_name: str, *, on: date) -> Effects:
    """What asks, for a firm and changes of the law, what these move of its rights in force as of
    ``on``: every annuity to the end of the terms and the last day of each term, reckoned by the
    law as it is and as it would be without the changes. None where the law before has no answer.
    """
    code = region(region_name).code
    until = overview.newest_day(corpus) or date.min

    def asked(firm: Firm, changes: Sequence[Altered]) -> Effect | None:
        names = reaching(one.name for one in changes)
        if not names:
            return Effect(reached=False)
        law, shipped = book(code), books.load(books.regional(code))
        since = {one.name: one.since for one in changes if one.name in names}
        before = without(law, shipped, since)
        try:
            return _compared(_plan(firm, before, on, until), _plan(firm, law, on, until))
        except HarborError:
            return None

    return asked


def _plan(firm: Firm, law: Book, on: date, until: date) -> Plan:
    return renewals.plan(firm, law=law, on=on, data_until=until, years=renewals.MOST_YEARS)


def _compared(was: Plan, now: Plan) -> Effect:
    before = {line.record.key: line for line in was.lines}
    dues: list[Moved] = []
    terms: list[Moved] = []
    more = Decimal(0)
    for line in now.lines:
        old = before.get(line.record.key)
        if old is None:
            continue
        old_dues, new_dues = _dues(was, old), _dues(now, line)
        more += _sum(new_dues) - _sum(old_dues)
        dues += _moved_dues(line, old_dues, new_dues)
        terms += _moved_term(line, old)
    found = (*terms, *dues)
    return Effect(True, len(now.lines), len(dues), len(terms), f"{more:+,}", found[:LISTED])


def _dues(plan: Plan, line: Line) -> dict[int, Fee]:
    return {fee.patent_year: fee for fee in plan.fees(line)}


def _sum(dues: dict[int, Fee]) -> Decimal:
    return sum((fee.sums.payable for fee in dues.values()), Decimal(0))


def _moved_dues(line: Line, was: dict[int, Fee], now: dict[int, Fee]) -> Iterator[Moved]:
    for year in sorted(was.keys() | now.keys()):
        before, after = _due(was.get(year)), _due(now.get(year))
        if before != after:
            yield Moved(line.record.key, line.record.title, year, before, after)


def _due(fee: Fee | None) -> str:
    """Sum in CNY, last day without and last day with surcharge."""
    if fee is None:
        return NONE
    return f"{fee.sums.payable:,} · {fee.pay_by} / {fee.grace_pay_by}"


def _moved_term(line: Line, was: Line) -> Iterator[Moved]:
    before, after = was.standing["term_ends"], line.standing["term_ends"]
    if before != after:
        yield Moved(line.record.key, line.record.title, 0, str(before or NONE), str(after or NONE))
