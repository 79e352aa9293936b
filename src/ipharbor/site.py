"""The addresses of the installation: the programming interface and the pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from ipharbor.api import app
from ipharbor.web import errors

urlpatterns = [
    path("api/v1/", include((app.urls(), "api"))),
    path("", include("ipharbor.web.urls")),
]


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is answered at an address that leads nowhere."""
    if request.path.startswith(f"{app.PREFIX}/"):
        return app.lost(request)
    return errors.not_found(request, exception)


handler500 = errors.failed
