"""The door of the interface: who comes, how often, in which language, and once."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from ninja.utils import check_csrf

from ipharbor.actions import permits
from ipharbor.actions.token.make import bearer, proof_of
from ipharbor.api import limits
from ipharbor.api.body import look_at_address
from ipharbor.api.errors import of, refusal
from ipharbor.api.language import TAGS, asked, lang
from ipharbor.api.once import CHANGING, once
from ipharbor.records.models import Person
from ipharbor.settings import current
from ipharbor.settings.addresses import caller_address
from ipharbor.settings.logs import view_of
from ipharbor.vocabulary.errors import HarborError

View = Callable[..., HttpResponseBase]
_log = logging.getLogger(__name__)


def door(view: View, *, public: bool, reading: frozenset[str] = frozenset()) -> View:
    """``view`` behind the door. A ``public`` view is shown to everybody; of the methods in
    ``reading`` none changes anything."""

    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        with translation.override(TAGS[asked(request, None)]):
            try:
                response = _let_in(request, lambda: view(request, *args, **kwargs), public, reading)
            except Exception as broken:
                response = of(request, broken)
                if isinstance(broken, _TooMany):
                    response["Retry-After"] = str(broken.wait)
            return _finished(request, response)

    guarded.login_required = False  # type: ignore[attr-defined]
    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    guarded.asks_itself = True  # type: ignore[attr-defined]
    return guarded


def address_of(request: HttpRequest) -> str:
    """The caller's address: what the outermost trusted proxy saw, else the connection's."""
    meta = request.META
    seen, forwarded = meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", "")
    return caller_address(seen, forwarded, proxies=current().proxies)


def _let_in(
    request: HttpRequest,
    run: Callable[[], HttpResponseBase],
    public: bool,
    reading: frozenset[str],
) -> HttpResponseBase:
    look_at_address(request)
    if public:
        _count(f"address:{address_of(request)}")
        return run()
    caller, known_as = _caller(request)
    translation.activate(TAGS[asked(request, caller)])
    request.caller = caller  # type: ignore[attr-defined]
    request.asked_for = ""  # type: ignore[attr-defined]
    _count(known_as)
    with permits.listening() as heard:
        if request.method in CHANGING and request.method not in reading:
            response: HttpResponseBase = once(
                request,
                known_as,
                lambda: _plain(run()),
                may=lambda action: _may(caller, action),
                asked_for=lambda: request.asked_for,  # type: ignore[attr-defined]
            )
        else:
            response = run()
    if not heard and response.status_code < 400:
        _log.error("answered without asking the permits: %s", view_of(request))
        return refusal(HarborError("api.failed"))
    return response


def _caller(request: HttpRequest) -> tuple[permits.Actor, str]:
    """Who asks, and under which name the asking is counted."""
    address = f"address:{address_of(request)}"
    stated = request.headers.get("Authorization", "")
    if stated:
        scheme, _, key = stated.partition(" ")
        key = key.strip()
        if limits.spent(address, limit=current().api_per_minute):
            _count(address)
        fit = re.fullmatch(r"[!-~]{1,200}", key) is not None
        try:
            if scheme.lower() != "bearer" or not fit:
                raise HarborError("token.refused")
            return bearer(key, at=timezone.now()), f"token:{proof_of(key)[:40]}"
        except HarborError:
            _count(address)
            raise
    if isinstance(request.user, Person):
        if request.method not in ("GET", "HEAD", "OPTIONS") and check_csrf(request) is not None:
            raise HarborError("api.csrf")
        return permits.of(request.user), f"person:{request.user.pk}"
    _count(address)
    raise HarborError("api.caller.unknown")


def _count(caller: str) -> None:
    allowance = limits.ask(caller[:80], limit=current().api_per_minute)
    if not allowance.allowed:
        raise _TooMany(allowance)


class _TooMany(HarborError):
    """Too many requests, with the seconds to wait."""

    def __init__(self, allowance: limits.Allowance) -> None:
        super().__init__("api.too_many", limit=allowance.limit, wait=allowance.wait)
        self.wait = allowance.wait


def _may(caller: permits.Actor, action: str) -> None:
    if action in permits.TABLE and not permits.ever(caller, action):
        raise permits.denied(caller, action)


def _plain(response: HttpResponseBase) -> HttpResponse:
    if not isinstance(response, HttpResponse):
        raise TypeError("a change answers with a whole body")
    return response


def _finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer as it leaves: in which language, for whom, not to be kept by others."""
    if response.status_code == 405 and not response.get("Content-Type", "").startswith(
        "application/json"
    ):
        allowed = response.get("Allow", "")
        response = refusal(HarborError("api.method.unfit", method=str(request.method)[:20]))
        response["Allow"] = allowed
    response["Content-Language"] = TAGS[lang()]
    patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
