"""Files that programs take away."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from ipharbor import wiring
from ipharbor.gateways.vault import opened

FILE = "application/octet-stream"


def of_vault(sha256: str, *, name: str, size: int | None = None) -> StreamingHttpResponse:
    """The bytes that the vault keeps under a hash. HarborError ``paper.lost`` where they are
    gone."""
    chunks = opened(wiring.vault(), sha256, name=name)
    response = StreamingHttpResponse(chunks, content_type=FILE)
    if size is not None:
        response["Content-Length"] = str(size)
    response["Content-Disposition"] = _disposition(name)
    return response


def made(data: bytes, *, name: str) -> HttpResponse:
    """Bytes that were made for this answer."""
    response = HttpResponse(data, content_type=FILE)
    response["Content-Disposition"] = _disposition(name)
    return response


def _disposition(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
