"""The account page: a person's name, desks, and everything the person signs in with."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.people import link_identity, passkey, second_factor, set_email, signed_in
from ipharbor.actions.people.lock import end_sessions
from ipharbor.actions.people.set_language import set_language
from ipharbor.actions.people.set_name import set_name
from ipharbor.actions.people.set_password import set_password
from ipharbor.actions.people.take_desk import take_desk
from ipharbor.actions.token.make import LONGEST, PREFIX, make
from ipharbor.actions.token.revoke import revoke
from ipharbor.queries import people as queries
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._codes import recovery_codes
from ipharbor.web._qr import drawn
from ipharbor.web._signing import here
from ipharbor.web.caller import Asked, actor, day, may
from ipharbor.web.language import lang
from ipharbor.web.proving import ask_again
from ipharbor.web.sign_in import begun, provider_name
from ipharbor.web.staying import bounds_of, owes_second, stay_of

USUAL_LIFE = timedelta(days=90)
PENDING = timedelta(minutes=10)  # a picture shown again is the same that long


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Asked) -> HttpResponse:
    """What is known of the caller, and the forms that change it, by their field ``act``. A
    mistake is told at its form, what was typed is kept."""
    may(request, "people.set_name")
    if request.method != "POST":
        return _page(request)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise HarborError("account.act.unknown", act=request.POST.get("act", ""))
    asked = ask_again(request) if request.POST["act"] in TOUCHY else None
    if asked is not None:
        return asked
    try:
        return act(request) or redirect("account")
    except HarborError as wrong:
        if wrong.code.startswith("permit.") or wrong.code.endswith(".unknown"):
            raise
        return _page(request, wrong)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: Asked) -> HttpResponse:
    """Set up a second factor: a picture for the authenticator program, then its first code;
    the recovery codes are shown once."""
    caller = may(request, "people.second_factor")
    if second_factor.by_code(request.user):
        return redirect("account")
    asked = ask_again(request)
    if asked is not None:
        return asked
    wrong: HarborError | None = None
    seals, at = wiring.sealer(), timezone.now()
    if request.method == "POST":
        codes = recovery_codes()
        try:
            second_factor.confirm(
                request.user, request.POST.get("code", "")[:40], seals=seals, recovery=codes,
                by=caller, at=at,
            )  # fmt: skip
            signed_in.prove(stay_of(request), second=True, at=at)
            return render(request, "web/account_codes.html", {"codes": codes})
        except HarborError as refused:
            wrong = refused
    url = second_factor.pending(request.user, seals=seals, since=at - PENDING)
    if url is None:
        url = second_factor.begin(
            request.user, secrets.token_bytes(20), seals=seals, by=caller, at=at
        )
    shown = {
        "picture": drawn(url),
        "secret": _spelled(url),
        "told": wrong.told(lang()) if wrong else None,
        "owed": owes_second(request),
        "passkeys_here": here(request) is not None,
    }
    return render(request, "web/account_second.html", shown, status=400 if wrong else 200)


def _name(request: Asked) -> None:
    by, at = actor(request), timezone.now()
    set_name(request.user, request.POST.get("display_name", ""), by=by, at=at)
    set_language(request.user, request.POST.get("lang", ""), by=by, at=at)
    messages.success(request, _("Kept."))


def _desk(request: Asked) -> None:
    take_desk(request.user, _number(request, "organisation"), by=actor(request), at=timezone.now())
    messages.success(request, _("You now act for %(name)s.") % {"name": request.user.organisation})


def _password(request: Asked) -> None:
    new = request.POST.get("password", "")
    if new != request.POST.get("again", ""):
        raise HarborError("person.password.differs", fields=("again",))
    current = request.POST.get("current", "")
    set_password(request.user, new, current=current, by=actor(request), at=timezone.now())
    _stay_here(request)
    messages.success(request, _("The new password holds. Your other sessions have ended."))


def _sessions(request: Asked) -> None:
    end_sessions(request.user, by=actor(request), at=timezone.now())
    _stay_here(request)
    messages.success(request, _("You are signed out everywhere but here."))


def _session(request: Asked) -> None:
    signed_in.end(_number(request, "session"), by=actor(request), at=timezone.now())
    messages.success(request, _("That session has ended."))


def _stay_here(request: Asked) -> None:
    """All sessions end; this one goes on."""
    auth.update_session_auth_hash(request, request.user)
    signed_in.keep(stay_of(request), request.user)


def _email(request: Asked) -> None:
    def address(key: str) -> str:
        return request.build_absolute_uri(reverse("account_email", args=[key]))

    email = request.POST.get("email", "")
    set_email.ask(request.user, email, address=address, by=actor(request), at=timezone.now())
    messages.success(
        request, _("A link goes to %(email)s; follow it within a day.") % {"email": email.strip()}
    )


def _span(told: timedelta) -> str:
    """Days, hours or minutes in words, whichever is whole."""
    minutes = int(told.total_seconds() // 60)
    if minutes % 1440 == 0:
        return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def _number(request: Asked, name: str) -> int:
    stated = request.POST.get(name, "")
    return int(stated) if stated.isdecimal() and len(stated) < 12 else 0


def _no_second(request: Asked) -> None:
    second_factor.remove(
        request.user, password=request.POST.get("password", ""), by=actor(request),
        required=signed_in.must_have_second(request.user, current().second_factor_roles),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("The password alone opens again."))


def _no_passkey(request: Asked) -> None:
    passkey.remove(
        request.user, _number(request, "passkey_id"), by=actor(request), at=timezone.now(),
        required=signed_in.must_have_second(request.user, current().second_factor_roles),
    )  # fmt: skip
    messages.success(request, _("The passkey opens nothing more."))


def _link(request: Asked) -> HttpResponse:
    permits.require(actor(request), "people.link_identity", owner=request.user)
    url = begun(request, link_for=request.user.pk)
    return render(request, "web/onward.html", {"url": url, "provider": provider_name()})


def _unlink(request: Asked) -> None:
    if not request.user.has_usable_password():
        raise HarborError("identity.only_way", fields=("issuer",))
    issuer = request.POST.get("issuer", "")
    link_identity.unlink(request.user, issuer, by=actor(request), at=timezone.now())
    messages.success(request, _("The link is undone."))


def _make_token(request: Asked) -> HttpResponse:
    key = PREFIX + secrets.token_urlsafe(32)
    ends_on = day(request, "ends_on") or timezone.localdate() + USUAL_LIFE
    made = make(
        request.user,
        request.POST.get("name", ""),
        key=key,
        scopes=request.POST.getlist("scopes"),
        ends_at=timezone.make_aware(datetime.combine(ends_on, time(23, 59))),
        by=actor(request),
        at=timezone.now(),
    )
    return render(request, "web/account_token.html", {"token": made, "key": key})


def _revoke_token(request: Asked) -> None:
    number = _number(request, "token")
    found = queries.token(request.user, number)
    if found is None:
        raise HarborError("token.unknown", id=number)
    revoke(found, by=actor(request), at=timezone.now())
    messages.success(request, _("The token “%(name)s” opens nothing more.") % {"name": found.name})


ACTS: Mapping[str, Callable[[Asked], HttpResponse | None]] = {
    "name": _name,
    "desk": _desk,
    "password": _password,
    "email": _email,
    "sessions": _sessions,
    "session": _session,
    "no_second": _no_second,
    "no_passkey": _no_passkey,
    "link": _link,
    "unlink": _unlink,
    "token": _make_token,
    "revoke": _revoke_token,
}
TOUCHY = frozenset({"token", "link", "unlink", "email", "no_passkey"})
"""Acts for which a person proves once more who it is."""


def _page(request: Asked, wrong: HarborError | None = None) -> HttpResponse:
    today, caller, bounds = timezone.localdate(), actor(request), bounds_of(request.user)
    typed: dict[str, Any] = {
        name: request.POST.get(name, "") for name in ("display_name", "name", "ends_on", "email")
    }
    typed["scopes"] = request.POST.getlist("scopes")
    if request.POST.get("act") != "name":
        typed["display_name"] = request.user.display_name
    shown = {
        "person": request.user,
        "passkeys": request.user.passkeys.order_by("made_at", "pk"),
        "passkeys_here": here(request) is not None,
        "desks": queries.desks(request.user),
        "proofs": queries.proofs(request.user),
        "now": timezone.now(),
        "stay": stay_of(request),
        "stays": signed_in.running(request.user, bounds, at=timezone.now()),
        "rest": _span(bounds.rest),
        "whole": _span(bounds.whole),
        "must_second": signed_in.must_have_second(request.user, current().second_factor_roles),
        "may_token": permits.allowed(caller, "token.make", owner=request.user),
        "scopes": _scopes(caller),
        "last": today + timedelta(days=LONGEST.days - 1),
        "usual": today + USUAL_LIFE,
        "today": today,
        "provider": provider_name(),
        "typed": typed,
        "act": request.POST.get("act", ""),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return render(request, "web/account.html", shown, status=400 if wrong else 200)


def _scopes(caller: permits.Actor) -> list[str]:
    """Scopes under which the caller may do anything at all: others would open nothing."""
    useful = {
        permits.scope_of(action) for action in permits.TABLE if caller.role in permits.TABLE[action]
    }
    return [scope for scope in permits.SCOPES if scope in useful]


def _spelled(url: str) -> str:
    """The secret of an ``otpauth:`` address in groups of four, for programs without a camera."""
    secret = url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
