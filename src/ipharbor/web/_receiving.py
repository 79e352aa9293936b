"""Files that come with a form, laid aside for as long as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError


@contextmanager
def laid_aside(request: HttpRequest, field: str = "file") -> Iterator[Path]:
    """The file sent in a field of the form, in a folder that goes when the block ends.

    Raises HarborError ``upload.missing`` and ``upload.too_large``. What is raised in the block
    names the file as the person knows it, and the field.
    """
    file = request.FILES.get(field)
    if not isinstance(file, UploadedFile) or not file.name:
        raise HarborError("upload.missing", fields=(field,))
    limit = current().upload_limit_mb
    if (file.size or 0) > limit * 2**20:
        raise HarborError("upload.too_large", fields=(field,), limit=limit)
    with TemporaryDirectory(prefix="ipharbor-upload-") as folder:
        path = Path(folder) / PurePath(file.name.replace("\\", "/")).name
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        try:
            yield path
        except HarborError as wrong:
            told = {name: _bare(value, path) for name, value in wrong.params.items()}
            raise HarborError(wrong.code, fields=(field,), **told) from None


def _bare(value: object, path: Path) -> object:
    return path.name if str(value) == str(path) else value
