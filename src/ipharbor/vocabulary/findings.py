"""Findings: what is wrong with a piece of data, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ipharbor.vocabulary.messages import Message, message

SHOWN = 120  # characters of an offending value that are repeated in a report


class Severity(StrEnum):
    """How much a finding weighs. A ``fault`` sets its row aside; the others do not."""

    NOTE = "note"
    WARN = "warn"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """One remark on imported data.

    ``row`` is the line a person sees in the spreadsheet or file (the header is usually
    row 1), 0 when the remark concerns the whole file. ``column`` is the heading as it
    stands in the file, empty for the whole row. ``value`` is the offending text, cut to
    ``SHOWN`` characters. ``params`` fill the message of ``code`` beside ``row``,
    ``column`` and ``value``.
    """

    code: str
    severity: Severity
    row: int = 0
    column: str = ""
    value: str = ""
    params: dict[str, str] = field(default_factory=dict)

    def told(self, lang: str) -> Message:
        """The finding's sentence in ``lang``."""
        known: dict[str, object] = {
            "row": self.row,
            "column": self.column,
            "value": self.value[:SHOWN],
        }
        return message(self.code, lang, known | self.params)
