"""Coming in and going out, and the sign of life for whoever watches the server."""

from __future__ import annotations

from typing import Any

from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ipharbor.records.models import Person
from ipharbor.settings import current
from ipharbor.wiring import corpus

LISTED = 6


@method_decorator(login_not_required, name="dispatch")
class Login(LoginView):
    """The login page; a stated ``next`` is followed within this host only."""

    template_name = "web/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the accounts of the demonstration where this is one; their password is public."""
        shown = super().get_context_data(**kwargs)
        if (current().home / "DEMO").exists():
            people = Person.objects.filter(is_active=True).select_related("firm")
            shown["demo_people"] = people.order_by("pk")[:LISTED]
        return shown


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Leave; the language stays."""
    auth.logout(request)
    return HttpResponseRedirect(reverse("login"))


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """``{"status": "ok", "vintage": …}`` while pages can be served."""
    return JsonResponse({"status": "ok", "vintage": corpus().vintage})
