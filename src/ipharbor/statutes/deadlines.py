"""The last day for an act: the table of rules, and the reckoning of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from ipharbor.statutes._yaml import load as read_yaml
from ipharbor.statutes.book import Book, Law
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Deadline, Step, count, ground, served
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Span, Unit
from ipharbor.vocabulary.errors import HarborError

NO_EVENTS: Mapping[str, date] = MappingProxyType({})
RESTORABLE = ("yes", "no", "force_majeure")


@dataclass(frozen=True)
class Leg:
    """One way a period can run: from ``event``, for the span of the provision ``period``.

    ``served`` tells that the event is a paper whose service day starts the period.
    """

    event: str
    period: str
    served: bool = False


@dataclass(frozen=True)
class Rule:
    """A rule of the table.

    ``counting`` names the family whose provisions say how days are counted and whether the
    end rolls. With several legs ``choose`` is ``later`` or ``earlier``. ``repeats`` lets the
    span be taken several times (patent years). ``extension`` tells whether the period can be
    extended on request; ``restorable`` is ``yes``, ``no`` or ``force_majeure``. ``missed``
    tells in each language what follows when the day passes; empty where the law says nothing.
    """

    code: str
    zh: str
    en: str
    counting: str
    legs: tuple[Leg, ...]
    choose: str = "later"
    repeats: bool = False
    extension: tuple[str, ...] = ()
    restorable: str = "no"
    missed_zh: str = ""
    missed_en: str = ""

    def title(self, lang: str) -> str:
        """What has to be done, in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def missed(self, lang: str) -> str:
        """What follows when it is not done, in ``lang``."""
        return self.missed_zh if lang == "zh" else self.missed_en


def deadline(
    rule: str,
    *,
    start: date,
    book: Book,
    calendar: WorkingCalendar,
    served_by: str | None = None,
    received: date | None = None,
    others: Mapping[str, date] = NO_EVENTS,
    times: int = 1,
    extended_by: int = 0,
) -> Deadline:
    """The last day under ``rule``, with every step.

    ``start`` is the day of the first leg's event (a ``datetime`` for rules of hours);
    ``others`` gives the days of the other legs' events. Where an event is a paper,
    ``served_by`` (one of ``counting.MEANS``) makes its day the day of dispatch, and
    ``received`` a proven receipt; without ``served_by`` the day given is the day of receipt.
    The service rule is asked on the day of dispatch, the period on the day it starts to run;
    where the book holds no version of that day but one that began before the period was over,
    that one is taken and the answer is not certain.
    ``times`` takes the span several times, for rules that repeat. ``extended_by`` adds that
    many of the period's unit where it can be extended. The longer period is counted as one
    from its start, the earlier of the two readings; it is certain only where the law bounds
    the extension itself.

    An event of another leg that is not given leaves the answer uncertain. Errors:
    ``statutes.rule.unknown``, ``statutes.rule.service``, ``statutes.rule.event``,
    ``statutes.rule.repeats``, ``statutes.rule.extension``, and those of the book and of
    ``counting``.
    """
    told = find(rule)
    _fits(told, served_by, received, others, times, extended_by)
    asked = _Asked(told, book, calendar, served_by, received, times, extended_by)
    days = [start, *(others.get(leg.event) for leg in told.legs[1:])]
    found = [
        asked.run(leg, day) for leg, day in zip(told.legs, days, strict=True) if day is not None
    ]
    chosen = _choose(told, found)
    if None in days:
        doubt = Step("statutes.step.other_unknown", chosen.day, chosen.day, certain=False)
        chosen = replace(chosen, steps=(*chosen.steps, doubt))
    return chosen


def find(code: str) -> Rule:
    """The rule ``code``; ``statutes.rule.unknown`` for a strange one."""
    found = rules().get(code)
    if found is None:
        near = get_close_matches(code, rules(), n=1, cutoff=0.5)
        raise HarborError("statutes.rule.unknown", rule=code, nearest=near[0] if near else "—")
    return found


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the table."""
    made = [_rule(raw) for raw in _table()["rules"]]
    return MappingProxyType({rule.code: rule for rule in made})


@cache
def events() -> Mapping[str, Mapping[str, str]]:
    """The names of the events that start periods: key → language → name."""
    named: Mapping[str, Mapping[str, str]] = _table()["events"]
    return named


@dataclass(frozen=True)
class _Asked:
    rule: Rule
    book: Book
    calendar: WorkingCalendar
    served_by: str | None
    received: date | None
    times: int
    extended_by: int

    def run(self, leg: Leg, day: date) -> Deadline:
        before: tuple[Step, ...] = ()
        if leg.served and self.served_by is not None:
            law = self.book.on(day)
            service = served(day, self.served_by, law, received=self.received)
            before, day = service.steps, service.day
        law = self.book.on(day.date() if isinstance(day, datetime) else day)
        period, doubt = self._period(leg.period, law)
        before = (*before, *doubt)
        span = period.span.times(self.times)
        if self.extended_by:
            before = (*before, self._extension(law, day, span))
            span = Span(span.n + self.extended_by, span.unit)
        under = ground(law, self.rule.counting)
        rolls = under.rolling.flag
        counted = count(day, span, self.calendar, rolls=rolls, period=period, under=under)
        return replace(counted, steps=(*before, *counted.steps))

    def _period(self, name: str, law: Law) -> tuple[Provision, tuple[Step, ...]]:
        first = self.book.history(name)[0]
        if name in law or first.since is None or law.day > first.since:
            return law[name], ()
        end = self._plain_end(law.day, first.span)
        if end < first.since:
            return law[name], ()
        since = (("since", first.since.isoformat()),)
        taken = Step(
            "statutes.step.later_law", law.day, end, name, first.source, False, params=since
        )
        return first, (taken,)

    def _plain_end(self, day: date, span: Span) -> date:
        if span.unit is Unit.HOUR:
            return day
        return count(day, span.times(self.times), self.calendar, rolls=False).day

    def _extension(self, law: Law, day: date, span: Span) -> Step:
        grounds = [law[name] for name in self.rule.extension]
        most = [one.value.n for one in grounds if isinstance(one.value, Span)]
        if most and self.extended_by > sum(most):
            raise HarborError("statutes.rule.extension", rule=self.rule.code)
        more = Span(self.extended_by, span.unit)
        certain = bool(most) and all(one.certain for one in grounds)
        first = grounds[0]
        return Step("statutes.step.extended", day, day, first.name, first.source, certain, more)


def _choose(told: Rule, found: list[Deadline]) -> Deadline:
    if len(found) == 1:
        return found[0]
    pick = max if told.choose == "later" else min
    chosen = pick(found, key=lambda one: one.day)
    others = [one for one in found if one is not chosen]
    told_of_others = [step for one in others for step in one.steps]
    if told.choose == "earlier":
        # An end that may still roll can only become later, so it cannot change the choice.
        told_of_others = [
            step
            for step in told_of_others
            if step.code != "statutes.step.unannounced" or step.begins < chosen.day
        ]
    steps = (*told_of_others, *chosen.steps)
    last = Step(f"statutes.step.{told.choose}", others[0].day, chosen.day)
    return replace(chosen, steps=(*steps, last))


def _fits(
    told: Rule,
    served_by: str | None,
    received: date | None,
    others: Mapping[str, date],
    times: int,
    extended_by: int,
) -> None:
    if (served_by or received) and not any(leg.served for leg in told.legs):
        raise HarborError("statutes.rule.service", rule=told.code)
    if received is not None and served_by is None:
        raise HarborError("statutes.rule.service", rule=told.code)
    for event in others:
        if event not in {leg.event for leg in told.legs[1:]}:
            raise HarborError("statutes.rule.event", rule=told.code, event=event)
    if times < 1 or (times > 1 and not told.repeats):
        raise HarborError("statutes.rule.repeats", rule=told.code, times=times)
    if extended_by < 0 or (extended_by and not told.extension):
        raise HarborError("statutes.rule.extension", rule=told.code)


@cache
def _table() -> dict[str, Any]:
    text = files("ipharbor.statutes").joinpath("book/rules.yaml").read_text("utf-8")
    loaded: dict[str, Any] = read_yaml(text)
    return loaded


def _rule(raw: Mapping[str, Any]) -> Rule:
    legs = tuple(Leg(leg["event"], leg["period"], leg.get("service", False)) for leg in raw["legs"])
    given = {key: told for key, told in raw.items() if key not in ("rule", "legs", "extension")}
    return Rule(code=raw["rule"], legs=legs, extension=tuple(raw.get("extension", ())), **given)
