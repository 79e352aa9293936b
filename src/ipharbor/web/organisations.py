"""The organisations page: all that take part, opening one, closing one."""

from __future__ import annotations

from operator import attrgetter

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ipharbor.actions.organisation.close import close
from ipharbor.actions.organisation.open import open_organisation
from ipharbor.queries import people as queries
from ipharbor.records.models import Organisation
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.web.caller import Asked, actor, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold, file
from ipharbor.web.templatetags.harbor import said

FIELDS = ("kind", "name", "town", "credit_code")
KINDS = tuple(Organisation.Kind.values)


def _town(body: queries.Body) -> str:
    found = region(current().region).town(body.town) if body.town else None
    if found is None:
        return body.town
    return found.name_zh if lang() == "zh" else found.name_en


def _closed_too(found: QuerySet[Organisation], closed: str) -> QuerySet[Organisation]:
    return found if closed else found.filter(closed_at=None)


LIST = List(
    name="organisations",
    action="organisation.open",
    words=gettext_lazy("Organisations"),
    columns=(
        Column("name", gettext_lazy("Name"), attrgetter("name"), order=("name",),
               link=lambda one: f"{reverse('people')}?organisation={one.id}"),
        Column("kind", gettext_lazy("Kind"), attrgetter("kind"), order=("kind", "name"),
               said="organisation"),
        Column("town", gettext_lazy("Town"), _town, order=("town", "name")),
        Column("credit_code", gettext_lazy("Credit code"), attrgetter("credit_code"), Kind.CODE,
               order=("credit_code",)),
        Column("people", gettext_lazy("People"), attrgetter("people"), Kind.NUMBER,
               order=("people",)),
        Column("made", gettext_lazy("Since"), attrgetter("made_on"), Kind.DAY, order=("made_at",)),
        Column("closed_on", gettext_lazy("Closed on"), attrgetter("closed_on"), Kind.DAY,
               order=("closed_at",)),
    ),
    filters=(
        Filter("kind", gettext_lazy("Kind"), equal("kind"), form="choice",
               options=lambda: [(kind, said(kind, "organisation")) for kind in KINDS]),
        Filter("closed", gettext_lazy("closed ones too"), _closed_too, form="tick",
               always=True),
    ),
    search=fields_hold("name", "credit_code"),
    search_words=gettext_lazy("Name or credit code"),
    usual=gettext_lazy("by name"),
    told=queries.told_bodies,
    empty="web/lists/_empty_organisations.html",
    tail="web/lists/_close_organisation.html",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: Asked) -> HttpResponse:
    """Organisations by ``kind``, ``q`` and ``closed``; and the forms by their field ``act``."""
    may(request, "organisation.open")
    if request.method != "POST":
        return _page(request)
    try:
        if request.POST.get("act") == "close":
            _close(request)
            return redirect("organisations")
        made = open_organisation(
            request.POST.get("kind", ""),
            request.POST.get("name", ""),
            town=request.POST.get("town", ""),
            credit_code=request.POST.get("credit_code", ""),
            region=region(current().region),
            by=actor(request),
            at=timezone.now(),
        )
    except HarborError as wrong:
        if wrong.code == "permit.denied":
            raise
        return _page(request, wrong)
    messages.success(
        request, _("%(name)s takes part. Invite its first person now.") % {"name": made.name}
    )
    response = redirect("people")
    response["Location"] += f"?organisation={made.pk}"
    return response


@require_safe
def export(request: Asked) -> HttpResponse:
    """The organisations of the same filter as a workbook."""
    may(request, "organisation.open")
    return file(request, LIST, queries.bodies())


def _close(request: Asked) -> None:
    stated = request.POST.get("organisation", "")
    found = queries.organisation(
        int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 12 else 0
    )
    if found is None:
        raise HarborError("organisation.unknown", id=stated)
    close(found, by=actor(request), at=timezone.now())
    messages.success(request, _("%(name)s is closed.") % {"name": found.name})


def _page(request: Asked, wrong: HarborError | None = None) -> HttpResponse:
    towns = region(current().region).towns
    shown = {
        "kinds": KINDS,
        "towns": [(one.code, one.name_zh if lang() == "zh" else one.name_en) for one in towns],
        "typed": {"kind": "firm"}
        | {name: request.POST[name] for name in FIELDS if name in request.POST},
        "wrong": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
    return answer(request, LIST, queries.bodies(), "web/organisations.html", shown,
                  status=400 if wrong else 200)  # fmt: skip
