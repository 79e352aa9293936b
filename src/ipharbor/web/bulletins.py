"""Bulletins of the district office: the list, one, issuing, withdrawing, acknowledging."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ipharbor.actions import permits
from ipharbor.actions.bulletin.acknowledge import acknowledge as acknowledging
from ipharbor.actions.bulletin.issue import Told, issue
from ipharbor.actions.bulletin.withdraw import withdraw as withdrawing
from ipharbor.queries import bulletins as queries
from ipharbor.queries.bulletins import BulletinRow
from ipharbor.records.bulletins import AUDIENCES
from ipharbor.records.industries import standing
from ipharbor.records.models import Bulletin
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer
from ipharbor.web.templatetags.harbor import said

TEXTS = ("title_zh", "title_en", "text_zh", "text_en")


def _of_state(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    gone = found.exclude(withdrawn_at=None)
    kept = found.filter(withdrawn_at=None)
    return {
        "unread": kept.filter(waits=True),
        "standing": kept.filter(next_one=None),
        "superseded": kept.exclude(next_one=None),
        "withdrawn": gone,
    }.get(value, found.none())


def audience_words(row: BulletinRow) -> str:
    """Whom a bulletin concerns, in words."""
    kind = said(row.audience, "audience")
    if row.audience == "town":
        town = region(current().region).town(row.value)
        name = (town.name_zh if lang() == "zh" else town.name_en) if town else row.value
        return f"{kind} {name}"
    if row.audience == "industry":
        found = next((one for one in standing(current().region) if one.code == row.value), None)
        name = (found.name_zh if lang() == "zh" else found.name_en) if found else row.value
        return f"{kind} {name}"
    return f"{kind} {row.value}".strip()


LIST = List(
    name="bulletins",
    action="bulletin.read",
    words=gettext_lazy("Bulletins"),
    columns=(
        Column("issued", gettext_lazy("Issued"), attrgetter("issued_at"), Kind.DAY,
               order=("issued_at",)),
        Column("title", gettext_lazy("Bulletin"), attrgetter("title"), sortable=False, wide=True,
               link=lambda row: reverse("bulletin", args=[row.id])),
        Column("audience", gettext_lazy("Whom it is for"), audience_words, sortable=False),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE, sortable=False,
               said="bulletin"),
        Column("waits", gettext_lazy("In my inbox"),
               lambda row: ("unread" if row.waits else "read") if row.mine else "",
               sortable=False, said="copy"),
        Column("copies", gettext_lazy("Inboxes"), attrgetter("copies"), Kind.NUMBER,
               sortable=False, shown=False),
        Column("read", gettext_lazy("Acknowledged"), attrgetter("read"), Kind.NUMBER,
               sortable=False, shown=False),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), _of_state, form="chips",
               options=lambda: [("unread", said("unread", "copy")),
                                *((one, said(one, "bulletin")) for one in queries.STATES)]),
    ),
    usual=gettext_lazy("newest first"),
    told=lambda found: queries.rows(found, lang=lang()),
    empty="web/_empty_bulletins.html",
)  # fmt: skip


@require_safe
def bulletins(request: Asked) -> HttpResponse:
    """The bulletins that the caller reads."""
    caller = may(request, "bulletin.read")
    shown = {"may_issue": permits.allowed(caller, "bulletin.issue")}
    found = queries.for_person(request.user, caller.role)
    return answer(request, LIST, found, "web/bulletins.html", shown)


@require_safe
def bulletin(request: Asked, bulletin_id: int) -> HttpResponse:
    """One bulletin with its evidence."""
    caller = may(request, "bulletin.read")
    row = _row(request, caller, bulletin_id)
    shown = {
        "row": row,
        "audience": audience_words(row),
        "may_issue": permits.allowed(caller, "bulletin.issue"),
        "may_acknowledge": permits.allowed(caller, "bulletin.acknowledge", owner=request.user),
    }
    return render(request, "web/bulletin.html", shown)


@require_POST
def acknowledge(request: Asked, bulletin_id: int) -> HttpResponse:
    """Say that it has been read."""
    caller = may(request, "bulletin.acknowledge")
    acknowledging(bulletin_id, request.user, by=caller, at=timezone.now())
    messages.success(request, _("Marked as read."))
    return redirect("bulletin", bulletin_id)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """The form for a new bulletin; with ``supersedes`` for one that takes another's place."""
    caller = may(request, "bulletin.issue")
    typed = request.POST if request.method == "POST" else request.GET
    stated = typed.get("supersedes", "")
    number = int(stated) if stated.isdecimal() and len(stated) < 15 else None
    before = _row(request, caller, number) if number is not None else None
    if request.method != "POST":
        return _form(request, _begun(typed, number), before)
    try:
        made = issue(
            _told(request), supersedes=number, region=current().region,
            base_url=current().base_url, by=caller, at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _form(request, typed.dict(), before, wrong)
    messages.success(request, _("The bulletin is issued."))
    return redirect("bulletin", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Asked, bulletin_id: int) -> HttpResponse:
    """Ask whether it is to be withdrawn; posted, it is."""
    caller = may(request, "bulletin.issue")
    row = _row(request, caller, bulletin_id)
    shown: dict[str, object] = {"row": row}
    if request.method != "POST":
        return render(request, "web/bulletin_withdraw.html", shown)
    try:
        withdrawing(
            bulletin_id, why=request.POST.get("why", ""), by=caller, at=timezone.now()
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields:
            raise
        shown |= {"told": wrong.told(lang()), "typed": request.POST}
        return render(request, "web/bulletin_withdraw.html", shown, status=400)
    messages.success(request, _("The bulletin is withdrawn."))
    return redirect("bulletin", bulletin_id)


def _row(request: Asked, caller: permits.Actor, bulletin_id: int) -> BulletinRow:
    """What may not be read is answered as if it were not there."""
    found = queries.one(request.user, caller.role, bulletin_id, lang=lang())
    if found is None:
        raise HarborError("bulletin.unknown", id=bulletin_id)
    return found


def _begun(typed: Any, number: int | None) -> dict[str, str]:
    """What the form begins with: that of the bulletin it supersedes, else what the address says."""
    told = dict.fromkeys((*TEXTS, "town", "trade", "industry", "evidence"), "")
    told |= {"audience": "trade", "supersedes": str(number or "")}
    if number is not None and (held := Bulletin.objects.filter(pk=number).first()):
        told |= {name: getattr(held, name) for name in TEXTS} | {"audience": held.audience}
        told |= {held.audience: held.value} if held.audience != "all" else {}
        told["evidence"] = "\n".join(f"{one['words']} | {one['path']}" for one in held.evidence)
    elif path := typed.get("evidence", ""):
        told["evidence"] = path[:600]
    return told


def _told(request: Asked) -> Told:
    sent = request.POST
    audience = sent.get("audience", "")
    links = []
    for line in sent.get("evidence", "").splitlines():
        words, _bar, path = line.rpartition("|")
        if line.strip():
            links.append((words, path))
    return Told(
        **{name: sent.get(name, "") for name in TEXTS},
        audience=audience,
        value=sent.get(audience, "") if audience != "all" else "",
        evidence=links,
    )


def _form(
    request: Asked, typed: Mapping[str, Any], before: BulletinRow | None,
    wrong: HarborError | None = None,
) -> HttpResponse:  # fmt: skip
    here = region(current().region)
    zh = lang() == "zh"
    shown = {
        "typed": typed,
        "before": before,
        "audiences": AUDIENCES,
        "towns": [(one.code, one.name_zh if zh else one.name_en) for one in here.towns],
        "trades": [(one, one) for one in queries.trades()],
        "industries": [
            (one.code, one.name_zh if zh else one.name_en) for one in standing(current().region)
        ],
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return render(request, "web/bulletin_new.html", shown, status=400 if wrong else 200)
