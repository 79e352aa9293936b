"""What is typed of a task, and what a task begins with that is made from another page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from ipharbor.actions.task.add import Due, Source, Stated
from ipharbor.queries import docket, law, tasks
from ipharbor.records.models import Firm, IssuedWarning, Person, Task
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import read_day, usual_day
from ipharbor.web._docketing import data_until
from ipharbor.web.caller import Asked
from ipharbor.web.language import lang
from ipharbor.web.law import book

FIELDS = ("title", "why", "notes", "owner", "due_on", "rule", "start", "of", "step")


@dataclass(frozen=True)
class Begun:
    """A task as a form begins with it: what is typed by field, what it comes of, in words, the
    day that the source itself gives, and the words of the source's step."""

    typed: Mapping[str, str]
    source: Source = field(default_factory=Source)
    words: str = ""
    due: Due = field(default_factory=Due)
    step_words: str = ""


def typed(params: QueryDict) -> dict[str, str]:
    """What the form holds, by field."""
    return {name: params.get(name, "") for name in FIELDS}


def begun(request: Asked, firm: Firm, params: QueryDict) -> Begun:
    """The task that ``params`` begin: ``of`` is its source, ``right:KEY``, ``warning:12`` or
    ``provision:NAME``, ``step`` a step of it. A source that the caller does not have is none."""
    told = typed(params)
    kind, _colon, rest = told["of"].partition(":")
    if kind == "right":
        return _of_right(firm, told, rest)
    if kind == "warning":
        return _of_warning(request.user, told, rest)
    if kind == "provision":
        return _of_provision(told, rest)
    return Begun(told | {"of": "", "step": ""})


def stated(told: Mapping[str, str], firm: Firm, *, usual: Due | None = None) -> Stated:
    """What is stated of a task. ``usual`` is what the source gives; its certainty holds where
    its day is the one typed.

    Raises HarborError ``task.owner.elsewhere``, ``task.due.twice``, ``task.due.start`` and what
    days and rules raise.
    """
    return Stated(
        title=told["title"],
        why=told["why"],
        notes=told["notes"],
        owner=_owner(told["owner"], firm),
        due=_due(told, usual),
    )


def kept_due(task: Task) -> Due:
    """The day of a task with what it was reckoned by."""
    return Due(task.due_on, task.due_rule, task.due_from, task.due_certain)


def typed_of(task: Task) -> dict[str, str]:
    """A task as its form begins with it."""
    return dict.fromkeys(FIELDS, "") | {
        "title": task.title, "why": task.why, "notes": task.notes,
        "owner": str(task.owner_id or ""),
        "due_on": task.due_on.isoformat() if task.due_on else "",
    }  # fmt: skip


def _owner(text: str, firm: Firm) -> Person | None:
    if not text:
        return None
    found = next((one for one in tasks.people(firm) if str(one.pk) == text), None)
    if found is None:
        raise HarborError("task.owner.elsewhere", fields=("owner",))
    return found


def _due(told: Mapping[str, str], usual: Due | None) -> Due:
    day, rule = told["due_on"].strip(), told["rule"]
    on = read_day(day, "due_on") if day else None
    if rule:
        if on is not None:
            raise HarborError("task.due.twice", fields=("due_on",))
        if not told["start"].strip():
            raise HarborError("task.due.start", fields=("start",))
        return _by_rule(rule, read_day(told["start"].strip(), "start"))
    if usual is not None and usual.on == on:
        return usual
    return Due(on)


def _by_rule(rule: str, start: date) -> Due:
    found = law.reckon(rule, law=book(), start=start).deadline
    return Due(found.day, rule, start, found.certain)


def _of_right(firm: Firm, told: dict[str, str], key: str) -> Begun:
    record = docket.find(firm, key)
    if record is None:
        return Begun(told | {"of": "", "step": ""})
    words = f"{record} {record.title}".strip()
    source, due = Source("right", record.key), Due()
    account = docket.account(
        record, law=book(), on=usual_day(), data_until=data_until() or date.min
    )
    for one in account.dues:
        if told["step"] == tasks.annuity_step(one.year):
            act_by = one.grace_pay_by if str(one.status) == docket.IN_GRACE else one.pay_by
            due = Due(act_by, certain=one.certain)
            source = Source("right", record.key, told["step"], "period.annuity")
    if not source.step:
        return Begun(told | {"step": ""}, source, words)
    step_words = tasks.annuity_words(source.step, words, lang())
    return Begun(_filled(told, due), source, words, due, step_words)


def _of_warning(person: Person, told: dict[str, str], number: str) -> Begun:
    held = IssuedWarning.objects.filter(person=person).select_related("watch")
    found = held.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 15 else None
    if found is None:
        return Begun(told | {"of": "", "step": ""})
    due = Due(found.due_on)
    told |= {"step": "", "title": told["title"] or found.step[:200]}
    return Begun(_filled(told, due), Source("warning", str(found.pk)), found.watch.name, due)


def _of_provision(told: dict[str, str], name: str) -> Begun:
    held = book()
    if name not in held.entries:
        return Begun(told | {"of": "", "step": ""})
    words = tasks.provision_title(held, name, lang())
    told |= {"step": "", "title": told["title"] or (_("Look at: %(what)s") % {"what": words})[:200]}
    return Begun(told, Source("provision", name, provision=name), words)


def _filled(told: dict[str, str], due: Due) -> dict[str, str]:
    day = told["due_on"] or (due.on.isoformat() if due.on else "")
    return told | {"due_on": "" if told["rule"] else day}
