"""Who asks, and what the asking says: the signed-in person, page numbers, safe addresses."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from ipharbor.actions import permits
from ipharbor.records.models import Person
from ipharbor.vocabulary.errors import HarborError

PER_PAGE = (20, 50, 100)


class Asked(HttpRequest):
    """A request of a signed-in person; every view but login and health gets one."""

    user: Person
    htmx: HtmxDetails


def actor(request: Asked) -> permits.Actor:
    """The caller as actions know them."""
    return permits.of(request.user)


def may(request: Asked, action: str) -> permits.Actor:
    """The caller, who may do ``action`` to something; HarborError ``permit.denied`` for others."""
    caller = actor(request)
    if not permits.ever(caller, action):
        raise permits.denied(caller, action)
    return caller


def number(request: HttpRequest, name: str, *, least: int = 1) -> int:
    """The whole number stated as ``name``; ``least`` for anything else."""
    stated = request.GET.get(name, "")
    return max(least, int(stated)) if stated.isdecimal() and len(stated) < 9 else least


def per_page(request: HttpRequest) -> int:
    """Results a page, one of ``PER_PAGE``."""
    asked = number(request, "per")
    return asked if asked in PER_PAGE else PER_PAGE[0]


def day(request: HttpRequest, name: str) -> date | None:
    """The day posted as ``name``, None when left empty; HarborError ``form.day.unreadable``."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HarborError("form.day.unreadable", fields=(name,), value=text) from None


def safe_next(request: HttpRequest) -> str:
    """Where to go after a form: the stated ``next`` within this host, else the home page."""
    stated = request.POST.get("next", "") or request.GET.get("next", "")
    inside = url_has_allowed_host_and_scheme(
        stated, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not inside:
        return reverse("home")
    parts = urlsplit(stated)
    return parts._replace(scheme="", netloc="").geturl() or reverse("home")
