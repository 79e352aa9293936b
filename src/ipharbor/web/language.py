"""Which language a page speaks, and the switch for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from ipharbor.actions import permits
from ipharbor.actions.people.set_language import set_language
from ipharbor.records.models import Person
from ipharbor.settings import current
from ipharbor.web.caller import safe_next

COOKIE = "lang"
_YEAR = 365 * 24 * 3600
_TAGS = {"zh": "zh-hans", "en": "en"}


class PersonLanguageMiddleware:
    """Speaks the signed-in person's language; before login the cookie's, else the default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tag = _TAGS[_chosen(request)]
        with translation.override(tag):
            request.LANGUAGE_CODE = tag
            response = self._get_response(request)
        response.headers.setdefault("Content-Language", tag)
        patch_vary_headers(response, ("Cookie",))
        return response


def lang() -> str:
    """The language of the page that is being made: ``zh`` or ``en``."""
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def listed(words: Iterable[str]) -> str:
    """Words one after the other, parted as the language of the page does it."""
    return ("、" if lang() == "zh" else ", ").join(words)


@login_not_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Speak the posted ``lang`` from now on, and go back to ``next``."""
    asked = request.POST.get("lang", "")
    response = HttpResponseRedirect(safe_next(request))
    if asked in _TAGS:
        if isinstance(request.user, Person):
            by = permits.of(request.user)
            set_language(request.user, asked, by=by, at=timezone.now())
        response.set_cookie(
            COOKIE, asked, max_age=_YEAR, httponly=True, samesite="Lax", secure=current().https
        )
    return response


def _chosen(request: HttpRequest) -> str:
    if isinstance(request.user, Person):
        return request.user.lang
    asked = request.COOKIES.get(COOKIE, "")
    return asked if asked in _TAGS else current().lang
