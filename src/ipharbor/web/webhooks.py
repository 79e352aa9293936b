"""The webhooks page: the addresses of an organisation that are told of events."""

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
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang

FIELDS = ("name", "kind", "address", "lang", "secret")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: Asked) -> HttpResponse:
    """The webhooks of the organisation the caller looks after, with what was told to each.

    A posted form adds, changes, ends, tries one, or sends a delivery again; a mistake is told
    at its field.
    """
    caller = may(request, "webhook.read")
    body = request.user.organisation
    if body is None:
        raise HarborError("webhook.organisation.none")
    permits.require(caller, "webhook.read", organisation=body)
    if request.method != "POST":
        return _page(request, body)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise HarborError("webhook.act.unknown", act=request.POST.get("act", "")[:30])
    try:
        done = act(request, caller, body)
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, body, wrong=wrong)
    return done or redirect("webhooks")


def _add(request: Asked, caller: permits.Actor, body: Organisation) -> HttpResponse | None:
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
    return (
        render(request, "web/webhook_secret.html", {"webhook": made, "secret": secret})
        if (generic)
        else None
    )


def _change(request: Asked, caller: permits.Actor, body: Organisation) -> None:
    held = _webhook(request, body)
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


def _end(request: Asked, caller: permits.Actor, body: Organisation) -> None:
    end(_webhook(request, body), by=caller, at=timezone.now())
    messages.success(request, _("Ended. Nothing goes there any more."))


def _test(request: Asked, caller: permits.Actor, body: Organisation) -> None:
    held = _webhook(request, body)
    once = request.POST.get("once", "")[:40] or secrets.token_hex(8)
    trial.try_out(held, once=once, by=caller, at=timezone.now())
    messages.success(request, _("A trial is on its way; reload in a moment to see how it went."))


def _redeliver(request: Asked, caller: permits.Actor, body: Organisation) -> None:
    held = _webhook(request, body)
    found = queries.delivery(held, _number(request.POST.get("delivery", "")))
    if found is None:
        raise HarborError("webhook.unknown", id=request.POST.get("delivery", "")[:12])
    redeliver(found, by=caller, at=timezone.now())
    messages.success(request, _("It is sent again."))


_ACTS: Mapping[str, Callable[[Asked, permits.Actor, Organisation], HttpResponse | None]] = {
    "add": _add,
    "change": _change,
    "end": _end,
    "test": _test,
    "redeliver": _redeliver,
}


def _page(request: Asked, body: Organisation, *, wrong: HarborError | None = None) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    act, at_fault = request.POST.get("act", ""), (wrong.fields[0] if wrong else "")
    shown = {
        "body": body,
        "webhooks": queries.webhooks(body),
        "events": EVENTS,
        "kinds": Webhook.Kind.values,
        "typed": typed | {"events": request.POST.getlist("events")},
        "changed": _number(request.POST.get("webhook", "")) if act == "change" and wrong else 0,
        "adding": act == "add" and wrong is not None,
        "once": secrets.token_hex(8),
        "plain": current().webhook_plain_http,
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": at_fault,
    }
    return render(request, "web/webhooks.html", shown, status=400 if wrong else 200)


def _webhook(request: Asked, body: Organisation) -> Webhook:
    stated = request.POST.get("webhook", "")
    found = queries.webhook([body], _number(stated))
    if found is None:
        raise HarborError("webhook.unknown", id=stated[:12])
    return found


def _number(stated: str) -> int:
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 12 else 0
