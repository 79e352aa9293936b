"""Which mails a person gets, the private addresses of feeds, and unsubscribing by a link."""

from __future__ import annotations

from operator import attrgetter

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ipharbor.actions import permits
from ipharbor.actions.mail.choose import choose
from ipharbor.actions.mail.kinds import USUAL, meant, wants
from ipharbor.journal.models import Outgoing
from ipharbor.queries import mails as queries
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.web import atom
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold
from ipharbor.web.templatetags.harbor import said

_TAGS = {"zh": "zh-hans", "en": "en"}


def _why(mail: Outgoing) -> str:
    return _("you did not want mails of this kind") if mail.why == "unwanted" else mail.why


LIST = List(
    name="mailing",
    action="mail.read",
    words=gettext_lazy("Last mails"),
    columns=(
        Column("subject", gettext_lazy("Subject"), attrgetter("subject"), order=("subject",)),
        Column("made", gettext_lazy("When"), attrgetter("created_at"), Kind.TIME,
               order=("created_at",)),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE, order=("state",),
               said="mail_state"),
        Column("sent", gettext_lazy("Sent at"), attrgetter("sent_at"), Kind.TIME,
               order=("sent_at",)),
        Column("why", gettext_lazy("Why not"), _why, order=("why",), wide=True),
        Column("attempts", gettext_lazy("Attempts"), attrgetter("attempts"), Kind.NUMBER,
               order=("attempts",), shown=False),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), equal("state"), counted="state", form="chips",
               options=lambda: [(one, said(one, "mail_state"))
                                for one in ("waiting", "sent", "failed", "withheld")]),
    ),
    search=fields_hold("subject"),
    search_words=gettext_lazy("Subject"),
    usual=gettext_lazy("newest first"),
    empty="web/lists/_empty_mailing.html",
)  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mailing(request: Asked) -> HttpResponse:
    """The caller's kinds of mail, the last mails with what became of them, and feeds."""
    caller = may(request, "mail.read")
    permits.require(caller, "mail.read", owner=request.user)
    if request.method == "POST" and request.POST.get("act") == "choose":
        chosen = request.POST.getlist("kinds")
        for kind in USUAL:
            choose(request.user, kind, kind in chosen, by=caller, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("mailing")
    query, feed, wrong = request.POST.get("query", "").strip(), "", None
    if request.method == "POST":
        try:
            feed = atom.search_address(request.user, query)
        except HarborError as refused:
            wrong = refused
    base = current().base_url.rstrip("/")
    told = queries.said(request.user)
    shown = {
        "person": request.user,
        "kinds": [(kind, told.get(kind, usual)) for kind, usual in USUAL.items()],
        "warnings_feed": base + atom.warnings_address(request.user),
        "may_wish": permits.allowed(caller, "warning.wish", owner=request.user),
        "query": query,
        "search_feed": base + feed if feed else "",
        "told": wrong.told(lang()) if wrong else None,
    }
    return answer(request, LIST, queries.mails(request.user), "web/mailing.html", shown,
                  status=400 if wrong else 200)  # fmt: skip


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link in a mail; posted to, by a person or a mail program (RFC 8058), it
    ends mails of that kind. Looking at it changes nothing, for programs follow links too.

    HarborError ``mail.token.unknown`` where the link is not good.
    """
    person, kind = meant(token)
    done = request.method == "POST"
    if done:
        wanted = request.POST.get("again") == "1"
        choose(person, kind, wanted, by=permits.of(person), at=timezone.now())
    with translation.override(_TAGS[person.lang]):
        shown = {"kind": kind, "wanted": wants(person, kind), "done": done, "person": person}
        return render(request, "web/unsubscribe.html", shown)
