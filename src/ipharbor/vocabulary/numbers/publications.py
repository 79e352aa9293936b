"""Publication numbers of any office.

Sources: publication numbers ZC 0007, kind codes ZC 0008 (WIPO ST.16 elsewhere).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ipharbor.vocabulary.numbers._text import tidy
from ipharbor.vocabulary.numbers.chinese import type_of_digit
from ipharbor.vocabulary.provenance import Stated

_PUBLICATION = re.compile(r"^([A-Z]{2})([A-Z0-9]*?[0-9])([A-Z][0-9]?)?$")
_OFFICE = re.compile(r"^[A-Z]{2}$")
_BY_KIND = {
    "A": "invention", "B": "invention", "C": "invention",
    "U": "utility_model", "Y": "utility_model", "S": "design", "D": "design",
}  # fmt: skip


@dataclass(frozen=True)
class PublicationNumber:
    """A publication number of any office: ``CN`` + ``113297382`` + ``A``.

    ``kind`` is empty when the source does not state it.
    """

    office: str
    serial: str
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.office}{self.serial}{self.kind}"

    @property
    def patent_type(self) -> str | None:
        """What the number itself tells of a Chinese right's type, else None."""
        if self.office != "CN":
            return None
        if self.kind:
            return _BY_KIND.get(self.kind[0])
        if len(self.serial) in (7, 9):
            return type_of_digit(self.serial[0])
        return type_of_digit(self.serial[2]) if len(self.serial) == 8 else None

    @property
    def stage(self) -> str | None:
        """``application`` or ``grant`` as kind code or series tell it, else None.

        Utility models and designs have been published at grant only since 1993, and B has
        been a grant since 2010: on numbers of seven or eight digits B, U and S are
        announcements of an application (审定公告, 申请公告) of 1985 to 1992. Numbers of the
        inventions' series without kind code leave it open.
        """
        if self.office != "CN":
            return None
        if self.kind:
            early = len(self.serial) in (7, 8) and self.kind in ("B", "U", "S")
            return "application" if early or self.kind[0] == "A" else "grant"
        if len(self.serial) == 8:
            return None
        return "grant" if self.patent_type in ("utility_model", "design") else None


def publication_number(text: str, office: str = "") -> Stated[PublicationNumber]:
    """Read a publication number; ``office`` supplies the country where the text lacks it.

    Accepts ``CN113297382A``, ``CN 113297382 A``, ``CN-113297382-A``, ``113297382`` with
    an office, ``WO/2009/043854``. ``why`` is ``number.publication.unreadable`` when
    nothing was understood.
    """
    bare = tidy(text)
    if not bare:
        return Stated(text, None)
    land = tidy(office)
    if _OFFICE.match(land) and not bare.startswith(land):
        bare = land + bare
    found = _PUBLICATION.match(bare)
    if found is None:
        return Stated(text, None, "number.publication.unreadable")
    return Stated(text, PublicationNumber(found[1], found[2], found[3] or ""))
