"""Which numbering a Chinese publication number belongs to: letter, digits, and years in use.

Sources: the history of the numbering as public accounts of ZC 0007 and ZC 0008 tell it. From
1985 to 1988 the application number served for all; from 1989 seven digits ran on for each kind
of publication; from 1993 the examined publication (B) went and grants took C, Y and D; nine
digits came on 2007-07-18 for applications and on 2007-08-29 for grants; since 2010-04-07 grants
are B, U and S. Digits 1 to 7 behind a grant's letter announce a partial invalidation, 8 a
corrected front page, 9 a corrected document (WIPO ST.16; not verified in a primary text).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ipharbor.vocabulary.numbers.chinese import ApplicationNumber, type_of_digit
from ipharbor.vocabulary.numbers.publications import PublicationNumber


@dataclass(frozen=True)
class Series:
    """One numbering: the kind's letter, the number of digits, its first and its last day.

    ``tells`` is ``published`` (公布), ``examined`` (审定公告), ``announced`` (申请公告) or
    ``granted`` (授权公告); ``until`` is None while the numbering is in use.
    """

    kind: str
    digits: int
    since: date
    until: date | None
    tells: str


_BEGIN = date(1985, 9, 10)  # the first gazette
_SEVEN = date(1989, 1, 1)
_LAW_1993 = date(1993, 1, 1)
_NINE = date(2007, 7, 18)
_NINE_GRANTED = date(2007, 8, 29)
_LETTERS = date(2010, 4, 7)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


_EARLY = {"A": "published", "B": "examined", "U": "announced", "S": "announced"}

SERIES: tuple[Series, ...] = (
    *(Series(kind, 8, _BEGIN, _before(_SEVEN), tells) for kind, tells in _EARLY.items()),
    *(
        Series(kind, 7, _SEVEN, _before(_NINE if kind == "A" else _LAW_1993), tells)
        for kind, tells in _EARLY.items()
    ),
    *(Series(kind, 7, _LAW_1993, _before(_NINE_GRANTED), "granted") for kind in "CYD"),
    Series("A", 9, _NINE, None, "published"),
    *(Series(kind, 9, _NINE_GRANTED, _before(_LETTERS), "granted") for kind in "CYD"),
    *(Series(kind, 9, _LETTERS, None, "granted") for kind in "BUS"),
)
"""Every numbering of Chinese publications, the oldest first."""


def series_of(number: PublicationNumber) -> tuple[Series, ...]:
    """The numberings that a Chinese number may belong to, the oldest first.

    A number without kind code may belong to several, one whose letter and digits never went
    together to none. Partial invalidations and corrections (``C3``, ``B8``) belong to their
    letter. Empty for other offices.
    """
    if number.office != "CN":
        return ()
    kind = number.kind[:1]
    if len(number.kind) == 2 and number.kind[1] in "1234567" and kind in "CY":
        kind = {"C": "B", "Y": "U"}[kind] if len(number.serial) == 9 else kind
    fit = [one for one in SERIES if one.digits == len(number.serial) and kind in ("", one.kind)]
    told = PublicationNumber("CN", number.serial).patent_type
    return tuple(
        one for one in fit if PublicationNumber("CN", number.serial, one.kind).patent_type == told
    )


def doubt_of(number: PublicationNumber, on: date | None = None) -> str:
    """The code of what is doubtful about a Chinese publication number, empty for none.

    ``number.series.unknown`` when letter, digits and kind of right never went together,
    ``number.series.day`` when they did but not on the day of publication ``on``.
    """
    if number.office != "CN":
        return ""
    possible = series_of(number)
    if not possible or (len(number.serial) == 8 and not _of_the_eighties(number.serial)):
        return "number.series.unknown"
    again = len(number.kind) == 2  # an invalidation or correction may follow years later
    if on is not None and not any(
        one.since <= on <= ((None if again else one.until) or date.max) for one in possible
    ):
        return "number.series.day"
    return ""


def _of_the_eighties(serial: str) -> bool:
    return 1985 <= ApplicationNumber(serial).year <= 1988 and type_of_digit(serial[2]) is not None
