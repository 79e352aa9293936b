"""Reports of months: those that are kept, one asked for, one taken away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from ipharbor.actions.region.ask_report import ask_report
from ipharbor.api import cursors, handing, jobs
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Day, Id, Limit
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.handing import FILE
from ipharbor.api.jobs import JobTold
from ipharbor.api.once import key_of
from ipharbor.queries import month_reports as queries
from ipharbor.records.models import MonthReport
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

router = Router(tags=["region"])


class ReportTold(Schema):
    """A report that is kept, as PDF and as DOCX."""

    id: int
    month: str = Field(description="2021-11")
    lang: str
    known_on: date
    maker: str
    by: str
    at: datetime
    pdf_sha256: str
    pdf_size: int
    docx_sha256: str
    docx_size: int


class ReportAsked(Schema):
    """A month (2021-11) as known on a day, in these languages."""

    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    known: Day
    langs: list[Literal["zh", "en"]] = Field(["zh"], min_length=1, max_length=2)


@router.get("/region/reports", response=Envelope[list[ReportTold]], **asks("report.read"))
def listing(request: Asked, limit: Limit = USUAL_LIMIT, cursor: Cursor = "") -> dict[str, Any]:
    """The reports that are kept, the last made first."""
    held = MonthReport.objects.order_by("-pk")
    begins = cursors.after(request, cursor)
    left = held if begins is None else held.filter(pk__lt=begins)
    shown, following = cursors.going_on(
        request, list(left[: limit + 1]), limit=limit, key=lambda one: one.pk
    )
    return answer([_row(one) for one in shown], following=following, total=held.count())


@router.post("/region/reports", response={202: Envelope[JobTold]}, **asks("report.make"))
def ask(request: Asked, stated: ReportAsked) -> Status[dict[str, Any]]:
    """Ask for the report of a month; a job makes it."""
    job = ask_report(
        stated.month, known=stated.known, langs=stated.langs,
        once=f"api:{request.auth.name}:{key_of(request)}"[:100], by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(202, answer(jobs.told_of(job)))


@router.get("/region/reports/{report_id}/file", **asks("report.read", file=FILE))
def report_file(
    request: Asked,
    report_id: Id,
    form: Annotated[Literal["pdf", "docx"], Query(description="pdf or docx")] = "pdf",
) -> StreamingHttpResponse:
    """The bytes of a report."""
    held = MonthReport.objects.filter(pk=report_id).first()
    if held is None:
        raise HarborError("report.unknown", number=report_id)
    name = queries.file_name(held, region(current().region), form)
    pdf = form == "pdf"
    return handing.of_vault(
        held.pdf_sha256 if pdf else held.docx_sha256,
        size=held.pdf_size if pdf else held.docx_size,
        name=name,
    )


def _row(held: MonthReport) -> dict[str, Any]:
    plain = ("lang", "known_on", "maker", "at", "pdf_sha256", "pdf_size", "docx_sha256",
             "docx_size")  # fmt: skip
    told = {name: getattr(held, name) for name in plain}
    month = f"{held.year}-{held.month:02d}"
    return told | {"id": held.pk, "month": month, "by": held.by_name}
