"""Templates of forms as files: which one holds, and whether it can be trusted to be drawn."""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from pathlib import Path

from ipharbor.papers.kinds import Form
from ipharbor.vocabulary.errors import HarborError

SUFFIX = ".docx"
MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 40 * 2**20
MOST_PARTS = 500
_MADE = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP can tell
_DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
_LINK = b"/relationships/hyperlink"


def template(form: Form, own: Path | None = None) -> bytes:
    """The template of ``form``: that of the folder ``own`` where it holds one, else ours.

    A template is hostile until looked at. Raises ``papers.template.not_docx``,
    ``papers.template.too_large`` and ``papers.template.active`` for one that carries macros,
    reaches outside itself or declares entities.
    """
    name = form.code + SUFFIX
    path = own / name if own is not None else None
    if path is None or not path.is_file():
        return files("ipharbor.papers").joinpath("forms", name).read_bytes()
    if path.stat().st_size > MOST_BYTES:
        raise HarborError("papers.template.too_large", name=name, most=MOST_BYTES // 2**20)
    found = path.read_bytes()
    inspected(found, name)
    return found


def repacked(package: bytes) -> bytes:
    """The same package with its parts in one order and without the time of its making, so
    that equal papers are equal files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as told, zipfile.ZipFile(out, "w") as made:
        for name in sorted(told.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, _MADE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            made.writestr(part, told.read(name))
    return out.getvalue()


def inspected(package: bytes, name: str) -> None:
    """Raise what ``template`` raises for a DOCX that is none, is too large or would act."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as opened:
            parts = opened.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
                raise HarborError(
                    "papers.template.too_large", name=name, most=MOST_UNPACKED // 2**20
                )
            if "word/document.xml" not in opened.namelist():
                raise HarborError("papers.template.not_docx", name=name)
            for part in parts:
                _inert(part.filename, opened.read(part), name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise HarborError("papers.template.not_docx", name=name) from broken


def _inert(part: str, told: bytes, name: str) -> None:
    bare = told.replace(b"\0", b"")
    acts = "vbaproject" in part.lower() or part.lower().endswith((".bin", ".exe", ".ole"))
    declares = part.lower().endswith((".xml", ".rels")) and any(one in bare for one in _DECLARES)
    reaches = part.lower().endswith(".rels") and any(
        b'TargetMode="External"' in one and _LINK not in one for one in bare.split(b"<")
    )
    if acts or declares or reaches:
        raise HarborError("papers.template.active", name=name, part=part)
