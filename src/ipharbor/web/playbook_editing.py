"""Changing playbooks: the form, restoring the text that came with the program, putting aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ipharbor.actions.permits import DESKS
from ipharbor.actions.playbook.change import Draft, StepDraft, change, restore
from ipharbor.actions.playbook.change import end as ending
from ipharbor.queries import playbooks as queries
from ipharbor.queries.law import calendar, rules
from ipharbor.queries.playbooks import Version
from ipharbor.records.playbooks import named
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.playbooks import SIGNALS, WHO, Playbook
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.language import lang
from ipharbor.web.law import book

SPARE, MOST_ROWS = 2, 22
TEXTS = ("title_zh", "title_en", "when_zh", "when_en", "source_zh", "source_en")
STEP = ("code", "zh", "en", "who", "days", "rule", "after", "provision")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked, code: str) -> HttpResponse:
    """A playbook as a form; posted, it stands as typed."""
    may(request, "playbook.change")
    history = queries.versions(code)
    if not history:
        raise HarborError("playbook.unknown", code=code[:40])
    if request.method == "POST":
        return _posted(request, code, history)
    now = named(code) or next((one.playbook for one in history if one.playbook), None)
    return _form(request, code, *_typed_of(now), history=history)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """A form for a playbook that is not there yet."""
    may(request, "playbook.change")
    if request.method == "POST":
        return _posted(request, request.POST.get("code", "").strip(), (), fresh=True)
    return _form(request, "", *_typed_of(None))


@require_http_methods(["GET", "HEAD", "POST"])
def put_back(request: Asked, code: str) -> HttpResponse:
    """Ask whether the text that came with the program is to stand again; posted, it does."""
    return _asked(request, code, restored=True)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, code: str) -> HttpResponse:
    """Ask whether the playbook is to be put aside; posted, it is."""
    return _asked(request, code, restored=False)


def _asked(request: Asked, code: str, *, restored: bool) -> HttpResponse:
    may(request, "playbook.change")
    history = queries.versions(code)
    begun = next((one.playbook for one in history if one.playbook), None)
    if begun is None or (named(code) is None and not restored):
        raise HarborError("playbook.unknown", code=code[:40])
    shown: dict[str, object] = {
        "name": begun.title.said(lang()), "code": code, "restored": restored,
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "web/playbook_end.html", shown)
    act = restore if restored else ending
    try:
        act(code, reason=request.POST.get("reason", ""), by=actor(request), at=timezone.now())
    except HarborError as wrong:
        if not wrong.fields:
            raise
        shown |= {"told": wrong.told(lang()), "typed": request.POST}
        return render(request, "web/playbook_end.html", shown, status=400)
    said = _("The original text stands again.") if restored else _("The playbook is put aside.")
    messages.success(request, said)
    return redirect("playbook", code)


def _posted(
    request: Asked, code: str, history: tuple[Version, ...], *, fresh: bool = False
) -> HttpResponse:
    typed: dict[str, Any] = {
        name: request.POST.get(name, "") for name in (*TEXTS, "reason", "code")
    }
    typed |= {name: request.POST.getlist(name) for name in ("desks", "signals")}
    steps = _steps(request.POST)
    try:
        if fresh and queries.versions(code):
            raise HarborError("playbook.code.taken", fields=("code",), code=code[:40])
        version = change(
            code, Draft(typed, typed["desks"], typed["signals"], steps), reason=typed["reason"],
            law=book(), calendar=calendar(), by=actor(request), at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _form(request, "" if fresh else code, typed, steps, history=history, wrong=wrong)
    messages.success(request, _("The playbook stands as typed."))
    return redirect("playbook", version.code)


def _form(
    request: Asked,
    code: str,
    typed: Mapping[str, Any],
    steps: Sequence[StepDraft],
    *,
    history: tuple[Version, ...] = (),
    wrong: HarborError | None = None,
) -> HttpResponse:
    rows = [*steps, *(StepDraft() for _row in range(SPARE))][:MOST_ROWS]
    shown = {
        "code": code,
        "typed": typed,
        "rows": list(enumerate(rows)),
        "who": WHO,
        "desks": DESKS,
        "signals": SIGNALS,
        "rules": sorted(((one.code, one.title(lang())) for one in rules().values()),
                        key=lambda told: told[1]),
        "provisions": sorted(book().entries),
        "befores": [one.code for one in steps if one.code],
        "versions": history,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }  # fmt: skip
    return render(request, "web/playbook_change.html", shown, status=400 if wrong else 200)


def _steps(told: QueryDict) -> list[StepDraft]:
    """The steps typed: fields named after the column and the row, ``zh-2``."""
    found = [
        StepDraft.told({name: told.get(f"{name}-{row}", "") for name in STEP})
        for row in range(MOST_ROWS)
    ]
    last = max((row for row, one in enumerate(found) if not one.blank), default=-1)
    return found[: last + 1]


def _typed_of(playbook: Playbook | None) -> tuple[dict[str, Any], list[StepDraft]]:
    typed: dict[str, Any] = dict.fromkeys((*TEXTS, "reason", "code"), "")
    typed |= {"desks": ["firm"], "signals": []}
    if playbook is None:
        return typed, []
    for name in ("title", "when", "source"):
        words = getattr(playbook, name)
        typed |= {f"{name}_zh": words.zh, f"{name}_en": words.en}
    typed |= {"desks": list(playbook.desks), "signals": list(playbook.signals)}
    return typed, [StepDraft.of(one) for one in playbook.steps]
