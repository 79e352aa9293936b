"""Text lines of a file of unknown encoding."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path

from ipharbor.intake._bytes import ByteStream, first_bytes
from ipharbor.vocabulary.errors import HarborError

SAMPLE = 1 << 20
LONGEST_LINE = 4 << 20  # bytes; a longer one is cut into lines of that length
TOLERATED = 0.1  # share of unreadable among non-ASCII characters of the right encoding
FEW = 64  # so many unreadable places are a finding each, also in a small file
HOPELESS = 0.5  # above this share no text of that encoding is worth reading

LOST = re.compile("[\ud800-\udfff]+")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(path: Path) -> str:
    """``utf-8``, ``utf-8-sig``, ``gb18030``, ``utf-16-le`` or ``utf-16-be``.

    A byte order mark decides; else, by a MiB from the first block on that is not plain
    ASCII, UTF-8 when it reads, GB 18030 when that reads, and otherwise the one of the two
    that fails in fewer places. Raises HarborError ``import.file.binary`` for what is no
    text at all, ``import.file.encoding`` for text in neither.
    """
    start = first_bytes(path, 4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    sample = _telling(path)
    if sample.count(0) * 10 > len(sample):
        raise HarborError("import.file.binary", path=path.name)
    failed = {encoding: _failing(sample, encoding) for encoding in ("utf-8", "gb18030")}
    best = min(failed, key=lambda encoding: failed[encoding])
    share, places = failed[best]
    if share > HOPELESS or (share > TOLERATED and places > FEW):
        raise HarborError("import.file.encoding", path=path.name)
    return best


class LineStream:
    """The lines of a file with their line ends, in the order of the file.

    ``dirty`` is true from the first line on that needs a closer look: it holds a NUL, or
    bytes that are not of the encoding, which stand in the text as lone surrogates
    (``LOST``). ``fault`` is that of the bytes; the last line is then cut.
    """

    def __init__(self, path: Path, encoding: str) -> None:
        self.bytes = ByteStream(path)
        self.encoding = encoding
        self.dirty = False

    @property
    def consumed(self) -> int:
        return self.bytes.consumed

    @property
    def fault(self) -> str:
        return self.bytes.fault

    def __iter__(self) -> Iterator[str]:
        for block in self._blocks():
            yield from io.StringIO(self._decoded(block), newline="")

    def _decoded(self, block: bytes) -> str:
        if b"\0" in block:
            self.dirty = True
        encoding = "utf-8" if self.encoding != "gb18030" else self.encoding
        try:
            return block.decode(encoding)
        except UnicodeDecodeError:
            self.dirty = True
            return block.decode(encoding, "surrogateescape")

    def _blocks(self) -> Iterator[bytes]:
        """Blocks that end at a line end: no byte of a character of either encoding is one."""
        pending = b""
        for block in self._without_mark():
            pending += block
            cut = pending.rfind(b"\n") + 1
            if not cut:
                cut = pending.rfind(b"\r", 0, -1) + 1
            if not cut and len(pending) > LONGEST_LINE:
                cut = len(pending)
            if cut:
                yield pending[:cut]
                pending = pending[cut:]
        if pending:
            yield pending

    def _without_mark(self) -> Iterator[bytes]:
        blocks = iter(self.bytes)
        if self.encoding.startswith("utf-16"):
            decoder = codecs.getincrementaldecoder(self.encoding)("replace")
            for number, block in enumerate(blocks):
                text = decoder.decode(block)
                yield (text.lstrip("\ufeff") if number == 0 else text).encode("utf-8", "replace")
            return
        for number, block in enumerate(blocks):
            yield block.removeprefix(codecs.BOM_UTF8) if number == 0 else block


def _telling(path: Path) -> bytes:
    """About ``SAMPLE`` bytes from the first block on that is not plain ASCII text."""
    sample = bytearray()
    for block in ByteStream(path):
        if sample or not block.isascii() or b"\0" in block:
            sample += block
        if len(sample) >= SAMPLE:
            break
    return bytes(sample)


def _failing(sample: bytes, encoding: str) -> tuple[float, int]:
    """Share of unreadable places among all non-ASCII characters (0 for pure ASCII), and how
    many they are."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample)
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    places = text.count("\ufffd")
    return (places / foreign if foreign else 0.0), places
