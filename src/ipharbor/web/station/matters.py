"""Matters of stations: the list, one matter, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from operator import attrgetter

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.matter import begin as beginning
from ipharbor.actions.matter import change as changing
from ipharbor.actions.matter import close as closing
from ipharbor.queries.station import hand as queries
from ipharbor.records.models import Matter, Person
from ipharbor.records.stations import MATTER_KINDS
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Town
from ipharbor.web._days import read_day, usual_day
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold
from ipharbor.web.station.importing import bring_in
from ipharbor.web.station.where import (
    IMPORT,
    KEEP,
    READ,
    chosen,
    firm_stated,
    frame,
    name_of,
    one_town,
)
from ipharbor.web.templatetags.harbor import said

FIELDS = ("received_on", "kind", "firm", "visitor", "subject", "notes", "owner", "number")
WHOSE = ("nobody", "somebody")


def _state(found: QuerySet[Matter], value: str) -> QuerySet[Matter]:
    return found if value == "all" else found.filter(state=value)


def _whose(found: QuerySet[Matter], value: str) -> QuerySet[Matter]:
    return found.filter(owner__isnull=value == "nobody")


def _from(found: QuerySet[Matter], value: str) -> QuerySet[Matter]:
    return found.filter(received_on__gte=read_day(value, "first"))


def _to(found: QuerySet[Matter], value: str) -> QuerySet[Matter]:
    return found.filter(received_on__lte=read_day(value, "last"))


def _closed(bound: str, name: str) -> Callable[[QuerySet[Matter], str], QuerySet[Matter]]:
    return lambda found, value: found.filter(**{f"closed_on__{bound}": read_day(value, name)})


def _took(found: QuerySet[Matter], value: str) -> QuerySet[Matter]:
    if not value.isdecimal() or len(value) > 5:
        raise HarborError("station.days.unreadable", fields=("took",), value=value[:20])
    took = timedelta(days=int(value))
    return found.annotate(took=F("closed_on") - F("received_on")).filter(took__lte=took)


MATTERS = List(
    name="station_matters",
    action=READ,
    words=gettext_lazy("Matters"),
    columns=(
        Column("number", gettext_lazy("Number"), attrgetter("number"), Kind.CODE,
               order=("number",), link=lambda row: reverse("station_matter", args=[row.id])),
        Column("town", gettext_lazy("Town"), lambda row: name_of(row.town), order=("town",),
               shown=False),
        Column("received", gettext_lazy("Received on"), attrgetter("received_on"), Kind.DAY,
               order=("received_on",)),
        Column("kind", gettext_lazy("Kind"), attrgetter("kind"), order=("kind",), said="matter"),
        Column("firm", gettext_lazy("Firm"), attrgetter("firm"), order=("firm__name",)),
        Column("visitor", gettext_lazy("Visitor"), attrgetter("visitor"), order=("visitor",)),
        Column("subject", gettext_lazy("What about"), attrgetter("subject"), sortable=False,
               wide=True),
        Column("owner", gettext_lazy("Looked after by"), attrgetter("owner"),
               order=("owner__username",)),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE,
               order=("state",), said="matter_state"),
        Column("days", gettext_lazy("Days"), attrgetter("days"), Kind.NUMBER, sortable=False),
        Column("closed", gettext_lazy("Closed"), attrgetter("closed_on"), Kind.DAY,
               order=("closed_on",), shown=False),
        Column("outcome", gettext_lazy("Outcome"), attrgetter("outcome"), sortable=False,
               said="matter_outcome", wide=True, shown=False),
        Column("made_by", gettext_lazy("Written down by"), attrgetter("made_by"),
               order=("made_by_name",), shown=False),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), _state, form="chips", usual="open", every="",
               options=lambda: [(one, said(one, "matter_state"))
                                for one in ("open", "closed", "all")]),
        Filter("kind", gettext_lazy("Kind"), equal("kind"), counted="kind",
               options=lambda: [(one, said(one, "matter")) for one in MATTER_KINDS]),
        Filter("whose", gettext_lazy("Looked after"), _whose,
               options=lambda: [(one, said(one, "looked_after")) for one in WHOSE]),
        Filter("first", gettext_lazy("from"), _from, form="day"),
        Filter("last", gettext_lazy("to"), _to, form="day"),
        Filter("closed_first", gettext_lazy("Closed from"), _closed("gte", "closed_first"),
               form="tag"),
        Filter("closed_last", gettext_lazy("Closed to"), _closed("lte", "closed_last"),
               form="tag"),
        Filter("took", gettext_lazy("Days taken, at most"), _took, form="tag"),
        Filter("firm", gettext_lazy("Firm"), equal("firm__name"), form="tag"),
    ),
    search=fields_hold("number", "subject", "visitor", "firm__name"),
    search_words=gettext_lazy("Number, subject, firm or visitor"),
    usual=gettext_lazy("latest first"),
    told=lambda found: queries.matter_rows(found, on=usual_day()),
    empty="web/station/_empty_matters.html",
    beside=("town",),
)  # fmt: skip


def with_town(declared: List) -> List:
    """The list with its town shown, as it is of all towns."""
    columns = [replace(one, shown=True) if one.name == "town" else one for one in declared.columns]
    return replace(declared, columns=tuple(columns))


@require_http_methods(["GET", "HEAD", "POST"])
def matters(request: Asked) -> HttpResponse:
    """The matters of a town's station, or of all; the form for a new one and for a table."""
    caller, town = chosen(request)
    if request.method != "POST":
        return _list(request, caller, town)
    try:
        if request.POST.get("act") == "import":
            may(request, IMPORT)
            return bring_in(request, caller, town, "matters")
        caller, town = one_town(request, KEEP)
        made = beginning.begin(
            town.code, _stated(request, town.code), region=current().region,
            seals=wiring.firm_sealer(), by=caller, at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields or town is None:
            raise
        return _list(request, caller, town, wrong)
    messages.success(request, _("Matter %(number)s is begun.") % {"number": made.number})
    return redirect("station_matter", matter_id=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: Asked, matter_id: int) -> HttpResponse:
    """One matter, and the form that changes it."""
    caller = may(request, READ)
    held = _matter(caller, matter_id)
    if request.method != "POST":
        return _page(request, caller, held)
    try:
        stated = replace(_stated(request, held.town), owner=held.owner)
        done = changing.change(
            held, stated, seals=wiring.firm_sealer(), by=caller, at=timezone.now()
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, caller, held, wrong)
    messages.success(request, _("Kept.") if done else _("Nothing was changed."))
    return redirect("station_matter", matter_id=matter_id)


@require_POST
def hand_over(request: Asked, matter_id: int) -> HttpResponse:
    """Give the matter to whom the form names."""
    return _done(request, matter_id, _hand_over, _("The matter is handed over."))


@require_POST
def close(request: Asked, matter_id: int) -> HttpResponse:
    """Close the matter with the outcome typed."""
    return _done(request, matter_id, _close, _("The matter is closed."))


@require_POST
def reopen(request: Asked, matter_id: int) -> HttpResponse:
    """Open the matter again."""
    return _done(request, matter_id, _reopen, _("The matter is open again."))


def _hand_over(request: Asked, held: Matter, caller: permits.Actor) -> None:
    owner = _owner(request, held.town)
    changing.hand_over(held, owner, seals=wiring.firm_sealer(), by=caller, at=timezone.now())


def _close(request: Asked, held: Matter, caller: permits.Actor) -> None:
    closing.close(
        held,
        outcome=request.POST.get("outcome", ""),
        on=read_day(request.POST.get("closed_on", ""), "closed_on"),
        seals=wiring.firm_sealer(),
        by=caller,
        at=timezone.now(),
    )


def _reopen(request: Asked, held: Matter, caller: permits.Actor) -> None:
    closing.reopen(held, seals=wiring.firm_sealer(), by=caller, at=timezone.now())


def _done(
    request: Asked, matter_id: int, act: Callable[[Asked, Matter, permits.Actor], None], told: str
) -> HttpResponse:
    caller = may(request, KEEP)
    held = _matter(caller, matter_id)
    try:
        act(request, held, caller)
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, caller, queries.matter(matter_id) or held, wrong)
    messages.success(request, told)
    return redirect("station_matter", matter_id=matter_id)


def _matter(caller: permits.Actor, matter_id: int) -> Matter:
    """What may not be read is answered as if it were not there."""
    found = queries.matter(matter_id)
    if found is None or not permits.allowed(caller, READ, town=found.town):
        raise HarborError("matter.unknown", id=matter_id)
    return found


def _stated(request: Asked, town: str) -> beginning.Stated:
    told = {name: request.POST.get(name, "") for name in FIELDS}
    return beginning.Stated(
        received_on=read_day(told["received_on"], "received_on"),
        kind=told["kind"],
        subject=told["subject"],
        firm=firm_stated(request),
        visitor=told["visitor"],
        notes=told["notes"],
        number=told["number"],
        owner=_owner(request, town),
    )


def _owner(request: Asked, town: str) -> Person | None:
    text = request.POST.get("owner", "")
    if not text:
        return None
    found = next((one for one in queries.people(town) if str(one.pk) == text), None)
    if found is None:
        raise HarborError("station.owner.elsewhere", fields=("owner",))
    return found


def _list(
    request: Asked, caller: permits.Actor, town: Town | None, wrong: HarborError | None = None
) -> HttpResponse:
    begun = {"received_on": usual_day().isoformat(), "firm": request.GET.get("of", "")}
    typed = dict.fromkeys(FIELDS, "") | begun
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
    elif request.user.pk in {one.pk for one in queries.people(town.code if town else "")}:
        typed["owner"] = str(request.user.pk)
    shown = frame(caller, town) | _form(town.code if town else "", typed, wrong)
    declared = MATTERS if town else with_town(MATTERS)
    return answer(
        request, declared, queries.matters(town.code if town else ""), "web/station/matters.html",
        shown, status=400 if wrong else 200,
    )  # fmt: skip


def _page(
    request: Asked, caller: permits.Actor, held: Matter, wrong: HarborError | None = None
) -> HttpResponse:
    row = queries.matter_row(held, usual_day())
    typed: Mapping[str, str] = {
        "received_on": row.received_on.isoformat(), "kind": row.kind, "firm": row.firm,
        "visitor": row.visitor, "subject": row.subject, "notes": row.notes, "outcome": "",
        "owner": str(row.owner_id or ""), "closed_on": usual_day().isoformat(),
    }  # fmt: skip
    if request.method == "POST":
        typed = {**typed, **{name: request.POST[name] for name in typed if name in request.POST}}
    shown = _form(held.town, typed, wrong) | {
        "row": row,
        "town_name": name_of(held.town),
        "may_keep": permits.allowed(caller, KEEP, town=held.town),
        "appointments": tuple(
            map(queries.appointment_row, queries.appointments(held.town).filter(matter=held))
        ),
        "reads_docket": held.firm is not None
        and permits.allowed(caller, "docket.read", firm=held.firm),
    }
    return render(request, "web/station/matter.html", shown, status=400 if wrong else 200)


def _form(town: str, typed: Mapping[str, str], wrong: HarborError | None) -> dict[str, object]:
    return {
        "typed": typed,
        "kinds": MATTER_KINDS,
        "people": [(str(one.pk), str(one)) for one in queries.people(town)],
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
