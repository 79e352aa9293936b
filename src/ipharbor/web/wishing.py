"""How the caller wants to be warned."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.warning.wish import wish
from ipharbor.queries.law import calendar
from ipharbor.queries.wishes import looking_back
from ipharbor.records.wishes import wishes_of
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.grading import GRADES
from ipharbor.warning.wishes import DIGEST_HOUR, MOST, PACES, Wishes
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wishing(request: Asked) -> HttpResponse:
    """The caller's wishes on warnings; a mistake is told at its field, what was typed is kept."""
    caller = may(request, "warning.wish")
    permits.require(caller, "warning.wish", owner=request.user)
    kept, wrong = wishes_of(request.user), None
    typed = _typed_of(kept)
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in typed}
        try:
            wish(request.user, _stated(typed), by=caller, at=timezone.now())
        except HarborError as refused:
            if refused.code.startswith("permit."):
                raise
            wrong = refused
        else:
            messages.success(request, _("Saved."))
            return redirect("wishes")
    shown = {
        "typed": typed,
        "looking": looking_back(request.user, kept),
        "colours": [(colour, typed[colour]) for colour in reversed(GRADES)],
        "paces": PACES,
        "hours": range(24),
        "most": MOST,
        "digest_hour": DIGEST_HOUR,
        "announced": calendar().announced_until,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return render(request, "web/wishes.html", shown, status=400 if wrong else 200)


def _typed_of(wishes: Wishes) -> dict[str, str]:
    return {
        "budget": str(wishes.budget), "least": f"{wishes.least:.2f}",
        "quiet_from": str(wishes.quiet_from), "quiet_until": str(wishes.quiet_until),
        "quiet_days": "1" if wishes.quiet_days else "", "lang": wishes.lang,
    } | {colour: wishes.paces[colour] for colour in GRADES}  # fmt: skip


def _stated(typed: dict[str, str]) -> Wishes:
    """What was typed; what is no number becomes one that is refused where it stands."""
    return Wishes(
        paces={colour: typed[colour] for colour in GRADES},
        budget=_whole(typed["budget"]),
        least=_number(typed["least"]),
        quiet_from=_whole(typed["quiet_from"]),
        quiet_until=_whole(typed["quiet_until"]),
        quiet_days=typed["quiet_days"] == "1",
        lang=typed["lang"],
    )


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1


def _number(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        return -1.0
