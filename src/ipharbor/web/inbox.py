"""The inbox, one warning, and what its reader does with it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ipharbor.actions import permits
from ipharbor.actions.warning import acknowledge as acknowledging
from ipharbor.actions.warning import act as acting
from ipharbor.actions.warning import close as closing
from ipharbor.queries import warnings
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._drawing import bars
from ipharbor.web._sending import workbook
from ipharbor.web.caller import PER_PAGE, Asked, actor, day, may, number, per_page
from ipharbor.web.language import lang

WIDTH, HEIGHT = 680, 140


@require_safe
def inbox(request: Asked) -> HttpResponse:
    """The caller's warnings by ``state``, ``grade`` and ``decision``."""
    may(request, "warning.read")
    wanted = _wanted(request)
    shown = {
        "wanted": wanted,
        "inbox": warnings.inbox(
            request.user,
            wanted,
            lang=lang(),
            page=number(request, "page"),
            per_page=per_page(request),
        ),
        "states": warnings.STATES,
        "grades": warnings.GRAVEST_FIRST,
        "decisions": warnings.DECISIONS,
        "per": per_page(request),
        "per_page": PER_PAGE,
    }
    return render(request, "web/inbox.html", shown)


@require_safe
def export(request: Asked) -> HttpResponse:
    """The warnings of the same filter as a workbook."""
    may(request, "warning.read")
    sheet = warnings.inbox_sheet(request.user, _wanted(request), lang=lang())
    return workbook("ipharbor-warnings", [sheet])


@require_safe
def warning(request: Asked, warning_id: int) -> HttpResponse:
    """One warning with all it rests on."""
    may(request, "warning.read")
    return _page(request, warning_id)


@require_POST
def acknowledge(request: Asked, warning_id: int) -> HttpResponse:
    """Say that it has been read."""
    may(request, "warning.acknowledge")

    def move() -> None:
        acknowledging.acknowledge(warning_id, by=actor(request), at=timezone.now())

    return _moved(request, warning_id, move, _("Marked as read."))


@require_POST
def act(request: Asked, warning_id: int) -> HttpResponse:
    """Write down the step and by when."""
    may(request, "warning.act")

    def move() -> None:
        acting.act(
            warning_id,
            step=request.POST.get("step", ""),
            due_on=day(request, "due_on"),
            by=actor(request),
            at=timezone.now(),
        )

    return _moved(request, warning_id, move, _("The step is written down."))


@require_POST
def close(request: Asked, warning_id: int) -> HttpResponse:
    """Close with a verdict."""
    may(request, "warning.close")

    def move() -> None:
        closing.close(
            warning_id,
            verdict=request.POST.get("verdict", ""),
            note=request.POST.get("note", ""),
            by=actor(request),
            at=timezone.now(),
        )

    return _moved(request, warning_id, move, _("The warning is closed."))


def _wanted(request: Asked) -> warnings.Wanted:
    return warnings.Wanted(
        state=request.GET.get("state", ""),
        grade=request.GET.get("grade", ""),
        decision=request.GET.get("decision", "raised"),
    )


def _moved(request: Asked, warning_id: int, move: Callable[[], None], done: str) -> HttpResponse:
    try:
        move()
    except HarborError as wrong:
        if wrong.code == "warning.unknown":
            raise
        return _page(request, warning_id, wrong)
    messages.success(request, done)
    return redirect("warning", warning_id=warning_id)


def _page(request: Asked, warning_id: int, wrong: HarborError | None = None) -> HttpResponse:
    account = warnings.account(request.user, warning_id, lang=lang())
    if account is None:
        raise HarborError("warning.unknown", id=warning_id)
    drawn = bars([bar.count for bar in account.bars], width=WIDTH, height=HEIGHT)
    caller = actor(request)
    shown = {
        "warning": account,
        "bars": list(zip(account.bars, drawn, strict=True)),
        "drawing": {"width": WIDTH, "height": HEIGHT},
        "may": {
            verb: permits.allowed(caller, f"warning.{verb}", owner=request.user)
            for verb in ("acknowledge", "act", "close")
        },
        "verdicts": closing.VERDICTS,
        "typed": request.POST,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return render(request, "web/warning.html", shown, status=400 if wrong else 200)
