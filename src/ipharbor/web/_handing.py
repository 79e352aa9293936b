"""Files of the vault, handed out to be saved and never shown inside a page of ours."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from ipharbor import wiring
from ipharbor.gateways.vault import opened

PLAIN = "application/octet-stream"


def handed_out(
    sha256: str, *, name: str, size: int | None = None, content_type: str = PLAIN
) -> StreamingHttpResponse:
    """The bytes under a hash as a file of that name, kept by nobody on the way. Raises HarborError
    ``paper.lost`` where the vault has them no more."""
    chunks = opened(wiring.vault(), sha256, name=name)
    response = StreamingHttpResponse(chunks, content_type=content_type)
    if size is not None:
        response["Content-Length"] = str(size)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
