"""Files that programs send."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.rights import import_events as importing
from ipharbor.actions.vault import keep
from ipharbor.api.body import look_at_text
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError


def named(file: UploadedFile[bytes], *, limit_mb: int) -> str:
    """The bare name of a file that is not too large.

    Raises HarborError ``upload.missing``, ``upload.too_large`` and ``api.text.unfit``.
    """
    name = PurePath((file.name or "").replace("\\", "/")).name
    if not name or name in (".", ".."):
        raise HarborError("upload.missing", fields=("file",))
    look_at_text(name)
    if (file.size or 0) > limit_mb * 2**20:
        raise HarborError("upload.too_large", fields=("file",), limit=limit_mb)
    return name


def laid_down(file: UploadedFile[bytes]) -> str:
    """The file's bytes in the vault; their hash. Raises as ``named``, and HarborError
    ``paper.empty``."""
    limit = current().paper_limit_mb
    name = named(file, limit_mb=limit)
    return keep.laid_down(file.chunks(), name, limit, wiring.vault()).sha256


def events_of(file: UploadedFile[bytes], *, by: permits.Actor) -> importing.EventReceipt:
    """Bring in a file of legal events; raises what ``import_events`` does, with the file named
    as the caller named it."""
    permits.require(by, "rights.import_events")
    with laid_aside(file) as path:
        return importing.import_events(path, by=by, at=timezone.now())


@contextmanager
def laid_aside(file: UploadedFile[bytes]) -> Iterator[Path]:
    """The file in a folder that goes when the block ends; what is raised in the block names the
    file as the caller named it. Raises as ``named``."""
    name = named(file, limit_mb=current().upload_limit_mb)
    with TemporaryDirectory(prefix="ipharbor-upload-") as folder:
        path = Path(folder) / name[-120:]
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        try:
            yield path
        except HarborError as wrong:
            shown = {
                key: name if str(value) in (str(path), path.name) else value
                for key, value in wrong.params.items()
            }
            raise HarborError(wrong.code, fields=("file",), **shown) from None
