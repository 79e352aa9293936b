"""Appointments of stations: the list, the form for a new one, how they went, the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from operator import attrgetter

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.appointment import make as making
from ipharbor.actions.appointment.settle import settle as settling
from ipharbor.queries.station import hand as queries
from ipharbor.records.models import Appointment, Matter, Person
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Town
from ipharbor.web._days import read_day, read_moment, usual_day
from ipharbor.web._ical import Timed
from ipharbor.web._ical import calendar as written
from ipharbor.web.caller import Asked, may, safe_next
from ipharbor.web.language import lang
from ipharbor.web.lists import Column, Filter, Kind, List, answer, equal, fields_hold
from ipharbor.web.station.matters import with_town
from ipharbor.web.station.where import (
    KEEP,
    READ,
    chosen,
    firm_stated,
    frame,
    home,
    name_of,
    one_town,
)
from ipharbor.web.templatetags.harbor import said

FIELDS = ("when", "firm", "visitor", "subject", "matter")
WEEKS = ("this", "next", "past", "coming")
_SALT, _PROOF = "station.feed", 16
_TAGS = {"zh": "zh-hans", "en": "en"}
_BACK, _AHEAD = timedelta(days=31), timedelta(days=92)


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _week(found: QuerySet[Appointment], value: str) -> QuerySet[Appointment]:
    on = usual_day()
    monday = _monday(on)
    match value:
        case "this":
            span = (monday, monday + timedelta(days=7))
        case "next":
            span = (monday + timedelta(days=7), monday + timedelta(days=14))
        case "past":
            return found.filter(at__lt=_begin(on))
        case _:
            return found.filter(at__gte=_begin(on))
    return found.filter(at__gte=_begin(span[0]), at__lt=_begin(span[1]))


def _from(found: QuerySet[Appointment], value: str) -> QuerySet[Appointment]:
    return found.filter(at__gte=_begin(read_day(value, "first")))


def _to(found: QuerySet[Appointment], value: str) -> QuerySet[Appointment]:
    return found.filter(at__lt=_begin(read_day(value, "last") + timedelta(days=1)))


APPOINTMENTS = List(
    name="station_appointments",
    action=READ,
    words=gettext_lazy("Appointments"),
    columns=(
        Column("when", gettext_lazy("When"), attrgetter("at"), Kind.TIME, order=("at",)),
        Column("town", gettext_lazy("Town"), lambda row: name_of(row.town), order=("town",),
               shown=False),
        Column("firm", gettext_lazy("Firm"), attrgetter("firm"), order=("firm__name",)),
        Column("visitor", gettext_lazy("Visitor"), attrgetter("visitor"), order=("visitor",)),
        Column("subject", gettext_lazy("What about"), attrgetter("subject"), sortable=False,
               wide=True),
        Column("matter", gettext_lazy("Matter"), attrgetter("matter"), Kind.CODE,
               order=("matter__number",), template="web/station/_appointment_matter.html"),
        Column("state", gettext_lazy("State"), attrgetter("state"), Kind.STATE,
               order=("state",), said="appointment"),
    ),
    filters=(
        Filter("week", gettext_lazy("When"), _week, form="chips",
               options=lambda: [(one, said(one, "week")) for one in WEEKS]),
        Filter("state", gettext_lazy("State"), equal("state"), counted="state",
               options=lambda: [(one, said(one, "appointment"))
                                for one in Appointment.State.values]),
        Filter("first", gettext_lazy("from"), _from, form="day"),
        Filter("last", gettext_lazy("to"), _to, form="day"),
    ),
    search=fields_hold("subject", "visitor", "firm__name", "matter__number"),
    search_words=gettext_lazy("Subject, firm, visitor or matter"),
    usual=gettext_lazy("latest first"),
    told=lambda found: tuple(map(queries.appointment_row, found)),
    tail="web/station/_appointment_tail.html",
    empty="web/station/_empty_appointments.html",
    beside=("town",),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def appointments(request: Asked) -> HttpResponse:
    """The appointments of a town's station, or of all, and the form for a new one."""
    caller, town = chosen(request)
    if request.method != "POST":
        return _list(request, caller, town)
    try:
        caller, town = one_town(request, KEEP)
        making.make(
            town.code, _stated(request, town.code), region=current().region,
            seals=wiring.firm_sealer(), by=caller, at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if not wrong.fields or town is None:
            raise
        return _list(request, caller, town, wrong)
    messages.success(request, _("The appointment is made."))
    if request.POST.get("next"):
        return HttpResponseRedirect(safe_next(request))
    stated = "" if caller.role == "station" else f"?town={town.code}"
    return redirect(reverse("station_appointments") + stated)


@require_POST
def settle(request: Asked, appointment_id: int) -> HttpResponse:
    """Tell how an appointment went."""
    caller = may(request, KEEP)
    held = queries.appointment(appointment_id)
    if held is None or not permits.allowed(caller, READ, town=held.town):
        raise HarborError("appointment.unknown", id=appointment_id)
    try:
        settling(
            held, request.POST.get("state", ""), seals=wiring.firm_sealer(), by=caller,
            at=timezone.now(),
        )  # fmt: skip
    except HarborError as wrong:
        if wrong.code.startswith("permit."):
            raise
        told = wrong.told(lang())
        messages.error(request, f"{told.what} {told.next}".strip())
    else:
        messages.success(request, _("Kept."))
    return HttpResponseRedirect(safe_next(request))


@require_safe
def calendar(request: Asked) -> HttpResponse:
    """The appointments of a town's station as a calendar."""
    _caller, town = one_town(request)
    return _calendar(request, town)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of a private address; HarborError ``feed.unknown`` where it is not good."""
    person, town = _meant(token)
    with translation.override(_TAGS[person.lang]):
        return _calendar(request, town)


def address(person: Person, town: str) -> str:
    """The private address of a station's calendar for a person, without the host. It is good as
    long as the person is active, may read the station, and keeps the password."""
    proof = person.get_session_auth_hash()[:_PROOF]
    token = signing.dumps([person.pk, town, proof], salt=_SALT)
    return reverse("station_feed", args=[token])


def _meant(token: str) -> tuple[Person, Town]:
    try:
        person_id, code, proof = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise HarborError("feed.unknown") from None
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    town = home().town(str(code))
    if person is None or town is None:
        raise HarborError("feed.unknown")
    kept = person.get_session_auth_hash()[:_PROOF]
    allowed = permits.allowed(permits.of(person), READ, town=town.code)
    if not (allowed and constant_time_compare(kept, str(proof))):
        raise HarborError("feed.unknown")
    return person, town


def _calendar(request: HttpRequest, town: Town) -> HttpResponse:
    on = usual_day()
    found = queries.appointments(town.code).filter(
        at__gte=_begin(on - _BACK), at__lt=_begin(on + _AHEAD)
    )
    shown = found.exclude(state=Appointment.State.CANCELLED).order_by("at", "pk")
    name = _("Appointments of the station of %(town)s") % {"town": name_of(town.code)}
    events = [_event(request, queries.appointment_row(one)) for one in shown]
    response = HttpResponse(
        written(name, events, at=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'inline; filename="appointments.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _event(request: HttpRequest, row: queries.AppointmentRow) -> Timed:
    where = reverse("station_appointments")
    if row.matter_id:
        where = reverse("station_matter", args=[row.matter_id])
    return Timed(
        uid=f"appointment-{row.id}@ipharbor",
        at=row.at,
        summary=f"{row.who}: {row.subject}",
        description=f"{said(row.state, 'appointment')} {row.matter}".strip(),
        url=request.build_absolute_uri(where),
    )


def _stated(request: Asked, town: str) -> making.Stated:
    told = {name: request.POST.get(name, "") for name in FIELDS}
    when = timezone.make_aware(read_moment(told["when"], "when"))
    return making.Stated(
        when=when,
        subject=told["subject"],
        firm=firm_stated(request),
        visitor=told["visitor"],
        matter=_matter(told["matter"], town),
    )


def _matter(text: str, town: str) -> Matter | None:
    if not text:
        return None
    found = queries.matter(int(text)) if text.isdecimal() and len(text) < 15 else None
    if found is None or found.town != town:
        raise HarborError("appointment.matter.elsewhere", fields=("matter",), number=text[:20])
    return found


def _list(
    request: Asked, caller: permits.Actor, town: Town | None, wrong: HarborError | None = None
) -> HttpResponse:
    code = town.code if town else ""
    shown = frame(caller, town) | {
        "typed": _typed(request, code),
        "matters": [(str(one.pk), f"{one.number} {one.subject}"[:60])
                    for one in queries.open_matters(code)] if town else [],
        "feed": request.build_absolute_uri(address(request.user, code)) if town else "",
        "told": wrong.told(lang()) if wrong else None,
        "at_fault": (wrong.fields or ("form",))[0] if wrong else "",
    }  # fmt: skip
    declared = APPOINTMENTS if town else with_town(APPOINTMENTS)
    return answer(
        request, declared, queries.appointments(code), "web/station/appointments.html", shown,
        status=400 if wrong else 200,
    )  # fmt: skip


def _typed(request: Asked, town: str) -> Mapping[str, str]:
    """What the form holds: what was typed, or what a matter begins it with."""
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in FIELDS}
    begun = dict.fromkeys(FIELDS, "") | {"firm": request.GET.get("of", "")}
    text = request.GET.get("matter", "")
    held = queries.matter(int(text)) if text.isdecimal() and len(text) < 15 else None
    if held is not None and held.town == town:
        begun |= {
            "matter": text, "firm": held.firm.name if held.firm else "",
            "visitor": held.visitor, "subject": held.subject,
        }  # fmt: skip
    return begun
