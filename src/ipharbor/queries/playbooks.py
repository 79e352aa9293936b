"""Playbooks as people read them: the list, one with its steps and versions, and what a warning
proposes, what of it was taken on, and who can help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from ipharbor.records import playbooks as records
from ipharbor.records.models import (
    Agency,
    IssuedWarning,
    Organisation,
    Person,
    PlaybookVersion,
    Task,
)
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.deadlines import rules
from ipharbor.warning.playbooks import Planned, Playbook, Step, fitting, plan, shipped

FIRST = 3  # steps that an offer names
OFFERED = 5  # playbooks that a warning proposes
AGENCIES = 12  # named beside a playbook
SEES_ALL = ("operator", "administrator", "office", "station")
"""Roles that see the playbooks of every desk."""


@dataclass(frozen=True)
class PlaybookStep:
    """A step in words: its period is ``days``, or the deadline rule from the step ``after``."""

    code: str
    text: str
    who: str
    days: int
    rule: str
    rule_title: str
    after: str
    provision: str
    provision_title: str


@dataclass(frozen=True)
class PlaybookRow:
    """A playbook in words. ``origin`` is ``shipped``, ``changed`` or ``added``."""

    code: str
    title: str
    when: str
    source: str
    desks: tuple[str, ...]
    signals: tuple[str, ...]
    helpers: tuple[str, ...]
    steps: tuple[PlaybookStep, ...]
    origin: str


@dataclass(frozen=True)
class Offer:
    """A playbook that fits a warning: its title, when it is meant for, its first steps, how many
    there are in all, and who besides the firm has a step in it."""

    code: str
    title: str
    when: str
    first: tuple[str, ...]
    steps: int
    helpers: tuple[str, ...]


@dataclass(frozen=True)
class TakenStep:
    """A step of a playbook that is a task: whose, by when, and how it stands."""

    task: int
    title: str
    owner: str
    due_on: date | None
    state: str


@dataclass(frozen=True)
class Taken:
    """A playbook whose steps became tasks of a warning, in the order of their days."""

    code: str
    title: str
    done: int
    steps: tuple[TakenStep, ...]


@dataclass(frozen=True)
class Help:
    """What stands on a warning's page: what fits it, what of that was taken on, and the name of
    the station of the firm's town, empty where none works here."""

    offers: tuple[Offer, ...]
    taken: tuple[Taken, ...]
    station: str


@dataclass(frozen=True)
class Version:
    """What the office said of a playbook; the first is what the program comes with."""

    number: int
    playbook: Playbook | None
    record: PlaybookVersion | None

    @property
    def restored(self) -> bool:
        return self.record is not None and not self.record.told


def playbooks_for(codes: Sequence[str], lang: str, *, desk: str = "") -> tuple[Offer, ...]:
    """The playbooks for the signals of a warning, best first, the strongest signal of which comes
    first: titles and first steps. ``desk`` is the reader's role, empty for any."""
    return _offers(codes, lang, desk, None)


def rows(role: str, *, lang: str, law: Book) -> tuple[PlaybookRow, ...]:
    """The playbooks that people of a role read, in their order."""
    return tuple(
        row(one, lang=lang, law=law)
        for one in records.standing()
        if role in SEES_ALL or role in one.desks
    )


def one(code: str, role: str, *, lang: str, law: Book) -> PlaybookRow | None:
    """The playbook of that code; None where it does not stand or is for others."""
    found = records.named(code)
    if found is None or (role not in SEES_ALL and role not in found.desks):
        return None
    return row(found, lang=lang, law=law)


def row(playbook: Playbook, *, lang: str, law: Book) -> PlaybookRow:
    """A playbook in words."""
    return PlaybookRow(
        code=playbook.code,
        title=playbook.title.said(lang),
        when=playbook.when.said(lang),
        source=playbook.source.said(lang),
        desks=playbook.desks,
        signals=playbook.signals,
        helpers=playbook.helpers,
        steps=tuple(_step(step, lang, law) for step in playbook.steps),
        origin=_origin(playbook),
    )


def versions(code: str) -> tuple[Version, ...]:
    """What stood of a playbook, the newest first; empty for one that never was."""
    begun = next((one for one in shipped() if one.code == code), None)
    held = PlaybookVersion.objects.filter(code=code).order_by("pk")
    found = [] if begun is None else [Version(0, begun, None)]
    found += [Version(n, one.playbook(), one) for n, one in enumerate(held, start=1)]
    return tuple(reversed(found))


def planned(
    playbook: Playbook, *, start: date, law: Book, calendar: WorkingCalendar
) -> tuple[Planned, ...]:
    """The steps with their days, counted from ``start``."""
    return plan(playbook, start=start, law=law, calendar=calendar)


def usual_start(as_of: date, today: date) -> date:
    """From which day steps are counted where nobody says otherwise: that of the warning, or today
    where the warning is older than a week, so that nothing begins late."""
    return as_of if 0 <= (today - as_of).days <= 7 else today


def agencies(town: str, *, most: int = AGENCIES) -> tuple[Agency, ...]:
    """Agencies of the register that a firm of the town may ask: those of its town first, then by
    name. It is no recommendation."""
    held = sorted(Agency.objects.all(), key=lambda one: (one.town != town or not town, one.name))
    return tuple(held[:most])


def beside() -> dict[str, Any]:
    """What a question for a warning tells beside it for ``help_of``, so that it costs no question
    of its own."""
    steps: QuerySet[Task] = Task.objects.filter(
        firm=OuterRef("person__firm"), source_kind="warning",
        source_id=Cast(OuterRef("pk"), CharField(max_length=80)),
    ).exclude(step="")  # fmt: skip
    station = Organisation.objects.filter(
        kind="town_station", closed_at=None, town=OuterRef("person__firm__town")
    ).exclude(town="")
    return {
        "playbook_mark": records.marked(),
        "steps_taken": Exists(steps),
        "station_name": Subquery(station.order_by("pk").values("name")[:1]),
    }


def help_of(warning: IssuedWarning, person: Person, *, lang: str) -> Help:
    """What stands on the page of a warning that was asked with ``beside``."""
    codes = [signal["code"] for signal in warning.evidence["signals"]]
    mark: str = getattr(warning, "playbook_mark", None) or ""
    taken = _taken(warning, person, mark, lang) if getattr(warning, "steps_taken", False) else ()
    return Help(
        offers=_offers(codes, lang, person.role, mark)[:OFFERED],
        taken=taken,
        station=getattr(warning, "station_name", None) or "",
    )


def steps_of(warning: IssuedWarning, person: Person) -> dict[str, Task]:
    """The tasks that steps of playbooks became for a warning of the person, by the step's name."""
    held = Task.objects.filter(
        firm=person.firm_id, source_kind="warning", source_id=str(warning.pk)
    ).exclude(step="")
    return {task.step: task for task in held.select_related("owner").order_by("due_on", "pk")}


def _offers(codes: Sequence[str], lang: str, desk: str, mark: str | None) -> tuple[Offer, ...]:
    asked = "" if desk in SEES_ALL else desk
    return tuple(
        Offer(
            code=one.code,
            title=one.title.said(lang),
            when=one.when.said(lang),
            first=tuple(step.text.said(lang) for step in one.steps[:FIRST]),
            steps=len(one.steps),
            helpers=one.helpers,
        )
        for one in fitting(codes, records.standing(mark), desk=asked)
    )


def _taken(warning: IssuedWarning, person: Person, mark: str, lang: str) -> tuple[Taken, ...]:
    by_book: dict[str, list[Task]] = {}
    held = steps_of(warning, person)
    words = records.step_words(held, mark)
    for name, task in held.items():
        by_book.setdefault(name.partition(".")[0], []).append(task)
    titles = {one.code: one.title.said(lang) for one in (*shipped(), *records.standing(mark))}
    return tuple(
        Taken(
            code=code,
            title=titles.get(code, code),
            done=sum(task.state == "done" for task in tasks),
            steps=tuple(_taken_step(task, words, lang) for task in tasks),
        )
        for code, tasks in by_book.items()
    )


def _taken_step(task: Task, words: Mapping[str, Any], lang: str) -> TakenStep:
    said = words.get(task.step)
    return TakenStep(
        task=task.pk,
        title=task.title or (said.said(lang) if said else task.step),
        owner=str(task.owner) if task.owner else "",
        due_on=task.due_on,
        state=task.state,
    )


def _step(step: Step, lang: str, law: Book) -> PlaybookStep:
    held = law.entries.get(step.provision)
    rule = rules().get(step.rule)
    return PlaybookStep(
        code=step.code,
        text=step.text.said(lang),
        who=step.who,
        days=step.days,
        rule=step.rule,
        rule_title=rule.title(lang) if rule else "",
        after=step.after,
        provision=step.provision,
        provision_title=held[-1].title(lang) if held else step.provision,
    )


def _origin(playbook: Playbook) -> str:
    begun: Iterable[Playbook] = shipped()
    if playbook in begun:
        return "shipped"
    return "changed" if any(one.code == playbook.code for one in begun) else "added"
