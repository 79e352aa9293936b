"""Chinese application and publication numbers in every written form.

Sources: application numbers follow ZC 0006-2003 (twelve digits and a check character
since 2003-10-01, eight and a check character before), publication numbers ZC 0007, kind
codes ZC 0008. Nothing here raises on bad text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ipharbor.vocabulary.provenance import Stated

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_TYPE_OF_DIGIT = {
    "1": "invention",
    "2": "utility_model",
    "3": "design",
    "8": "invention",
    "9": "utility_model",
}
_APPLICATION = re.compile(r"^(?:CN|ZL)?(\d{12}|\d{8})([0-9X])?$")
_PUBLICATION = re.compile(r"^([A-Z]{2})([A-Z0-9]*?\d)([A-Z]\d?)?$")
_OFFICE = re.compile(r"^[A-Z]{2}$")
_NOISE = re.compile(r"[\s.\-_/·．。:：,，]+")


@dataclass(frozen=True)
class ApplicationNumber:
    """A Chinese application number.

    ``digits`` are the 8 or 12 digits without check character. ``patent_type`` is None
    when the kind digit is none of 1, 2, 3, 8, 9. ``year`` is the filing year the number
    carries.
    """

    digits: str

    @property
    def check(self) -> str:
        """The check character the digits ask for (``0``-``9`` or ``X``)."""
        return check_character(self.digits)

    @property
    def year(self) -> int:
        if len(self.digits) == 12:
            return int(self.digits[:4])
        short = int(self.digits[:2])
        return 1900 + short if short >= 85 else 2000 + short

    @property
    def patent_type(self) -> str | None:
        return _TYPE_OF_DIGIT.get(self.digits[4 if len(self.digits) == 12 else 2])

    def __str__(self) -> str:
        return f"{self.digits}.{self.check}"


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
        by_kind = {"A": "invention", "B": "invention", "C": "invention", "U": "utility_model",
                   "Y": "utility_model", "S": "design", "D": "design"}  # fmt: skip
        if self.kind:
            return by_kind.get(self.kind[0])
        if len(self.serial) in (7, 9):
            return _TYPE_OF_DIGIT.get(self.serial[0])
        return None

    @property
    def stage(self) -> str | None:
        """``application`` or ``grant`` as kind code or series tell it, else None.

        Utility models and designs have been published at grant only since 1993; numbers
        of the inventions' series without kind code leave it open.
        """
        if self.office != "CN":
            return None
        if self.kind:
            return "application" if self.kind[0] == "A" else "grant"
        return "grant" if self.patent_type in ("utility_model", "design") else None


def check_character(digits: str) -> str:
    """The check character of 8 or 12 digits: weighted sum modulo 11, ten written ``X``.

    Weights run 2 3 4 5 6 7 8 9 2 3 4 5 from the left (ZC 0006-2003).
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    remainder = total % 11
    return "X" if remainder == 10 else str(remainder)


def tidy(text: str) -> str:
    """NFKC, capitals, and no blanks, dots, dashes or slashes."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def application_number(text: str) -> Stated[ApplicationNumber]:
    """Read a Chinese application or patent number in any written form.

    ``201510163325.6``, ``ZL 2015 1 0163325.6``, ``CN201510163325`` and ``2015101633256``
    are the same number. ``why`` is ``number.check.mismatch`` when the written check
    character is not the one the digits ask for (the number is still read),
    ``number.application.unreadable`` when no number was found, and empty for empty text.
    """
    bare = tidy(text)
    if not bare:
        return Stated(text, None)
    found = _APPLICATION.match(bare)
    if found is None:
        return Stated(text, None, "number.application.unreadable")
    number = ApplicationNumber(found[1])
    if not _plausible(number):
        return Stated(text, None, "number.application.unreadable")
    if found[2] and found[2] != number.check:
        return Stated(text, number, "number.check.mismatch")
    return Stated(text, number)


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


def _plausible(number: ApplicationNumber) -> bool:
    return number.patent_type is not None and 1985 <= number.year <= 2100
