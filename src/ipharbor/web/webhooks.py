"""The webhooks of an organisation: the addresses that are told of events, and one of them with
what it was told."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.webhook import test as trial
from ipharbor.actions.webhook.add import add
from ipharbor.actions.webhook.change import change
from ipharbor.actions.webhook.end import end
from ipharbor.actions.webhook.events import EVENTS
from ipharbor.actions.webhook.redeliver import redeliver
from ipharbor.gateways.webhook_forms import written
from ipharbor.queries import webhooks as queries
from ipharbor.records.models import Organisation, Webhook
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web._webhook_lists import DELIVERIES, WEBHOOKS
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import answer

FIELDS = ("name", "kind", "address", "lang", "secret")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: Asked) -> HttpResponse:
    """The webhooks of the organisation the caller looks after, and the form that adds one; a
    mistake is told at its field."""
    caller, body = _caller(request)
    if request.method != "POST":
        return _page(request, body)
    try:
        return _add(request, caller, body)
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, body, wrong)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: Asked, webhook_id: int) -> HttpResponse:
    """One webhook with what it was told; a posted form changes, ends or tries it, or sends a
    delivery again."""
    caller, body = _caller(request)
    held = queries.webhook([body], webhook_id)
    if held is None:
        raise HarborError("webhook.unknown", id=webhook_id)
    if request.method != "POST":
        return _one(request, held)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise HarborError("webhook.act.unknown", act=request.POST.get("act", "")[:30])
    try:
        act(request, caller, held)
    except HarborError as wrong:
        if not wrong.fields:
            raise
        held.refresh_from_db()
        return _one(request, held, wrong)
    return redirect("webhooks") if act is _end else redirect("webhook", webhook_id=held.pk)


def _caller(request: Asked) -> tuple[permits.Actor, Organisation]:
    """Who asks, and the organisation whose webhooks that person looks after."""
    caller = may(request, "webhook.read")
    body = request.user.organisation
    if body is None:
        raise HarborError("webhook.organisation.none")
    permits.require(caller, "webhook.read", organisation=body)
    return caller, body


def _add(request: Asked, caller: permits.Actor, body: Organisation) -> HttpResponse:
    kind = request.POST.get("kind", "")
    generic = kind == Webhook.Kind.GENERIC
    secret = written(secrets.token_bytes(32)) if generic else request.POST.get("secret", "")
    made = add(
        body,
        request.user,
        name=request.POST.get("name", ""),
        kind=kind,
        address=request.POST.get("address", ""),
        secret=secret,
        events=request.POST.getlist("events"),
        lang=request.POST.get("lang", ""),
        plain=current().webhook_plain_http,
        sealer=wiring.webhook_sealer(),
        by=caller,
        at=timezone.now(),
    )
    messages.success(request, _("“%(name)s” is told from now on.") % {"name": made.name})
    if generic:
        return render(request, "web/webhook_secret.html", {"webhook": made, "secret": secret})
    return redirect("webhook", webhook_id=made.pk)


def _change(request: Asked, caller: permits.Actor, held: Webhook) -> None:
    change(
        held,
        name=request.POST.get("name", ""),
        events=request.POST.getlist("events"),
        lang=request.POST.get("lang", ""),
        active=request.POST.get("active") == "1",
        by=caller,
        at=timezone.now(),
    )
    messages.success(request, _("Saved."))


def _end(request: Asked, caller: permits.Actor, held: Webhook) -> None:
    end(held, by=caller, at=timezone.now())
    messages.success(request, _("Ended. Nothing goes there any more."))


def _test(request: Asked, caller: permits.Actor, held: Webhook) -> None:
    once = request.POST.get("once", "")[:40] or secrets.token_hex(8)
    trial.try_out(held, once=once, by=caller, at=timezone.now())
    messages.success(request, _("A trial is on its way; reload in a moment to see how it went."))


def _redeliver(request: Asked, caller: permits.Actor, held: Webhook) -> None:
    found = queries.delivery(held, _number(request.POST.get("delivery", "")))
    if found is None:
        raise HarborError("webhook.unknown", id=request.POST.get("delivery", "")[:12])
    redeliver(found, by=caller, at=timezone.now())
    messages.success(request, _("It is sent again."))


_ACTS: Mapping[str, Callable[[Asked, permits.Actor, Webhook], None]] = {
    "change": _change,
    "end": _end,
    "test": _test,
    "redeliver": _redeliver,
}


def _page(request: Asked, body: Organisation, wrong: HarborError | None = None) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    shown = {
        "body": body,
        "events": EVENTS,
        "kinds": Webhook.Kind.values,
        "typed": typed | {"events": request.POST.getlist("events")},
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    return answer(request, WEBHOOKS, queries.webhooks(body), "web/webhooks.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


def _one(request: Asked, held: Webhook, wrong: HarborError | None = None) -> HttpResponse:
    posted = request.POST if wrong else None
    shown = {
        "webhook": held,
        "events": EVENTS,
        "typed": {
            "name": posted.get("name", "") if posted is not None else held.name,
            "events": posted.getlist("events") if posted is not None else held.events,
            "lang": posted.get("lang", "") if posted is not None else held.lang,
            "active": posted.get("active") == "1" if posted is not None else held.active,
        },
        "once": secrets.token_hex(8),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": wrong.fields[0] if wrong else "",
    }
    return answer(request, DELIVERIES, queries.deliveries(held), "web/webhook.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


def _number(stated: str) -> int:
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 12 else 0
