"""Tools that ask the law of a day: a provision with its history, and deadlines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.assistants.answers import Answer, applied, provision
from ipharbor.assistants.caller import Caller, book, data_until, day, region_code
from ipharbor.queries import law as laws
from ipharbor.vocabulary.errors import HarborError

MOST = 40  # times a span is taken, units a period is extended by
LISTED = 100  # provisions of one answer

Day = Annotated[str, Field(max_length=10, description="YYYY-MM-DD; empty for today")]


def law_provision(
    asked: Caller,
    name: Annotated[
        str,
        Field(max_length=120, description="Name such as period.annuity.grace; empty to search"),
    ] = "",
    find: Annotated[str, Field(max_length=120, description="Words to look for")] = "",
    on: Day = "",
) -> Answer:
    """What the law says on a day. With a name: the provision in force, its article, how sure
    that is, and its history. Without: the provisions whose name or wording holds the words."""
    permits.require(asked.actor, "law.read")
    day_asked, law = day(on, "on"), book()
    if name:
        found = laws.entry(law, name, on=day_asked)
        now = (found.now,) if found.now else ()
        history = [provision(one, asked.lang) for one in found.history]
        result: dict[str, Any] = {"name": name, "in_force": bool(now), "history": history}
        return _answer(result, day_asked, now, f"/law/{name}/")
    shown = laws.listing(law, on=day_asked, text=find)
    result = {"found": len(shown.provisions), "unverified_in_all": shown.unverified}
    return _answer(result, day_asked, shown.provisions[:LISTED], "/law/")


def deadline(
    asked: Caller,
    rule: Annotated[
        str, Field(max_length=80, description="Code of the rule; empty to list the rules")
    ] = "",
    start: Annotated[
        str,
        Field(
            max_length=16,
            description="Day of the event that starts the period, YYYY-MM-DD; for periods of hours "
            "the minute, YYYY-MM-DDTHH:MM",
        ),
    ] = "",
    service: Literal["", "electronic", "post", "hand", "public_notice"] = "",
    received: Annotated[str, Field(max_length=10, description="Proven day of receipt")] = "",
    other_events: Annotated[
        dict[str, str] | None, Field(description="Days of further events the rule counts from")
    ] = None,
    times: Annotated[int, Field(ge=1, le=MOST)] = 1,
    extended_by: Annotated[int, Field(ge=0, le=MOST)] = 0,
) -> Answer:
    """The last day for an act under a rule, step by step with articles. ``certain`` is false
    when a provision is unverified or the day lies past the last announced calendar."""
    permits.require(asked.actor, "law.read")
    if not rule:
        rules = {code: one.title(asked.lang) for code, one in laws.rules().items()}
        return _answer({"rules": rules}, day("", "on"), (), "/deadline/")
    if rule not in laws.rules():
        raise HarborError("deadline.rule.unknown", fields=("rule",), rule=rule)
    if not start:
        raise HarborError("form.day.unreadable", fields=("start",), value="")
    began = _moment(start)
    found = laws.reckon(
        rule,
        law=book(),
        start=began,
        served_by=service,
        received=day(received, "received") if received else None,
        others={event: day(told, event) for event, told in (other_events or {}).items()},
        times=times,
        extended_by=extended_by,
    )
    result = _reckoned(found, asked.lang)
    names = [step.provision for step in found.deadline.steps]
    on = began.date() if isinstance(began, datetime) else began
    return _answer(result, on, applied(book(), names, on=on), "/deadline/")


def _reckoned(found: laws.Asked, lang: str) -> dict[str, Any]:
    last = found.deadline
    return {
        "rule": found.rule.code,
        "act": found.rule.title(lang),
        "last_day": last.day,
        "last_moment": last.moment.isoformat() if last.moment else None,
        "certain": last.certain,
        "articles": last.articles,
        "steps": [
            {"begins": step.begins, "ends": step.ends, "told": step.told(lang)}
            for step in last.steps
        ],
        "if_missed": found.rule.missed(lang),
        "extension": found.rule.extension,
        "restorable": found.rule.restorable,
    }


def _moment(text: str) -> date:
    if "T" not in text:
        return day(text, "start")
    try:
        told = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise HarborError("form.day.unreadable", fields=("start",), value=text) from None
    day(told.date().isoformat(), "start")
    return told


def _answer(result: dict[str, Any], on: date, rules: tuple[Any, ...], link: str) -> Answer:
    return Answer(result, on, wiring.corpus().vintage, data_until(), region_code(), rules, link)
