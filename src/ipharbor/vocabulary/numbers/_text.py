"""The text of a number without what people put between its digits."""

from __future__ import annotations

import re
import unicodedata

_NOISE = re.compile(r"[\s.\-_/·．。:：,，]+")


def tidy(text: str) -> str:
    """NFKC, capitals, and no blanks, dots, dashes or slashes."""
    if text.isascii():  # as NFKC would leave it
        return (text if text.isalnum() else _NOISE.sub("", text)).upper()
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
