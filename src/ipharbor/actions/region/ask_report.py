"""Ask for the report of a month; a job makes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ipharbor.actions import permits
from ipharbor.actions.jobs.enqueue import enqueue
from ipharbor.actions.region.make_report import month_of
from ipharbor.analysis.region.asking import end_of_month
from ipharbor.records.models import Job
from ipharbor.vocabulary.errors import HarborError

JOB = "report.month"
LANGS = ("zh", "en")


def ask_report(
    month: str, *, known: date, langs: Sequence[str], once: str, by: permits.Actor, at: datetime
) -> Job:
    """Ask for the report of ``month`` (2021-11) as known on ``known``, in each of ``langs``; asked
    again under the same ``once`` it is the same job.

    Raises HarborErrors that name the field at fault: those of ``month_of``,
    ``report.month.not_over`` and ``report.lang.none``.
    """
    permits.require(by, "report.make")
    year, number = month_of(month)
    if end_of_month(year, number) > known:
        raise HarborError("report.month.not_over", fields=("known",), year=year, month=number)
    wanted = [one for one in LANGS if one in langs]
    if not wanted:
        raise HarborError("report.lang.none", fields=("lang",))
    told = f"{year}-{number:02d}"
    return enqueue(
        JOB,
        once=f"report:{told}:{known}:{'+'.join(wanted)}:{once}",
        about=told,
        argument={"month": told, "known": known.isoformat(), "langs": wanted},
        by=by,
        at=at,
    )
