"""Whether a lost right or application can still be restored: on which ground, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.book import Book
from ipharbor.statutes.counting import after
from ipharbor.statutes.provision import Source

AFTER_NOTICE = "restoration.other.after_notice"
AFTER_OBSTACLE = "restoration.force_majeure.after_obstacle"
AFTER_EXPIRY = "restoration.force_majeure.after_expiry"
GAZETTED_AFTER = "restoration.gazetted_after"
GRACE = "period.annuity.grace"
MISSED = (Kind.LAPSE_FEE, Kind.DEEMED_WITHDRAWN, Kind.DEEMED_ABANDONED)
"""Losses by a missed period. A withdrawal, a refusal, a surrender or the end of the term is
none, and nothing restores it."""


class Ground(StrEnum):
    """Why a period was missed: ``good_cause`` is any proper reason but force majeure."""

    GOOD_CAUSE = "good_cause"
    FORCE_MAJEURE = "force_majeure"


@dataclass(frozen=True)
class Chance:
    """A way to restore a right.

    ``until`` is the last day to ask, not rolled: where it is a rest day the next working day
    is still in time. It is None while what it is counted from is not known. ``at_latest`` is
    a day after which it is over in any case, None where none is known. ``missing`` names what
    would tell more: ``notice_on``, ``obstacle_ended_on``, ``cause``, ``law``. ``verdict`` says
    whether one can still ask on the day; ``certain`` is that of the provisions.
    """

    ground: Ground
    verdict: Verdict
    until: date | None
    at_latest: date | None
    missing: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    certain: bool = True


def chances(loss: Event, lost_on: date, *, on: date, book: Book) -> tuple[Chance, ...]:
    """The ways to restore what ``loss`` took from ``lost_on`` on, as they stand on ``on``.

    Empty where nothing restores it. Without a told notice a lapse that the gazette tells is
    past good cause: the office announces it only after the time for it. Days are counted, not
    rolled. Source: Implementing Rules of the Patent Law, article 6.
    """
    if loss.kind is Kind.TERMINATED:
        return tuple(Chance(ground, Verdict.UNKNOWN, None, None, ("cause",)) for ground in Ground)
    if loss.kind not in MISSED:
        return ()
    return _good_cause(loss, on, book), _force_majeure(loss, lost_on, on, book)


def _good_cause(loss: Event, on: date, book: Book) -> Chance:
    notice_on = loss.day("notice_on")
    if notice_on is None:
        law = book.on(loss.on)
        if loss.kind is Kind.LAPSE_FEE and GAZETTED_AFTER in law and on >= loss.on:
            ruled = law[GAZETTED_AFTER]
            sources = (ruled.source,) if ruled.source else ()
            return Chance(Ground.GOOD_CAUSE, Verdict.NO, None, loss.on, ("notice_on",), sources,
                          ruled.certain)  # fmt: skip
        return Chance(Ground.GOOD_CAUSE, Verdict.UNKNOWN, None, None, ("notice_on",))
    law = book.on(notice_on)
    if AFTER_NOTICE not in law:
        return Chance(Ground.GOOD_CAUSE, Verdict.UNKNOWN, None, None, ("law",))
    ruled = law[AFTER_NOTICE]
    until = after(notice_on, ruled.span)[0]
    sources = (ruled.source,) if ruled.source else ()
    verdict = Verdict.YES if on <= until else Verdict.NO
    return Chance(Ground.GOOD_CAUSE, verdict, until, until, (), sources, ruled.certain)


def _force_majeure(loss: Event, lost_on: date, on: date, book: Book) -> Chance:
    missed = missed_on(loss, lost_on, book)
    law = book.on(missed)
    if AFTER_EXPIRY not in law:
        return Chance(Ground.FORCE_MAJEURE, Verdict.UNKNOWN, None, None, ("law",))
    outer = law[AFTER_EXPIRY]
    latest = after(missed, outer.span)[0]
    ruled = [outer]
    obstacle = loss.day("obstacle_ended_on")
    until = None
    if obstacle is not None and AFTER_OBSTACLE in book.on(obstacle):
        inner = book.on(obstacle)[AFTER_OBSTACLE]
        until = min(after(obstacle, inner.span)[0], latest)
        ruled.append(inner)
    last = until or latest
    verdict = Verdict.NO if on > last else Verdict.YES if until else Verdict.UNKNOWN
    sources = tuple(dict.fromkeys(one.source for one in ruled if one.source))
    return Chance(
        Ground.FORCE_MAJEURE, verdict, until, last,
        () if until else ("law" if obstacle else "obstacle_ended_on",), sources,
        all(one.certain for one in ruled),
    )  # fmt: skip


def missed_on(loss: Event, lost_on: date, book: Book) -> date:
    """The end of the period that was missed, or a day on which it was over for sure.

    For an annuity it is the end of the time for late payment; for other losses, and where the
    day of the end is untold, the period was over when the loss was announced.
    """
    law = book.on(lost_on)
    if loss.kind is Kind.LAPSE_FEE and loss.day("ended_on") is not None and GRACE in law:
        return after(lost_on, law[GRACE].span)[0]
    return loss.on
