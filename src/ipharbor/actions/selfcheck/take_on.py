"""Make tasks of steps of a self-check's plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.task.add import Due, Source, Stated, add
from ipharbor.gateways.sealing import Sealer
from ipharbor.records.models import Person, SelfCheck, Task
from ipharbor.vocabulary.errors import HarborError

KIND = "self_check"


@dataclass(frozen=True)
class Chosen:
    """A step of the plan, by question and code, and who is to see to it; nobody yet is None."""

    question: str
    step: str
    owner: Person | None = None


def take_on(
    check: SelfCheck,
    chosen: Sequence[Chosen],
    *,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> list[Task]:
    """A task for each chosen step, with its day, all or none; the words of a task are those of
    its step, in the language of whoever reads it.

    A step that is an open task already is left as it is. Raises HarborError
    ``selfcheck.step.none`` where nothing is chosen, ``selfcheck.step.unknown`` for a step that
    the plan does not have, and what ``actions.task.add`` raises.
    """
    permits.require(by, "task.add", firm=check.firm)
    if not chosen:
        raise HarborError("selfcheck.step.none", fields=("step",))
    plan = {(told["question"], told["code"]): told for told in check.plan}
    made = []
    with transaction.atomic():
        taken = set(
            Task.objects.filter(firm=check.firm, source_kind=KIND, state="open").values_list(
                "source_id", "step"
            )
        )
        for one in dict.fromkeys(chosen):
            told = plan.get((one.question, one.step))
            if told is None:
                raise HarborError("selfcheck.step.unknown", fields=("step",), step=one.step[:60])
            if (one.question, one.step) in taken:
                continue
            source = Source(KIND, one.question, one.step, told["provision"])
            stated = Stated(owner=one.owner, due=_due(told))
            made.append(add(check.firm, stated, source=source, seals=seals, by=by, at=at))
    return made


def _due(told: Mapping[str, str]) -> Due:
    start = date.fromisoformat(told["start"]) if told["start"] else None
    return Due(date.fromisoformat(told["due"]), told["rule"], start, bool(told["certain"]))
