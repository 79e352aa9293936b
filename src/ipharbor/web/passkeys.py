"""Passkeys on pages: what a browser is asked, coming in with one, and setting one up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ipharbor.actions.people import passkey as acts
from ipharbor.actions.people import signed_in
from ipharbor.gateways import passkeys
from ipharbor.records.models import Person, SignIn
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._codes import recovery_codes
from ipharbor.web._signing import challenge_of, keep, party_of, signed_by
from ipharbor.web.caller import Asked, may, safe_next
from ipharbor.web.language import lang
from ipharbor.web.proving import ask_again
from ipharbor.web.sign_in import entered, half_of
from ipharbor.web.staying import owes_second, stay_of


@login_not_required
@never_cache
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """What the browser is to sign: by a passkey of whoever is half signed in or has to prove it
    once more, else by any."""
    half, _onward = half_of(request)
    person = request.user if isinstance(request.user, Person) else half
    held = list(person.passkeys.values_list("credential", flat=True)) if person else []
    asked = passkeys.ask_for_proof(party_of(request), held=held)
    keep(request, asked)
    return HttpResponse(asked.options, content_type="application/json")


@login_not_required
@never_cache
@require_POST
def come_in(request: HttpRequest) -> HttpResponseBase:
    """In by a passkey alone, or by one after the password."""
    half, onward = half_of(request)
    try:
        person = signed_by(request, of=half)
    except HarborError as wrong:
        shown = {"told": wrong.told(lang())}
        return render(request, "web/passkey_refused.html", shown, status=400)
    if half is None:
        onward = safe_next(request) if request.POST.get("next") else ""
    return entered(request, person, onward, way=SignIn.Way.PASSKEY, second=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asked) -> HttpResponse:
    """Set a passkey up: a name, and what the browser made."""
    caller = may(request, "people.second_factor")
    asked = ask_again(request)
    if asked is not None:
        return asked
    party, wrong = party_of(request), None
    if request.method == "POST":
        codes = recovery_codes()
        try:
            fresh = passkeys.take_new(
                request.POST.get("passkey", ""), party, challenge=challenge_of(request)
            )
            at = timezone.now()
            renewed = acts.add(
                request.user, fresh, request.POST.get("name", ""), recovery=codes, by=caller, at=at
            )
            signed_in.prove(stay_of(request), second=True, at=at)
            if renewed:
                return render(request, "web/account_codes.html", {"codes": codes})
            messages.success(request, _("The passkey opens your account from now on."))
            return redirect("account")
        except HarborError as refused:
            wrong = refused
    held = request.user.passkeys.values_list("credential", flat=True)
    name, handle = request.user.username, acts.handle(request.user)
    options = passkeys.ask_for_new(party, handle=handle, name=name, held=list(held))
    keep(request, options)
    shown: dict[str, Any] = {
        "options": options.options,
        "typed": request.POST.get("name", ""),
        "told": wrong.told(lang()) if wrong else None,
        "owed": owes_second(request),
    }
    return render(request, "web/account_passkey.html", shown, status=400 if wrong else 200)
