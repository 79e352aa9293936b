"""What a standing tells beside its state: stays, chances, compensation, same-day pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ipharbor.register._fold import Life, Step, finding, granted
from ipharbor.register.codes import Kind
from ipharbor.register.compensation import FROM_FILING, REQUEST, Delay, Prosecution, gauge
from ipharbor.register.encumbrances import Encumbrance, Family
from ipharbor.register.events import Event
from ipharbor.register.restoring import Chance, Ground
from ipharbor.register.spans import Stay, stays, stops
from ipharbor.register.terms import Term, TermStep
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.book import Book
from ipharbor.statutes.counting import after
from ipharbor.statutes.provision import Source
from ipharbor.vocabulary.findings import Finding

_FREEZING = {Kind.PRESERVATION: Family.PRESERVATION, Kind.SUSPENSION: Family.SUSPENSION}
_TOLD = {Verdict.YES: "open", Verdict.NO: "over", Verdict.UNKNOWN: "untold"}


def with_stays(steps: Iterable[Step], records: Sequence[Encumbrance], book: Book) -> list[Step]:
    """``steps``, those that begin a stay telling until when it stops what, and under which rule."""
    spans = stays(records, book)
    return [_frozen(step, spans, book) for step in steps]


def _frozen(step: Step, spans: Sequence[Stay], book: Book) -> Step:
    family = _FREEZING.get(step.event.kind)
    if family is None or step.code != "register.step.stays":
        return step
    number = step.event.told("number")
    held = [
        one
        for one in spans
        if one.family is family and one.number == number and one.holds(step.since)
    ]
    if not held:
        return step
    ruled = stops(book, held[0].first)
    last = held[0].last
    code = "register.step.stayed" if last else "register.step.stayed_open"
    sources = (ruled.source,) if ruled and ruled.source else ()
    shown = (("until", last.isoformat() if last else "—"),)
    return replace(step, code=code, sources=sources, params=shown)


def chance_steps(life: Life, ways: Sequence[Chance]) -> Iterable[Step]:
    """One step for each way to restore what was lost."""
    if life.loss is None or life.since is None:
        return
    for way in ways:
        days = (("until", _shown(way.until)), ("latest", _shown(way.at_latest)))
        code = f"register.restore.{way.ground}.{_case(way)}"
        yield Step(code, life.loss, life.state, life.state, life.since, way.sources, days)


def _case(way: Chance) -> str:
    """Which sentence tells of a way: a ground that misses its cause or its law has its own."""
    if "cause" in way.missing or "law" in way.missing:
        return "cause" if "cause" in way.missing else "law"
    if way.ground is Ground.GOOD_CAUSE and way.verdict is Verdict.NO and way.until is None:
        return "gazetted"
    return _TOLD[way.verdict]


def compensated(
    length: Term, kind: str, filed_on: date | None, known: Sequence[Event],
    records: Sequence[Encumbrance], *, double: bool | None, on: date, book: Book,
) -> tuple[Term, tuple[Finding, ...]]:  # fmt: skip
    """``length`` with what the events tell of term compensation, owed or granted.

    Only a lower and an upper bound can be told: delays of the applicant are in no gazette.
    """
    granted_on = granted(known)
    if kind != "invention" or filed_on is None or granted_on is None or length.ends is None:
        return length, ()
    law = book.on(granted_on)
    if FROM_FILING not in law or on < granted_on:
        return length, ()
    facts = Prosecution(
        kind, filed_on, granted_on,
        examined_on=_first(known, Kind.EXAMINATION_EFFECTIVE),
        published_on=_first(known, Kind.PUBLICATION),
        delays=tuple(_delays(records, granted_on, book)), twin=double,
    )  # fmt: skip
    owed = gauge(facts, law)
    told = [event for event in known if event.kind is Kind.TERM_ADJUSTED]
    source = law[FROM_FILING].source
    sources = (source,) if source else ()
    most = owed.at_most or 0
    if told:
        return _compared(length, told, most, sources)
    if owed.verdict is Verdict.NO or REQUEST not in law:
        return length, ()
    until = after(granted_on, law[REQUEST].span)[0]
    code = "possible" if on <= until else "missed"
    shown = (("days", str(most)), ("until", until.isoformat()))
    step = TermStep(f"register.term.compensation_{code}", length.ends, sources, shown)
    return replace(length, steps=(*length.steps, step)), ()


def _compared(
    length: Term, told: Sequence[Event], most: int, sources: tuple[Source, ...]
) -> tuple[Term, tuple[Finding, ...]]:
    days = [event.days() for event in told]
    given = sum(one for one in days if one is not None)
    if None in days or length.ends is None:
        return length, ()
    found = (
        (finding("register.compensation.exceeds", told[-1], days=str(given), most=str(most)),)
        if given > most
        else ()
    )
    shown = (("days", str(given)), ("most", str(most)))
    step = TermStep("register.term.compensation_compared", length.ends, sources, shown)
    return replace(length, steps=(*length.steps, step)), found


def _delays(records: Sequence[Encumbrance], granted_on: date, book: Book) -> Iterable[Delay]:
    """Stays before the grant: reasonable delays (IR 78)."""
    for stay in stays(records, book):
        over = granted_on if stay.last is None else stay.last + timedelta(days=1)
        if stay.first < granted_on:
            yield Delay("suspension", stay.first, min(over, granted_on))


def _first(events: Iterable[Event], kind: Kind) -> date | None:
    return min((event.on for event in events if event.kind is kind), default=None)


def _shown(day: date | None) -> str:
    return day.isoformat() if day else "—"
