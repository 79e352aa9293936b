"""Whether pages are light or dark, and the switch for it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from ipharbor.settings import current
from ipharbor.web.caller import safe_next

COOKIE = "theme"
THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600


def chosen_theme(request: HttpRequest) -> str:
    """``light``, ``dark``, or ``auto``: as the machine's own setting has it."""
    asked = request.COOKIES.get(COOKIE, "")
    return asked if asked in THEMES else THEMES[0]


@login_not_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Show pages in the posted ``theme`` in this browser from now on, and go back to ``next``."""
    asked = request.POST.get("theme", "")
    response = HttpResponseRedirect(safe_next(request))
    if asked in THEMES:
        response.set_cookie(
            COOKIE, asked, max_age=_YEAR, httponly=True, samesite="Lax", secure=current().https
        )
    return response
