"""A look at a workbook's package before anything opens it.

A workbook is a zip of XML parts. Everything here is streamed and counted as it unpacks,
since what the zip declares about its parts may be untrue.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from ipharbor.vocabulary.errors import HarborError

MAX_UNPACKED = 1 << 30  # bytes of all parts together
MAX_RATIO = 200
SMALL_PART = 10 << 20  # bytes below which a part may be packed as tightly as it likes
MAX_CELLS = 5_000_000  # of a sheet's whole rectangle; about 1 GiB once loaded
MAX_CHARACTERS = 400 << 20  # of all cells of a sheet, shared texts counted each time
LONGEST_ROW = 16 << 20  # bytes of XML

_BLOCK = 1 << 20
_ROW_END = re.compile(rb"</(?:\w{1,20}:)?row\s*>")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})(\d{1,10})["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w{1,20}:)?v>(\d{1,9})<""")
_ITEM = re.compile(rb"<(?:\w{1,20}:)?si[\s/>]")


def inspect_workbook(path: Path) -> None:
    """Refuse a workbook that would harm or overfill the machine that opens it.

    Raises HarborError ``import.file.bomb`` (more than ``MAX_UNPACKED`` in all, or a large
    part packed tighter than ``MAX_RATIO``), ``import.file.hostile`` (a document type or
    entity declaration, or a part that is not what its zip entry says),
    ``import.sheet.too_large`` (a rectangle of more than ``MAX_CELLS``, or more text than
    ``MAX_CHARACTERS``), ``import.file.damaged_xlsx``.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as opened:
            _Inspection(path.name, archive.infolist(), opened).run()
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        raise HarborError("import.file.damaged_xlsx", path=path.name) from error


@dataclass
class _Inspection:
    name: str
    parts: list[zipfile.ZipInfo]
    opened: BinaryIO
    unpacked: int = 0

    def run(self) -> None:
        if sum(part.file_size for part in self.parts) > MAX_UNPACKED:
            raise HarborError("import.file.bomb", path=self.name)
        shared: list[int] = []
        sheets = []
        for part in self.parts:
            inner = part.filename.lower().replace("\\", "/")
            if "xl/worksheets/" in inner and inner.endswith(".xml"):
                sheets.append(part)
            elif inner.endswith("sharedstrings.xml"):
                shared = self._shared_lengths(part)
            elif inner.endswith((".xml", ".rels")):
                for _ in self._safe(part):
                    pass
        for part in sheets:
            self._measure(part, shared)

    def _measure(self, part: zipfile.ZipInfo, shared: list[int]) -> None:
        """Bound the rectangle that the sheet's cells span, and their text."""
        letters: set[bytes] = set()
        height = rows = width = cells = characters = 0
        for block in self._rows(part):
            places = _PLACE.findall(block)
            letters |= {place[0] for place in places}
            height = max(height, max((int(place[1]) for place in places), default=0))
            for row in _ROW_END.split(block):
                inside = len(_CELL.findall(row))
                width = max(width, inside)
                cells += inside
                rows += 1
            width = max(width, max(map(_column, letters), default=0))
            characters += len(block)
            if shared:
                characters += sum(
                    shared[place] for place in map(int, _SHARED.findall(block))
                    if place < len(shared)
                )  # fmt: skip
            if max(height, rows) * width > MAX_CELLS or characters > MAX_CHARACTERS:
                raise HarborError(
                    "import.sheet.too_large",
                    path=self.name,
                    cells=max(height, rows) * width,
                    limit=MAX_CELLS,
                )

    def _rows(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The part in blocks that end behind a row."""
        pending = b""
        for block in self._safe(part):
            pending += block
            end = pending.rfind(b"</row")
            cut = pending.find(b">", end) + 1 if end >= 0 else 0
            if cut:
                yield pending[:cut]
                pending = pending[cut:]
            if len(pending) > LONGEST_ROW:
                raise HarborError("import.file.hostile", path=self.name, part=part.filename)
        yield pending

    def _shared_lengths(self, part: zipfile.ZipInfo) -> list[int]:
        """Bytes of XML of each shared text, in their order."""
        starts: list[int] = []
        offset = 0
        pending = b""
        for block in self._safe(part):
            pending += block
            starts.extend(offset + found.start() for found in _ITEM.finditer(pending))
            keep = pending[pending.rfind(b"<") :] if b"<" in pending[-64:] else b""
            if starts and keep and starts[-1] >= offset + len(pending) - len(keep):
                starts.pop()
            offset += len(pending) - len(keep)
            pending = keep
        starts.append(offset + len(pending))
        return [after - before for before, after in pairwise(starts)]

    def _safe(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The unpacked part, refused as soon as it shows what no workbook needs."""
        size = 0
        tail = b""
        for block in _inflated(self.opened, part):
            size += len(block)
            self.unpacked += len(block)
            tight = size > SMALL_PART and size > MAX_RATIO * max(part.compress_size, 1)
            if tight or self.unpacked > MAX_UNPACKED:
                raise HarborError("import.file.bomb", path=self.name)
            wide = not tail and block.startswith((b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0"))
            seen = tail + block
            if wide or b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or size > part.file_size:
                raise HarborError("import.file.hostile", path=self.name, part=part.filename)
            tail = seen[-16:]
            yield block


def _inflated(opened: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What the part really holds, whatever size its entry claims."""
    opened.seek(part.header_offset)
    head = opened.read(30)
    if head[:4] != b"PK\x03\x04" or part.flag_bits & 1:
        raise zipfile.BadZipFile(part.filename)
    opened.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    left = part.compress_size
    if part.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (block := opened.read(min(left, _BLOCK))):
            left -= len(block)
            yield block
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(part.filename)
    unpack = zlib.decompressobj(wbits=-15)
    while left > 0 and not unpack.eof and (packed := opened.read(min(left, _BLOCK))):
        left -= len(packed)
        while packed and not unpack.eof:
            block = unpack.decompress(packed, _BLOCK)
            packed = unpack.unconsumed_tail
            if block:
                yield block


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
