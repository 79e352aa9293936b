"""Refusals: from an exception to a status and the one shape of errors."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from ninja.errors import HttpError, ValidationError

from ipharbor.api.envelope import FindingTold, Refusal, finding
from ipharbor.api.language import TAGS, asked, lang
from ipharbor.settings.logs import view_of
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import Finding

_STATUS: Mapping[str, int] = {
    "permit.denied": 403,
    "permit.scope": 403,
    "token.refused": 401,
    "api.caller.unknown": 401,
    "api.csrf": 403,
    "api.address.unknown": 404,
    "api.method.unfit": 405,
    "api.body.unreadable": 400,
    "api.key.missing": 400,
    "api.key.unfit": 400,
    "api.key.other_request": 409,
    "api.cursor.stale": 409,
    "api.changed": 412,
    "api.body.too_large": 413,
    "upload.too_large": 413,
    "api.too_many": 429,
    "api.failed": 500,
    "api.busy": 503,
    "corpus.busy": 503,
    "paper.lost": 503,
    "organisation.exists": 409,
    "organisation.closed": 409,
    "organisation.has_people": 409,
    "organisation.last_manager": 409,
    "watch.name.taken": 409,
    "warning.move.impossible": 409,
    "warning.not_held": 409,
    "job.over": 409,
    "job.not_failed": 409,
    "loan.stage": 409,
    "loan.raced": 409,
    "loan.request.decided": 409,
    "loan.consent.answered": 409,
    "loan.consent.closed": 409,
    "loan.consent.again": 409,
    "loan.proceeds.none": 409,
    "loan.offer.gone": 409,
    "loan.register.number_taken": 409,
    "pledge.taken": 409,
    "valuation.over": 409,
    "valuation.altered": 409,
    "collateral.closed": 409,
    "task.already": 409,
    "task.closed": 409,
    "task.open": 409,
    "product.already": 409,
    "matter.number.taken": 409,
    "matter.closed": 409,
    "matter.open": 409,
    "training.number.taken": 409,
    "appointment.settled": 409,
    "ledger.missing": 409,
    "membership.ended": 409,
    "invitation.over": 409,
    "membership.unknown": 404,
}

_log = logging.getLogger(__name__)


def status(error: HarborError) -> int:
    """The HTTP status that fits: 404 for a thing that is not there, 422 for what cannot be
    done as it was said."""
    known = _STATUS.get(error.code)
    if known is not None:
        return known
    return 404 if error.code.endswith(".unknown") and not error.fields else 422


def refusal(error: HarborError, findings: tuple[FindingTold, ...] = ()) -> HttpResponse:
    """The answer that tells ``error`` in the caller's language."""
    said = error.told(lang())
    inside = error.params.get("findings", ())
    if isinstance(inside, list | tuple):
        findings += tuple(finding(one, lang()) for one in inside if isinstance(one, Finding))
    body = Refusal(
        code=error.code,
        message=said.what,
        next=said.next,
        fields=list(error.fields),
        findings=list(findings),
    )
    response = HttpResponse(
        json.dumps({"error": body.model_dump()}, ensure_ascii=False),
        content_type="application/json; charset=utf-8",
        status=status(error),
    )
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="ipharbor"'
    return response


def of(request: HttpRequest, broken: Exception) -> HttpResponse:
    """The answer for whatever went wrong; what nobody foresaw is logged and told as such."""
    if isinstance(broken, ValidationError):
        return _invalid(broken)
    told = _told(request, broken)
    response = refusal(told)
    if told.code == "api.busy":
        response["Retry-After"] = "5"
    return response


def _told(request: HttpRequest, broken: Exception) -> HarborError:
    if isinstance(broken, HttpError) and isinstance(broken.__cause__, Exception):
        broken = broken.__cause__
    match broken:
        case HarborError():
            told = broken
        case RequestDataTooBig():
            told = HarborError("api.body.too_large")
        case Http404():
            told = HarborError("api.address.unknown", path=request.path[:200])
        case HttpError() | MultiPartParserError() | TooManyFieldsSent() | TooManyFilesSent():
            told = HarborError("api.body.unreadable", why=str(broken)[:120])
        case OperationalError():
            _log.warning("the store does not answer", exc_info=broken)
            told = HarborError("api.busy")
        case _:
            _log.error("the interface failed at %s", view_of(request), exc_info=broken)
            told = HarborError("api.failed")
    return told


def lost(request: HttpRequest) -> HttpResponse:
    """The answer at an address of the interface that leads nowhere."""
    with translation.override(TAGS[asked(request, None)]):
        return refusal(HarborError("api.address.unknown", path=request.path[:200]))


def _invalid(broken: ValidationError) -> HttpResponse:
    found = tuple(_finding(one) for one in broken.errors[:50])
    names = tuple(dict.fromkeys(one.column for one in found if one.column))
    return refusal(
        HarborError("api.request.invalid", fields=names, count=len(broken.errors)), found
    )


def _finding(one: Mapping[str, Any]) -> FindingTold:
    place = [str(part) for part in one.get("loc", ())]
    column = place[-1] if place else ""
    kind = str(one.get("type", ""))
    value = str(one.get("msg", ""))[:200]
    said = HarborError("api.value.unfit", at=".".join(place), why=value).told(lang())
    return FindingTold(
        at=".".join(place), code=f"api.value.{kind}", what=said.what, next=said.next,
        column=column, value=value,
    )  # fmt: skip
