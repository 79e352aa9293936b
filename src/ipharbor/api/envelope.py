"""The one envelope of all answers, and the one shape of all refusals."""

from __future__ import annotations

from datetime import date
from typing import Any, Generic, TypeVar

from ninja import Schema
from pydantic import Field

from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.messages import Message

T = TypeVar("T")


class Told(Schema):
    """A sentence with its stable code, and what to do next where there is something to do."""

    code: str
    what: str
    next: str = ""


class Meta(Schema):
    """What an answer rests on. ``total`` counts the items of all pages where it is known."""

    vintage: str | None = Field(default=None, description="state of the corpus the answer rests on")
    as_of: date | None = Field(default=None, description="the day asked about")
    data_until: date | None = Field(default=None, description="last day that the data cover")
    total: int | None = Field(default=None, description="items on all pages")
    explained: list[Told] = Field(default=[], description="how to read the answer, in words")


class Envelope(Schema, Generic[T]):
    """An answer. ``next`` is the cursor of the next page, null on the last."""

    data: T
    meta: Meta = Meta()
    next: str | None = None


class FindingTold(Schema):
    """What is wrong with one place of what was sent: ``at`` names it."""

    at: str
    code: str
    what: str
    next: str = ""
    severity: str = "fault"
    row: int = 0
    column: str = ""
    value: str = ""


class Refusal(Schema):
    """Why nothing was done. ``code`` is stable; ``message`` is in the caller's language."""

    code: str
    message: str
    next: str = Field(default="", description="what to do now")
    fields: list[str] = Field(default=[], description="parameters or fields the refusal concerns")
    findings: list[FindingTold] = []


class Refused(Schema):
    error: Refusal


def answer(
    data: Any,
    *,
    following: str | None = None,
    vintage: str | None = None,
    as_of: date | None = None,
    data_until: date | None = None,
    total: int | None = None,
    explained: list[Told] | None = None,
) -> dict[str, Any]:
    """``data`` in the envelope, as operations give it back."""
    meta = {
        "vintage": vintage, "as_of": as_of, "data_until": data_until, "total": total,
        "explained": explained or [],
    }  # fmt: skip
    return {"data": data, "meta": meta, "next": following}


def told(code: str, said: Message) -> Told:
    """A message of the catalogue with its code."""
    return Told(code=code, what=said.what, next=said.next)


def finding(found: Finding, lang: str) -> FindingTold:
    """A finding in words; ``at`` is its row and column."""
    said = found.told(lang)
    return FindingTold(
        at=" ".join(part for part in (str(found.row or ""), found.column) if part),
        code=found.code,
        what=said.what,
        next=said.next,
        severity=str(found.severity),
        row=found.row,
        column=found.column,
        value=found.value,
    )
