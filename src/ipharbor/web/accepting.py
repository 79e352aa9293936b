"""The page of an invitation: a new account, or a further desk for who has one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ipharbor.actions.people import accept as accepting
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web.language import lang
from ipharbor.web.sign_in import PASSWORD, PROVIDER, VOUCHED, entered, provider_name, vouched


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, key: str) -> HttpResponse:
    """Say who invites, and take the place: who is signed in with the account at hand, others
    with a new one, with a password or with the word of the identity provider."""
    invitation = accepting.invitation_for(key, at=timezone.now())
    wrong: HarborError | None = None
    if request.method == "POST":
        try:
            if isinstance(request.user, Person):
                accepting.join(key, request.user, at=timezone.now())
                messages.success(
                    request, _("You now act for %(name)s.") % {"name": invitation.organisation}
                )
                return redirect("account")
            return _taken(request, key)
        except HarborError as refused:
            if refused.code == "invitation.over":
                raise
            wrong = refused
    told = vouched(request)
    shown = {
        "invitation": invitation,
        "key": key,
        "vouched": told,
        "provider": provider_name(),
        "typed": {
            "username": request.POST.get("username", told.username if told else ""),
            "display_name": request.POST.get("display_name", told.name if told else ""),
        },
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return render(request, "web/accept.html", shown, status=400 if wrong else 200)


def _taken(request: HttpRequest, key: str) -> HttpResponse:
    told = vouched(request)
    password = request.POST.get("password", "")
    if told is None and password != request.POST.get("again", ""):
        raise HarborError("person.password.differs", fields=("again",))
    person = accepting.accept(
        key,
        username=request.POST.get("username", ""),
        password=password,
        vouched=(told.issuer, told.subject) if told else None,
        display_name=request.POST.get("display_name", ""),
        lang=lang(),
        at=timezone.now(),
    )
    request.session.pop(VOUCHED, None)
    messages.success(
        request, _("Welcome. You now act for %(name)s.") % {"name": person.organisation}
    )
    return entered(request, person, "", way=PROVIDER if told else PASSWORD)
