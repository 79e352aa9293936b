"""Standing, annuities and provisions as the interface tells them: each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Schema
from pydantic import Field

from ipharbor.api.envelope import FindingTold, Told, finding
from ipharbor.fees.due import Due, Restoration
from ipharbor.queries.docket import Account, AnyRight, Line
from ipharbor.queries.outlook import Outlook
from ipharbor.register.encumbrances import Encumbrance
from ipharbor.register.events import Event
from ipharbor.register.standing import Standing
from ipharbor.statutes.book import written_value
from ipharbor.statutes.counting import Step
from ipharbor.statutes.provision import Provision


class RightTold(Schema):
    """A right as it is held, joined with the corpus by ``key``."""

    key: str
    application_number: str
    patent_type: str
    title: str
    holders: list[str]
    ipc: str
    filed_on: date | None
    published_on: date | None
    granted_on: date | None


class PayableTold(Schema):
    """The annuity that wants paying next, in CNY."""

    year: int
    status: str
    pay_by: date
    grace_pay_by: date
    act_by: date
    full: Decimal
    fee: Decimal
    surcharge: Decimal
    payable: Decimal
    certain: bool


class LineTold(Schema):
    """One right of a docket on the day asked; ``untold``: an annuity's last day is past and
    nobody told of its payment."""

    right: RightTold
    state: str
    since: date | None
    certainty: str
    term_ends: date | None
    pledged: bool
    licensed: bool
    preserved: bool
    untold: bool
    due: PayableTold | None


class StepTold(Schema):
    """A step of a reckoning in words, with the provision that decides it."""

    told: str
    begins: date
    ends: date
    provision: str
    cited: str
    certain: bool


class EncumbranceTold(Schema):
    family: str
    number: str
    since: date
    until: date | None
    giver: str
    taker: str
    bears: bool
    nature: str


class EventTold(Schema):
    """A legal event: true since ``on``, known since ``known_on``."""

    code: str
    kind: str
    on: date
    known_on: date
    details: dict[str, str]
    source: str


class MoveTold(Schema):
    """What one event did to the state, in words."""

    told: str
    on: date
    before: str
    after: str


class StandingTold(Schema):
    """Where the right stands on the day asked, how sure that is, and why."""

    state: str
    since: date | None
    cause: str | None
    certainty: str
    known_on: date
    term_ends: date | None
    limited: bool
    holders: list[str]
    encumbrances: list[EncumbranceTold]
    encumbrances_certain: bool
    reasons: list[Told] = Field(description="why the standing is as sure as it is")
    moves: list[MoveTold] = Field(description="what every event did, in order")
    findings: list[FindingTold]


class RestorationTold(Schema):
    """What it takes to bring a lapsed right back, in CNY."""

    until: date | None
    fee: Decimal
    surcharge: Decimal
    restoration_fee: Decimal
    total: Decimal
    certain: bool
    steps: list[StepTold]


class DueTold(Schema):
    """The annuity of one patent year, in CNY, with every step of its reckoning."""

    kind: str
    year: int
    status: str
    due_by: date
    pay_by: date
    grace_pay_by: date
    full: Decimal
    reduced: Decimal
    fee: Decimal
    month: int
    surcharge: Decimal
    paid: Decimal
    payable: Decimal
    lost_on: date | None
    certain: bool
    restoration: RestorationTold | None
    explained: list[StepTold]


class ChanceTold(Schema):
    """That a right is in force on ``until``; ``low`` and ``high`` are the 95 % band of what became
    of rights of like chance when looking back; ``term_over``: its term ends before."""

    horizon: int
    until: date
    chance: float
    low: float
    high: float
    term_over: bool
    reasons: list[str]


class OutlookTold(Schema):
    """How likely a right is still in force, by the model learnt as of ``on`` from the region's own
    rights. ``withheld`` are the horizons in years for which it was not better than Kaplan and
    Meier's estimate and of which nothing is told therefore."""

    on: date
    method: str
    lives: int
    ended: int
    learnt_on: date
    chances: list[ChanceTold]
    withheld: list[int]


class AccountTold(Schema):
    """One right with everything that explains it."""

    right: RightTold
    firm: int
    firm_name: str
    standing: StandingTold
    dues: list[DueTold]
    events: list[EventTold]
    outlook: OutlookTold | None


class ProvisionTold(Schema):
    """One version of a provision. ``value`` is text in ``unit``; of a table its YAML."""

    name: str
    title: str
    value: str
    unit: str
    since: date | None
    until: date | None
    certain: bool
    confidence: str
    cited: str
    region: str
    verified_by: str
    verified_on: date | None
    reason: str
    note: str


def right(record: AnyRight) -> dict[str, Any]:
    """The right as it is held."""
    names = ("key", "application_number", "patent_type", "title", "ipc", "filed_on",
             "published_on", "granted_on")  # fmt: skip
    holders = [one for one in record.holders.split("|") if one]
    return {name: getattr(record, name) for name in names} | {"holders": holders}


def line(told: Line) -> dict[str, Any]:
    """A line of a docket."""
    names = ("state", "since", "certainty", "term_ends", "pledged", "licensed", "preserved",
             "untold", "due")  # fmt: skip
    return {name: getattr(told, name) for name in names} | {"right": right(told.record)}


def account(told: Account, outlook: Outlook | None, lang: str) -> dict[str, Any]:
    """A right, explained; ``outlook`` is how long it may be kept."""
    return {
        "right": right(told.record),
        "firm": told.record.firm_id,
        "firm_name": told.record.firm.name,
        "standing": standing(told.standing, lang),
        "dues": [due(one, lang) for one in told.dues],
        "events": [event(one) for one in told.events],
        "outlook": outlook if told.standing.alive else None,
    }


def standing(found: Standing, lang: str) -> dict[str, Any]:
    """A standing with its reasons in words."""
    return {
        "state": str(found.state),
        "since": found.since,
        "cause": str(found.cause) if found.cause else None,
        "certainty": str(found.certainty),
        "known_on": found.known_on,
        "term_ends": found.term_ends,
        "limited": found.limited,
        "holders": list(found.holders),
        "encumbrances": [encumbrance(one) for one in found.encumbrances],
        "encumbrances_certain": found.encumbrances_certain,
        "reasons": [{"code": one.code, "what": one.told(lang)} for one in found.reasons],
        "moves": [
            {
                "told": step.told(lang), "on": step.event.on, "before": str(step.before),
                "after": str(step.after),
            }
            for step in found.explained
        ],
        "findings": [finding(one, lang) for one in found.findings],
    }  # fmt: skip


def encumbrance(one: Encumbrance) -> dict[str, Any]:
    """An encumbrance on record."""
    return {
        "family": str(one.family), "number": one.number, "since": one.since, "until": one.until,
        "giver": one.parties[0], "taker": one.parties[1], "bears": one.bears,
        "nature": one.nature,
    }  # fmt: skip


def event(one: Event) -> dict[str, Any]:
    """A legal event as its source told it."""
    return {
        "code": one.code, "kind": str(one.kind), "on": one.on, "known_on": one.known_on,
        "details": {name: str(text) for name, text in one.details.items()}, "source": one.source,
    }  # fmt: skip


def due(one: Due, lang: str) -> dict[str, Any]:
    """An annuity with its reckoning."""
    money = ("full", "fee", "surcharge", "paid", "payable")
    plain = ("year", "due_by", "pay_by", "grace_pay_by", "month", "lost_on", "certain")
    return (
        {name: getattr(one, name) for name in plain}
        | {name: getattr(one, name).amount for name in money}
        | {
            "kind": str(one.kind),
            "status": str(one.status),
            "reduced": one.reduced.amount.amount,
            "restoration": _restoration(one.restoration, lang) if one.restoration else None,
            "explained": steps(one.steps, lang),
        }
    )


def steps(found: Iterable[Step], lang: str) -> list[dict[str, Any]]:
    """The steps of a reckoning in words."""
    return [
        {
            "told": one.told(lang), "begins": one.begins, "ends": one.ends,
            "provision": one.provision, "cited": one.source.cited(lang) if one.source else "",
            "certain": one.certain,
        }
        for one in found
    ]  # fmt: skip


def provision(one: Provision, lang: str) -> dict[str, Any]:
    """A version of a provision in words."""
    text, unit = written_value(one.value)
    return {
        "name": one.name,
        "title": one.zh if lang == "zh" else one.en,
        "value": text,
        "unit": unit,
        "since": one.since,
        "until": one.until,
        "certain": one.certain,
        "confidence": one.confidence,
        "cited": one.source.cited(lang) if one.source else "",
        "region": one.region,
        "verified_by": one.verified.by if one.verified else "",
        "verified_on": one.verified.on if one.verified else None,
        "reason": one.reason,
        "note": one.note_zh if lang == "zh" else one.note_en,
    }


def _restoration(found: Restoration, lang: str) -> dict[str, Any]:
    return {
        "until": found.until,
        "fee": found.fee.amount,
        "surcharge": found.surcharge.amount,
        "restoration_fee": found.restoration_fee.amount,
        "total": found.total.amount,
        "certain": found.certain,
        "steps": steps(found.steps, lang),
    }
