"""Pieces of an XML file that nobody vouches for, read as it streams by.

Nothing outside the file is ever read: a DOCTYPE may name a DTD, which is left alone, and may
declare nothing. References to entities that XML itself does not know become U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from ipharbor.intake._bytes import ByteStream, first_bytes
from ipharbor.vocabulary.errors import HarborError

DEEPEST = 60  # levels of elements
LARGEST = 1 << 20  # characters of one piece, its attributes included
MOST = 5000  # elements and attributes of one piece
LONGEST_TOKEN = 4 << 20  # bytes of a tag or a text without an end
WHOLE = 2 << 30  # unpacked bytes of a file

_DECLARED = re.compile(rb"^<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CHINESE = frozenset({"gb2312", "gbk", "gb18030", "cp936", "x-gbk", "gb_2312-80"})
_MARKS_AND_BLANKS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


@dataclass
class Piece:
    """An element with all that is in it; names are without their prefix.

    ``line`` is where it begins in the file, of an inner element where the outermost one does.
    """

    name: str
    line: int
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)
    children: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, stripped."""
        return "".join(self.parts).strip()

    def every(self, name: str) -> Iterator[Piece]:
        """All elements of that name in it, in the order of the file."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)

    def first(self, name: str) -> str:
        """The text of the first element of that name that holds some, else empty."""
        return next((found.text for found in self.every(name) if found.text), "")


def is_xml(path: Path) -> bool:
    """Whether the first sign of a (perhaps gzipped) file is ``<``, in any encoding."""
    return path.is_file() and first_bytes(path, 512).lstrip(_MARKS_AND_BLANKS).startswith(b"<")


class Pieces:
    """The elements of some names, outermost ones, in the order of the file.

    After the last one ``root`` is the name of the file's outermost element and ``broken`` the
    line at which it stops being XML, 0 for a whole file. Raises HarborError
    ``events.xml.hostile`` for declarations, depth and sizes that no file of records has, and
    ``import.file.bomb``.
    """

    def __init__(self, path: Path, names: frozenset[str]) -> None:
        self.path = path
        self.names = names
        self.root = ""
        self.broken = 0
        self.fault = ""
        self._open: list[Piece] = []
        self._depth = 0
        self._size = 0
        self._ready: list[Piece] = []

    def __iter__(self) -> Iterator[Piece]:
        source = ByteStream(self.path)
        decoder = self._decoder()
        self._parser = parser = expat.ParserCreate("utf-8" if decoder else None)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        fed = 0
        try:
            for block in source:
                data = decoder.decode(block).encode() if decoder else block
                parser.Parse(data, False)
                fed += len(data)
                self._bounded(fed)
                yield from self._given()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            self.broken = error.lineno
        self.fault = source.fault
        yield from self._given()

    def _decoder(self) -> codecs.IncrementalDecoder | None:
        """A decoder for the Chinese encodings, which the parser itself does not know."""
        declared = _DECLARED.match(first_bytes(self.path, 512))
        name = declared[1].decode().lower() if declared else ""
        return codecs.getincrementaldecoder("gb18030")("replace") if name in _CHINESE else None

    def _given(self) -> list[Piece]:
        ready, self._ready = self._ready, []
        return ready

    def _hostile(self, why: str) -> HarborError:
        return HarborError(
            "events.xml.hostile",
            path=self.path.name,
            line=self._parser.CurrentLineNumber,
            why=why,
        )

    def _bounded(self, fed: int) -> None:
        if fed - self._parser.CurrentByteIndex > LONGEST_TOKEN or fed > WHOLE:
            raise self._hostile("size")

    def _doctype(
        self, _name: str, _system: str | None, _public: str | None, internal: bool
    ) -> None:
        if internal:
            raise self._hostile("DOCTYPE")

    def _entity(self, *_told: object) -> None:
        raise self._hostile("ENTITY")

    def _skipped(self, _name: str, _parameter: bool) -> None:
        self._text("\ufffd")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._hostile("depth")
        bare = name.rpartition(":")[2]
        self.root = self.root or bare
        if not self._open and bare not in self.names:
            return
        if not self._open:
            self._size = self._count = 0
        told = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        self._count += 1 + len(told)
        self._grown(sum(map(len, told.values())))
        line = self._open[0].line if self._open else self._parser.CurrentLineNumber
        piece = Piece(bare, line, told)
        if self._open:
            self._open[-1].children.append(piece)
        self._open.append(piece)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._open:
            piece = self._open.pop()
            if not self._open:
                self._ready.append(piece)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)
            self._grown(len(text))

    def _grown(self, by: int) -> None:
        self._size += by
        if self._size > LARGEST or self._count > MOST:
            raise self._hostile("size")
