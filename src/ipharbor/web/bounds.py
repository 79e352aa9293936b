"""How much a caller may send before anybody has looked at it, and who may keep an answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ipharbor.records.models import Person
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web.language import lang

STRANGER = 64 * 1024  # bytes: a sign-in form is far smaller
_ROOM = 2**20  # bytes for what surrounds a file in a form


class BoundsMiddleware:
    """Refuses with 413 a body larger than the caller may send, before a byte of it is read:
    a stranger's beyond a form's size, a person's beyond the largest upload. Pages of a person
    are kept nowhere on the way, nor by the browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The interface looks at a token before it reads a body; a page knows no tokens.
        by_token = "Authorization" in request.headers and request.path.startswith("/api/")
        known = isinstance(request.user, Person) or by_token
        megabytes = max(current().upload_limit_mb, current().paper_limit_mb)
        most = megabytes * 2**20 + _ROOM if known else STRANGER
        if _announced(request) > most:
            wrong = (
                HarborError("upload.too_large", limit=megabytes)
                if known
                else HarborError("request.too_large", limit=STRANGER // 1024)
            )
            shown = {"error": wrong, "told": wrong.told(lang())}
            return render(request, "web/error.html", shown, status=413)
        response = self._get_response(request)
        if isinstance(request.user, Person):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _announced(request: HttpRequest) -> int:
    """Bytes of the body as its header says; servers let no more through than that."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0
