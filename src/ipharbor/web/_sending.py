"""Workbooks on their way to a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ipharbor.queries.sheets import Sheet, xlsx

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """The sheets as a file ``name``.xlsx to be saved."""
    response = HttpResponse(xlsx(sheets), content_type=_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "no-store"
    return response
