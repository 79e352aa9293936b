"""Files of the vault, handed out to be saved and never shown inside a page of ours."""

from __future__ import annotations

import itertools

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from ipharbor import wiring
from ipharbor.vocabulary.errors import HarborError

PLAIN = "application/octet-stream"


def handed_out(
    sha256: str, *, size: int, name: str, content_type: str = PLAIN
) -> StreamingHttpResponse:
    """The bytes under a hash as a file of that name, kept by nobody on the way. Raises HarborError
    ``paper.lost`` where the vault has them no more."""
    chunks = wiring.vault().chunks(sha256)
    try:
        first = next(chunks, b"")
    except OSError as gone:
        raise HarborError("paper.lost", name=name) from gone
    response = StreamingHttpResponse(itertools.chain([first], chunks), content_type=content_type)
    response["Content-Length"] = str(size)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
