"""The region's industries: counts, chains, firms, regions, technologies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from ipharbor.actions.industry.change import Draft, change
from ipharbor.actions.industry.end import end
from ipharbor.analysis.industry.figures import (
    Criterion,
    FirmRow,
    LinkRow,
    PlaceRow,
    UnitRow,
    YearRow,
)
from ipharbor.analysis.industry.picture import Brief
from ipharbor.api import cursors
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Limit, Short, Text
from ipharbor.api.envelope import Envelope, answer
from ipharbor.queries import industries as queries
from ipharbor.records.models import IndustryVersion
from ipharbor.settings import current
from ipharbor.wiring import corpus

router = Router(tags=["industries"])

Code = Annotated[str, Path(min_length=1, max_length=40, pattern="^[a-z][a-z0-9_]*$")]
Known = Annotated[
    date | None, Query(description="as known on that day, under the chains of that day")
]


class IndustryTold(Schema):
    """An industry with its counts; see the explanation of industries."""

    code: str
    name_zh: str
    name_en: str
    documents: int
    home: int = Field(description="documents of the region")
    fractional: float = Field(description="the region's, a half for each of two industries")
    inferred: int = Field(description="of the region's, those that belong by their holder alone")
    inventions: int
    granted: int
    recent: int
    before: int
    growth: float | None
    applicants: int


class IndustryPicture(Schema):
    """One industry. ``query`` finds its documents by their classes."""

    counts: IndustryTold
    query: str
    chain: list[LinkRow]
    years: list[YearRow]


class CriterionTold(Schema):
    """A criterion with its value and the bar; ``met`` is null where it cannot be told."""

    criterion: Criterion
    value: float | None
    bar: float | None
    met: bool | None
    of: int


class IndustryFirm(Schema):
    """An applicant of an industry; ``criteria`` where the caller looks after firms."""

    name: str
    home: bool
    place: str
    town: str
    count: int
    granted: int
    in_force: int | None
    inventions: int
    filings: int = Field(description="of the last three years, as far as published")
    recent: int
    before: int
    growth: float | None
    first_on: date | None
    last_on: date | None
    entered: bool
    left: bool
    elsewhere: int
    criteria: list[CriterionTold]


class NewLink(Schema):
    """A link of a chain by IPC prefixes and Locarno classes."""

    code: Annotated[str, Field(max_length=40)] = ""
    name_zh: Short
    name_en: Short
    stage: Literal["upstream", "midstream", "downstream"]
    ipc: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=40)
    locarno: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=40)


class NewChain(Schema):
    """An industry as it is to stand from today on, and why."""

    name_zh: Short
    name_en: Short
    reason: Text
    links: list[NewLink] = Field(min_length=1, max_length=20)


class VersionTold(Schema):
    """A version of an industry."""

    code: str
    version: int
    on: date
    ended: bool
    reason: str


class Reason(Schema):
    """Why it is done."""

    reason: Text


@router.get("/industries", response=Envelope[list[IndustryTold]], **asks("industry.read"))
def listing(request: Asked, known: Known = None) -> dict[str, Any]:
    """All industries of the region with their counts."""
    seen = queries.listed(_asking(known))
    rows = [_told(one) for one in seen.rows]
    return answer(rows, vintage=seen.vintage, as_of=seen.on, total=len(rows))


@router.get("/industries/{industry}", response=Envelope[IndustryPicture], **asks("industry.read"))
def one(request: Asked, industry: Code, known: Known = None) -> dict[str, Any]:
    """One industry: its counts, its chain and its years."""
    seen = queries.picture(_asking(known), industry)
    data = {
        "counts": _told(seen.brief),
        "query": seen.query,
        "chain": list(seen.links.table),
        "years": list(seen.years.table),
    }
    return answer(data, vintage=seen.vintage, as_of=seen.on)


@router.get(
    "/industries/{industry}/firms", response=Envelope[list[IndustryFirm]], **asks("industry.read")
)
def firms(
    request: Asked,
    industry: Code,
    which: Literal["home", "entered", "left", "all"] = "home",
    known: Known = None,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Applicants of an industry: the region's, those who entered or left, or everybody."""
    seen = queries.picture(_asking(known), industry)
    rows = {
        "home": [row for row in seen.firms.rows if row.home],
        "entered": [row for row in seen.firms.rows if row.entered],
        "left": [row for row in seen.firms.rows if row.home and row.left],
        "all": list(seen.firms.rows),
    }[which]
    shown, following = cursors.page(
        request, rows, cursor=cursor, limit=limit, key=lambda row: (-row.count, row.name)
    )
    return answer(
        [_firm(row, reasoned=False) for row in shown], following=following,
        vintage=seen.vintage, as_of=seen.on, total=len(rows),
    )  # fmt: skip


@router.get(
    "/industries/{industry}/cultivated",
    response=Envelope[list[IndustryFirm]],
    **asks("industry.cultivate"),
)
def cultivated(
    request: Asked, industry: Code, known: Known = None, limit: Limit = USUAL_LIMIT
) -> dict[str, Any]:
    """Firms of the region to look after, most criteria first, each criterion with its value."""
    seen = queries.picture(_asking(known), industry)
    rows = queries.to_cultivate(seen)
    return answer(
        [_firm(row, reasoned=True) for row in rows[:limit]], vintage=seen.vintage,
        as_of=seen.on, total=len(rows),
    )  # fmt: skip


@router.get(
    "/industries/{industry}/regions", response=Envelope[list[PlaceRow]], **asks("industry.read")
)
def regions(
    request: Asked,
    industry: Code,
    level: Literal["county", "city", "province"] = "county",
    known: Known = None,
) -> dict[str, Any]:
    """The industry's regions beside one another."""
    seen = queries.picture(_asking(known), industry)
    rows = seen.position(level).table
    return answer(list(rows), vintage=seen.vintage, as_of=seen.on, total=len(rows))


@router.get(
    "/industries/{industry}/technologies",
    response=Envelope[list[UnitRow]],
    **asks("industry.read"),
)
def technologies(
    request: Asked,
    industry: Code,
    unit: Literal["field", "subclass", "link"] = "field",
    known: Known = None,
) -> dict[str, Any]:
    """Strengths and gaps of the region, technology by technology."""
    seen = queries.picture(_asking(known), industry)
    rows = seen.strengths(unit).table
    return answer(list(rows), vintage=seen.vintage, as_of=seen.on, total=len(rows))


@router.put("/industries/{industry}", response=Envelope[VersionTold], **asks("industry.change"))
def change_chain(request: Asked, industry: Code, stated: NewChain) -> dict[str, Any]:
    """Let an industry stand so from today on; a code that is not there yet makes a new one."""
    made = change(
        industry,
        name_zh=stated.name_zh,
        name_en=stated.name_en,
        drafts=[_draft(link) for link in stated.links],
        reason=stated.reason,
        region=current().region,
        by=request.auth,
        at=timezone.now(),
    )
    return answer(_version(made))


@router.post(
    "/industries/{industry}/end", response=Envelope[VersionTold], **asks("industry.change")
)
def end_industry(request: Asked, industry: Code, stated: Reason) -> dict[str, Any]:
    """End an industry from today on; its versions stay."""
    made = end(
        industry, reason=stated.reason, region=current().region, by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return answer(_version(made))


def _asking(known: date | None) -> queries.Asking:
    return queries.Asking(corpus(), current().region, timezone.localdate(), known)


def _told(row: Brief) -> dict[str, Any]:
    named = {"code": row.industry.code, "name_zh": row.industry.name_zh,
             "name_en": row.industry.name_en}  # fmt: skip
    return {name: value for name, value in asdict(row).items() if name != "industry"} | named


def _firm(row: FirmRow, *, reasoned: bool) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in IndustryFirm.model_fields if name != "criteria"}
    criteria: Sequence[dict[str, Any]] = ()
    if reasoned:
        criteria = [met._asdict() for met in row.criteria]
    return told | {"criteria": list(criteria)}


def _draft(link: NewLink) -> Draft:
    return Draft(
        link.code, link.name_zh, link.name_en, link.stage, ", ".join(link.ipc),
        ", ".join(link.locarno),
    )  # fmt: skip


def _version(made: IndustryVersion) -> dict[str, Any]:
    return {"code": made.code, "version": made.pk, "on": made.on, "ended": made.ended,
            "reason": made.reason}  # fmt: skip
