"""Make the report of a month: draw it, keep it, write it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.gateways.vault import Vault
from ipharbor.journal import chain
from ipharbor.papers.report.docx import docx
from ipharbor.papers.report.pdf import pdf
from ipharbor.papers.report.values import Report
from ipharbor.records.models import MonthReport, Organisation
from ipharbor.vocabulary.errors import HarborError

MOST_BYTES = 50 * 2**20


@dataclass(frozen=True)
class Drawn:
    """The report that is kept now; ``fresh`` is False where the very same was there."""

    kept: MonthReport
    fresh: bool


def make_report(
    report: Report,
    *,
    year: int,
    month: int,
    known_on: date,
    ledger: str,
    vault: Vault,
    by: permits.Actor,
    at: datetime,
) -> Drawn:
    """Draw ``report`` as PDF and DOCX and keep both in the vault under their hashes.

    The same facts told on the same day give the same files: then the report that is there is
    given. The vault is written first, so that no report is named whose bytes are not there.
    """
    permits.require(by, "report.make")
    files = [vault.put([made], limit=MOST_BYTES) for made in (pdf(report), docx(report))]
    with transaction.atomic():
        kept, fresh = MonthReport.objects.get_or_create(
            year=year,
            month=month,
            lang=report.lang,
            pdf_sha256=files[0].sha256,
            docx_sha256=files[1].sha256,
            defaults={
                "known_on": known_on,
                "ledger": ledger,
                "maker": report.maker,
                "pdf_size": files[0].size,
                "docx_size": files[1].size,
                "by": by.person,
                "by_name": by.name,
                "at": at,
            },
        )
        if fresh:
            _tell(kept)
    return Drawn(kept, fresh)


def _tell(kept: MonthReport) -> None:
    told = (
        "year", "month", "lang", "ledger", "maker", "pdf_sha256", "pdf_size", "docx_sha256",
        "docx_size",
    )  # fmt: skip
    chain.append(
        "report.make",
        f"report:{kept.pk}",
        actor=kept.by_name,
        at=kept.at,
        details={name: getattr(kept, name) for name in told}
        | {"known_on": kept.known_on.isoformat()},
    )


def maker_of(by: permits.Actor) -> str:
    """Who answers for a report that ``by`` makes: the district office for whose desk they
    work, else the office that was opened first; empty where there is none."""
    office = Organisation.Kind.DISTRICT_OFFICE
    own = by.person.organisation if by.person else None
    if own is not None and own.kind == office:
        return own.name
    first = Organisation.objects.filter(kind=office, closed_at=None).order_by("pk").first()
    return first.name if first else ""


def month_of(text: str) -> tuple[int, int]:
    """The year and month of ``2021-11``; HarborError ``report.month.unreadable``."""
    year, _, month = text.strip().partition("-")
    plain = year.isdecimal() and month.isdecimal() and len(year) == 4
    if not (plain and 1 <= int(year) < MAXYEAR and 1 <= int(month) <= 12):
        raise HarborError("report.month.unreadable", fields=("month",), text=text[:20])
    return int(year), int(month)
