"""How long a person stays signed in, and what must be set up before anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from ipharbor.actions.people import second_factor
from ipharbor.actions.people import signed_in as stays
from ipharbor.actions.people.signed_in import Bounds
from ipharbor.records.models import Person, SignIn
from ipharbor.settings import current
from ipharbor.settings.addresses import caller_address
from ipharbor.vocabulary.messages import message
from ipharbor.web._agents import agent
from ipharbor.web.asked import PUBLIC
from ipharbor.web.language import lang

STAY, OVER = "stay", "stay_over"
# What is open to who must set a second factor up first.
_ALLOWED = frozenset(PUBLIC) | {"account_second", "account_passkey"}


class StayingMiddleware:
    """Signs a person out who has rested too long, has stayed too long, or was signed out
    elsewhere; and leads who must have a second factor to where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Person):
            why = _looked_at(request, request.user)
            if why:
                auth.logout(request)
                request.session[OVER] = why
                if "HX-Request" in request.headers:
                    return HttpResponse(headers={"HX-Refresh": "true"})
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Who must have a second factor and has none comes to where it is set up."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in _ALLOWED or "Authorization" in request.headers or not owes_second(request):
            return None
        if request.path.startswith("/api/"):
            told = message("second_factor.required", lang(), {})
            said = f"{told.what} {told.next}".strip()
            error = {"code": "second_factor.required", "message": said, "fields": [],
                     "findings": []}  # fmt: skip
            return JsonResponse({"error": error}, status=403)
        where = reverse("account_second")
        if "HX-Request" in request.headers:
            return HttpResponse(headers={"HX-Redirect": where})
        return HttpResponseRedirect(where)


def begin(request: HttpRequest, person: Person, *, way: str, second: bool) -> SignIn:
    """The person has come in by this session."""
    seen, forwarded = (request.META.get(name, "") for name in ("REMOTE_ADDR", _FORWARDED))
    stay = stays.begin(
        person,
        way=way,
        second=second,
        address=caller_address(seen, forwarded, proxies=current().proxies),
        agent=agent(request.headers.get("User-Agent", "")),
        at=timezone.now(),
    )
    request.session[STAY] = stay.pk
    request.stay = stay  # type: ignore[attr-defined]
    return stay


def stay_of(request: HttpRequest) -> SignIn:
    """The stay of the caller, who is signed in."""
    stay: SignIn = request.stay  # type: ignore[attr-defined]
    return stay


def bounds_of(person: Person) -> Bounds:
    """How long the person's role may rest and stay, by the settings."""
    told = current()
    if person.role == Person.Role.ADMINISTRATOR:
        rest, whole = told.admin_session_rest_minutes, told.admin_session_hours
    else:
        rest, whole = told.session_rest_minutes, told.session_hours
    return Bounds(timedelta(minutes=rest), timedelta(hours=whole))


def owes_second(request: HttpRequest) -> bool:
    """Whether the caller must set a second factor up first. Who came by another provider shows
    the second factor there, and a passkey is two in one."""
    person, stay = request.user, getattr(request, "stay", None)
    if not isinstance(person, Person) or stay is None or stay.second:
        return False
    if not stays.must_have_second(person, current().second_factor_roles):
        return False
    return stay.way != SignIn.Way.PROVIDER and not second_factor.needed(person)


_FORWARDED = "HTTP_X_FORWARDED_FOR"


def _looked_at(request: HttpRequest, person: Person) -> str:
    """Why the caller's stay is over; empty, and noted as seen, when it is not."""
    number = request.session.get(STAY)
    if number is None:
        begin(request, person, way=SignIn.Way.UNKNOWN, second=False)
        return ""
    stay = (
        SignIn.objects.filter(pk=number, person=person)
        .select_related("person__organisation")
        .first()
    )
    if stay is None:
        return "aged"
    # The desk is wanted by every page: one question tells of both.
    person.organisation = stay.person.organisation
    at = timezone.now()
    why = stays.over(stay, bounds_of(person), at=at)
    if not why:
        stays.seen(stay, at=at)
        stay.person = person
        request.stay = stay  # type: ignore[attr-defined]
    return why
