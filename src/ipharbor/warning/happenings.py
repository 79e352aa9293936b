"""Incidents that the register's events tell of: title, challenges, ends; and cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.statutes.book import Book
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal
from ipharbor.warning.weight import Subject, Weight, given

SUE = "period.sue_on_invalidation"
TITLE: Mapping[Kind, tuple[Points, ...]] = {
    Kind.TRANSFER: given("grade.transferred"),
    Kind.APPLICATION_TRANSFER: given("grade.transferred"),
    Kind.NAME_CHANGE: given("grade.renamed"),
}
"""Acts that change who stands on the register as holder. Source: Patent Law, article 10;
Implementing Rules, article 14."""

CHALLENGES: Mapping[Kind, tuple[Points, ...]] = {
    Kind.INVALIDATED: given("grade.invalidated"),
    Kind.PARTLY_INVALIDATED: given("grade.partly_invalidated"),
    Kind.AMBIGUOUS_INVALIDATION: given("grade.invalidation_open"),
    Kind.PRESERVATION: given("grade.preserved"),
    Kind.SUSPENSION: given("grade.suspended"),
    Kind.AMBIGUOUS_PRESERVATION: given("grade.preservation_open"),
}
"""Acts against a right. Source: Patent Law, articles 45 to 47; Implementing Rules, articles 103
to 105. The law of today knows no opposition; the gazette tells of an invalidation only once it is
decided."""

ENDS: Mapping[Kind, tuple[Points, ...]] = {
    Kind.LAPSE_FEE: given("grade.lapsed_fee"),
    Kind.TERMINATED: given("grade.ended_untold"),
    Kind.DEEMED_WITHDRAWN: given("grade.application_lost"),
    Kind.DEEMED_ABANDONED: given("grade.application_lost"),
    Kind.SURRENDER: given("grade.surrendered"),
}
"""Ends before the term. Source: Patent Law, article 44; restoration by the Implementing Rules,
article 6."""

CASES: Mapping[str, tuple[Points, ...]] = {
    "infringement": given("grade.case.infringement"),
    "counterfeit": given("grade.case.counterfeit"),
    "trade_fair": given("grade.case.trade_fair"),
    "mediation": given("grade.case.mediation"),
    "transfer": given("grade.case.transfer"),
}
"""Kinds of cases of ``vocabulary.cases``. Source: Patent Law, articles 65 to 70."""


def _mark(code: str, subject: Subject, event: Event) -> str:
    number = event.told("number") or event.told("decision")
    return f"{code}|{subject.key}|{event.on}|{event.kind}|{number}"[:200]


def title_changed(subject: Subject, event: Event, consent: bool) -> Incident:
    """A right, or an application, has other holders, or the holder another name.

    ``consent`` says that a pledgee's consent is on record or none is needed; a transfer of a
    pledged right without it is graver (Civil Code, article 444).
    """
    points = (*TITLE[event.kind], *subject.weight.points())
    if not consent:
        points = (*points, *given("grade.no_consent"))
    facts = (
        *subject.facts(), ("act", event.code), ("before", _parties(event, "before")),
        ("after", _parties(event, "after")), ("on", event.on.isoformat()),
        ("registered", event.told("registered_on") or "—"),
    )  # fmt: skip
    others = (*event.parties("before"), *event.parties("after"))
    return Incident(
        _mark("title_changed", subject, event), Signal("signal.title_changed", facts), event.on,
        event.known_on, points, firms=subject.firms,
        others=tuple(one for one in dict.fromkeys(others) if one not in subject.firms),
        rights=(subject.key,), symbols=subject.symbols, lenders=subject.lenders,
    )  # fmt: skip


def challenged(subject: Subject, event: Event, book: Book) -> Incident:
    """A right was declared invalid, in whole or in part, or is preserved or suspended.

    The time to sue is that of ``book`` on the day. Source: Patent Law, article 46.
    """
    law = book.on(event.on)
    sue = str(law[SUE].span.n) if SUE in law else "—"
    facts = (
        *subject.facts(), ("act", event.code), ("on", event.on.isoformat()),
        ("papers", event.told("decision") or event.told("number") or "—"),
        ("until", event.told("until") or "—"), ("sue", sue),
    )  # fmt: skip
    return Incident(
        _mark("challenged", subject, event), Signal("signal.challenged", facts), event.on,
        event.known_on, (*CHALLENGES[event.kind], *subject.weight.points()), firms=subject.firms,
        rights=(subject.key,), symbols=subject.symbols, lenders=subject.lenders,
    )  # fmt: skip


def lapsed(
    subject: Subject, event: Event, since: date | None, until: date | None, latest: date | None
) -> Incident:
    """A right or an application ended before its term, from ``since`` on.

    ``until`` is the last day to ask for restoration for good cause, ``latest`` that after which
    nothing restores it, by the book; None where it is not known or nothing restores it.
    """
    facts = (
        *subject.facts(), ("act", event.code), ("on", event.on.isoformat()),
        ("since", since.isoformat() if since else "—"),
        ("until", until.isoformat() if until else "—"),
        ("latest", latest.isoformat() if latest else "—"),
    )  # fmt: skip
    return Incident(
        _mark("lapsed", subject, event), Signal("signal.lapsed", facts), since or event.on,
        event.known_on, (*ENDS[event.kind], *subject.weight.points()), firms=subject.firms,
        rights=(subject.key,), symbols=subject.symbols, lenders=subject.lenders,
    )  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A case that was received: ``firms`` are those of the region that did not bring it."""

    number: str
    kind: str
    received_on: date
    complainant: str
    respondent: str
    firms: tuple[str, ...]


def litigation(case: Case, subject: Subject | None, right: str) -> Incident:
    """A case against a firm of the region, or about a right of one; ``subject`` is that right
    where it stands in a docket, ``right`` its application number as the case names it."""
    weight = Weight() if subject is None else subject.weight
    facts = (
        ("case", case.number), ("on", case.received_on.isoformat()),
        ("complainant", case.complainant or "—"), ("respondent", case.respondent or "—"),
        ("right", right or "—"), ("title", subject.title if subject and subject.title else "—"),
    )  # fmt: skip
    others = (case.complainant, case.respondent)
    return Incident(
        f"litigation|{case.number}"[:200], Signal("signal.litigation", facts), case.received_on,
        case.received_on, (*CASES[case.kind], *weight.points()), firms=case.firms,
        others=tuple(one for one in dict.fromkeys(others) if one and one not in case.firms),
        rights=(subject.key,) if subject else (), symbols=subject.symbols if subject else (),
        lenders=subject.lenders if subject else (),
    )  # fmt: skip


def _parties(event: Event, name: str) -> str:
    return "、".join(event.parties(name)) or "—"
