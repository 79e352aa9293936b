"""Agencies that file for the region's holders, beside what they had a hand in."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from ninja import File, Query, Router, Schema, Status, UploadedFile

from ipharbor.actions.agency.import_agencies import import_agencies
from ipharbor.analysis.region.asking import Frame
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Limit, On, the_day
from ipharbor.api.at_station import ReceiptTold, own_town, receipt_told
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.receiving import laid_aside
from ipharbor.queries import agencies as queries
from ipharbor.queries import ledger
from ipharbor.queries.agencies import AgencyRow
from ipharbor.settings import current

router = Router(tags=["agencies"])


class WorkTold(Schema):
    """Rights of an agency as known on the day: granted in the year so far and in the same days of
    the year before, in force, inventions published three to six years ago (`decided`) and those
    of them granted (`won`), the share of these with its 95% interval after Wilson."""

    granted: int
    before: int
    in_force: int
    decided: int
    won: int
    rate: float | None
    low: float | None
    high: float | None


class AgencyTold(Schema):
    """An agency. `listed` tells whether the register has it; the others are named by publications
    alone. `work` is null without a ledger of the region."""

    name: str
    listed: bool
    code: str
    town: str
    founded: int | None
    practitioners: int | None
    work: WorkTold | None


@router.get("/agencies", response=Envelope[list[AgencyTold]], **asks("agency.read"))
def listing(
    request: Asked,
    town: Annotated[str, Query(max_length=12, description="code of the town it sits in")] = "",
    listed: Annotated[bool | None, Query(description="whether the register has it")] = None,
    on: On = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Agencies in the order of their names. To a station, what they did for its own town."""
    day = the_day(on)
    asked = None
    if ledger.ledger(current().ledger) is not None:
        asked = ledger.asked(current().ledger, Frame(day, day, own_town(request)))
    rows = sorted(
        (
            row
            for row in queries.rows(asked)
            if town in ("", row.town) and listed in (None, row.listed)
        ),
        key=lambda row: row.name,
    )
    shown, following = cursors.page(
        request, rows, cursor=cursor, limit=limit, key=lambda row: row.name
    )
    data = [_shown(row, told=asked is not None) for row in shown]
    return answer(data, following=following, as_of=day, total=len(rows))


@router.post("/agencies/import", response={201: Envelope[ReceiptTold]}, **asks("agency.import"))
def bring(request: Asked, file: Annotated[UploadedFile, File()]) -> Status[dict[str, Any]]:
    """Bring the register of agencies in; one that is known by its name is brought up to date."""
    with laid_aside(file) as path:
        done = import_agencies(
            path, region=current().region, by=request.auth, at=timezone.now()
        )  # fmt: skip
    return Status(201, answer(receipt_told(done)))


def _shown(row: AgencyRow, *, told: bool) -> dict[str, Any]:
    low, high = row.work.interval or (None, None)
    work = vars(row.work) | {"rate": row.work.rate, "low": low, "high": high}
    return vars(row) | {"work": work if told else None}
