"""Watches proposed to the caller: from what the desk has, and ready-made sets by trade."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ipharbor.actions.watch.add import add
from ipharbor.queries.proposals import Proposal, for_person, ready_made
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message
from ipharbor.web._watch_subjects import choices, in_words
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.language import lang
from ipharbor.wiring import corpus


@require_http_methods(["GET", "HEAD", "POST"])
def proposed(request: Asked) -> HttpResponse:
    """Proposals to tick, and the watches that are set up of those ticked, all or none."""
    may(request, "watch.add")
    industry = (request.POST if request.method == "POST" else request.GET).get("industry", "")
    own = for_person(request.user, corpus(), region=current().region, lang=lang())
    made = ready_made(request.user, industry, region=current().region, lang=lang())
    if request.method == "POST":
        ticked = set(request.POST.getlist("watch"))
        chosen = [one for one in (*own, *made) if one.token in ticked]
        if chosen:
            _add(request, chosen)
            return redirect("watches")
    wrong = HarborError("watch.none_ticked") if request.method == "POST" else None
    shown = {
        "own": _rows(own),
        "made": _rows(made),
        "industry": industry,
        "industries": choices(request.user, lang())["industry"],
        "told": wrong.told(lang()) if wrong else None,
    }
    return render(request, "web/watches_proposed.html", shown, status=400 if wrong else 200)


def _add(request: Asked, chosen: Sequence[Proposal]) -> None:
    number = corpus().manifest.number
    with transaction.atomic():
        for one in chosen:
            add(
                owner=request.user, name=one.name, kind=one.kind, applicant=one.applicant,
                query=one.query, subject=one.subject, vintage=number, corpus=corpus(),
                region=current().region, by=actor(request), at=timezone.now(),
            )  # fmt: skip
    told = ngettext("%(n)s watch is set up.", "%(n)s watches are set up.", len(chosen))
    messages.success(request, told % {"n": len(chosen)})


def _rows(found: Sequence[Proposal]) -> list[dict[str, str]]:
    return [
        {
            "token": one.token,
            "kind": one.kind,
            "name": one.name,
            "subject": in_words(one.kind, one.applicant or one.query or one.subject),
            "why": message(one.why, lang(), {"fact": one.fact, "number": one.number}).what,
        }
        for one in found
    ]
