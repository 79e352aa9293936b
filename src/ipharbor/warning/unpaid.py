"""Incidents of annuities that are late, told anew at each graver stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ipharbor.fees import tariff
from ipharbor.statutes.book import Book
from ipharbor.statutes.values import Money
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.lateness import Stage, months
from ipharbor.warning.signals import Signal
from ipharbor.warning.weight import Subject, articles, given, listed

RESTORING = "restoration.other.after_notice"
_BY_STAGE: Mapping[Stage, tuple[Points, ...]] = {
    Stage.MISSED: (),
    Stage.LAST_MONTH: given("grade.last_month"),
    Stage.LAPSED: given("grade.too_late"),
}


@dataclass(frozen=True)
class Late:
    """A late annuity of patent year ``year``, a row of ``lateness.LATE``."""

    year: int
    stage: Stage
    since: date
    due_by: date
    last_day: date
    full: Money


def annuity(subject: Subject, told: Late, known_on: date, book: Book) -> Incident:
    """The incident of a late annuity: ``signal.pledge_annuity_missed`` where the right is pledged,
    else ``signal.annuity_missed``.

    It tells what delay costs month by month, until when it can be paid and what follows, by the
    provisions of ``book`` on those days. A later stage has another mark. The surcharge is
    reckoned on the whole annuity; a reduction that the payer has is not known here. Source:
    Implementing Rules of the Patent Law, articles 6 and 115 (2023).
    """
    pledged = subject.weight.pledged
    code = "signal.pledge_annuity_missed" if pledged else "signal.annuity_missed"
    facts = [*subject.facts(), *_facts(told, book)]
    if pledged:
        facts += [("pledges", listed(subject.pledges)), ("lenders", listed(subject.lenders))]
    return Incident(
        f"{code.removeprefix('signal.')}|{subject.key}|{told.year}|{told.stage}",
        Signal(code, tuple(facts)),
        told.since,
        known_on,
        (*given("grade.unpaid"), *_BY_STAGE[told.stage], *subject.weight.points()),
        firms=subject.firms,
        rights=(subject.key,),
        symbols=subject.symbols,
        lenders=subject.lenders,
    )


def _facts(told: Late, book: Book) -> tuple[tuple[str, str], ...]:
    every = months(told.full, told.due_by, told.last_day, book)
    now = next((one for one in every if told.since <= one.last), every[-1])
    shown = [f"{one.last.isoformat()} +{one.surcharge.amount:,}" for one in every]
    due, last = book.on(told.due_by), book.on(told.last_day)
    ruled = [due[tariff.GRACE], book.on(now.first)[tariff.SURCHARGE]]
    ruled += [last[name] for name in (tariff.ENDS_ON_DUE_DAY, RESTORING) if name in last]
    sources = [one.source for one in ruled if one.source]
    restoring = last[RESTORING].span.n if RESTORING in last else 0
    return (
        ("year", str(told.year)),
        ("due", told.due_by.isoformat()),
        ("since", told.since.isoformat()),
        ("last", told.last_day.isoformat()),
        ("fee", f"{told.full.amount:,}"),
        ("surcharge", f"{now.surcharge.amount:,}"),
        ("steps", "；".join(shown)),
        ("restoring", str(restoring or "—")),
        ("rules_zh", articles(sources, "zh")),
        ("rules_en", articles(sources, "en")),
    )
