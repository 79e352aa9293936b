"""A change that is asked for twice is done once, and answered twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ipharbor.gateways.sealing import Sealer
from ipharbor.records.models import IdempotentAnswer
from ipharbor.settings import current, secret_key
from ipharbor.vocabulary.errors import HarborError

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HEADER = "Idempotency-Key"
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_HEADERS = ("ETag", "Location")


def key_of(request: HttpRequest) -> str:
    """The caller's key; HarborError ``api.key.missing`` or ``api.key.unfit``."""
    stated = request.headers.get(HEADER, "").strip()
    if not stated:
        raise HarborError("api.key.missing", fields=(HEADER,))
    if not _KEY.fullmatch(stated):
        raise HarborError("api.key.unfit", fields=(HEADER,))
    return stated


def once(
    request: HttpRequest,
    caller: str,
    change: Callable[[], HttpResponse],
    *,
    may: Callable[[str], None],
    asked_for: Callable[[], str],
) -> HttpResponse:
    """The answer of ``change``, or the one it gave when it was asked for before.

    The key is written down in the transaction of the change, so that a second request waits
    for the first. What was refused was not done and is not remembered. ``may`` raises where
    the caller may no longer do the action for which the earlier answer was given;
    ``asked_for`` gives the action after the change has run. Raises HarborError
    ``api.key.other_request`` where the key came with something else before.
    """
    key, digest = key_of(request), _digest(request)
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    row = IdempotentAnswer.objects.create(
                        caller=caller, key=key, digest=digest, at=timezone.now()
                    )
            except IntegrityError:
                return _again(caller, key, digest, may)
            response = change()
            if response.status_code >= 300:
                raise _Refused(response)
            row.status, row.action = response.status_code, asked_for()
            row.headers = {name: response[name] for name in _HEADERS if name in response}
            row.body = _sealer().seal(response.content.decode())
            row.save()
            return response
    except _Refused as refused:
        return refused.response


class _Refused(Exception):
    """Undoes the transaction of a change that was refused."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def _again(caller: str, key: str, digest: str, may: Callable[[str], None]) -> HttpResponse:
    row = IdempotentAnswer.objects.get(caller=caller, key=key)
    if row.digest != digest:
        raise HarborError("api.key.other_request", fields=(HEADER,))
    may(row.action)
    text = _sealer().open(row.body)
    if text is None:
        raise HarborError("api.failed")
    response = HttpResponse(text, content_type="application/json; charset=utf-8", status=row.status)
    for name, value in row.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def _sealer() -> Sealer:
    return Sealer(secret_key(current().home), "answers of the interface")


def _digest(request: HttpRequest) -> str:
    """Over method, address, preconditions and body; of a form over its fields and files."""
    reckoned = hashlib.sha256()
    preconditions = request.headers.get("If-Match", "")
    for part in (request.method or "", request.get_full_path(), preconditions):
        reckoned.update(part.encode("utf-8", "surrogatepass") + b"\x00")
    if (request.content_type or "").startswith("multipart/"):
        for piece in _pieces(request):
            reckoned.update(hashlib.sha256(piece).digest())
    else:
        reckoned.update(request.body)
    return reckoned.hexdigest()


def _pieces(request: HttpRequest) -> Iterable[bytes]:
    for name in sorted(request.POST):
        for value in request.POST.getlist(name):
            yield f"{name}={value}".encode("utf-8", "surrogatepass")
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            yield f"{name}:{file.name}".encode("utf-8", "surrogatepass")
            yield from _chunks(file)


def _chunks(file: UploadedFile[bytes]) -> Iterable[bytes]:
    yield from file.chunks()
    file.seek(0)
