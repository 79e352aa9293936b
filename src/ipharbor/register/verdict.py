"""Yes, no, or cannot tell: the three answers of a legal question."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """``YES`` and ``NO`` follow from what is known; ``UNKNOWN`` says that facts are missing."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "cannot_tell"
