"""What the register says against a pledge, and the events by which a pledge enters it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from ipharbor.records.models import Loan, LoanRight, RightEvent
from ipharbor.register.codes import ENDINGS, Kind
from ipharbor.register.encumbrances import Family, burdens
from ipharbor.register.events import Event, single, visible
from ipharbor.vocabulary.errors import HarborError

REGISTERED, CHANGED, CANCELLED = "PE01", "PM01", "PC01"
SOURCE = "financing"
_MOVED = {
    Kind.TRANSFER: "pledge.transferred",
    Kind.LICENCE_RECORDED: "pledge.licensed",
    Kind.OPEN_LICENCE_DECLARED: "pledge.licensed",
}
_FROZEN = {Family.PRESERVATION, Family.SUSPENSION}


def clear(loan: Loan, keys: Collection[str], *, on: date) -> None:
    """Raise a HarborError unless the rights can be pledged for the loan on the day ``on``, by what
    the register holds at this moment; call it when the journal's end is locked.

    ``pledge.taken`` (another pledge stands), ``pledge.frozen``, ``pledge.ended``, and, for what
    came in since the application was checked, ``pledge.transferred`` and ``pledge.licensed``. Each
    names the right as ``key``.
    """
    since = loan.application.checked_on
    for key, events in _events(keys).items():
        known, _ = single(visible(events, None))
        past = [event for event in known if event.on <= on]
        held = burdens([(event, event.on) for event in past]).on(on, alive=True)
        for one in held:
            if one.family is Family.PLEDGE:
                raise HarborError("pledge.taken", key=key, number=one.number or "—")
            if one.family in _FROZEN:
                raise HarborError("pledge.frozen", key=key, number=one.number or "—")
        _alive(key, past)
        for event in past:
            code = _MOVED.get(event.kind)
            if code and since is not None and max(event.on, event.known_on) > since:
                raise HarborError(code, key=key, day=event.on.isoformat())


def _alive(key: str, past: Sequence[Event]) -> None:
    """HarborError ``pledge.ended`` where the last word on the right is that it is over."""
    words = [one for one in past if one.kind in ENDINGS or one.kind is Kind.RESTORED]
    if words and words[-1].kind is not Kind.RESTORED:
        raise HarborError("pledge.ended", key=key, day=words[-1].on.isoformat())


def _events(keys: Collection[str]) -> dict[str, list[Event]]:
    told: dict[str, list[Event]] = defaultdict(list)
    for row in RightEvent.objects.filter(key__in=list(keys)).order_by("pk"):
        details = {"number": row.number, **row.details} if row.number else row.details
        told[row.key].append(Event(row.code, row.on, row.known_on, details, row.source))
    return told


def opened(loan: Loan, rights: Iterable[LoanRight], *, on: date, at: datetime) -> list[RightEvent]:
    """Open the pledge on the rights and enter it in the register.

    HarborError ``pledge.taken`` where another pledge of one of them has been opened here, be it a
    moment ago: of two at once the database lets one through.
    """
    made = []
    for right in rights:
        right.open, right.since = True, on
        try:
            with transaction.atomic():
                right.save()
        except IntegrityError as taken:
            other = (
                LoanRight.objects.filter(key=right.key, open=True).select_related("loan").first()
            )
            number = other.loan.registration if other is not None else ""
            raise HarborError("pledge.taken", key=right.key, number=number or "—") from taken
        made.append(_event(loan, right.key, REGISTERED, on=on, at=at, details={
            "pledgor": loan.firm.name, "pledgee": loan.lender.name,
            "amount": f"{loan.principal:f}", "registered_on": on.isoformat(),
        }))  # fmt: skip
    return made


def ended(
    loan: Loan, rights: Iterable[LoanRight], how: str, *, on: date, at: datetime
) -> list[RightEvent]:
    """Close the pledge on the rights and cancel it in the register."""
    made = []
    for right in rights:
        right.open, right.until, right.ended_as = False, on, how
        right.save()
        details = {"registered_on": on.isoformat(), "pledgee": loan.lender.name}
        made.append(_event(loan, right.key, CANCELLED, on=on, at=at, details=details))
    return made


def changed(
    loan: Loan, rights: Iterable[LoanRight], details: dict[str, str], *, on: date, at: datetime
) -> list[RightEvent]:
    """Enter a change of the registered pledge."""
    return [_event(loan, one.key, CHANGED, on=on, at=at, details=details) for one in rights]


def _event(
    loan: Loan, key: str, code: str, *, on: date, at: datetime, details: dict[str, str]
) -> RightEvent:
    """The event of that day and number; one that a list of the office told before stands. The
    number stands among the details, too, as that of an event which was brought in does."""
    told = {"number": loan.registration, **details}
    held, _ = RightEvent.objects.get_or_create(
        key=key, code=code, on=on, number=loan.registration,
        defaults={"known_on": max(on, timezone.localdate(at)), "details": told, "source": SOURCE},
    )  # fmt: skip
    return held
