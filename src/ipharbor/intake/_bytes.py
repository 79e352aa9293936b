"""The bytes of a file, unpacked where they are packed, never more than asked for."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

from ipharbor.vocabulary.errors import HarborError

BLOCK = 1 << 18
MAX_RATIO = 200  # unpacked over packed; real tables pack 3 to 30 times
SMALL = 64 << 20  # bytes below which no ratio is suspicious

GZIP = b"\x1f\x8b"


class ByteStream:
    """The unpacked bytes of a plain or gzipped file, in blocks of about ``BLOCK`` bytes.

    ``consumed`` counts bytes of the file itself. After the last block ``fault`` is empty,
    or the code of what cut the file short: ``import.file.truncated`` (it ends in the
    middle) or ``import.file.damaged``. Everything readable before the fault is given.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.consumed = 0
        self.fault = ""

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as opened:
            packed = opened.read(2) == GZIP
            opened.seek(0)
            blocks = self._counted(iter(lambda: opened.read(BLOCK), b""))
            yield from self._unpacked(blocks) if packed else blocks

    def _counted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.consumed += len(block)
            yield block

    def _unpacked(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """A gzip file may hold several members one behind the other; zeros may pad it."""
        member = zlib.decompressobj(wbits=31)
        given = 0
        for block in blocks:
            rest = block
            while rest:
                if member.eof:
                    rest = rest.lstrip(b"\0")
                    if not rest:
                        break
                    member = zlib.decompressobj(wbits=31)
                try:
                    plain = member.decompress(rest, BLOCK)
                except zlib.error:
                    self.fault = "import.file.damaged"
                    return
                rest = member.unused_data if member.eof else member.unconsumed_tail
                given += len(plain)
                if given > SMALL and given > MAX_RATIO * self.consumed:
                    raise HarborError("import.file.bomb", path=self.path.name)
                if plain:
                    yield plain
        if not member.eof:
            self.fault = "import.file.truncated"


def first_bytes(path: Path, size: int) -> bytes:
    """The first ``size`` unpacked bytes, fewer when the file is shorter or cut."""
    start = bytearray()
    for block in ByteStream(path):
        start += block
        if len(start) >= size:
            break
    return bytes(start[:size])
