"""The desk of the caller's firm: its matters at a glance, and what changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from ipharbor.actions import permits
from ipharbor.api import cursors, told
from ipharbor.api.asking import Asked, asks, person_of
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Limit, book, data_until, the_day, usual_day
from ipharbor.api.docket import FirmTold
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.language import lang
from ipharbor.queries import changes as change_queries
from ipharbor.queries import desk as queries
from ipharbor.queries import products, vault, warnings
from ipharbor.queries.docket import Docket, docket
from ipharbor.queries.tasks import counts
from ipharbor.records.models import Firm, Person
from ipharbor.vocabulary.errors import HarborError
from ipharbor.wiring import corpus

router = Router(tags=["desk"])

Since = Annotated[
    date | None, Query(description="the day after which things changed; a month back if left out")
]
_PERMITS = {
    change_queries.TASK: "task.read",
    change_queries.WARNING: "warning.read",
    change_queries.CITES: "corpus.search",
    change_queries.NEAR: "corpus.search",
}
"""What reads a sort of change, where the docket's permit does not."""


class StateCounted(Schema):
    """The rights in a state; `unsure` of them stand so only presumably or not knowably."""

    state: str
    by_type: dict[str, int]
    total: int
    unsure: int


class RightsTold(Schema):
    """A firm's rights by state and type; `untold` may have lapsed for a payment nobody told of."""

    total: int
    in_force: int
    untold: int
    by_type: dict[str, int]
    by_state: list[StateCounted]


class DuesTold(Schema):
    """Annuities that are late or due within `within` days, in CNY; `late` run a surcharge."""

    within: int
    count: int
    amount: Decimal
    late: int
    surcharge: Decimal
    rights: list[told.LineTold]


class TasksTold(Schema):
    """Open tasks: of the firm, the caller's own, nobody's, late, due within 30 days."""

    firm: int
    mine: int
    nobody: int
    late: int
    soon: int


class DeskCheck(Schema):
    """The last self-check, and how much of its plan is done."""

    id: int
    on: date
    weak: int
    steps: int
    taken: int = Field(description="steps that are open tasks")
    done: int


class MemberTold(Schema):
    name: str
    manager: bool


class DeskTold(Schema):
    """A firm's desk on the day asked. A part that the token's scopes do not reach is null."""

    firm: FirmTold
    rights: RightsTold | None
    dues: DuesTold | None
    tasks: TasksTold | None
    warnings: dict[str, int] | None = Field(description="the caller's open ones by grade")
    check: DeskCheck | None = Field(description="null before the first self-check, too")
    products: int | None
    papers: int | None
    team: list[MemberTold] | None


class DeskChangeTold(Schema):
    """Something that changed: it happened `on` and became known `known_on`; `timing` is `now`,
    `late`, `foreseen` or `ahead`; `about` (right, document, warning, task) and `id` name what
    it is about."""

    sort: str
    on: date
    known_on: date
    timing: str
    about: str
    id: str
    subject: str
    told: str


@router.get("/desk", response=Envelope[DeskTold], **asks("desk.read"))
def desk(request: Asked) -> dict[str, Any]:
    """The desk of the caller's firm at a glance."""
    firm, person = _firm(request), person_of(request.auth)
    on = usual_day()
    held = _docket(firm, on) if _may(request, "docket.read", firm) else None
    data = {
        "firm": {"id": firm.pk, "name": firm.name, "town": firm.town,
                 "credit_code": firm.credit_code},
        "rights": _rights(held) if held else None,
        "dues": _dues(held) if held else None,
        "tasks": vars(counts(firm, person, on=on)) if _may(request, "task.read", firm) else None,
        "warnings": _warnings(request, person),
        "check": _check(firm) if _may(request, "selfcheck.read", firm) else None,
        "products": products.of_firm(firm).count() if _may(request, "product.read", firm) else None,
        "papers": _papers(firm) if _may(request, "paper.read", firm) else None,
        "team": _team(request, person),
    }  # fmt: skip
    return answer(data, as_of=on, data_until=data_until())


@router.get("/desk/changes", response=Envelope[list[DeskChangeTold]], **asks("desk.read"))
def changes(
    request: Asked, since: Since = None, limit: Limit = USUAL_LIMIT, cursor: Cursor = ""
) -> dict[str, Any]:
    """What changed for the caller's firm, in the order in which it became known, as far as the
    token's scopes reach."""
    firm, on = _firm(request), usual_day()
    after = the_day(since) if since else change_queries.month_before(on)
    if after >= on:
        raise HarborError(
            "desk.since.late", fields=("since",), since=after.isoformat(), on=on.isoformat()
        )
    found = change_queries.changes(
        _docket(firm, on), person_of(request.auth), since=after, today=timezone.localdate(),
        corpus=corpus(), lang=lang(),
    )  # fmt: skip
    person = person_of(request.auth)
    rows = sorted((row for row in found.rows if _reads(request, row.sort, firm, person)), key=_key)
    shown, following = cursors.page(request, rows, cursor=cursor, limit=limit, key=_key)
    return answer(
        [_change(row) for row in shown], following=following, as_of=on, data_until=data_until(),
        total=len(rows),
    )  # fmt: skip


def _firm(request: Asked) -> Firm:
    firm = person_of(request.auth).firm
    if firm is None:
        raise HarborError("docket.firm.none")
    permits.require(request.auth, request.asked_for, firm=firm)
    return firm


def _may(request: Asked, action: str, firm: Firm) -> bool:
    return permits.allowed(request.auth, action, firm=firm)


def _reads(request: Asked, sort: str, firm: Firm, person: Person) -> bool:
    action = _PERMITS.get(sort, "docket.read")
    return permits.allowed(request.auth, action, firm=firm, owner=person)


def _docket(firm: Firm, on: date) -> Docket:
    return docket(firm, law=book(), on=on, data_until=data_until() or date.min)


def _rights(held: Docket) -> dict[str, Any]:
    found = queries.rights(held)
    return vars(found) | {"by_state": [vars(row) for row in found.rows]}


def _dues(held: Docket) -> dict[str, Any]:
    found = queries.dues(held)
    return vars(found) | {
        "count": len(found.lines), "rights": [told.line(line) for line in found.lines]
    }  # fmt: skip


def _warnings(request: Asked, person: Person) -> dict[str, int] | None:
    if not permits.allowed(request.auth, "warning.read", owner=person):
        return None
    return dict(warnings.open_by_grade(person))


def _check(firm: Firm) -> dict[str, Any] | None:
    found = queries.check(firm)
    if found is None:
        return None
    return vars(found) | {"id": found.check.pk, "on": found.check.on}


def _papers(firm: Firm) -> int:
    return vault.of_firm(firm).filter(withdrawn_at=None).count()


def _team(request: Asked, person: Person) -> list[dict[str, Any]] | None:
    body = person.organisation
    if body is None or not permits.allowed(
        request.auth, "organisation.read", organisation=body
    ):  # fmt: skip
        return None
    return [
        {"name": str(place.person), "manager": place.manager} for place in queries.team(body)
    ]  # fmt: skip


def _key(row: change_queries.Change) -> list[Any]:
    return [row.known_on.isoformat(), row.rank, row.on.isoformat(), row.about, row.id, row.code,
            *(text for _name, text in row.params)]  # fmt: skip


def _change(row: change_queries.Change) -> dict[str, Any]:
    names = ("sort", "on", "known_on", "timing", "about", "id", "subject")
    return {name: getattr(row, name) for name in names} | {"told": row.told(lang())}
