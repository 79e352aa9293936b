"""Trainings of stations: the list, one training, and the papers that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.training import keep_paper as keeping
from ipharbor.actions.training import record as recording
from ipharbor.queries.station import hand as queries
from ipharbor.queries.station.counters import rules
from ipharbor.records.models import Firm, Training, TrainingPaper
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Town
from ipharbor.web._days import read_day, usual_day
from ipharbor.web._handing import handed_out
from ipharbor.web.caller import Asked, may
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, fields_hold
from ipharbor.web.station.importing import bring_in
from ipharbor.web.station.matters import with_town
from ipharbor.web.station.where import (
    IMPORT,
    KEEP,
    READ,
    asking,
    chosen,
    firm_of,
    frame,
    name_of,
    one_town,
)
from ipharbor.web.templatetags.harbor import said

FIELDS = ("on", "topic", "hours", "attendees", "firms", "number")


def _proved(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.filter(proofs__gt=0) if value == "yes" else found.filter(proofs=0)


def _plain(hours: Decimal) -> float | int:
    """Whole hours without a point."""
    return int(hours) if hours == int(hours) else float(hours)


def _from(found: QuerySet[Training], value: str) -> QuerySet[Training]:
    return found.filter(on__gte=read_day(value, "first"))


def _to(found: QuerySet[Training], value: str) -> QuerySet[Training]:
    return found.filter(on__lte=read_day(value, "last"))


TRAININGS = List(
    name="station_trainings",
    action=READ,
    words=gettext_lazy("Trainings"),
    columns=(
        Column("number", gettext_lazy("Number"), attrgetter("number"), Kind.CODE,
               order=("number",), link=lambda row: reverse("station_training", args=[row.id])),
        Column("town", gettext_lazy("Town"), lambda row: name_of(row.town), order=("town",),
               shown=False),
        Column("on", gettext_lazy("Held on"), attrgetter("on"), Kind.DAY, order=("on",)),
        Column("topic", gettext_lazy("Topic"), attrgetter("topic"), sortable=False, wide=True),
        Column("hours", gettext_lazy("Hours"), lambda row: _plain(row.hours), Kind.NUMBER,
               order=("hours",)),
        Column("attendees", gettext_lazy("Person-times"), attrgetter("attendees"), Kind.NUMBER,
               order=("attendees",)),
        Column("firms", gettext_lazy("Firms that came"), attrgetter("firms"), Kind.NUMBER,
               order=("firms",)),
        Column("papers", gettext_lazy("Evidence"), attrgetter("papers"), Kind.NUMBER,
               order=("proofs",), template="web/station/_proved.html"),
    ),
    filters=(
        Filter("proved", gettext_lazy("Evidence"), _proved,
               options=lambda: [(one, said(one, "proved")) for one in ("yes", "no")]),
        Filter("first", gettext_lazy("from"), _from, form="day"),
        Filter("last", gettext_lazy("to"), _to, form="day"),
    ),
    search=fields_hold("number", "topic"),
    search_words=gettext_lazy("Number or topic"),
    usual=gettext_lazy("latest first"),
    told=lambda found: tuple(map(queries.training_row, found)),
    empty="web/station/_empty_trainings.html",
    beside=("town",),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def trainings(request: Asked) -> HttpResponse:
    """The trainings of a town's station, or of all; the form for a new one and for a table."""
    caller, town = chosen(request)
    if request.method != "POST":
        return _list(request, caller, town)
    try:
        if request.POST.get("act") == "import":
            may(request, IMPORT)
            return bring_in(request, caller, town, "trainings")
        caller, town = one_town(request, KEEP)
        made = recording.record(
            town.code, _stated(request), region=current().region, by=caller, at=timezone.now()
        )
    except HarborError as wrong:
        if not wrong.fields or town is None:
            raise
        return _list(request, caller, town, wrong)
    messages.success(request, _("Training %(number)s is recorded.") % {"number": made.number})
    return redirect("station_training", training_id=made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def training(request: Asked, training_id: int) -> HttpResponse:
    """One training with the firms that came and its papers; the form that corrects it, and that
    which keeps a paper."""
    caller = may(request, READ)
    held = _training(caller, training_id)
    if request.method != "POST":
        return _page(request, caller, held)
    try:
        if request.POST.get("act") == "paper":
            told = _keep(request, held, caller)
        else:
            done = recording.correct(held, _stated(request), by=caller, at=timezone.now())
            told = _("Kept.") if done else _("Nothing was changed.")
    except HarborError as wrong:
        if not wrong.fields:
            raise
        return _page(request, caller, _training(caller, training_id), wrong)
    messages.success(request, told)
    return redirect("station_training", training_id=training_id)


@require_safe
def paper(request: Asked, paper_id: int) -> StreamingHttpResponse:
    """The bytes of a paper, to be saved and never shown inside a page of ours."""
    held = _paper(may(request, READ), paper_id)
    return handed_out(held.sha256, size=held.size, name=held.name)


@require_POST
def withdraw(request: Asked, paper_id: int) -> HttpResponse:
    """Let a paper count no more, with the reason typed."""
    caller = may(request, KEEP)
    held = _paper(caller, paper_id)
    why = request.POST.get("why", "")
    keeping.withdraw_paper(held, why=why, by=caller, at=timezone.now())
    messages.success(request, _("%(name)s is withdrawn.") % {"name": held.name})
    return redirect("station_training", training_id=held.training_id)


def _training(caller: permits.Actor, training_id: int) -> Training:
    """What may not be read is answered as if it were not there."""
    found = queries.training(training_id)
    if found is None or not permits.allowed(caller, READ, town=found.town):
        raise HarborError("training.unknown", id=training_id)
    return found


def _paper(caller: permits.Actor, paper_id: int) -> TrainingPaper:
    found = queries.paper(paper_id)
    if found is None or not permits.allowed(caller, READ, town=found.training.town):
        raise HarborError("paper.unknown", id=paper_id)
    return found


def _keep(request: Asked, held: Training, caller: permits.Actor) -> str:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise HarborError("upload.missing", fields=("file",))
    made = keeping.keep_paper(
        held, file.chunks(), file.name, limit_mb=current().paper_limit_mb, vault=wiring.vault(),
        by=caller, at=timezone.now(),
    )  # fmt: skip
    return _("%(name)s is kept.") % {"name": made.name}


def _stated(request: Asked) -> recording.Stated:
    told = {name: request.POST.get(name, "") for name in FIELDS}
    return recording.Stated(
        on=read_day(told["on"], "on"),
        topic=told["topic"],
        hours=_figure(told["hours"], "hours"),
        attendees=int(_figure(told["attendees"], "attendees", whole=True)),
        firms=_firms(told["firms"]),
        number=told["number"],
    )


def _figure(text: str, name: str, *, whole: bool = False) -> Decimal:
    try:
        found = Decimal(text.strip() or "0")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**6 or (whole and found != int(found)):
        raise HarborError("training.figure", fields=(name,), value=text[:20])
    return found


def _firms(text: str) -> list[Firm]:
    lines = (line.strip() for line in text.replace(";", "\n").replace("；", "\n").splitlines())
    return [firm_of(line, "firms") for line in lines if line]


def _list(
    request: Asked, caller: permits.Actor, town: Town | None, wrong: HarborError | None = None
) -> HttpResponse:
    typed = dict.fromkeys(FIELDS, "") | {"on": usual_day().isoformat()}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
    shown = frame(caller, town) | _form(typed, wrong)
    declared = TRAININGS if town else with_town(TRAININGS)
    return answer(
        request, declared, queries.trainings(town.code if town else ""),
        "web/station/trainings.html", shown, status=400 if wrong else 200,
    )  # fmt: skip


def _page(
    request: Asked, caller: permits.Actor, held: Training, wrong: HarborError | None = None
) -> HttpResponse:
    came = [(one.firm_id, one.firm.name) for one in held.came.select_related("firm")]
    typed: Mapping[str, str] = {
        "on": held.on.isoformat(), "topic": held.topic, "hours": f"{held.hours:f}",
        "attendees": str(held.attendees), "firms": "\n".join(name for _, name in came),
    }  # fmt: skip
    if wrong and request.POST.get("act") != "paper":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
    shown = _form(typed, wrong) | {
        "row": queries.training_row(held),
        "town_name": name_of(held.town),
        "came": came,
        "papers": list(queries.evidence(held)),
        "may_keep": permits.allowed(caller, KEEP, town=held.town),
        "paper_limit": current().paper_limit_mb,
    }
    return render(request, "web/station/training.html", shown, status=400 if wrong else 200)


def _form(typed: Mapping[str, str], wrong: HarborError | None) -> dict[str, object]:
    now = asking()
    return {
        "typed": typed,
        "rules": list(rules(now.law, now.on).values()),
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }
