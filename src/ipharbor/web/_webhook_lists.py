"""The lists of webhooks, and of what was told to one."""

from __future__ import annotations

from operator import attrgetter

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from ipharbor.actions.webhook.events import EVENTS, TEST
from ipharbor.records.models import Delivery, Webhook
from ipharbor.web.lists import Column, Filter, Kind, List, equal, fields_hold
from ipharbor.web.templatetags.harbor import said
from ipharbor.web.templatetags.webhooking import because

_LANGS = {"zh": "中文", "en": "English"}


def _events(webhook: Webhook) -> str:
    return " · ".join(said(event, "event") for event in webhook.events)


def _answer(told: Delivery) -> str:
    status = f"HTTP {told.status}" if told.status else ""
    return " ".join(part for part in (status, because(told.why) if told.why else "") if part)


WEBHOOKS = List(
    name="webhooks",
    action="webhook.read",
    words=_("Webhooks"),
    columns=(
        Column("name", _("Name"), attrgetter("name"), order=("name",),
               link=lambda one: reverse("webhook", args=[one.pk])),
        Column("kind", _("Kind"), attrgetter("kind"), order=("kind",), said="webhook"),
        Column("address", _("Address"), attrgetter("shown"), Kind.CODE, order=("shown",)),
        Column("events", _("What it is told"), _events, sortable=False, wide=True),
        Column("lang", _("Language"), lambda one: _LANGS.get(one.lang, one.lang), order=("lang",),
               shown=False),
        Column("active", _("Active"), attrgetter("active"), order=("active",)),
        Column("last", _("Last told"), attrgetter("last_at"), Kind.TIME, order=("last_at",)),
        Column("waiting", _("Waits"), attrgetter("waiting"), Kind.NUMBER, order=("waiting",)),
        Column("dead", _("Given up"), attrgetter("dead"), Kind.NUMBER, order=("dead",)),
        Column("by", _("Added by"), lambda one: str(one.owner), order=("owner__username",),
               shown=False),
        Column("since", _("Added on"), lambda one: localdate(one.made_at), Kind.DAY,
               order=("made_at",), shown=False),
    ),
    filters=(
        Filter("kind", _("Kind"), equal("kind"), counted="kind",
               options=lambda: [(one, said(one, "webhook")) for one in Webhook.Kind.values]),
    ),
    search=fields_hold("name", "shown"),
    search_words=_("Name or address"),
    usual=_("by name"),
    empty="web/lists/_empty_webhooks.html",
)  # fmt: skip

DELIVERIES = List(
    name="webhook",
    action="webhook.read",
    words=_("What it was told"),
    columns=(
        Column("event", _("Event"), attrgetter("event"), order=("event",), said="event"),
        Column("made", _("When"), attrgetter("made_at"), Kind.TIME, order=("made_at",)),
        Column("state", _("State"), attrgetter("state"), Kind.STATE, order=("state",),
               said="delivery"),
        Column("sent", _("Arrived at"), attrgetter("sent_at"), Kind.TIME, order=("sent_at",)),
        Column("next", _("Next attempt"), kind=Kind.TIME, order=("next_at",), shown=False,
               cell=lambda told: told.next_at if told.state == "waiting" else None),
        Column("attempts", _("Attempts"), attrgetter("attempts"), Kind.NUMBER,
               order=("attempts",)),
        Column("answer", _("Answer"), _answer, order=("status",)),
        Column("message", _("Message number"), attrgetter("message"), Kind.CODE,
               order=("message",), shown=False),
    ),
    filters=(
        Filter("state", _("State"), equal("state"), form="chips", counted="state",
               options=lambda: [(one, said(one, "delivery")) for one in Delivery.State.values]),
        Filter("event", _("Event"), equal("event"), counted="event",
               options=lambda: [(one, said(one, "event")) for one in (*EVENTS, TEST)]),
    ),
    usual=_("newest first"),
    empty="web/lists/_empty_webhook.html",
    tail="web/lists/_delivery_tail.html",
)  # fmt: skip
