"""What is touchy asks the person to prove once more to be that person."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions.people import second_factor
from ipharbor.actions.people import signed_in as stays
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._signing import signed_by
from ipharbor.web.caller import Asked
from ipharbor.web.sign_in import provider_name, shut_out
from ipharbor.web.staying import stay_of

_PROOFS = ("proof_password", "proof_code", "passkey")
# What is not carried through the page that asks: the proof itself, and what is secret.
_NOT_CARRIED = {"csrfmiddlewaretoken", "password", "current", "again", *_PROOFS}


def ask_again(request: Asked) -> HttpResponse | None:
    """None where the person has proved lately who it is, or does so with this form; else the
    page that asks for it and then goes on with what was posted."""
    stay, at = stay_of(request), timezone.now()
    if stays.fresh(stay, at=at):
        return None
    carried = _carried(request)
    wrong = False
    if request.method == "POST" and any(name in request.POST for name in _PROOFS):
        named = {"username": request.user.username}
        if not AxesProxyHandler.is_allowed(request, named):
            return shut_out(request)
        if _right(request):
            stays.prove(stay, at=at)
            return None if carried else redirect(request.get_full_path())
        AxesProxyHandler.user_login_failed(sender=__name__, credentials=named, request=request)
        wrong = True
    shown = {
        "carried": carried,
        "wrong": wrong,
        "by_password": request.user.has_usable_password(),
        "by_code": second_factor.by_code(request.user),
        "by_passkey": request.user.passkeys.exists(),
        "provider": provider_name(),
        "minutes": int(stays.FRESH.total_seconds() // 60),
    }
    return render(request, "web/prove.html", shown, status=400 if wrong else 200)


def _right(request: Asked) -> bool:
    person: Person = request.user
    if request.POST.get("passkey"):
        try:
            return signed_by(request, of=person) == person
        except HarborError:
            return False
    if person.has_usable_password():
        return person.check_password(request.POST.get("proof_password", ""))
    code = request.POST.get("proof_code", "")[:40]
    return second_factor.check(person, code, seals=wiring.sealer(), at=timezone.now())


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in _NOT_CARRIED
        for value in values
    ]
