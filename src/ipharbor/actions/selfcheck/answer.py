"""Write down what a firm answers to the self-check, with what was known and the plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.confidential import sealed
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import Firm, SelfCheck
from ipharbor.selfcheck.known import Known
from ipharbor.selfcheck.planning import Plan, plan
from ipharbor.selfcheck.questions import ANSWERS, Questionnaire
from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.vocabulary.errors import HarborError


def answer(
    firm: Firm,
    answers: Mapping[str, str],
    known: Known,
    *,
    asked: Questionnaire,
    law: Book,
    calendar: WorkingCalendar,
    on: date,
    seals: Sealer,
    by: permits.Actor,
    at: datetime,
) -> SelfCheck:
    """The self-check of ``firm`` on ``on``; what was answered on that day before gives way.

    Questions may be left open. Raises HarborError ``selfcheck.nothing`` where all are, and
    ``selfcheck.answer.unknown`` for an answer that there is not.
    """
    permits.require(by, "selfcheck.answer", firm=firm)
    said = {one.code: answers[one.code] for one in asked.questions if answers.get(one.code)}
    for code, given in said.items():
        if given not in ANSWERS:
            raise HarborError("selfcheck.answer.unknown", fields=(code,), answer=given[:20])
    if not said:
        raise HarborError("selfcheck.nothing", fields=("form",))
    made = plan(asked, said, known, law=law, calendar=calendar, on=on)
    told = {
        "version": asked.version, "answers": said, "known": _known(known), "plan": _plan(made),
    }  # fmt: skip
    with transaction.atomic():
        check, _new = SelfCheck.objects.update_or_create(
            firm=firm, on=on,
            defaults={**told, "by": by.person, "by_name": by.name, "at": at},
        )  # fmt: skip
        chain.append(
            "selfcheck.answer",
            f"selfcheck:{check.pk}",
            actor=by.name,
            at=at,
            details={
                "check": check.pk, "firm": firm.pk, "on": on.isoformat(),
                "version": asked.version, "answered": made.answered, "asked": made.asked,
                "by": by.person.pk if by.person else None,
            },
            enclosed=sealed(told, seals),
            about=[f"firm:{firm.pk}"],
        )  # fmt: skip
    return check


def _known(known: Known) -> list[dict[str, Any]]:
    """The facts as the record keeps them."""
    return [
        {"fact": one.fact, "value": one.value, "params": dict(one.params)}
        for one in known.facts.values()
    ]


def _plan(made: Plan) -> list[dict[str, Any]]:
    """The steps as the record keeps them."""
    return [
        vars(step)
        | {"due": step.due.isoformat(), "start": step.start.isoformat() if step.start else None}
        for step in made.steps
    ]
