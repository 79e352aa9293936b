"""Enter the State Council's notice of days off for a year."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.law.correct import REASON, kept
from ipharbor.journal import chain
from ipharbor.records.models import LawCorrection
from ipharbor.statutes import notices
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.vocabulary.errors import HarborError


def announce(
    year: int,
    typed: notices.Typed,
    *,
    notice: str,
    calendar: WorkingCalendar,
    by: permits.Actor,
    at: datetime,
) -> LawCorrection:
    """Enter the days off and make-up working days of ``year``, as ``notice`` announced them.

    A year that is held already is replaced from then on; what was entered before stays in the
    table. Days that rest on the year count as certain as soon as no year before it is lacking.
    Raises HarborError ``statutes.notice.refused`` with the findings as parameter ``findings``,
    ``statutes.notice.unsigned``, ``statutes.calendar.gap`` and ``form.text.long``.
    """
    permits.require(by, "law.correct")
    told = notice.strip()
    if not told:
        raise HarborError("statutes.notice.unsigned", fields=("notice",))
    if len(told) > REASON:
        raise HarborError("form.text.long", fields=("notice",), most=REASON)
    notices.follows(year, calendar)
    made, findings = notices.read(year, typed)
    if made is None:
        raise HarborError(
            "statutes.notice.refused", year=year, count=len(findings), findings=findings
        )
    record = LawCorrection(
        name=f"{notices.PREFIX}{year}",
        since=date(year, 1, 1),
        value=notices.dump(made),
        unit=notices.UNIT,
        by=by.person,
        by_name=by.name,
        on=timezone.localdate(at),
        reason=told,
        instrument=notices.INSTRUMENT,
    )
    with transaction.atomic():
        record.save()
        chain.append(
            "law.announce",
            f"law:{record.name}",
            actor=by.name,
            at=at,
            details={"notice": told, "value": record.value} | kept(record),
        )
    return record
