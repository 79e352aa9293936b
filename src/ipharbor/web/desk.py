"""The firm's desk: where its people begin. What they hold, what is due, what presses, who works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.queries import desk as queries
from ipharbor.queries import products, warnings
from ipharbor.queries.desk import Rights, StateRow
from ipharbor.records.models import Firm
from ipharbor.web._days import usual_day
from ipharbor.web._desking import address, changes_of, the_firm
from ipharbor.web._docketing import data_until, docket_of
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang

DUES, CHANGES, TASKS, WARNINGS, PAPERS, PRODUCTS = (
    6,
    6,
    5,
    3,
    5,
    6,
)  # how many of each the desk shows
WIDTH = 220


@dataclass(frozen=True)
class Piece:
    """The part of a bar that rights of one type take."""

    type: str
    x: float
    width: float
    count: int


@dataclass(frozen=True)
class DrawnState:
    """A state's row with its bar."""

    row: StateRow
    pieces: tuple[Piece, ...]


@require_safe
def desk(request: Asked) -> HttpResponse:
    """What a firm's person comes to: the own firm's matters, and the ways to all of them."""
    caller = may(request, "desk.read")
    firm = the_firm(request, caller)
    on = usual_day()
    told = docket_of(firm, on)
    held = queries.rights(told)
    due = queries.dues(told)
    changed = changes_of(request, told)
    shown: dict[str, Any] = {
        "firm": firm,
        "on": on,
        "until": data_until(),
        "rights": held,
        "drawn": drawn(held),
        "width": WIDTH,
        "dues": due,
        "near": due.lines[:DUES],
        "changes": changed,
        "changed": [(one, address(one)) for one in changed.weighty(CHANGES)],
        "tasks": queries.pressing(firm, request.user, on=on, lang=lang(), most=TASKS),
        "grades": warnings.open_by_grade(request.user),
        "warnings": warnings.newest(request.user, lang=lang(), limit=WARNINGS),
        "check": queries.check(firm),
        "papers": queries.papers(firm, most=PAPERS),
        "may_take_up": permits.allowed(caller, "rights.take_up", firm=firm),
        **_made(firm),
    }
    body = request.user.organisation
    if body is not None and permits.allowed(caller, "organisation.read", organisation=body):
        shown["team"] = queries.team(body)
    return render(request, "web/desk.html", shown)


def drawn(held: Rights) -> tuple[DrawnState, ...]:
    """Each state with a bar of its types, the longest over ``WIDTH``."""
    most = max((row.total for row in held.rows), default=0)
    return tuple(DrawnState(row, _pieces(row, WIDTH / most)) for row in held.rows)


def _pieces(row: StateRow, unit: float) -> tuple[Piece, ...]:
    pieces, x = [], 0.0
    for kind, count in row.by_type.items():
        if count:
            pieces.append(Piece(kind, round(x, 1), round(max(count * unit, 1.5), 1), count))
            x += count * unit
    return tuple(pieces)


def _made(firm: Firm) -> dict[str, Any]:
    made = list(products.of_firm(firm))
    return {"made": len(made), "products": products.rows(made[:PRODUCTS], told={firm.pk})}
