"""How long a right lasts: its term by kind and filing day, with compensation and extension."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.statutes.book import Book
from ipharbor.statutes.counting import after, ground
from ipharbor.statutes.provision import Source
from ipharbor.vocabulary.messages import message

PATENT_KINDS = ("invention", "utility_model", "design")
LENGTHENING = (Kind.TERM_ADJUSTED, Kind.TERM_EXTENDED, Kind.TERM_RENEWED)

_PL_42 = Source("PL", "2020-10-17", "42")


@dataclass(frozen=True)
class TermStep:
    """One step of a term: ``code`` of the message, the last day it gives, the articles."""

    code: str
    ends: date
    sources: tuple[Source, ...] = ()
    params: tuple[tuple[str, str], ...] = ()

    def told(self, lang: str) -> str:
        """The step as a sentence in ``lang``."""
        known: dict[str, object] = {
            "ends": self.ends.isoformat(),
            "article": cited(self.sources, lang),
        }
        return message(self.code, lang, known | dict(self.params)).what


@dataclass(frozen=True)
class Term:
    """The term of a right as known from its events.

    ``ends`` is the last day of the term, None when kind, filing day or the law of that day is
    not known. ``open`` says that the term was lengthened and the source does not tell by how
    much, so that ``ends`` is only the earliest possible last day. ``certain`` is that of the
    provisions: read in the primary text or verified.
    """

    ends: date | None
    steps: tuple[TermStep, ...] = ()
    open: bool = False
    certain: bool = True

    @property
    def over_from(self) -> date | None:
        """The first day after the term."""
        return None if self.ends is None else self.ends + timedelta(days=1)


def provision_name(kind: str) -> str:
    """The name in the book of the term of ``kind`` (one of ``PATENT_KINDS``)."""
    return f"term.{kind}"


def term(kind: str, filed_on: date | None, events: Iterable[Event], book: Book) -> Term:
    """The term of a right of ``kind`` filed on ``filed_on``, lengthened by ``events``.

    The law is asked on the filing day, since the term of a design depends on it. A right
    ends on the day that corresponds to its filing day (期满终止日, Guidelines V-9 §2.1; the
    book's ``counting.term`` holds the rule): that is the first day without it, the day before
    the last of the term. Days of compensation or extension count on from there; a told last
    day replaces it. A term never rolls to a working day.
    """
    if kind not in PATENT_KINDS or filed_on is None:
        return Term(None)
    law = book.on(filed_on)
    if provision_name(kind) not in law:
        return Term(None)
    ruled = law[provision_name(kind)]
    counting = ground(law, "term")
    counted_from = filed_on - timedelta(days=1) if counting.first_day.flag else filed_on
    ends = after(counted_from, ruled.span)[0] - timedelta(days=1)
    sources = tuple(one for one in (ruled.source, counting.first_day.source) if one)
    named = (("filed", filed_on.isoformat()), ("years", str(ruled.span.n)))
    steps = [TermStep("register.term.filing", ends, sources, named)]
    is_open = False
    for event in events:
        if event.kind in LENGTHENING and kind == "invention":
            lengthened = _lengthened(ends, event)
            is_open = is_open or lengthened is None
            if lengthened is not None:
                ends = lengthened
                steps.append(_step(event, ends))
    return Term(ends, tuple(steps), is_open, ruled.certain and counting.first_day.certain)


def _lengthened(ends: date, event: Event) -> date | None:
    told = event.day("term_ends_on")
    if told is not None:
        return max(told, ends)
    days = event.days()
    return None if days is None else ends + timedelta(days=days)


def _step(event: Event, ends: date) -> TermStep:
    named = (("code", event.code), ("on", event.on.isoformat()))
    if event.kind is Kind.TERM_ADJUSTED:
        return TermStep("register.term.compensation", ends, (_PL_42,), named)
    if event.kind is Kind.TERM_EXTENDED:
        return TermStep("register.term.extension", ends, (_PL_42,), named)
    return TermStep("register.term.renewed", ends, (), named)


def cited(sources: Iterable[Source], lang: str) -> str:
    """The sources in a row as a person cites them, a dash for none."""
    return ("；" if lang == "zh" else "; ").join(one.cited(lang) for one in sources) or "—"
