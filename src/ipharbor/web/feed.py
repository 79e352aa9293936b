"""The docket's next acts and the tasks as a calendar, for a signed-in person and by a private
address."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ipharbor.actions import permits
from ipharbor.queries import tasks
from ipharbor.queries.docket import IN_GRACE, Line
from ipharbor.records.models import Firm, Person
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.words import word
from ipharbor.web._days import usual_day
from ipharbor.web._docketing import docket_of, the_firm
from ipharbor.web._ical import AllDay
from ipharbor.web._ical import calendar as written
from ipharbor.web.caller import Asked, actor
from ipharbor.web.language import lang

TASK_REMINDER = 7  # days before a task is due
_SALT = "docket.feed"
_PROOF = 16  # characters of the session hash that tie an address to the password
_TAGS = {"zh": "zh-hans", "en": "en"}


def address(person: Person, firm: Firm) -> str:
    """The private address of the docket of ``firm`` for ``person``, without the host.

    It is good as long as the person is active, may read the docket, and keeps the password.
    """
    proof = person.get_session_auth_hash()[:_PROOF]
    token = signing.dumps([person.pk, firm.pk, proof], salt=_SALT)
    return reverse("docket_feed", args=[token])


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of a private address; HarborError ``feed.unknown`` where it is not good."""
    person, firm = _meant(token)
    with translation.override(_TAGS[person.lang]):
        return _calendar(request, permits.of(person), firm)


@require_safe
def calendar(request: Asked) -> HttpResponse:
    """The calendar of the caller's docket, or of the firm stated as ``firm``."""
    caller = actor(request)
    return _calendar(request, caller, the_firm(request, caller))


def _meant(token: str) -> tuple[Person, Firm]:
    try:
        person_id, firm_id, proof = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise HarborError("feed.unknown") from None
    person = Person.objects.filter(pk=person_id, is_active=True).select_related("firm").first()
    firm = Firm.objects.filter(pk=firm_id).first()
    if person is None or firm is None:
        raise HarborError("feed.unknown")
    kept = person.get_session_auth_hash()[:_PROOF]
    allowed = permits.allowed(permits.of(person), "docket.read", firm=firm)
    if not (allowed and constant_time_compare(kept, proof)):
        raise HarborError("feed.unknown")
    return person, firm


def _calendar(request: HttpRequest, caller: permits.Actor, firm: Firm) -> HttpResponse:
    on = usual_day()
    told = docket_of(firm, on)
    name = _("Docket of %(firm)s") % {"firm": firm.name}
    events = [_event(request, firm, line, on) for line in told.lines if line.due]
    if caller.person is not None and permits.allowed(caller, "task.read", firm=firm):
        events += _tasks(request, caller.person, firm, on)
    response = HttpResponse(
        written(name, events, at=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'inline; filename="docket.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _event(request: HttpRequest, firm: Firm, line: Line, on: date) -> AllDay:
    due, record = line.due, line.record
    if due is None:
        raise ValueError(record.key)
    what = _("Pay the annuity of year %(year)s: %(number)s %(title)s") % {
        "year": due.year,
        "number": record,
        "title": record.title,
    }
    told = [
        f"{word('fee_status', lang())}: {word(f'fee_{due.status}', lang())}",
        f"{word('payable', lang())}: {Money(due.payable).text(lang())}",
    ]
    if due.status != IN_GRACE:
        told.append(f"{word('grace_pay_by', lang())}: {due.grace_pay_by.isoformat()}")
    if not due.certain:
        told.append(_("Reckoned in part from what is presumed; see the page of the right."))
    told.append(_("As reckoned on %(day)s.") % {"day": on.isoformat()})
    where = reverse("docket_right", args=[record.key])
    return AllDay(
        uid=f"annuity-{record.key}-{due.year}-{firm.pk}@ipharbor",
        on=due.act_by,
        summary=what,
        description="\n".join(told),
        url=request.build_absolute_uri(f"{where}?firm={firm.pk}"),
    )


def _tasks(request: HttpRequest, person: Person, firm: Firm, on: date) -> list[AllDay]:
    """The person's own open tasks that have a day, and those that nobody has taken."""
    held = tasks.of_firm(firm).filter(state="open", due_on__isnull=False)
    rows = tasks.rows(held, lang=lang(), on=on, person=person)
    return [_task(request, row) for row in rows if row.mine or row.owner_id is None]


def _task(request: HttpRequest, row: tasks.Row) -> AllDay:
    if row.due_on is None:
        raise ValueError(row.id)
    told = [row.why, row.source if row.source_kind != "own" else "", row.notes]
    if not row.owner_id:
        told.append(_("Nobody has taken this task yet."))
    if not row.certain:
        told.append(_("The day is uncertain; see the page of the task."))
    return AllDay(
        uid=f"task-{row.id}@ipharbor",
        on=row.due_on,
        summary=row.title,
        description="\n".join(one for one in told if one),
        url=request.build_absolute_uri(reverse("task", args=[row.id])),
        remind=TASK_REMINDER,
    )
