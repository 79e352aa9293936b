"""What the report of a valuation says of one right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.papers.report import charts
from ipharbor.papers.report.values import Block, Chart, Grid, Text
from ipharbor.queries.valuation_rests import Rest, finding_told, in_words, rests
from ipharbor.records.models import Valuation
from ipharbor.statutes.book import Law
from ipharbor.valuation.appraisal import Bar, Range, RightValue
from ipharbor.valuation.income import Income
from ipharbor.valuation.methods import Method
from ipharbor.valuation.subject import Subject
from ipharbor.vocabulary.messages import message
from ipharbor.vocabulary.words import word


@dataclass(frozen=True)
class Words:
    """The sentences of the report in its language."""

    lang: str

    def say(self, name: str, **gaps: object) -> str:
        """A sentence or heading of the report."""
        return message(f"valuation.report.{name}", self.lang, gaps).what

    def of(self, kind: str, code: str) -> str:
        """A coded value in words."""
        return message(f"valuation.{kind}.{code}", self.lang, {}).what

    def heads(self, *names: str) -> tuple[str, ...]:
        """The heads of a table."""
        return tuple(self.say(f"head_{name}") for name in names)

    def day(self, on: date) -> str:
        """A day as it is written on paper."""
        return f"{on.year} 年 {on.month} 月 {on.day} 日" if self.lang == "zh" else on.isoformat()


def right_blocks(
    subject: Subject, value: RightValue, ranges: Sequence[tuple[Method, Range]], *, book: Law,
    names: Mapping[str, str], by: Valuation, say: Words,
) -> Iterator[Block]:  # fmt: skip
    """All that the report says of a right; ``book`` is the law of the day it is valued on."""
    life = subject.life
    yield Text(
        say.say(
            "life", kind=word(subject.patent_type, say.lang), key=subject.key,
            years=f"{life.years:.1f}", bound=say.of("bound", life.bound),
        )
    )  # fmt: skip
    for finding in value.findings:
        yield Text(finding_told(finding, say.lang).what)
    yield from _methods(value, ranges, say)
    yield from _tornado(value, say)
    found = rests(subject, book, (one.method for one in value.valued))
    if found:
        yield Grid(
            say.say("rests"), say.heads("what", "source", "least", "likeliest", "most"),
            tuple(
                (message(one.code, say.lang, {}).what, _source(one, book, by, say),
                 *(in_words(one, held) for held in (one.least, one.likeliest, one.most)))
                for one in found
            ),
            words=2, notes=(say.say("rests_note"),),
        )  # fmt: skip
    if value.missing:
        yield Grid(
            say.say("missing"), say.heads("method", "bring"),
            tuple(
                (say.of("method", one.method), message(one.code, say.lang, {}).what)
                for one in value.missing
            ),
            words=2,
        )  # fmt: skip
    yield from _years(value, say)
    yield from _scores(value, names, say)


def _methods(
    value: RightValue, ranges: Sequence[tuple[Method, Range]], say: Words
) -> Iterator[Block]:
    if not ranges:
        return
    told = {one.method: one.value for one in value.valued}
    rows = []
    for method, found in ranges:
        name = say.of("method", method)
        leads = say.say("leads") if method is value.lead else ""
        rows.append((f"{name}{leads}", *(_money(one) for one in (found.low, found.median)),
                     _money(found.high), _money(told[method])))  # fmt: skip
    yield Grid(say.say("methods"), say.heads("method", "low", "median", "high", "at_likeliest"),
               tuple(rows))  # fmt: skip
    if len(ranges) > 1:
        spans = [
            (say.of("method", method), float(one.low), float(one.median), float(one.high))
            for method, one in ranges
        ]
        yield Chart(say.say("methods_drawn"), say.say("methods_told"),
                    charts.spans(spans, axis=say.say("axis")))  # fmt: skip
    if value.agreement is not None and value.agreement.apart is not None:
        yield Text(say.say("apart", apart=f"{value.agreement.apart:f}"))


def _tornado(value: RightValue, say: Words) -> Iterator[Block]:
    if not value.tornado:
        return
    centre = next(one.value for one in value.valued if one.method is value.lead)
    yield Chart(
        say.say("tornado_drawn"), say.say("tornado_told", value=_money(centre)),
        charts.swings(
            [(say.of("factor", one.factor), float(one.at_least), float(one.at_most))
             for one in value.tornado],
            float(centre), names=(say.say("head_at_least"), say.say("head_at_most")),
            axis=say.say("axis"),
        ),
    )  # fmt: skip
    yield Grid(
        say.say("tornado"), say.heads("what", "least", "at_least", "most", "at_most"),
        tuple(
            (say.of("factor", bar.factor), _factor(bar, bar.least, say), _money(bar.at_least),
             _factor(bar, bar.most, say), _money(bar.at_most))
            for bar in value.tornado
        ),
    )  # fmt: skip


def _factor(bar: Bar, value: Decimal, say: Words) -> str:
    if bar.factor == "life":
        return say.say("of_years", years=f"{value:.1f}")
    return f"{round(value * 100, 2).normalize():f} %"


def _source(one: Rest, book: Law, by: Valuation, say: Words) -> str:
    if one.provisions:
        named = "; ".join(book[name].title(say.lang) for name in one.provisions)
        return say.say("from_book_scored" if one.scored else "from_book", names=named)
    if one.source:
        return say.say(f"from_{one.source.partition(':')[0]}")
    return say.say("from_maker", by=by.drawn_up_by_name)


def _years(value: RightValue, say: Words) -> Iterator[Block]:
    steps = next((one.steps for one in value.valued if one.method is value.lead), None)
    if isinstance(steps, Income):
        yield Grid(
            say.say("years"), say.heads("year", "base", "net", "factor", "present"),
            tuple(
                (str(one.number), _money(one.base), _money(one.net), f"{one.factor:.4f}",
                 _money(one.present))
                for one in steps.years
            ),
            words=0,
        )  # fmt: skip


def _scores(value: RightValue, names: Mapping[str, str], say: Words) -> Iterator[Block]:
    known = [one for one in value.score.scored if one.fact is not None]
    if not known:
        yield Text(say.say("no_facts"))
        return
    yield Grid(
        say.say("facts"), say.heads("indicator", "under", "fact", "points"),
        tuple(
            (names.get(one.indicator.code, one.indicator.code),
             names.get(one.indicator.under, one.indicator.under),
             str(one.fact.value if one.fact else ""),
             "–" if one.points is None else f"{one.points:.0f}")
            for one in known
        ),
        words=2,
        notes=(say.say("facts_note"),),
    )  # fmt: skip
    overall = value.score.overall
    if overall is not None:
        yield Text(say.say("overall", score=f"{overall:f}"))
    else:
        yield Text(say.say("no_overall", covered=f"{value.score.covered * 100:.0f}"))


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
