"""A valuation as a report on paper: range, methods, what it rests on, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from django.utils import timezone

from ipharbor.papers.report.values import Block, Grid, Heading, Report, Text
from ipharbor.queries._valuation_paper import Words, right_blocks
from ipharbor.queries.valuations import Opened, indicators, scenarios
from ipharbor.records.models import Valuation
from ipharbor.statutes.book import Book
from ipharbor.valuation.appraisal import RightValue
from ipharbor.valuation.subject import Subject


def report(told: Opened, *, law: Book, lang: str) -> Report:
    """The report of a valuation; unsigned it says so above everything else."""
    words, held = Words(lang), told.held
    signed = held.signed_at is not None
    return Report(
        lang=lang,
        mast=words.say("mast"),
        issue=words.say("issue", id=held.pk, version=held.version),
        maker=held.signed_for or words.say("unsigned_maker"),
        day=held.valued_on,
        day_told=words.day(held.valued_on),
        title=words.say("title", n=len(held.keys)),
        under=words.say("under", firm=held.firm.name, on=words.day(held.valued_on)),
        notice="" if signed and told.stands else words.say(
            "altered" if not told.stands else "unsigned"
        ),
        blocks=tuple(_blocks(told, law, words)),
        annexes=(),
        annexed=words.say("annexed"),
    )  # fmt: skip


def _blocks(told: Opened, law: Book, words: Words) -> Iterator[Block]:
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
    yield Grid(words.say("by_right"), words.heads("right", "low", "median", "high"), tuple(rows))
    whole = told.made.whole
    if whole is not None and len(rows) > 1:
        yield Text(
            words.say(
                "together", low=_money(whole.apart_low), high=_money(whole.apart_high),
                n=f"{whole.effective:f}",
            )
        )  # fmt: skip
    names, book = indicators(law, told.basis.valued_on, words.lang), law.on(told.basis.valued_on)
    for (subject, value), ranges in zip(told.pairs, told.ranges, strict=True):
        yield Heading(f"{next(numbers)}. {subject.title or subject.key}")
        yield from right_blocks(subject, value, ranges, book=book, names=names, by=held, say=words)
    yield Heading(f"{next(numbers)}. {words.say('who')}")
    yield from _who(held, told.stands, words)


def _result(subject: Subject, value: RightValue, words: Words) -> tuple[str, ...]:
    name = f"{subject.title} {subject.key}".strip()
    found = value.range
    if found is None or value.lead is None:
        return (name, words.say("none"), "–", "–")
    return (name, *(_money(one) for one in (found.low, found.median, found.high)))


def _who(held: Valuation, stands: bool, words: Words) -> Iterator[Block]:
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


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
