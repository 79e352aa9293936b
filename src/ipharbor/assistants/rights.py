"""Tools that ask a firm's docket: where a right stands, what is due, what the years will cost."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.assistants.answers import Answer, applied
from ipharbor.assistants.caller import Caller, book, data_until, day, firm, region_code
from ipharbor.fees import tariff
from ipharbor.fees.due import Due
from ipharbor.queries import docket as dockets
from ipharbor.queries import renewals
from ipharbor.records.models import Firm, Right
from ipharbor.register.names import name as named
from ipharbor.register.terms import provision_name
from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision
from ipharbor.vocabulary.errors import HarborError

MOST = 200  # rights of one answer
_FEES = (
    tariff.ANNUITY, tariff.PERIOD, tariff.GRACE, tariff.SURCHARGE, tariff.ON_FULL,
    tariff.REDUCED_YEARS, tariff.PER_CALENDAR_YEAR,
)  # fmt: skip

FirmName = Annotated[
    str, Field(max_length=200, description="Whole name of the firm; empty for your own")
]
Day = Annotated[str, Field(max_length=10, description="YYYY-MM-DD; empty for today")]


def right_standing(
    asked: Caller,
    key: Annotated[str, Field(max_length=60, description="Application number of the right")],
    firm_name: FirmName = "",
    on: Day = "",
) -> Answer:
    """Where a right of a docket stands on a day: state, since when, how sure, end of the term,
    encumbrances, the events it was folded from, and its annuities with every step."""
    day_asked, law = day(on, "on"), book()
    owner = firm(asked, firm_name)
    permits.require(asked.actor, "docket.read", firm=owner)
    record = _record(owner, key)
    told = dockets.account(record, law=law, on=day_asked, data_until=data_until() or date.min)
    stood, lang = told.standing, asked.lang
    result = {
        "key": record.key,
        "title": record.title,
        "patent_type": record.patent_type,
        "filed_on": record.filed_on,
        "granted_on": record.granted_on,
        "holders": stood.holders,
        "state": stood.state,
        "state_named": named(str(stood.state), lang),
        "since": stood.since,
        "alive": stood.alive,
        "certainty": stood.certainty,
        "why_so_sure": [reason.told(lang) for reason in stood.reasons],
        "term_ends": stood.term_ends,
        "claims_limited": stood.limited,
        "encumbrances": stood.encumbrances,
        "encumbrances_certain": stood.encumbrances_certain,
        "restorable_until": stood.restorable_until,
        "events": [
            {"on": event.on, "code": event.code, "kind": event.kind, "source": event.source}
            for event in told.events
        ],
        "explained": [step.told(lang) for step in stood.explained],
        "findings": [finding.told(lang).what for finding in stood.findings],
        "dues": [_due(due, lang) for due in told.dues],
    }
    names = [provision_name(record.patent_type), *_steps(told.dues)]
    link = f"/docket/{record.key}/?firm={owner.pk}"
    return _answer(result, law, day_asked, names, link)


def dues(
    asked: Caller,
    firm_name: FirmName = "",
    within_days: Annotated[int, Field(ge=0, le=3650)] = 90,
    on: Day = "",
) -> Answer:
    """What annuities of a firm want paying: those in the surcharge period, and those whose last
    day falls within so many days. Amounts are official fees on the day asked; ``certain`` says
    that days, amount and what was paid rest on nothing assumed."""
    day_asked, law = day(on, "on"), book()
    owner = firm(asked, firm_name)
    permits.require(asked.actor, "docket.read", firm=owner)
    told = dockets.docket(owner, law=law, on=day_asked, data_until=data_until() or date.min)
    near = [
        line
        for line in told.lines
        if line.due
        and (
            line.due.status == dockets.IN_GRACE or (line.due.pay_by - day_asked).days <= within_days
        )
    ]
    result = {
        "firm": owner.name,
        "rights": len(told.lines),
        "rights_by_state": dict(told.by_state),
        "due": [_payable(line) for line in near[:MOST]],
        "not_listed": max(0, len(near) - MOST),
        "sum": {"CNY": sum((line.due.payable for line in near if line.due), start=0)},
        "in_surcharge_period": told.in_grace,
        "perhaps_lapsed_untold": [line.record.key for line in told.lines if line.untold][:MOST],
    }
    return _answer(result, law, day_asked, _FEES, f"/docket/?firm={owner.pk}")


def renewal_plan(
    asked: Caller,
    firm_name: FirmName = "",
    years: Annotated[int, Field(ge=1, le=renewals.MOST_YEARS)] = renewals.YEARS,
    on: Day = "",
) -> Answer:
    """What a firm's rights will cost from year to year, with the rules' advice on each right,
    its reasons, and what was decided. Advice is a proposal; people decide on the page."""
    day_asked, law = day(on, "on"), book()
    owner = firm(asked, firm_name)
    permits.require(asked.actor, "docket.read", firm=owner)
    told = renewals.plan(
        owner, law=law, on=day_asked, data_until=data_until() or date.min, years=years
    )
    result = {
        "firm": owner.name,
        "years": told.totals,
        "payable": {"CNY": told.payable},
        "saved_by_dropped": {"CNY": told.saved},
        "advice_could_save": {"CNY": told.could_save},
        "advice": told.advice,
        "pending_applications": told.pending,
        "over": told.over,
        "undated": told.undated,
        "rights": [_line(line, asked.lang) for line in told.lines[:MOST]],
        "not_listed": max(0, len(told.lines) - MOST),
    }
    return _answer(result, law, day_asked, _FEES, f"/docket/plan/?firm={owner.pk}")


def _record(owner: Firm, key: str) -> Right:
    found = dockets.find(owner, key.strip())
    if found is None:
        keys = () if not key.strip() else _keys(key)
        found = next((held for one in keys if (held := dockets.find(owner, one))), None)
    if found is None:
        raise HarborError("docket.right.unknown", fields=("key",), key=key)
    return found


def _keys(number: str) -> tuple[str, ...]:
    corpus = wiring.corpus()
    return corpus.index.number(number) if corpus.manifest.volumes else ()


def _due(due: Due, lang: str) -> dict[str, Any]:
    names = (
        "kind", "year", "status", "due_by", "pay_by", "grace_pay_by", "full", "fee", "surcharge",
        "paid", "payable", "certain",
    )  # fmt: skip
    told = {name: getattr(due, name) for name in names}
    return told | {"reduced": due.reduced.amount, "steps": [step.told(lang) for step in due.steps]}


def _steps(found: tuple[Due, ...]) -> list[str]:
    return [step.provision for due in found for step in due.steps]


def _payable(line: dockets.Line) -> dict[str, Any]:
    due = line.due
    if due is None:
        raise ValueError(line.record.key)
    return {
        "key": line.record.key,
        "title": line.record.title,
        "patent_type": line.record.patent_type,
        "state": line.state,
        "certainty": line.certainty,
        "patent_year": due.year,
        "status": due.status,
        "pay_by": due.pay_by,
        "grace_pay_by": due.grace_pay_by,
        "fee": {"CNY": due.fee},
        "surcharge": {"CNY": due.surcharge},
        "payable": {"CNY": due.payable},
        "certain": due.certain,
    }


def _line(line: renewals.Line, lang: str) -> dict[str, Any]:
    return {
        "key": line.record.key,
        "title": line.record.title,
        "patent_type": line.record.patent_type,
        "state": line.standing["state"],
        "certainty": line.standing["certainty"],
        "term_ends": line.standing["term_ends"],
        "payable_by_year": line.payable,
        "advice": line.counsel.word,
        "reasons": [reason.told(lang) for reason in line.counsel.reasons],
        "ask_first": [reason.told(lang) for reason in line.counsel.ask],
        "decided": line.decided.decision if line.decided else None,
        "perhaps_unpaid": line.unpaid,
    }


def _answer(
    result: dict[str, Any], law: Book, on: date, names: tuple[str, ...] | list[str], link: str
) -> Answer:
    rules: tuple[Provision, ...] = applied(law, names, on=on)
    return Answer(result, on, wiring.corpus().vintage, data_until(), region_code(), rules, link)
