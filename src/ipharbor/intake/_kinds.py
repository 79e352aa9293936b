"""What kind of file this is, by its first bytes and never by its name."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from ipharbor.intake._bytes import GZIP, first_bytes
from ipharbor.vocabulary.errors import HarborError

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_JSON_LIST = re.compile(rb"\[\s*\{")
_MARKS_AND_BLANKS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


class Kind(StrEnum):
    """The kinds of file that are read; the text kinds may be gzipped."""

    DELIMITED = "delimited"
    JSON_LINES = "json lines"
    XLSX = "xlsx"
    PARQUET = "parquet"


def kind_of(path: Path) -> Kind:
    """The kind of a file. Raises HarborError for what cannot be read, saying what it is.

    ``import.file.missing``, ``.empty``, ``.zip`` (an archive that is no workbook),
    ``.password``, ``.xls`` (workbooks before 2007), ``.json_list``, ``.binary``.
    """
    if not path.is_file():
        raise HarborError("import.file.missing", path=str(path))
    try:
        start = first_bytes(path, 4096)
        with path.open("rb") as opened:
            packed = opened.read(2) == GZIP
    except OSError as error:
        raise HarborError("import.file.unreadable", path=str(path), why=str(error)) from error
    if not start.strip(_MARKS_AND_BLANKS):
        raise HarborError("import.file.empty", path=path.name)
    if start.startswith(_ZIP):
        if not packed and _is_workbook(path):
            return Kind.XLSX
        raise HarborError("import.file.zip", path=path.name)
    if start.startswith(_OLE):
        code = "import.file.password" if _mentions(path, _ENCRYPTED) else "import.file.xls"
        raise HarborError(code, path=path.name)
    if start.startswith(b"PAR1") and not packed:
        return Kind.PARQUET
    if start.startswith((GZIP, b"PAR1", b"%PDF", b"\x89PNG", b"SQLite format 3")):
        raise HarborError("import.file.binary", path=path.name)
    text = start.lstrip(_MARKS_AND_BLANKS)
    if _JSON_LIST.match(text):
        raise HarborError("import.file.json_list", path=path.name)
    return Kind.JSON_LINES if text.startswith(b"{") else Kind.DELIMITED


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise HarborError("import.file.damaged_xlsx", path=path.name) from error
    return any(name.lower().lstrip("/") == "xl/workbook.xml" for name in names)


def _mentions(path: Path, words: bytes) -> bool:
    """Whether the first MiB, where an OLE file keeps its directory as a rule, has ``words``."""
    return words in first_bytes(path, 1 << 20)
