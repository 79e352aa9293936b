"""Playbooks: what to do about a warning, by its signals, step by step, each with its day.

The ones that the program comes with are ``playbooks.yaml``; an office changes them in its
register. A playbook is advice to be judged by a person, not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.deadlines import deadline
from ipharbor.vocabulary.errors import HarborError

WHO = ("firm", "station", "agency", "office")
"""Who does a step."""
SIGNALS = (
    "signal.claim_overlap", "signal.product_reads_on", "signal.export_market_right",
    "signal.lookalike", "signal.surge", "signal.forecast_exceeded", "signal.new_field",
    "signal.newcomer", "signal.entrant", "signal.emerging", "signal.convergence",
    "signal.share_shift", "signal.own_field", "signal.citation_surge", "signal.inventor_moved",
    "signal.annuity_missed", "signal.pledge_annuity_missed", "signal.term_short",
    "signal.loan_to_value", "signal.pledged_again", "signal.cure_over", "signal.past_due",
    "signal.guaranteed_concern",
    "signal.litigation", "signal.challenged", "signal.lapsed", "signal.key_right_expiring",
    "signal.key_right_may_lapse", "signal.field_opens",
    "signal.title_changed", "signal.litigious_buyer", "signal.abnormal_filings",
    "signal.law_changed", "signal.new_documents",
)  # fmt: skip
"""The signals that a playbook can be for."""


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    zh: str = ""
    en: str = ""

    def said(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Step:
    """A step and who does it, one of ``WHO``. Its day is ``days`` after the day the playbook is
    begun; with a ``rule`` it comes by that deadline rule from the day of the step ``after``, from
    the first day where that is empty."""

    code: str
    text: Words
    who: str
    days: int = 0
    rule: str = ""
    after: str = ""
    provision: str = ""


@dataclass(frozen=True)
class Playbook:
    """What to do, ``when`` it is meant for, for the people of which ``desks``, and on which
    signals it is proposed. ``source`` says what the steps follow; empty means they are ours."""

    code: str
    title: Words
    when: Words
    source: Words
    desks: tuple[str, ...]
    signals: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def helpers(self) -> tuple[str, ...]:
        """Who besides the firm has a step in it."""
        told = {step.who for step in self.steps}
        return tuple(who for who in WHO[1:] if who in told)

    def step(self, code: str) -> Step | None:
        return next((one for one in self.steps if one.code == code), None)


@dataclass(frozen=True)
class Planned:
    """A step with its day; None where the law of that day has no such period. ``start`` is what a
    rule's day was reckoned from; ``certain`` is False where anything in it was assumed."""

    step: Step
    due: date | None
    start: date | None = None
    certain: bool = True


@cache
def shipped() -> tuple[Playbook, ...]:
    """The playbooks that the program comes with."""
    text = files("ipharbor.warning").joinpath("playbooks.yaml").read_text("utf-8")
    return tuple(read(raw) for raw in yaml.safe_load(text)["playbooks"])


def read(raw: Mapping[str, Any]) -> Playbook:
    """A playbook in the form of the file. Raises KeyError and TypeError for another form."""
    return Playbook(
        code=raw["code"],
        title=Words(**raw["title"]),
        when=Words(**raw["when"]),
        source=Words(**raw.get("source", {})),
        desks=tuple(raw["desks"]),
        signals=tuple(raw["signals"]),
        steps=tuple(_step(one) for one in raw["steps"]),
    )


def told(playbook: Playbook) -> dict[str, Any]:
    """The playbook as ``read`` reads it: plain JSON."""
    return {
        "code": playbook.code,
        "title": vars(playbook.title),
        "when": vars(playbook.when),
        "source": vars(playbook.source),
        "desks": list(playbook.desks),
        "signals": list(playbook.signals),
        "steps": [
            {name: value for name, value in vars(one).items() if name != "text"} | vars(one.text)
            for one in playbook.steps
        ],
    }


def fitting(
    codes: Sequence[str], held: Iterable[Playbook], *, desk: str = ""
) -> tuple[Playbook, ...]:
    """The playbooks for the signals of a warning, the strongest of which comes first: those for
    an earlier signal before those for a later one, then those for more of them. With a ``desk``
    only those meant for it."""
    place = {code: at for at, code in reversed(list(enumerate(codes)))}
    found = []
    for at, one in enumerate(held):
        shared = [place[code] for code in one.signals if code in place]
        if shared and desk in ("", *one.desks):
            found.append((min(shared), -len(shared), at, one))
    return tuple(one for *_order, one in sorted(found, key=lambda row: row[:3]))


def plan(
    playbook: Playbook, *, start: date, law: Book, calendar: WorkingCalendar
) -> tuple[Planned, ...]:
    """The steps with their days, counted from ``start``.

    Raises HarborError ``statutes.rule.unknown`` and the other ``statutes.rule`` errors for a step
    whose rule cannot be reckoned from one day.
    """
    days: dict[str, date] = {}
    found = []
    for step in playbook.steps:
        one = Planned(step, start + timedelta(days=step.days))
        if step.rule:
            one = _by_rule(step, days.get(step.after, start), law, calendar)
        days[step.code] = one.due or start
        found.append(one)
    return tuple(found)


def _by_rule(step: Step, begins: date, law: Book, calendar: WorkingCalendar) -> Planned:
    try:
        given = deadline(step.rule, start=begins, book=law, calendar=calendar)
    except HarborError as wrong:
        if wrong.code != "statutes.not_in_force":
            raise
        return Planned(step, None, certain=False)
    return Planned(step, given.day, begins, given.certain)


def _step(raw: Mapping[str, Any]) -> Step:
    return Step(
        code=raw["code"],
        text=Words(raw["zh"], raw["en"]),
        who=raw["who"],
        days=int(raw.get("days", 0)),
        rule=raw.get("rule", ""),
        after=raw.get("after", ""),
        provision=raw.get("provision", ""),
    )
