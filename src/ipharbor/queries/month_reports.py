"""Reports of months: told from the ledger, and those that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db.models import QuerySet

from ipharbor.analysis.region.asking import Asked, Frame
from ipharbor.papers.report.values import Report
from ipharbor.queries import ledger, published_record
from ipharbor.queries.monthly import Monthly, monthly
from ipharbor.queries.monthly_report.telling import report
from ipharbor.queries.published_record import RecordRow
from ipharbor.queries.standards import standards
from ipharbor.records.models import Job, MonthReport
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import Region
from ipharbor.vocabulary.places import region as region_named

JOB = "report.month"


@dataclass(frozen=True)
class OfMonth:
    """The values of a month, the name of the ledger they were asked of, and how right the month's
    warnings were."""

    told: Monthly
    ledger: str
    record: tuple[RecordRow, ...] = ()

    def report(self, lang: str, *, region: Region, maker: str, day: date, invented: bool) -> Report:
        """The same as a report in ``lang``."""
        return report(
            self.told, lang, region=region, maker=maker, day=day, invented=invented,
            record=self.record,
        )  # fmt: skip


def of_month(
    folder: Path, year: int, month: int, *, known: date, region: str, law: Book
) -> OfMonth:
    """The month as the ledger in ``folder`` of the region's name tells it, as known on ``known``;
    asked by the law and the industries as the cockpit asks it.

    Raises HarborErrors ``ledger.missing``, ``report.month.not_over`` and
    ``report.month.untold`` where the ledger knows nothing of the month yet.
    """
    held = ledger.ledger(folder)
    if held is None:
        raise HarborError("ledger.missing")
    last = held.manifest.last_day
    if last < date(year, month, 1):
        raise HarborError(
            "report.month.untold", fields=("month",), year=year, month=month, last=last
        )

    def ask(frame: Frame) -> Asked:
        return ledger.asked(folder, frame, standards(region, law, frame.on))

    told = monthly(ask, year, month, known=known, region=region_named(region))
    return OfMonth(told, held.manifest.name, published_record.of_month(year, month))


def kept() -> QuerySet[MonthReport]:
    """All reports, the newest month first."""
    return MonthReport.objects.order_by("-year", "-month", "-at", "lang", "-pk")


def being_made() -> Sequence[Job]:
    """The jobs that make one now or will soon."""
    return list(Job.objects.filter(kind=JOB, state__in=("waiting", "running", "failed")))


def file_name(held: MonthReport, region: Region, suffix: str) -> str:
    """What a report's file is called when it is taken away."""
    name = region.name_zh if held.lang == "zh" else region.name_en
    words = "知识产权月报" if held.lang == "zh" else "-patents-monthly"
    return f"{name}{words}-{held.year}-{held.month:02d}.{suffix}"


def month_before(day: date) -> tuple[int, int]:
    """The year and month before the one of ``day``."""
    return (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
