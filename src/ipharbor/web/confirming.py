"""The page of a link that was mailed to a new address."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ipharbor.actions.people import set_email
from ipharbor.records.models import Person


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest, key: str) -> HttpResponse:
    """Ask whether the address is to hold, for programs follow links too; when posted, it does."""
    if request.method != "POST":
        return render(request, "web/account_email.html", {"email": set_email.read(key)})
    person = set_email.confirm(key, at=timezone.now())
    messages.success(request, _("Mails go to %(email)s from now on.") % {"email": person.email})
    return redirect("account" if isinstance(request.user, Person) else "login")
