"""What the renewal plan page is asked for: whose plan, for how many years; what binds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from ipharbor.actions import permits
from ipharbor.actions.rights.decide import KEEP, Advised, Bond
from ipharbor.queries import plans
from ipharbor.queries import renewals as queries
from ipharbor.queries.docket import of_firm
from ipharbor.queries.of_firm import OfFirm
from ipharbor.queries.plans import KeptPlan, Question
from ipharbor.queries.renewals import MOST_YEARS, YEARS, Line, Plan
from ipharbor.records.models import (
    FeeReduction,
    Firm,
    OwnerStatement,
    Payment,
    RenewalDecision,
    Right,
    RightEvent,
)
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._docketing import MOST, data_until
from ipharbor.web.law import book

SPANS = (1, 3, YEARS, 10, MOST_YEARS)


_kept: OfFirm[Plan] = OfFirm(
    MOST, FeeReduction, OwnerStatement, Payment, RenewalDecision, Right, RightEvent
)


def years_asked(request: HttpRequest) -> int:
    """The years stated as ``years``, 1 to ``MOST_YEARS``; HarborError ``renewals.years``."""
    stated = request.GET.get("years", "").strip()
    if not stated:
        return YEARS
    years = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 0
    if not 1 <= years <= MOST_YEARS:
        raise HarborError("renewals.years", fields=("years",), value=stated, most=MOST_YEARS)
    return years


def plan_of(firm: Firm, on: date, years: int) -> Plan:
    """The plan of ``firm`` under the law of this installation's region; the last ones stay in
    memory until something concerns the firm."""
    law, until = book(), data_until() or date.min
    return _kept.of(
        firm.pk,
        (on, until, years, id(law)),
        lambda: queries.plan(
            firm, law=law, on=on, data_until=until, years=years, told=of_firm(firm.pk)
        ),
        lambda before: queries.renewed(
            before, law=law, data_until=until, years=years, told=of_firm(firm.pk)
        ),
    )


@dataclass(frozen=True)
class Together:
    """The plan of all firms that the caller may read: reckoned just now, or ``kept`` as a job
    reckoned it; None where no job has yet. ``question`` is what a job is asked."""

    question: Question
    plan: queries.District | None
    kept: KeptPlan | None


def together(caller: permits.Actor, on: date, years: int) -> Together:
    """The plans of all firms that the caller may read, under the law of this region; of very
    many rights the plan that was kept."""
    until = data_until() or date.min
    among = permits.firms(caller, "docket.read")
    question = plans.asked(among, on, years)
    if plans.at_once(among):
        made = queries.district(among, law=book(), on=on, data_until=until, years=years)
        return Together(question, made, None)
    kept = plans.kept(current().plans, question)
    return Together(question, kept.plan if kept else None, kept)


def dearest_first(told: Plan) -> list[Line]:
    """The rights of a plan in their usual order."""
    return sorted(told.lines, key=lambda line: -line.total)


def bindings(firm: Firm, lines: Sequence[Line], on: date) -> tuple[queries.Binding, ...]:
    """What binds those of ``lines`` that others hold rights in."""
    records = [line.record for line in lines if line.counsel.bound]
    until = data_until() or date.min
    return queries.bindings(firm, records, law=book(), on=on, data_until=until)


def advised(
    lines: Sequence[Line], bound: Sequence[queries.Binding], decision: str
) -> list[Advised]:
    """What a person is told of each right, as the action takes it."""
    bonds: dict[str, list[Bond]] = {}
    for one in bound if decision != KEEP else ():
        made = Bond(
            id=one.id,
            family=str(one.encumbrance.family),
            number=one.encumbrance.number,
            rules=tuple(rule.name for rule in one.rules),
        )
        bonds.setdefault(one.record.key, []).append(made)
    return [
        Advised(
            line.record.key,
            line.counsel.word,
            line.counsel.reasons,
            tuple(bonds.get(line.record.key, ())),
        )
        for line in lines
    ]
