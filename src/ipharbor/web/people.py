"""The people page: who works in an organisation, invitations, managers, and leaving."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.people import invite as inviting
from ipharbor.actions.people.appoint import appoint
from ipharbor.actions.people.leave import leave as end_place
from ipharbor.actions.people.leave import to_hand_over
from ipharbor.actions.people.lock import lock
from ipharbor.queries import people as queries
from ipharbor.records.models import Membership, Organisation
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web.caller import Asked, may, number
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, fields_hold
from ipharbor.web.proving import ask_again


def _yes_no() -> list[tuple[str, str]]:
    return [("yes", _("yes")), ("no", _("no"))]


def _locked(found: QuerySet[Membership], value: str) -> QuerySet[Membership]:
    return found.filter(person__is_active=value == "no")


LIST = List(
    name="people",
    action="organisation.read",
    words=gettext_lazy("People"),
    columns=(
        Column("name", gettext_lazy("Full name"), lambda place: str(place.person),
               order=("person__display_name", "person__username"),
               template="web/lists/_person_name.html"),
        Column("username", gettext_lazy("User name"), attrgetter("person.username"), Kind.CODE,
               order=("person__username",)),
        Column("email", gettext_lazy("Mail address"), attrgetter("person.email"),
               order=("person__email",)),
        Column("manager", gettext_lazy("Looks after its people"), attrgetter("manager"),
               order=("manager",), shown=False),
        Column("since", gettext_lazy("Here since"), lambda place: localdate(place.since), Kind.DAY,
               order=("since",)),
        Column("here", gettext_lazy("Sits here now"), sortable=False, shown=False,
               cell=lambda place: place.person.organisation_id == place.organisation_id),
        Column("locked", gettext_lazy("Locked out"), lambda place: not place.person.is_active,
               order=("person__is_active",), shown=False),
    ),
    filters=(
        Filter("manager", gettext_lazy("Looks after its people"),
               lambda found, value: found.filter(manager=value == "yes"), options=_yes_no),
        Filter("locked", gettext_lazy("Locked out"), _locked, options=_yes_no),
    ),
    search=fields_hold("person__display_name", "person__username", "person__email"),
    search_words=gettext_lazy("Name, user name or mail address"),
    usual=gettext_lazy("who looks after its people first"),
    empty="web/lists/_empty_people.html",
    tail="web/lists/_person_tail.html",
    beside=("organisation",),
)  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Asked) -> HttpResponse:
    """The people of the caller's organisation, or of the stated ``organisation`` where the
    permits allow it; and the forms by their field ``act``."""
    caller = may(request, "organisation.read")
    body = _body(request, caller)
    if request.method != "POST":
        return _page(request, caller, body)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise HarborError("people.act.unknown", act=request.POST.get("act", ""))
    if _touchy(request) and (asked := ask_again(request)) is not None:
        return asked
    try:
        act(request, caller, body)
    except HarborError as wrong:
        if wrong.code.startswith("permit.") or wrong.code.endswith(".unknown"):
            raise
        return _page(request, caller, body, wrong)
    return _back(body)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Asked, place_id: int) -> HttpResponse:
    """Ask who takes over what the person looked after; when posted, end the place."""
    caller = may(request, "people.leave")
    place = _place(caller, place_id, "people.leave")
    others = [one for one in queries.members(place.organisation) if one.pk != place.pk]
    wrong: HarborError | None = None
    if request.method == "POST":
        stated = request.POST.get("successor", "")
        chosen = next((one.person for one in others if str(one.person_id) == stated), None)
        try:
            done = end_place(place, successor=chosen, by=caller, at=timezone.now())
        except HarborError as refused:
            wrong = refused
        else:
            told = _(
                "%(person)s has left. Handed over: %(watches)s watches, %(warnings)s warnings, "
                "%(tasks)s tasks."
            )
            messages.success(request, told % {"person": place.person, **vars(done)})
            return _gone(caller, place)
    shown = {
        "place": place,
        "others": others,
        "passing": to_hand_over(place),
        "typed": request.POST.get("successor", ""),
        "told": wrong.told(lang()) if wrong else None,
    }
    return render(request, "web/people_leave.html", shown, status=400 if wrong else 200)


def accept_address(request: HttpRequest) -> Callable[[str], str]:
    """How a mailed key becomes an address of this installation."""
    return lambda key: request.build_absolute_uri(reverse("accept", args=[key]))


def _invite(request: Asked, caller: permits.Actor, body: Organisation) -> None:
    made = inviting.invite(
        request.POST.get("email", ""),
        body,
        key=secrets.token_urlsafe(32),
        address=accept_address(request),
        manager=request.POST.get("manager") == "yes",
        lang=request.POST.get("lang", "zh"),
        by=caller,
        at=timezone.now(),
    )
    messages.success(request, _("An invitation goes to %(email)s.") % {"email": made.email})


def _withdraw(request: Asked, caller: permits.Actor, body: Organisation) -> None:
    found = queries.invitation(_number(request, "invitation"))
    if found is None or found.organisation_id != body.pk:
        raise HarborError("invitation.over")
    inviting.withdraw(found, by=caller, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn; its link opens nothing more."))


def _appoint(request: Asked, caller: permits.Actor, body: Organisation) -> None:
    place = _place(caller, _number(request, "place"), "people.appoint", body)
    appoint(place, request.POST.get("manager") == "yes", by=caller, at=timezone.now())
    messages.success(request, _("Kept."))


def _lock(request: Asked, caller: permits.Actor, body: Organisation) -> None:
    place = _place(caller, _number(request, "place"), "people.lock", body)
    locked = request.POST.get("locked") == "yes"
    lock(place.person, locked, by=caller, at=timezone.now())
    told = _("%(person)s is locked out.") if locked else _("%(person)s may come in again.")
    messages.success(request, told % {"person": place.person})


ACTS: Mapping[str, Callable[[Asked, permits.Actor, Organisation], None]] = {
    "invite": _invite,
    "withdraw": _withdraw,
    "appoint": _appoint,
    "lock": _lock,
}


def _touchy(request: Asked) -> bool:
    """Whether what is asked for decides who can act for others."""
    act = request.POST.get("act", "")
    return act in ("appoint", "lock") or (act == "invite" and request.POST.get("manager") == "yes")


def _body(request: Asked, caller: permits.Actor) -> Organisation:
    """What may not be read is answered as if it were not there."""
    stated = number(request, "organisation", least=0)
    found = queries.organisation(stated) if stated else request.user.organisation
    if found is None or not permits.allowed(caller, "organisation.read", organisation=found):
        raise HarborError("organisation.unknown", id=stated or "–")
    return found


def _place(
    caller: permits.Actor, place_id: int, action: str, body: Organisation | None = None
) -> Membership:
    found = queries.place(place_id)
    readable = found is not None and permits.allowed(
        caller, "organisation.read", organisation=found.organisation
    )
    if found is None or not readable or (body is not None and found.organisation_id != body.pk):
        raise HarborError("membership.unknown")
    permits.require(caller, action, organisation=found.organisation)
    return found


def _page(
    request: Asked, caller: permits.Actor, body: Organisation, wrong: HarborError | None = None
) -> HttpResponse:
    shown: dict[str, Any] = {
        "body": body,
        "staffed": queries.places(body).exists(),
        "invitations": queries.invitations(body, at=timezone.now()),
        "may": {
            verb: permits.allowed(caller, f"people.{verb}", organisation=body)
            for verb in ("invite", "appoint", "leave", "lock")
        },
        "lists": permits.ever(caller, "organisation.open"),
        "typed": request.POST,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return answer(request, LIST, queries.places(body), "web/people.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


def _back(body: Organisation) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('people')}?organisation={body.pk}")


def _gone(caller: permits.Actor, place: Membership) -> HttpResponse:
    own = caller.person is not None and caller.person.pk == place.person_id
    return HttpResponseRedirect(reverse("account")) if own else _back(place.organisation)


def _number(request: Asked, name: str) -> int:
    stated = request.POST.get(name, "")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 12 else 0
