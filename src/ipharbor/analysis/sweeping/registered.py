"""Sweeps over what the register's events and the district's cases tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.weighing import Weighing
from ipharbor.register.codes import Kind
from ipharbor.register.encumbrances import Family
from ipharbor.register.moves import OVER
from ipharbor.vocabulary.cases import KINDS
from ipharbor.warning.happenings import (
    CASES,
    CHALLENGES,
    ENDS,
    TITLE,
    Case,
    challenged,
    lapsed,
    litigation,
    title_changed,
)
from ipharbor.warning.incident import Incident
from ipharbor.warning.terms import shortfall, term_short
from ipharbor.warning.weight import Subject

_OVER = frozenset(str(state) for state in OVER)
assert set(CASES) == set(KINDS)


def titles(known: Known, span: Span) -> Iterator[Incident]:
    """Transfers and changes of name of rights and applications in dockets."""
    news = list(known.docket.news(span.since, span.on, *TITLE))
    subjects = Weighing(known, span.on).subjects([one.row for one in news])
    for one in news:
        subject = subjects[one.row]
        parties = (*one.event.parties("before"), *one.event.parties("after"))
        own = tuple(name for name in parties if name in known.docket.firms)
        moved = one.event.kind is not Kind.NAME_CHANGE
        consent = not (moved and subject.weight.pledged) or bool(one.event.told("consent"))
        told = subject.announced(*own, *known.docket.kept[one.row])
        yield title_changed(told, one.event, consent)


def challenges(known: Known, span: Span) -> Iterator[Incident]:
    """Invalidations, preservations and suspensions of rights in dockets."""
    news = list(known.docket.news(span.since, span.on, *CHALLENGES))
    subjects = Weighing(known, span.on).subjects([one.row for one in news], over=True)
    for one in news:
        subject = subjects[one.row].announced()
        if subject.firms or subject.lenders:
            yield challenged(subject, one.event, known.book)


def ends(known: Known, span: Span) -> Iterator[Incident]:
    """Rights and applications in dockets that ended before their term and still are over."""
    stood = known.docket.standings(span.on)
    news = list(known.docket.news(span.since, span.on, *ENDS))
    told = stood.take(pa.array([one.row for one in news], pa.int64())).to_pylist()
    subjects = Weighing(known, span.on).subjects([one.row for one in news], over=True)
    for one, row in zip(news, told, strict=True):
        subject = subjects[one.row].announced()
        if row["state"] not in _OVER or row["cause"] != one.event.kind:
            continue
        if subject.firms or subject.lenders:
            days = (row["since"], row["restorable_until"], row["restorable_at_latest"])
            yield lapsed(subject, one.event, *days)


def loans(known: Known, span: Span) -> Iterator[Incident]:
    """Pledges whose told last day lies behind the term of the right that secures them.

    What is new is the pledge, its change, or what changes the term.
    """
    changed = (
        Kind.PLEDGE_REGISTERED, Kind.PLEDGE_CHANGED, Kind.TERM_ADJUSTED, Kind.TERM_EXTENDED,
    )  # fmt: skip
    fresh: dict[int, date] = {}
    for one in known.docket.news(span.since, span.on, *changed):
        fresh[one.row] = max(one.event.known_on, fresh.get(one.row, date.min))
    weighing = Weighing(known, span.on)
    bearing = known.docket.bearing(span.on, Family.PLEDGE)
    subjects = weighing.subjects([row for row in fresh if bearing[row]])
    for row, subject in subjects.items():
        term_ends = known.docket.standing(row, span.on).term_ends
        for pledge in weighing.pledges(row):
            until = shortfall(pledge, term_ends)
            if until is not None and term_ends is not None:
                yield term_short(subject, pledge, term_ends, until, fresh[row])


def cases(known: Known, span: Span) -> Iterator[Incident]:
    """Cases received against a firm of the region, or about a right in a docket that somebody
    else brought."""
    rows = known.register.cases
    day = rows.column("received_on")
    fresh = pc.and_(
        pc.greater(day, pa.scalar(span.since, pa.date32())),
        pc.less_equal(day, pa.scalar(span.on, pa.date32())),
    )
    found = [one for one in rows.filter(fresh).to_pylist() if one["kind"] in CASES]
    weighing = Weighing(known, span.on)
    rows_of = known.docket.numbered
    at = {
        place: rows_of[one["right"]] for place, one in enumerate(found) if one["right"] in rows_of
    }
    subjects = weighing.subjects(list(at.values()))
    for place, one in enumerate(found):
        subject = subjects[at[place]] if place in at else None
        firms = _concerned(known, one, subject)
        if firms:
            told = Case(
                one["number"], one["kind"], one["received_on"], one["complainant"] or "",
                one["respondent"] or "", firms,
            )  # fmt: skip
            yield litigation(told, subject, one["right"] or "")


def _concerned(known: Known, case: dict[str, Any], subject: Subject | None) -> tuple[str, ...]:
    named = [case["respondent"]] if case["respondent"] in known.docket.firms else []
    if subject is not None:
        named += [firm for firm in subject.firms if firm != case["complainant"]]
    return tuple(dict.fromkeys(named))
