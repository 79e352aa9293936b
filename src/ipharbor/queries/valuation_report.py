"""A valuation as a report on paper: range, methods, what it rests on, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from django.utils import timezone

from ipharbor.papers.report.values import Block, Grid, Heading, Report, Text
from ipharbor.queries.valuations import Opened, indicators, scenarios
from ipharbor.records.models import Valuation
from ipharbor.statutes.book import Book
from ipharbor.valuation.appraisal import RightValue
from ipharbor.valuation.income import Income
from ipharbor.valuation.spread import Spread
from ipharbor.valuation.subject import Subject
from ipharbor.vocabulary.messages import message
from ipharbor.vocabulary.words import word


@dataclass(frozen=True)
class _Words:
    lang: str

    def say(self, name: str, **gaps: object) -> str:
        """A sentence or heading of the report."""
        return message(f"valuation.report.{name}", self.lang, gaps).what

    def of(self, kind: str, code: str) -> str:
        """A coded value in words."""
        return message(f"valuation.{kind}.{code}", self.lang, {}).what

    def heads(self, *names: str) -> tuple[str, ...]:
        return tuple(self.say(f"head_{name}") for name in names)

    def day(self, on: date) -> str:
        return f"{on.year} 年 {on.month} 月 {on.day} 日" if self.lang == "zh" else on.isoformat()


def report(told: Opened, *, law: Book, lang: str) -> Report:
    """The report of a valuation; unsigned it says so above everything else."""
    words, held = _Words(lang), told.held
    signed = held.signed_at is not None
    return Report(
        lang=lang,
        mast=words.say("mast"),
        issue=words.say("issue", id=held.pk, version=held.version),
        maker=held.signed_for or words.say("unsigned_maker"),
        day=held.valued_on,
        day_told=words.day(held.valued_on),
        title=words.say("title", firm=held.firm.name, n=len(held.keys)),
        under=words.say("under", on=words.day(held.valued_on)),
        notice="" if signed and told.stands else words.say(
            "altered" if not told.stands else "unsigned"
        ),
        blocks=tuple(_blocks(told, law, words)),
        annexes=(),
        annexed=words.say("annexed"),
    )  # fmt: skip


def _blocks(told: Opened, law: Book, words: _Words) -> Iterator[Block]:
    held, numbers = told.held, count(1)
    uses = dict(scenarios(law, told.basis.valued_on, words.lang))
    yield Heading(f"{next(numbers)}. {words.say('result')}")
    yield Text(
        words.say(
            "range", low=_money(held.low), median=_money(held.median), high=_money(held.high),
            draws=f"{told.basis.draws:,}", use=uses.get(held.scenario, held.scenario),
        )
    )  # fmt: skip
    rows = [_result(subject, value, words) for subject, value in told.pairs]
    yield Grid(
        words.say("by_right"), words.heads("right", "method", "low", "median", "high"),
        tuple(rows), words=2,
    )  # fmt: skip
    whole = told.made.whole
    if whole is not None and len(rows) > 1:
        yield Text(
            words.say(
                "together", low=_money(whole.apart_low), high=_money(whole.apart_high),
                n=f"{whole.effective:f}",
            )
        )  # fmt: skip
    names = indicators(law, told.basis.valued_on, words.lang)
    for subject, value in told.pairs:
        yield Heading(f"{next(numbers)}. {subject.title or subject.key}")
        yield from _right(subject, value, names, words)
    yield Heading(f"{next(numbers)}. {words.say('who')}")
    yield from _who(held, told.stands, words)


def _result(subject: Subject, value: RightValue, words: _Words) -> tuple[str, ...]:
    name = f"{subject.title} {subject.key}".strip()
    found = value.range
    if found is None or value.lead is None:
        return (name, words.say("none"), "–", "–", "–")
    told = (found.low, found.median, found.high)
    return (name, words.of("method", value.lead), *(_money(one) for one in told))


def _right(
    subject: Subject, value: RightValue, names: Mapping[str, str], words: _Words
) -> Iterator[Block]:
    life = subject.life
    yield Text(
        words.say(
            "life", kind=word(subject.patent_type, words.lang), key=subject.key,
            years=f"{life.years:.2f}", bound=words.of("bound", life.bound),
        )
    )  # fmt: skip
    yield Grid(words.say("rests"), words.heads("what", "least", "likeliest", "most"),
               tuple(_inputs(subject, words)))  # fmt: skip
    if value.valued:
        yield Grid(
            words.say("methods"), words.heads("method", "value"),
            tuple((words.of("method", one.method), _money(one.value)) for one in value.valued),
        )  # fmt: skip
    if value.missing:
        yield Grid(
            words.say("missing"), words.heads("method", "bring"),
            tuple(
                (words.of("method", one.method), message(one.code, words.lang, {}).what)
                for one in value.missing
            ),
            words=2,
        )  # fmt: skip
    if value.tornado:
        yield Grid(
            words.say("tornado"), words.heads("what", "at_least", "at_most"),
            tuple(
                (words.of("factor", bar.factor), _money(bar.at_least), _money(bar.at_most))
                for bar in value.tornado
            ),
        )  # fmt: skip
    yield from _years(value, words)
    for finding in value.findings:
        yield Text(finding.told(words.lang).what)
    yield from _scores(value, names, words)


def _inputs(subject: Subject, words: _Words) -> Iterator[tuple[str, ...]]:
    spreads = {
        "royalty": subject.royalty, "share": subject.share, "growth": subject.growth,
        "decay": subject.decay,
    }  # fmt: skip
    for name, spread in spreads.items():
        if spread is not None:
            yield (words.of("field", name), *_percents(spread))
    yield (words.of("factor", "discount"), *_percents(subject.discount))
    amounts = {
        "sales": subject.sales, "profit": subject.profit, "earnings": subject.earnings,
        "charges": subject.charges,
        "return": subject.first_return.mode if subject.first_return else None,
    }  # fmt: skip
    for name, amount in amounts.items():
        if amount is not None:
            yield (words.of("field", name), "", _money(amount), "")


def _years(value: RightValue, words: _Words) -> Iterator[Block]:
    steps = next((one.steps for one in value.valued if one.method is value.lead), None)
    if isinstance(steps, Income):
        yield Grid(
            words.say("years"), words.heads("year", "base", "net", "factor", "present"),
            tuple(
                (str(one.number), _money(one.base), _money(one.net), f"{one.factor:.4f}",
                 _money(one.present))
                for one in steps.years
            ),
        )  # fmt: skip


def _scores(value: RightValue, names: Mapping[str, str], words: _Words) -> Iterator[Block]:
    known = [one for one in value.score.scored if one.fact is not None]
    if not known:
        yield Text(words.say("no_facts"))
        return
    yield Grid(
        words.say("facts"), words.heads("indicator", "under", "fact", "points"),
        tuple(
            (names.get(one.indicator.code, one.indicator.code),
             names.get(one.indicator.under, one.indicator.under),
             str(one.fact.value if one.fact else ""),
             "–" if one.points is None else f"{one.points:.0f}")
            for one in known
        ),
        words=2,
        notes=(words.say("facts_note"),),
    )  # fmt: skip
    overall = value.score.overall
    if overall is not None:
        yield Text(words.say("overall", score=f"{overall:f}"))
    else:
        yield Text(words.say("no_overall", covered=f"{value.score.covered * 100:.0f}"))


def _who(held: Valuation, stands: bool, words: _Words) -> Iterator[Block]:
    yield Text(
        words.say(
            "drawn", by=held.drawn_up_by_name, on=words.day(timezone.localdate(held.drawn_up_at))
        )
    )
    if held.signed_at is not None:
        yield Text(
            words.say(
                "signed", by=held.signed_by_name, body=held.signed_for or "–",
                on=words.day(timezone.localdate(held.signed_at)),
            )
        )  # fmt: skip
    else:
        yield Text(words.say("unsigned"))
    yield Text(words.say("hash", hash=held.hash))
    yield Text(words.say("stands" if stands else "altered"))
    yield Text(words.say("advice"))


def _percents(spread: Spread) -> tuple[str, ...]:
    return tuple(f"{one * 100:.2f} %" for one in (spread.low, spread.mode, spread.high))


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
