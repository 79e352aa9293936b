"""Changing an industry's chain: the form, its count while it is typed, its versions, its end."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions.industry.change import Draft, change, drafted
from ipharbor.actions.industry.end import end as ending
from ipharbor.queries import industries as queries
from ipharbor.settings import current
from ipharbor.vocabulary.chains import STAGES, Industry
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._industry_asking import asking, named
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.language import lang

SPARE = 2  # blank rows for further links
MOST_ROWS = 24
FIELDS = ("code", "name_zh", "name_en", "stage", "ipc", "locarno")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked, code: str) -> HttpResponse:
    """The chain of an industry as a form; posted, it stands as typed from today on."""
    may(request, "industry.change")
    now = next((one for one in queries.chains(asking(request, now=True)).industries
                if one.code == code), None)  # fmt: skip
    history = queries.versions(current().region, code)
    if now is None and not history:
        raise HarborError("industry.unknown", code=code)
    shown_now = now or history[0].industry
    if request.method == "POST":
        return _posted(request, code, shown_now, history)
    typed = _typed_of(shown_now)
    return _form(request, code, typed, [Draft.of(one) for one in shown_now.links], history)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """A form for an industry that is not there yet."""
    may(request, "industry.change")
    if request.method == "POST":
        return _posted(request, request.POST.get("code", "").strip(), None, ())
    return _form(request, "", {}, [], ())


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Asked, code: str) -> HttpResponse:
    """Ask whether the industry is to end; when posted, end it."""
    may(request, "industry.change")
    now = next((one for one in queries.chains(asking(request, now=True)).industries
                if one.code == code), None)  # fmt: skip
    if now is None:
        raise HarborError("industry.unknown", code=code)
    shown: dict[str, object] = {"name": named(now), "code": code}
    if request.method == "POST":
        try:
            ending(
                code, reason=request.POST.get("reason", ""), region=current().region,
                by=actor(request), at=timezone.now(),
            )  # fmt: skip
        except HarborError as wrong:
            if not wrong.fields:
                raise
            shown |= {"told": wrong.told(lang()), "typed": request.POST}
            return render(request, "web/industry_end.html", shown, status=400)
        messages.success(
            request, _("%(name)s has ended. Its versions stay.") % {"name": named(now)}
        )
        return redirect("industries")
    return render(request, "web/industry_end.html", shown)


@require_safe
def count(request: Asked) -> HttpResponse:
    """How many documents the chain being typed would take, as a line under its form."""
    may(request, "industry.change")
    shown: dict[str, object] = {}
    try:
        typed = drafted(
            request.GET.get("code", "").strip() or "new",
            name_zh=request.GET.get("name_zh", "") or "–",
            name_en=request.GET.get("name_en", "") or "–",
            drafts=[_named_at_all(one) for one in _drafts(request.GET)],
        )
        would, now = queries.trial(asking(request, now=True), typed)
        shown |= {"would": would, "now": now, "more": would - now}
    except HarborError as wrong:
        shown["told"] = wrong.told(lang())
    return render(request, "web/_industry_count.html", shown)


def _posted(
    request: Asked, code: str, now: Industry | None, history: tuple[queries.Version, ...]
) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("name_zh", "name_en", "reason", "code")}
    drafts = _drafts(request.POST)
    try:
        if now is None and queries.versions(current().region, code):
            raise HarborError("industry.code.taken", fields=("code",), code=code)
        version = change(
            code,
            name_zh=typed["name_zh"],
            name_en=typed["name_en"],
            drafts=drafts,
            reason=typed["reason"],
            region=current().region,
            by=actor(request),
            at=timezone.now(),
        )
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _form(request, code if now else "", typed, drafts, history, wrong)
    messages.success(
        request, _("The chain of %(name)s stands as typed.") % {"name": named(version)}
    )
    return redirect("industry", version.code)


def _form(
    request: Asked,
    code: str,
    typed: Mapping[str, str],
    drafts: list[Draft],
    history: tuple[queries.Version, ...],
    wrong: HarborError | None = None,
) -> HttpResponse:
    rows = [*drafts, *(Draft(stage=STAGES[1]) for _row in range(SPARE))][:MOST_ROWS]
    return render(
        request,
        "web/industry_change.html",
        {
            "code": code,
            "typed": typed,
            "rows": list(enumerate(rows)),
            "stages": STAGES,
            "versions": history,
            "told": wrong.told(lang()) if wrong else None,
            "at_fault": wrong.fields[0] if wrong else "",
        },
        status=400 if wrong else 200,
    )


def _drafts(told: QueryDict) -> list[Draft]:
    """The links typed: fields named after the column and the row, ``ipc-2``."""
    found = [
        Draft.told({name: told.get(f"{name}-{row}", "") for name in FIELDS})
        for row in range(MOST_ROWS)
    ]
    last = max((row for row, one in enumerate(found) if not one.blank), default=-1)
    return found[: last + 1]


def _named_at_all(draft: Draft) -> Draft:
    """The draft with a name and a stage, so that classes count before the names are typed."""
    if draft.blank:
        return draft
    return Draft(
        draft.code, draft.name_zh or "–", draft.name_en or "–", draft.stage or STAGES[1],
        draft.ipc, draft.locarno,
    )  # fmt: skip


def _typed_of(industry: Industry) -> dict[str, str]:
    return {"name_zh": industry.name_zh, "name_en": industry.name_en, "reason": ""}
