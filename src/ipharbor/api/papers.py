"""Official forms filled for a firm, and papers kept of its matters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import File, Form, Path, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.vault.keep import keep
from ipharbor.actions.vault.withdraw import withdraw
from ipharbor.api import cursors, handing
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import (
    USUAL_LIMIT,
    Cursor,
    Id,
    Limit,
    Short,
    Text,
    book,
    data_until,
    the_day,
    the_firm,
)
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.handing import FILE
from ipharbor.api.language import lang
from ipharbor.api.receiving import named
from ipharbor.papers.drawing import drawn
from ipharbor.papers.kinds import form as form_of
from ipharbor.papers.paper import Paper
from ipharbor.queries import docket, vault
from ipharbor.queries import papers as queries
from ipharbor.queries.vault import PaperRow
from ipharbor.records.models import KeptPaper
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["papers"])
PaperKind = Literal["receipt", "certificate", "notice", "contract", "evidence", "other"]
Code = Annotated[str, Path(min_length=1, max_length=40)]


class FieldTold(Schema):
    name: str
    label: str
    kind: str
    by_hand: bool


class FormTold(Schema):
    """An official form; ``rights``: one each, some together, any number."""

    code: str
    title: str
    about: str
    rights: str
    fields: list[FieldTold]


class Filling(Schema):
    """On which rights a form is filled, on which day, and what is typed into its fields."""

    rights: list[Short] = Field([], max_length=500)
    on: date | None = None
    typed: dict[Short, Text] = Field({}, max_length=100)


class FormEntryTold(Schema):
    name: str
    label: str
    text: str
    source: str


class GroundTold(Schema):
    provision: str
    title: str
    cited: str
    certain: bool


class PaperTold(Schema):
    """A form as it was filled: what stands in it, what is left blank, what to look at."""

    name: str
    subject: str
    known_on: date | None
    entries: list[FormEntryTold]
    rights: list[str]
    blanks: list[str]
    notes: list[str]
    grounds: list[GroundTold]


class KeptStated(Schema):
    """What a paper is about; ``right`` is the key of a right, empty for the firm itself."""

    kind: PaperKind
    note: Short = ""
    right: Short = ""


class Why(Schema):
    why: Short


class KeptTold(Schema):
    id: int
    kind: str
    name: str
    note: str
    size: int
    sha256: str
    by_name: str
    at: datetime
    right: str
    withdrawn_why: str


@router.get("/forms", response=Envelope[list[FormTold]], **asks("docket.read"))
def forms(request: Asked) -> dict[str, Any]:
    """The official forms that can be filled."""
    data = [
        {
            "code": one.code, "title": one.title(lang()), "about": one.about(lang()),
            "rights": str(one.rights),
            "fields": [
                {
                    "name": field.name, "label": field.label(lang()), "kind": str(field.kind),
                    "by_hand": field.by_hand,
                }
                for field in one.fields
            ],
        }
        for one in queries.forms().values()
    ]  # fmt: skip
    return answer(data, total=len(data))


@router.post(
    "/firms/{firm_id}/forms/{code}",
    response=Envelope[list[PaperTold]],
    **asks("docket.read", reads=True),
)
def fill(request: Asked, firm_id: Id, code: Code, stated: Filling) -> dict[str, Any]:
    """Fill a form on rights of a firm; nothing is kept."""
    made = _filled(request, firm_id, code, stated)
    return answer([_paper(one) for one in made], as_of=the_day(stated.on), total=len(made))


@router.post("/firms/{firm_id}/forms/{code}/file", **asks("docket.read", reads=True, file=FILE))
def fill_file(request: Asked, firm_id: Id, code: Code, stated: Filling) -> HttpResponse:
    """The filled form as a DOCX, several as a ZIP."""
    file = drawn(_filled(request, firm_id, code, stated), current().home / "forms")
    return handing.made(file.data, name=file.name)


@router.get("/firms/{firm_id}/papers", response=Envelope[list[KeptTold]], **asks("paper.read"))
def papers(
    request: Asked,
    firm_id: Id,
    right: Annotated[str, Query(max_length=80)] = "",
    withdrawn: bool = False,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Papers kept of a firm's matters, the latest first."""
    firm = the_firm(request.auth, firm_id, "paper.read")
    record = docket.find(firm, right) if right else None
    if right and record is None:
        raise HarborError("docket.right.unknown", key=right)
    rows = vault.papers(firm, right=record, withdrawn=withdrawn)
    shown, following = cursors.page(
        request, sorted(rows, key=lambda row: -row.id), cursor=cursor, limit=limit,
        key=lambda row: -row.id,
    )  # fmt: skip
    return answer([vars(row) for row in shown], following=following, total=len(rows))


@router.post("/firms/{firm_id}/papers", response={201: Envelope[KeptTold]}, **asks("paper.keep"))
def keep_one(
    request: Asked,
    firm_id: Id,
    stated: Annotated[KeptStated, Form()],
    file: Annotated[UploadedFile, File()],
) -> Status[dict[str, Any]]:
    """Keep a paper; the same bytes for the same matter again give the paper that is there."""
    firm = the_firm(request.auth, firm_id, "paper.keep")
    record = docket.find(firm, stated.right) if stated.right else None
    if stated.right and record is None:
        raise HarborError("docket.right.unknown", fields=("right",), key=stated.right)
    limit = current().paper_limit_mb
    made = keep(
        file.chunks(), named(file, limit_mb=limit), firm=firm, right=record, kind=stated.kind,
        note=stated.note, limit_mb=limit, vault=wiring.vault(), by=request.auth,
        at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(_row(made)))


@router.get("/papers/{paper_id}/file", **asks("paper.read", file=FILE))
def paper_file(request: Asked, paper_id: Id) -> StreamingHttpResponse:
    """The bytes of a paper."""
    held = _held(request, paper_id, "paper.read")
    return handing.of_vault(held.sha256, size=held.size, name=held.name)


@router.post("/papers/{paper_id}/withdraw", response=Envelope[KeptTold], **asks("paper.keep"))
def withdraw_one(request: Asked, paper_id: Id, stated: Why) -> dict[str, Any]:
    """Withdraw a paper, with the reason; its bytes stay."""
    held = _held(request, paper_id, "paper.keep")
    withdraw(held, why=stated.why, by=request.auth, at=timezone.now())
    held.refresh_from_db()
    return answer(_row(held))


def _held(request: Asked, paper_id: int, action: str) -> KeptPaper:
    held = KeptPaper.objects.select_related("firm", "right").filter(pk=paper_id).first()
    if held is None or not permits.allowed(request.auth, action, firm=held.firm):
        raise HarborError("paper.unknown", id=paper_id)
    return held


def _filled(request: Asked, firm_id: int, code: str, stated: Filling) -> tuple[Paper, ...]:
    firm = the_firm(request.auth, firm_id, "docket.read")
    return queries.papers(
        form_of(code), firm, queries.keys_of(firm, stated.rights), typed=stated.typed,
        law=book(), on=the_day(stated.on), data_until=data_until() or date.min,
    )  # fmt: skip


def _row(made: KeptPaper) -> dict[str, Any]:
    row: PaperRow | None = next(
        (one for one in vault.papers(made.firm, withdrawn=True) if one.id == made.pk), None
    )
    if row is None:
        raise HarborError("paper.unknown", id=made.pk)
    return dict(vars(row))


def _paper(one: Paper) -> dict[str, Any]:
    return {
        "name": one.name,
        "subject": one.subject,
        "known_on": one.known_on,
        "entries": [
            {
                "name": entry.field.name, "label": entry.field.label(lang()),
                "text": entry.text, "source": str(entry.source),
            }
            for entry in one.entries
        ],
        "rights": [line.key for line in one.lines],
        "blanks": [field.label(lang()) for field in one.blanks],
        "notes": [note.told(lang()) for note in one.notes],
        "grounds": [
            {
                "provision": ground.provision, "title": ground.title(lang()),
                "cited": ground.cited(lang()), "certain": ground.certain,
            }
            for ground in one.grounds
        ],
    }  # fmt: skip
