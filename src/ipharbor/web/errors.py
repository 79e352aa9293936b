"""What a person sees when something cannot be done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ipharbor.vocabulary.errors import HarborError
from ipharbor.web.language import lang


class HarborErrorMiddleware:
    """Turns a HarborError into a page, or a fragment for htmx, that says what to do next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a HarborError; other exceptions go on to Django."""
        if not isinstance(exception, HarborError):
            return None
        fragment = bool(getattr(request, "htmx", False))
        template = "web/_error.html" if fragment else "web/error.html"
        shown = {"error": exception, "told": exception.told(lang())}
        return render(request, template, shown, status=status(exception))


def status(error: HarborError) -> int:
    """The HTTP status that fits: 403 for a denied permit, 404 for what is not there."""
    if error.code == "permit.denied":
        return 403
    return 404 if error.code.endswith(".unknown") else 400


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address that leads nowhere."""
    return render(request, "web/lost.html", {"path": request.path}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """The page for a failure of our own; asks no store, for the store may be what failed."""
    text = render_to_string("500.html", {"title": _("Something went wrong")})
    return HttpResponse(text, status=500)
