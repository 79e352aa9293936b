"""Renewal plans, what owners say of their rights, and what they decide."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from ipharbor.actions import permits
from ipharbor.actions.rights.decide import KEEP, Advised, Bond, decide
from ipharbor.actions.rights.state_use import state_use
from ipharbor.api import cursors, told, versions
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import (
    USUAL_LIMIT,
    Cursor,
    Id,
    Limit,
    On,
    Short,
    Text,
    book,
    data_until,
    the_day,
    the_firm,
    usual_day,
)
from ipharbor.api.envelope import Envelope, Told, answer
from ipharbor.api.language import lang
from ipharbor.queries import plans
from ipharbor.queries import renewals as queries
from ipharbor.queries.renewals import MOST_YEARS, YEARS, Line, Plan, YearPlan
from ipharbor.records.models import Firm
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["renewals"])

Years = Annotated[int, Query(ge=1, le=MOST_YEARS, description="calendar years of the plan")]
MOST_CHOSEN = 500


class DecidedTold(Schema):
    decision: str
    reason: str
    advice: str
    on: date
    by: str


class SaidTold(Schema):
    used: bool | None
    worth: Decimal | None
    on: date
    by: str


class PlanLineTold(Schema):
    """A right of the plan: what it costs by year, what the rules advise and why."""

    right: told.RightTold
    state: str
    payable: list[Decimal]
    total: Decimal
    advice: str
    reasons: list[Told]
    ask: list[Told] = Field(description="what the owner or the register should be asked")
    bound: bool
    said: SaidTold | None
    decided: DecidedTold | None
    version: str = Field(description="names decision and statement; send it back when deciding")


class PlanTold(Schema):
    """A firm's renewal plan, in CNY; dropped rights are not in the totals."""

    firm: int
    years: list[int]
    payable: Decimal
    saved: Decimal
    could_save: Decimal
    totals: list[YearPlan]
    advice: dict[str, int]
    rights: list[PlanLineTold]


class FirmPlanTold(Schema):
    firm: int
    firm_name: str
    rights: int
    dropped: int
    payable: list[Decimal]
    total: Decimal
    saved: Decimal


class DistrictTold(Schema):
    """The plans of all firms the caller may read, added up; shared rights count once."""

    years: list[int]
    payable: Decimal
    saved: Decimal
    could_save: Decimal
    totals: list[YearPlan]
    advice: dict[str, int]
    firms: list[FirmPlanTold]
    reckoned_at: datetime | None = Field(description="when a job did; null where it was just now")
    changes: int = Field(description="lines of the journal since then that may bear on it")


class Chosen(Schema):
    """A right, by key, and the version of it that was read."""

    key: Short
    version: str = Field("", max_length=40)


class Decision(Schema):
    """A decision on some rights. ``named`` are the ids of the bonds decided against."""

    rights: list[Chosen] = Field(min_length=1, max_length=MOST_CHOSEN)
    decision: Literal["keep", "drop", "let_go"]
    reason: Text = ""
    named: list[Short] = Field([], max_length=MOST_CHOSEN)


class DecisionTold(Schema):
    decided: int
    against: int
    unchanged: int


class Statement(Schema):
    """What the owner says of some rights; null takes back what was said."""

    rights: list[Chosen] = Field(min_length=1, max_length=MOST_CHOSEN)
    used: bool | None = None
    worth: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)


class StatementTold(Schema):
    recorded: int


class BondTold(Schema):
    """What binds a right; who decides against it names its ``id``."""

    id: str
    key: str
    encumbrance: told.EncumbranceTold
    rules: list[told.ProvisionTold]


@router.get("/firms/{firm_id}/plan", response=Envelope[PlanTold], **asks("docket.read"))
def plan(
    request: Asked,
    firm_id: Id,
    on: On = None,
    years: Years = YEARS,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """The renewal plan of a firm; the rights stand by key, a page at a time."""
    found = _plan(the_firm(request.auth, firm_id, "docket.read"), the_day(on), years)
    shown, following = cursors.page(
        request, sorted(found.lines, key=lambda line: line.record.key), cursor=cursor,
        limit=limit, key=lambda line: line.record.key,
    )  # fmt: skip
    data = _sums(found) | {"firm": firm_id, "rights": [_line(one) for one in shown]}
    return answer(
        data, following=following, as_of=found.on, data_until=data_until(), total=len(found.lines)
    )


@router.get("/plan", response=Envelope[DistrictTold], **asks("docket.read"))
def district(request: Asked, on: On = None, years: Years = YEARS) -> dict[str, Any]:
    """The plans of all firms the caller may read, added up. Of very many rights the plan that a
    job has kept: ``reckoned_at`` tells when, ``changes`` how much has come since that may bear
    on it."""
    among = permits.firms(request.auth, "docket.read")
    day, until = the_day(on), data_until()
    kept: plans.KeptPlan | None = None
    if plans.at_once(among):
        found = queries.district(
            among, law=book(), on=day, data_until=until or date.min, years=years
        )  # fmt: skip
    else:
        kept = plans.kept(current().plans, plans.asked(among, day, years))
        if kept is None:
            raise HarborError("renewals.plan.none", on=day.isoformat())
        found, until = kept.plan, kept.until
    firms = [
        {
            "firm": one.firm.pk, "firm_name": one.firm.name, "rights": one.rights,
            "dropped": one.dropped, "payable": list(one.payable), "total": one.total,
            "saved": one.saved,
        }
        for one in found.firms
    ]  # fmt: skip
    data = _sums(found) | {
        "firms": firms,
        "reckoned_at": kept.made_at if kept else None,
        "changes": kept.changes() if kept else 0,
    }
    return answer(data, as_of=day, data_until=until, total=len(firms))


@router.get("/firms/{firm_id}/bonds", response=Envelope[list[BondTold]], **asks("docket.read"))
def bonds(
    request: Asked,
    firm_id: Id,
    right: Annotated[list[Short], Query(min_length=1, max_length=50)],
) -> dict[str, Any]:
    """What others hold in the rights named, to be named in a decision against it."""
    firm = the_firm(request.auth, firm_id, "docket.read")
    lines = _lines(_plan(firm, usual_day(), 1), right)
    found = _bindings(firm, lines)
    data = [
        {
            "id": one.id, "key": one.record.key,
            "encumbrance": told.encumbrance(one.encumbrance),
            "rules": [told.provision(rule, lang()) for rule in one.rules],
        }
        for one in found
    ]  # fmt: skip
    return answer(data, as_of=usual_day())


@router.post(
    "/firms/{firm_id}/decisions", response={201: Envelope[DecisionTold]}, **asks("rights.decide")
)
def decided(request: Asked, firm_id: Id, stated: Decision) -> Status[dict[str, Any]]:
    """Decide on rights, on all or on none. A right that was decided on since it was read, as
    its version tells, refuses the whole: 412."""
    firm, lines = _chosen(request, firm_id, stated.rights)
    bound: dict[str, list[Bond]] = {}
    for one in _bindings(firm, lines) if stated.decision != KEEP else ():
        bond = Bond(
            one.id, str(one.encumbrance.family), one.encumbrance.number,
            tuple(rule.name for rule in one.rules),
        )  # fmt: skip
        bound.setdefault(one.record.key, []).append(bond)
    advised = [
        Advised(
            line.record.key, line.counsel.word, line.counsel.reasons,
            tuple(bound.get(line.record.key, ())),
        )
        for line in lines
    ]  # fmt: skip
    receipt = decide(
        firm, advised, decision=stated.decision, reason=stated.reason,
        named=frozenset(stated.named), on=usual_day(), by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(
        {
            "decided": receipt.decided, "against": receipt.against,
            "unchanged": receipt.unchanged,
        }
    ))  # fmt: skip


@router.post(
    "/firms/{firm_id}/statements", response={201: Envelope[StatementTold]}, **asks("rights.decide")
)
def statements(request: Asked, firm_id: Id, stated: Statement) -> Status[dict[str, Any]]:
    """Record whether a product uses the rights, and what a year of one is worth."""
    firm, lines = _chosen(request, firm_id, stated.rights)
    recorded = state_use(
        firm, [line.record.key for line in lines], used=stated.used, worth=stated.worth,
        on=usual_day(), by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer({"recorded": recorded}))


def _plan(firm: Firm, on: date, years: int) -> Plan:
    until = data_until() or date.min
    return queries.plan(firm, law=book(), on=on, data_until=until, years=years)


def _chosen(request: Asked, firm_id: int, chosen: list[Chosen]) -> tuple[Firm, list[Line]]:
    firm = the_firm(request.auth, firm_id, "rights.decide")
    versions.alone(f"decisions:{firm_id}")
    lines = _lines(_plan(firm, usual_day(), 1), [one.key for one in chosen])
    for line, one in zip(lines, chosen, strict=True):
        if one.version and one.version != _version(line):
            raise HarborError("api.changed", fields=("rights",), version=_version(line))
    return firm, lines


def _lines(found: Plan, keys: list[str]) -> list[Line]:
    held = {line.record.key: line for line in found.lines}
    for key in keys:
        if key not in held:
            raise HarborError("docket.right.unknown", key=key)
    return [held[key] for key in keys]


def _bindings(firm: Firm, lines: list[Line]) -> tuple[queries.Binding, ...]:
    records = [line.record for line in lines if line.counsel.bound]
    until = data_until() or date.min
    return queries.bindings(firm, records, law=book(), on=usual_day(), data_until=until)


def _version(line: Line) -> str:
    made, said = line.decided, line.said
    return versions.version(
        line.record.key,
        [made.decision, made.reason, made.by, made.at] if made else None,
        [said.used, said.worth, said.on, said.by] if said else None,
    )


def _sums(found: Plan | queries.District) -> dict[str, Any]:
    return {
        "years": list(found.years), "payable": found.payable, "saved": found.saved,
        "could_save": found.could_save, "totals": list(found.totals),
        "advice": dict(found.advice),
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    counsel = line.counsel
    return {
        "right": told.right(line.record),
        "state": str(line.standing["state"]),
        "payable": list(line.payable),
        "total": line.total,
        "advice": counsel.word,
        "reasons": [{"code": one.code, "what": one.told(lang())} for one in counsel.reasons],
        "ask": [{"code": one.code, "what": one.told(lang())} for one in counsel.ask],
        "bound": counsel.bound,
        "said": line.said,
        "decided": line.decided,
        "version": _version(line),
    }
