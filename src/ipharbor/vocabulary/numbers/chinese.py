"""Chinese application and patent numbers.

Sources: ZC 0006-2003 (twelve digits and a check character since 2003-10-01); before it eight
digits, printed with a check character since 1989 and without one from 1985 to 1988, when one
number served application, publication and patent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from ipharbor.vocabulary.numbers._text import tidy
from ipharbor.vocabulary.provenance import Stated

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_ZEROS = tuple(ord("0") * sum(_WEIGHTS[:length]) for length in range(len(_WEIGHTS) + 1))
_TYPE_OF_DIGIT = {
    "1": "invention",
    "2": "utility_model",
    "3": "design",
    "8": "invention",
    "9": "utility_model",
}
_FIRST_YEAR = 1985
_CHANGE = 2003  # the year of both forms: eight digits until September, twelve from October

# A prefix, the digits, the check character, and docdb's kind of an application. GK, SD and GG
# stood before the one number of 1985-1988 for its publication, examination and announcement.
_WRITTEN = re.compile(
    r"^(?:中国)?(?:专利)?(?:申请号|专利号|申请|专利)?(?:CN|ZL|GK|SD|GG){0,2}"
    r"([0-9]{12}|[0-9]{8})([0-9X])?(?:[ABCUSDY][0-9]?)?$"
)


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
        return 1900 + short if short >= _FIRST_YEAR - 1900 else 2000 + short

    @property
    def patent_type(self) -> str | None:
        return _TYPE_OF_DIGIT.get(self.digits[4 if len(self.digits) == 12 else 2])

    @property
    def from_pct(self) -> bool:
        """Whether the kind digit says that an international application entered China."""
        return self.digits[4 if len(self.digits) == 12 else 2] in "89"

    @property
    def serial(self) -> str:
        """The running number of its year and kind: 5 or 7 digits."""
        return self.digits[5:] if len(self.digits) == 12 else self.digits[3:]

    def __str__(self) -> str:
        return f"{self.digits}.{self.check}"


def type_of_digit(digit: str) -> str | None:
    """The type of right that a kind or series digit stands for, None for another digit."""
    return _TYPE_OF_DIGIT.get(digit)


@lru_cache(maxsize=1024)  # a number that is read asks for it twice
def check_character(digits: str) -> str:
    """The check character of 8 or 12 digits: weighted sum modulo 11, ten written ``X``.

    Weights run 2 3 4 5 6 7 8 9 2 3 4 5 from the left (ZC 0006-2003).
    """
    # The code of a digit is its value and that of zero, which is taken off all at once.
    total = sum(map(mul, digits.encode("ascii"), _WEIGHTS)) - _ZEROS[len(digits)]
    remainder = total % 11
    return "X" if remainder == 10 else str(remainder)


def application_number(text: str) -> Stated[ApplicationNumber]:
    """Read a Chinese application or patent number in any written form.

    ``201510163325.6``, ``ZL 2015 1 0163325.6``, ``CN201510163325`` and ``2015101633256``
    are the same number, as are ``85100001``, ``GK 85 1 00001`` and ``CN85100001A`` of the years
    in which one number served for all. A kind code behind the number is left out. Eight digits
    are read for 1985 to 2003 and twelve from 2003 on, so that a publication number of nine
    digits is none.

    ``why`` is ``number.check.mismatch`` when the written check character is not the one the
    digits ask for (the number is still read), ``number.application.unreadable`` when no number
    was found, and empty for empty text.
    """
    bare = tidy(text)
    if not bare:
        return Stated(text, None)
    found = _WRITTEN.match(bare)
    if found is None:
        return Stated(text, None, "number.application.unreadable")
    number = ApplicationNumber(found[1])
    if not _plausible(number):
        return Stated(text, None, "number.application.unreadable")
    if found[2] and found[2] != number.check:
        return Stated(text, number, "number.check.mismatch")
    return Stated(text, number)


def _plausible(number: ApplicationNumber) -> bool:
    if number.patent_type is None:
        return False
    if len(number.digits) == 8:
        return _FIRST_YEAR <= number.year <= _CHANGE
    return _CHANGE <= number.year <= 2100
