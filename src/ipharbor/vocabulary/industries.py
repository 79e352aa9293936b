"""Class codes of the industrial classification GB/T 4754-2017."""

from __future__ import annotations

import re
import unicodedata

from ipharbor.vocabulary.provenance import Stated

# Sections with the first and the last of their divisions.
_SECTIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52),
    "G": (53, 60), "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72),
    "M": (73, 75), "N": (76, 79), "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90),
    "S": (91, 96), "T": (97, 97),
}  # fmt: skip
_SHAPE = re.compile(r"([A-T]?)(\d{2,4})")


def industry(text: str) -> Stated[str]:
    """Read a code such as ``C3872``, ``3872``, ``C38`` or ``387``, with or without its section.

    The clean code always has the section's letter, then the two digits of the division and up
    to two more. Sections and divisions are checked, groups and classes are not. ``why`` is
    ``industry.unreadable``, also where the letter is not the one of the division; empty text
    gives nothing and no reason.
    """
    bare = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not bare:
        return Stated(text, None)
    if bare in _SECTIONS:
        return Stated(text, bare)
    found = _SHAPE.fullmatch(bare)
    section = _section(int(found[2][:2])) if found else ""
    if found is None or not section or found[1] not in ("", section):
        return Stated(text, None, "industry.unreadable")
    return Stated(text, section + found[2])


def _section(division: int) -> str:
    return next(
        (letter for letter, (first, last) in _SECTIONS.items() if first <= division <= last), ""
    )
