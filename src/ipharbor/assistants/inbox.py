"""The tool that reads the caller's own warnings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.assistants.answers import Answer
from ipharbor.assistants.caller import Caller, data_until, region_code, usual_day
from ipharbor.queries import warnings
from ipharbor.vocabulary.errors import HarborError

MOST = 50  # warnings of one answer


def my_warnings(
    asked: Caller,
    warning: Annotated[int, Field(ge=0, description="Number of one warning; 0 for a list")] = 0,
    state: Literal["open", "new", "acknowledged", "in_hand", "closed", ""] = "open",
    grade: Literal["", "red", "orange", "yellow", "blue"] = "",
    page: Annotated[int, Field(ge=1, le=10_000)] = 1,
) -> Answer:
    """Your own raised warnings, gravest first; or one with everything it rests on: signals,
    points, documents, the vintage and the fingerprint of its evidence."""
    permits.require(asked.actor, "warning.read", owner=asked.person)
    if warning:
        return _one(asked, warning)
    found = warnings.inbox(
        asked.person, warnings.Wanted(state, grade), lang=asked.lang, page=page, per_page=MOST
    )
    result: dict[str, Any] = {
        "total": found.total,
        "page": found.number,
        "pages": found.pages,
        "by_state": found.by_state,
        "by_grade": found.by_grade,
        "warnings": found.rows,
    }
    vintage = wiring.corpus().vintage
    return Answer(result, usual_day(), vintage, data_until(), region_code(), (), "/inbox/")


def _one(asked: Caller, number: int) -> Answer:
    found = warnings.account(asked.person, number, lang=asked.lang)
    if found is None:
        raise HarborError("warning.unknown", fields=("warning",), id=number)
    names = (
        "id", "watch", "watch_kind", "applicant", "query", "grade", "score", "probability",
        "impact", "probability_points", "impact_points", "state", "decision", "reason", "signals",
        "new", "late", "recent", "step", "due_on", "verdict", "closing_note",
    )  # fmt: skip
    result = {name: getattr(found, name) for name in names}
    result |= {"documents": found.documents[:MOST], "evidence_sha256": found.sha256}
    link = f"/inbox/{number}/"
    return Answer(result, found.as_of, found.vintage, data_until(), region_code(), (), link)
