"""Going out, and the sign of life for whoever watches the server."""

from __future__ import annotations

import shutil

from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ipharbor.actions.people import signed_in
from ipharbor.queries.figures import workers_awake
from ipharbor.settings import current
from ipharbor.wiring import corpus


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Leave; the language stays."""
    stay = getattr(request, "stay", None)
    if stay is not None:
        signed_in.leave(stay, at=timezone.now())
    auth.logout(request)
    return HttpResponseRedirect(reverse("login"))


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """``{"status": "ok", "vintage": …, "store": true, "worker": true, "free_mb": …}``.

    503 and ``failing`` while the register does not answer; without a worker the pages work and
    ``worker`` says that imports, rounds and mails wait.
    """
    told: dict[str, object] = {"status": "ok", "vintage": corpus().vintage}
    try:
        told |= {"store": True, "worker": workers_awake(at=timezone.now()) > 0}
    except DatabaseError:
        told |= {"status": "failing", "store": False, "worker": False}
    told["free_mb"] = shutil.disk_usage(current().home).free // 2**20
    return JsonResponse(told, status=200 if told["store"] else 503)
