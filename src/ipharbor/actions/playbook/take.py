"""Take a playbook on for a warning: its steps become tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.task.add import Due, Source, Stated, add
from ipharbor.actions.warning.act import act
from ipharbor.gateways.sealing import Sealer
from ipharbor.records.models import IssuedWarning, Person, Task
from ipharbor.records.playbooks import named, step_name
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.playbooks import Planned, Playbook, plan

SOURCE = "warning"


def take(
    warning_id: int,
    code: str,
    *,
    start: date,
    steps: Collection[str] | None = None,
    owners: Mapping[str, Person | None] | None = None,
    law: Book,
    calendar: WorkingCalendar,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> list[Task]:
    """A task of the reader's firm for each of the ``steps`` (all for None), with its day counted
    from ``start`` and its owner, the reader where ``owners`` name nobody else; all or none. A
    warning that nobody has in hand is in hand with it.

    A step that is a task of this warning already, open or closed, is left as it is: taken twice
    it comes to the same. Raises HarborErrors ``warning.unknown``, ``warning.move.impossible``
    for one that is closed, ``playbook.unknown``, ``playbook.step.unknown`` and
    ``playbook.step.none``, and what ``actions.task.add`` raises.
    """
    with transaction.atomic():
        warning = (
            IssuedWarning.objects.select_for_update(of=("self",))
            .select_related("person__firm")
            .filter(pk=warning_id, decision="raised")
            .first()
        )
        if warning is None or not permits.allowed(by, "playbook.take", owner=warning.person):
            raise HarborError("warning.unknown", id=warning_id)
        if warning.state == IssuedWarning.State.CLOSED:
            raise HarborError("warning.move.impossible", state=warning.state, action="warning.act")
        playbook = named(code)
        if playbook is None:
            raise HarborError("playbook.unknown", code=code[:40])
        permits.require(by, "task.add", firm=warning.person.firm)
        chosen = _chosen(playbook, steps, plan(playbook, start=start, law=law, calendar=calendar))
        made = _tasks(warning, playbook, chosen, owners or {}, seals, by, at)
        if made and warning.state != IssuedWarning.State.IN_HAND:
            title = playbook.title.said(warning.person.lang)
            last = max((one.due for one in chosen if one.due), default=None)
            act(warning.pk, step=title, due_on=last, by=by, at=at)
    return made


def _chosen(
    playbook: Playbook, steps: Collection[str] | None, planned: tuple[Planned, ...]
) -> list[Planned]:
    if steps is None:
        return list(planned)
    for one in steps:
        if playbook.step(one) is None:
            raise HarborError("playbook.step.unknown", fields=("step",), step=one[:40])
    if not steps:
        raise HarborError("playbook.step.none", fields=("step",))
    return [one for one in planned if one.step.code in steps]


def _tasks(
    warning: IssuedWarning, playbook: Playbook, chosen: list[Planned],
    owners: Mapping[str, Person | None], seals: Sealer, by: permits.Actor, at: datetime,
) -> list[Task]:  # fmt: skip
    firm = warning.person.firm
    if firm is None:
        raise HarborError("docket.firm.none")
    number = str(warning.pk)
    held = Task.objects.filter(firm=firm, source_kind=SOURCE, source_id=number).exclude(step="")
    taken = set(held.values_list("step", flat=True))
    made = []
    for one in chosen:
        name = step_name(playbook.code, one.step.code)
        if name in taken:
            continue
        source = Source(SOURCE, number, name, one.step.provision)
        due = Due(one.due, one.step.rule if one.due else "", one.start, one.certain)
        owner = owners.get(one.step.code, warning.person)
        stated = Stated(owner=owner, due=due)
        made.append(add(firm, stated, source=source, seals=seals, by=by, at=at))
    return made
