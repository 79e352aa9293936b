"""A playbook as somebody types it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ipharbor.actions.permits import DESKS
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.playbooks import SIGNALS, WHO, Playbook, Step, Words, plan

LONGEST = {"title": 120, "when": 500, "source": 300, "text": 200}
MOST_STEPS, MOST_DAYS = 20, 1100
_CODE = re.compile(r"[a-z][a-z0-9_]{0,28}")
_SOME_DAY = date(2026, 1, 5)
FIELDS = ("code", "zh", "en", "who", "days", "rule", "after", "provision")


@dataclass(frozen=True)
class StepDraft:
    """A step as typed; all texts."""

    code: str = ""
    zh: str = ""
    en: str = ""
    who: str = "firm"
    days: str = ""
    rule: str = ""
    after: str = ""
    provision: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is typed, so that the row does not count."""
        return not (self.zh or self.en)

    @classmethod
    def of(cls, step: Step) -> StepDraft:
        """The draft that gives the step again."""
        return cls(
            step.code, step.text.zh, step.text.en, step.who, str(step.days) if step.days else "",
            step.rule, step.after, step.provision,
        )  # fmt: skip

    @classmethod
    def told(cls, fields: Mapping[str, str]) -> StepDraft:
        """The draft of a form's fields, blanks taken away."""
        return cls(**{name: " ".join(str(fields.get(name, "")).split()) for name in FIELDS})


@dataclass(frozen=True)
class Draft:
    """A playbook as typed: texts by field (``title_zh``), desks and signals, steps."""

    texts: Mapping[str, str]
    desks: Sequence[str]
    signals: Sequence[str]
    steps: Sequence[StepDraft]


def code_of(text: str) -> str:
    """The code of a playbook or step. HarborError ``playbook.code.unreadable``."""
    if not _CODE.fullmatch(text):
        raise HarborError("playbook.code.unreadable", fields=("code",), text=text[:40])
    return text


def drafted(code: str, draft: Draft, *, law: Book, calendar: WorkingCalendar) -> Playbook:
    """The playbook that was typed, not saved.

    Raises HarborErrors ``playbook.*`` and ``form.text.long`` whose ``fields`` name the field, of
    a step with its row counted from 0: ``zh-2``.
    """
    texts = {name: _words(draft.texts, name) for name in ("title", "when", "source")}
    for name in ("title", "when"):
        for lang in ("zh", "en"):
            if not texts[name].said(lang):
                raise HarborError("playbook.text.missing", fields=(f"{name}_{lang}",))
    if not set(draft.desks) <= set(DESKS) or not draft.desks:
        raise HarborError("playbook.desk.none", fields=("desks",))
    unknown = sorted(set(draft.signals) - set(SIGNALS))
    if unknown:
        raise HarborError("playbook.signal.unknown", fields=("signals",), signal=unknown[0][:60])
    made = Playbook(
        code=code_of(code),
        title=texts["title"], when=texts["when"], source=texts["source"],
        desks=tuple(one for one in DESKS if one in draft.desks),
        signals=tuple(one for one in SIGNALS if one in draft.signals),
        steps=_steps(draft.steps, law),
    )  # fmt: skip
    _reckons(made, draft.steps, law, calendar)
    return made


def _words(texts: Mapping[str, str], name: str) -> Words:
    found = {}
    for lang in ("zh", "en"):
        text = " ".join(texts.get(f"{name}_{lang}", "").split())
        if len(text) > LONGEST[name]:
            raise HarborError("form.text.long", fields=(f"{name}_{lang}",), most=LONGEST[name])
        found[lang] = text
    return Words(**found)


def _steps(drafts: Sequence[StepDraft], law: Book) -> tuple[Step, ...]:
    made: list[Step] = []
    taken: set[str] = set()
    for row, draft in enumerate(drafts):
        if draft.blank:
            continue
        code = code_of(draft.code) if draft.code else ""
        if not code or code in taken:
            code = next(one for n in range(row + 1, 99) if (one := f"step_{n}") not in taken)
        made.append(_step(draft, row, code, taken, law))
        taken.add(code)
    if not made:
        raise HarborError("playbook.steps.none", fields=("zh-0",))
    if len(made) > MOST_STEPS:
        raise HarborError("playbook.steps.many", fields=("zh-0",), most=MOST_STEPS)
    return tuple(made)


def _step(draft: StepDraft, row: int, code: str, before: set[str], law: Book) -> Step:
    for lang in ("zh", "en"):
        text = getattr(draft, lang)
        if not text:
            raise HarborError("playbook.text.missing", fields=(f"{lang}-{row}",))
        if len(text) > LONGEST["text"]:
            raise HarborError("form.text.long", fields=(f"{lang}-{row}",), most=LONGEST["text"])
    if draft.who not in WHO:
        raise HarborError("playbook.who.unknown", fields=(f"who-{row}",), who=draft.who[:20])
    if draft.after and draft.after not in before:
        raise HarborError("playbook.after.unknown", fields=(f"after-{row}",), step=draft.after[:40])
    if draft.provision and draft.provision not in law.entries:
        raise HarborError(
            "playbook.provision.unknown", fields=(f"provision-{row}",), name=draft.provision[:60]
        )
    return Step(
        code, Words(draft.zh, draft.en), draft.who, 0 if draft.rule else _days(draft.days, row),
        draft.rule, draft.after if draft.rule else "", draft.provision,
    )  # fmt: skip


def _days(text: str, row: int) -> int:
    if not text.isdecimal() or not 0 < len(text) < 5 or int(text) > MOST_DAYS:
        raise HarborError("playbook.days.unreadable", fields=(f"days-{row}",), most=MOST_DAYS)
    return int(text)


def _reckons(
    made: Playbook, drafts: Sequence[StepDraft], law: Book, calendar: WorkingCalendar
) -> None:
    """Every rule gives a day from one day; HarborError ``playbook.rule.unfit``."""
    rows = [row for row, draft in enumerate(drafts) if not draft.blank]
    for row, step in zip(rows, made.steps, strict=True):
        if not step.rule:
            continue
        alone = Playbook(
            made.code, made.title, made.when, made.source, made.desks, made.signals, (step,)
        )
        try:
            plan(alone, start=_SOME_DAY, law=law, calendar=calendar)
        except HarborError as wrong:
            raise HarborError(
                "playbook.rule.unfit", fields=(f"rule-{row}",), rule=step.rule[:60]
            ) from wrong
