"""The page of one right of a docket: its life, its standing, its annuities, each explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.fees.due import Due, Status
from ipharbor.queries import docket as queries
from ipharbor.queries import vault
from ipharbor.queries.outlook import outlook
from ipharbor.queries.patents import Milestone
from ipharbor.records.models import KeptPaper, Right
from ipharbor.register.events import Event
from ipharbor.register.standing import Standing
from ipharbor.register.terms import provision_name
from ipharbor.settings import current
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._days import asked_day, usual_day
from ipharbor.web._docketing import data_until, firm_of
from ipharbor.web._drawing import life_line
from ipharbor.web.caller import Asked, actor
from ipharbor.web.language import lang
from ipharbor.web.law import book

WIDTH = 640
MOVES_DRAWN = 5  # changes of state on the life line; filing, term and the day asked come on top
_NEXT = (Status.OPEN, Status.DUE_SOON, Status.IN_GRACE)


@dataclass(frozen=True)
class ShownEvent:
    """An event with its details and source in words; ``ahead`` of the day asked."""

    event: Event
    details: str
    source: str
    ahead: bool


@require_safe
def right(request: Asked, key: str) -> HttpResponse:
    """The right of ``key`` on ``on``, in the docket of the caller's or the stated firm."""
    caller = actor(request)
    record = _record(request, caller, key)
    on = asked_day(request, "on") or usual_day()
    until = data_until()
    law = book()
    told = queries.account(record, law=law, on=on, data_until=until or date.min)
    payable = next((due for due in told.dues if due.status in _NEXT), None)
    shown = {
        "account": told,
        "record": record,
        "standing": told.standing,
        "on": on,
        "until": until,
        "term_provision": term_provision(record, law),
        "life": life_line(milestones(record, told.standing, on), width=WIDTH),
        "width": WIDTH,
        "findings": [finding.told(lang()) for finding in told.standing.findings],
        "events": shown_events(told.events, on),
        "current": payable,
        "lost": _lost(told),
        "chances": _restorable(told.dues),
        "outlook": outlook(current().outlook, record.key, lang()) if told.standing.alive else None,
        "chooses": caller.role != "firm",
        "papers": vault.papers(record.firm, right=record),
        "paper_kinds": KeptPaper.Kind.values,
        "may_keep": permits.allowed(caller, "paper.keep", firm=record.firm),
        "may_task": permits.allowed(caller, "task.add", firm=record.firm),
    }
    return render(request, "web/right.html", shown)


def milestones(record: Right, standing: Standing, on: date) -> list[Milestone]:
    """The days of the life line in order: filing, changes of state, end of the term, the day
    asked. Of many changes the last ``MOVES_DRAWN`` are drawn; the table tells them all."""
    moves = [step for step in standing.explained if step.before != step.after]
    days = [Milestone(str(step.event.kind), step.event.on) for step in moves[-MOVES_DRAWN:]]
    if record.filed_on is not None:
        days.append(Milestone("filed", record.filed_on))
    # What has ended before its time has no end of term to come.
    if standing.term_ends is not None and (standing.alive or standing.term_ends <= on):
        days.append(Milestone("term_end", standing.term_ends))
    return sorted([*days, Milestone("asked", on)], key=lambda milestone: milestone.on)


def term_provision(record: Right, law: Book) -> str:
    """The name of the provision on the term of the right, empty where the book has none."""
    ruled = provision_name(record.patent_type)
    return ruled if ruled in law.entries else ""


def shown_events(events: Sequence[Event], on: date) -> list[ShownEvent]:
    """The events with their details and sources in words."""
    return [_shown(event, on) for event in events]


def _record(request: Asked, caller: permits.Actor, key: str) -> Right:
    firm = firm_of(request, caller)
    if firm is not None:
        permits.require(caller, "docket.read", firm=firm)
        found = queries.find(firm, key)
    else:
        permits.require(caller, "docket.read")
        found = Right.objects.select_related("firm").filter(key=key).order_by("firm").first()
    if found is None:
        raise HarborError("docket.right.unknown", key=key)
    return found


def _lost(told: queries.Account) -> Due | None:
    """The year that was never paid as far as is known, of a right no event has ended."""
    if not told.standing.alive:
        return None
    return next((due for due in told.dues if due.status is Status.LAPSED), None)


def _restorable(dues: Sequence[Due]) -> list[Due]:
    return [due for due in dues if due.restoration is not None]


def _shown(event: Event, on: date) -> ShownEvent:
    sources = {
        "corpus": _("told by the publication itself"),
        "stated status": _("status stated by the source of the corpus, its day unknown"),
    }
    details = "; ".join(f"{name}: {text}" for name, text in event.details.items() if text)
    source = sources.get(event.source, event.source)
    return ShownEvent(event, details, source, event.on > on)
