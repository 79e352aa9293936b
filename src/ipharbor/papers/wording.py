"""The words of a document that a person brings: DOCX or plain text, without its form."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from ipharbor.papers.template import inspected
from ipharbor.vocabulary.errors import HarborError

MOST_WORDS = 400_000  # characters that are taken


def text_of(data: bytes, name: str) -> str:
    """The words of the file ``name``, a line for each paragraph and each row of a table.

    A DOCX is looked at as a template is, for it is as hostile. Raises what
    ``papers.template.inspected`` raises, and ``papers.wording.unreadable`` for a file that is
    neither DOCX nor text in UTF-8 or GB 18030.
    """
    if data[:2] == b"PK":
        inspected(data, name)
        try:
            return "\n".join(_lines(Document(io.BytesIO(data))))[:MOST_WORDS]
        except Exception as wrong:
            raise HarborError("papers.wording.unreadable", fields=("file",), name=name) from wrong
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            told = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in told:
            return told[:MOST_WORDS]
    raise HarborError("papers.wording.unreadable", fields=("file",), name=name)


def _lines(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                yield " ".join(text for text in cells if text)
