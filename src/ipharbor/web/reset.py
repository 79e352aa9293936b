"""For who has forgotten the password: asking for a link, and following it."""

from __future__ import annotations

import time

from axes.utils import reset as let_in
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ipharbor.actions.people import reset_password as resetting
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web.language import lang

LEAST = 0.4  # seconds an answer takes, so that its haste tells nobody who there is


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link by user name or mail address; the answer is the same for everybody."""
    if request.method != "POST":
        return render(request, "web/reset.html", {})
    began, told = time.monotonic(), request.POST.get("username", "")[:254]

    def address(number: str, proof: str) -> str:
        return request.build_absolute_uri(reverse("reset_link", args=[number, proof]))

    try:
        resetting.ask(told, address=address, at=timezone.now())
    except HarborError as wrong:
        return render(request, "web/reset.html", {"told": wrong.told(lang())}, status=400)
    time.sleep(max(0.0, LEAST - (time.monotonic() - began)))
    return render(request, "web/reset.html", {"sent": True})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, number: str, proof: str) -> HttpResponse:
    """The page of a mailed link, which sets a new password; after that the link is used up."""
    person = resetting.person_for(number, proof)
    wrong: HarborError | None = None
    if request.method == "POST":
        password = request.POST.get("password", "")
        try:
            if password != request.POST.get("again", ""):
                raise HarborError("person.password.differs", fields=("again",))
            resetting.reset(number, proof, password, at=timezone.now())
        except HarborError as refused:
            if not refused.fields:
                raise
            wrong = refused
        else:
            let_in(username=person.username)
            messages.success(request, _("The new password holds. Log in with it."))
            return redirect("login")
    shown = {
        "person": person,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    return render(request, "web/reset_link.html", shown, status=400 if wrong else 200)
