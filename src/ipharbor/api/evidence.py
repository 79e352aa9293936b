"""What proves the trainings of town stations: papers kept in the vault."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from ninja import File, Router, Schema, Status, UploadedFile

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.training.keep_paper import keep_paper, withdraw_paper
from ipharbor.api import handing
from ipharbor.api.asking import Asked, asks
from ipharbor.api.at_hand import USUAL_LIMIT, Cursor, Id, Limit, Short
from ipharbor.api.at_station import KEEP, READ, page, training_of
from ipharbor.api.envelope import Envelope, answer
from ipharbor.api.handing import FILE
from ipharbor.api.receiving import named
from ipharbor.queries.station import hand as queries
from ipharbor.queries.station.hand import EvidenceRow
from ipharbor.records.models import TrainingPaper
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError

router = Router(tags=["stations"])


class EvidenceWithdrawn(Schema):
    """Why a paper counts no more."""

    why: Short


@router.get("/trainings/{training_id}/evidence", response=Envelope[list[EvidenceRow]], **asks(READ))
def evidence(
    request: Asked,
    training_id: Id,
    withdrawn: bool = False,
    limit: Limit = USUAL_LIMIT,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """What proves a training, in the order of ids; `withdrawn` adds papers that count no more."""
    held = queries.evidence(training_of(request, training_id))
    held = held if withdrawn else held.filter(withdrawn_at=None)
    shown, following, total = page(request, held, limit, cursor)
    data = [queries.evidence_row(one) for one in shown]
    return answer(data, following=following, total=total)


@router.post(
    "/trainings/{training_id}/evidence", response={201: Envelope[EvidenceRow]}, **asks(KEEP)
)
def keep_evidence(
    request: Asked, training_id: Id, file: Annotated[UploadedFile, File()]
) -> Status[dict[str, Any]]:
    """Keep a paper that proves a training; the same bytes again give the paper that is there."""
    held, limit = training_of(request, training_id), current().paper_limit_mb
    made = keep_paper(
        held, file.chunks(), named(file, limit_mb=limit), limit_mb=limit, vault=wiring.vault(),
        by=request.auth, at=timezone.now(),
    )  # fmt: skip
    return Status(201, answer(queries.evidence_row(made)))


@router.get("/evidence/{evidence_id}/file", **asks(READ, file=FILE))
def evidence_file(request: Asked, evidence_id: Id) -> StreamingHttpResponse:
    """The bytes of a paper that proves a training."""
    held = _evidence(request, evidence_id)
    return handing.of_vault(held.sha256, size=held.size, name=held.name)


@router.post("/evidence/{evidence_id}/withdraw", response=Envelope[EvidenceRow], **asks(KEEP))
def withdraw_evidence(request: Asked, evidence_id: Id, stated: EvidenceWithdrawn) -> dict[str, Any]:
    """Let a paper count no more, with the reason; its bytes stay."""
    held = _evidence(request, evidence_id)
    withdraw_paper(held, why=stated.why, by=request.auth, at=timezone.now())
    held.refresh_from_db()
    return answer(queries.evidence_row(held))


def _evidence(request: Asked, evidence_id: int) -> TrainingPaper:
    held = queries.paper(evidence_id)
    if held is None or not permits.allowed(request.auth, READ, town=held.training.town):
        raise HarborError("paper.unknown", id=evidence_id)
    permits.require(request.auth, request.asked_for, town=held.training.town)
    return held
