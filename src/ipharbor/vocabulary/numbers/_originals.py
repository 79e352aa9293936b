"""Numbers as each office prints them, read into docdb's number and kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from ipharbor.vocabulary.numbers.chinese import application_number
from ipharbor.vocabulary.numbers.publications import publication_number

NO_RULE = "number.document.no_rule"
AMBIGUOUS = "number.document.ambiguous"
MISMATCH = "number.check.mismatch"


class Read(NamedTuple):
    """What was read: an empty ``number`` for nothing. ``office`` where it is another one's."""

    number: str = ""
    kind: str = ""
    why: str = ""
    office: str = ""


Reader = Callable[[str, bool, int | None], Read]

_KIND_BEHIND = re.compile(r"(?<=[0-9])\s*([A-Z][0-9]?)$")
_BETWEEN = re.compile(r"[\s.,\-_/]+")

_ERAS = {"M": (1867, 45), "T": (1911, 15), "S": (1925, 64), "H": (1988, 31), "R": (2018, 81)}
_ERA_WORDS = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R",
              "明": "M", "大": "T", "昭": "S", "平": "H", "令": "R"}  # fmt: skip
_JP_WORDS = {"特開": "A", "特表": "A", "特公": "B2", "実開": "U", "実公": "Y2", "再表": "A1"}
_JP_ERA = re.compile(r"([MTSHR])\s*([0-9]{1,2})\s*年?\s*[-./ ]?\s*(?:第)?\s*([0-9]{1,6})\s*号?")
_JP_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年?\s*[-./ ]?\s*(?:第)?\s*([0-9]{1,6})\s*号?")
_JP_REPRINT = re.compile(r"(?:WO|再表)\s*/?\s*([0-9]{4})\s*[-/]?\s*([0-9]{6})")
_JP_GRANT = re.compile(r"(?:特許|登録)?(?:実用新案)?(?:登録)?(?:第)?\s*([0-9]{5,7})\s*号?")


def _split(text: str, office: str) -> tuple[str, str]:
    """The text without the office's letters and the kind behind it, and that kind."""
    bare = text.removeprefix(office).strip(" -.:")
    found = _KIND_BEHIND.search(bare)
    return (bare[: found.start()], found[1]) if found else (bare, "")


def _digits(text: str) -> str:
    return _BETWEEN.sub("", text)


def european(text: str, application: bool, _year: int | None) -> Read:
    bare, kind = _split(text, "EP")
    digits = _digits(bare)
    if not application:
        return Read(digits.lstrip("0").zfill(7), kind) if _plain(digits, 1, 7) else Read()
    if not _plain(digits, 8, 9):
        return Read()
    wrong = len(digits) == 9 and digits[8] != _alternating(digits[:8])
    return Read(digits[:8], kind or "A", MISMATCH if wrong else "")


def _alternating(digits: str) -> str:
    """The European check digit: weights 1 and 2 by turns, digits summed, up to the next ten."""
    total = sum(sum(divmod(int(one) * (1 + at % 2), 10)) for at, one in enumerate(digits))
    return str(-total % 10)


def international(text: str, application: bool, _year: int | None) -> Read:
    if application:
        found = re.fullmatch(r"PCT[\s/]*([A-Z]{2})[\s/]*([0-9]{4}|[0-9]{2})/([0-9]{5,6})", text)
        if found is None:
            return Read()
        year = found[2] if len(found[2]) == 4 else _short_year(found[2])
        return Read(f"{year}{found[3]:0>6}", "W", office=found[1])
    bare, kind = _split(text, "WO")
    found = re.fullmatch(r"([0-9]{4}|[0-9]{2})[\s/]*([0-9]{5,6})", bare.strip("/ "))
    return _international(found[1], found[2], kind) if found else Read()


def _international(year: str, serial: str, kind: str) -> Read:
    """Since 2004 four digits of the year and six of the serial, before it two and five.

    Serials had six digits already from some day of 2002 on, so its four-digit year is open.
    """
    if year == "2002":
        return Read(why=AMBIGUOUS)
    if len(year) == 2:
        return Read(year + serial, kind)
    if year >= "2004":
        return Read(f"{year}{serial:0>6}", kind)
    if year == "2003":
        return Read(f"03{serial:0>6}", kind)
    return Read(year[2:] + serial[-5:] if len(serial) == 5 or serial[0] == "0" else "", kind)


def _short_year(two: str) -> str:
    return ("19" if int(two) >= 78 else "20") + two


def american(text: str, application: bool, year: int | None) -> Read:
    bare, kind = _split(text, "US")
    if application:
        found = re.fullmatch(r"([0-9]{1,2})/([0-9]{3}),?([0-9]{3})", re.sub(r"\s+", "", bare))
        if found is None:
            return Read()
        provisional = found[1] in ("60", "61", "62", "63")
        serial = found[2] + found[3]
        if year is None or 2009 <= year <= 2012:
            return Read(why=NO_RULE)
        kind = kind or ("P" if provisional else "A")
        if year > 2012:
            return Read(f"{year}{found[1]:0>2}{serial}", kind)
        return Read(f"{int(serial)}{year % 100:02}", kind)
    digits = _digits(bare)
    published = re.fullmatch(r"((?:20)[0-9]{2})0?([0-9]{6})", digits)
    if published and len(digits) in (10, 11):
        return Read(published[1] + published[2], kind)
    return Read(digits, kind) if re.fullmatch(r"(?:RE|PP|D|H|T)?[0-9]{1,8}", digits) else Read()


def japanese(text: str, application: bool, _year: int | None) -> Read:
    bare, kind = _split(text, "JP")
    for word, letter in _JP_WORDS.items():
        kind = kind or (letter if word in bare and not application else "")
    kind = kind or ("A" if application else "")
    reprint = _JP_REPRINT.search(bare)
    if reprint and not application:
        return Read(f"WO{reprint[1]}{reprint[2]}", kind or "A1")
    for word, letter in _ERA_WORDS.items():
        bare = bare.replace(word, letter)
    bare = re.sub(r"^(?:A|B|特[願開公表]|実[願開公])\s*[-:]?\s*", "", bare.strip()).strip()
    dated = _dated(bare, application, kind)
    if dated is not None:
        return dated
    granted = _JP_GRANT.fullmatch(bare)
    if granted and not application:
        return Read(granted[1], kind)
    return Read(why=AMBIGUOUS) if _plain(_digits(bare), 7, 8) else Read()


def _dated(bare: str, application: bool, kind: str) -> Read | None:
    """A number that begins with an emperor's or a western year, None for another."""
    era = _JP_ERA.fullmatch(bare)
    if era:
        began, years = _ERAS[era[1]]
        if not 1 <= int(era[2]) <= years:
            return Read()
        return _japanese(began + int(era[2]), era[1], int(era[2]), int(era[3]), application, kind)
    western = _JP_YEAR.fullmatch(bare)
    if western is None or len(_digits(bare)) <= 7:
        return None
    year = int(western[1])
    return _japanese(year, *_era_of(year), int(western[2]), application, kind)


def _japanese(
    year: int, letter: str, of_era: int, serial: int, application: bool, kind: str
) -> Read:
    """Applications before 2000 bear the western year behind, publications the emperor's."""
    if year >= 2000:
        return Read(f"{year}{serial:06}", kind)
    if application:
        return Read(f"{serial}{year % 100:02}", kind)
    return Read(f"{letter}{of_era:02}{serial}", kind)


def _era_of(year: int) -> tuple[str, int]:
    """The emperor's year that papers of a western year bear, of two the later."""
    letter = next(one for one in "RHSTM" if year > _ERAS[one][0])
    return letter, year - _ERAS[letter][0]


def korean(text: str, application: bool, _year: int | None) -> Read:
    bare, kind = _split(text, "KR")
    digits = _digits(bare)
    found = re.fullmatch(r"([123]0)((?:19|20)[0-9]{2}[0-9]{7})", digits)
    if found:
        letter = {"10": "A", "20": "U", "30": "S"}[found[1]]
        return Read(found[2], kind or letter)
    if re.fullmatch(r"(?:19|20)[0-9]{9}", digits):
        return Read(digits, kind)
    return (
        Read(digits, kind)
        if not application and re.fullmatch(r"[123]0[0-9]{7}", digits)
        else Read()
    )


def german(text: str, application: bool, _year: int | None) -> Read:
    bare, kind = _split(text, "DE")
    letter = re.match(r"([PG])\s*(?=[0-9])", bare)
    bare = bare[letter.end() :] if letter else bare
    bare = re.sub(r"\.[0-9]$", "", bare)  # the check digit
    digits = _digits(bare).lstrip("0")
    if not re.fullmatch(r"[12]0(?:20)[0-9]{8}|[1-9][0-9]{6,7}|[1-9][0-9]{5}", digits):
        return Read()
    if letter:
        kind = kind or ("U" if letter[1] == "G" else "A")
    elif application and not kind:
        kind = {"2": "U", "1": "A"}.get(digits[0], "") if len(digits) in (8, 12) else ""
    return Read(digits, kind)


def british(text: str, application: bool, _year: int | None) -> Read:
    bare, kind = _split(text, "GB")
    digits = _digits(re.sub(r"\.[0-9]$", "", bare) if application else bare)
    if application:
        return Read(digits, kind or "A") if _plain(digits, 7, 7) else Read()
    return Read(digits, kind) if _plain(digits, 1, 7) else Read()


def french(text: str, application: bool, _year: int | None) -> Read:
    bare, kind = _split(text, "FR")
    digits = _digits(bare)
    if application:
        return Read(digits, kind or "A") if _plain(digits, 7, 7) else Read()
    return Read(digits, kind) if _plain(digits, 6, 7) else Read()


def taiwanese(text: str, application: bool, _year: int | None) -> Read:
    bare, kind = _split(text, "TW")
    digits = _digits(bare)
    if application:
        bare = digits.removeprefix("0")
        letter = {"1": "A", "2": "U", "3": "S"}.get(bare[-6:][:1], "")
        return (
            Read(bare, kind or letter) if re.fullmatch(r"[1-9][0-9]{7}|1[0-9]{8}", bare) else Read()
        )
    granted = re.fullmatch(r"([IMD])([0-9]{6})", digits)
    if granted:
        return Read(digits, kind or {"I": "B", "M": "U", "D": "S"}[granted[1]])
    return Read(digits, kind) if re.fullmatch(r"20[0-9]{7}|[0-9]{6}", digits) else Read()


def chinese(text: str, application: bool, _year: int | None) -> Read:
    if application:
        stated = application_number(text)
        return Read(stated.clean.digits if stated.clean else "", "", stated.why)
    published = publication_number(text, "CN").clean
    return Read(published.serial, published.kind) if published else Read()


def _plain(digits: str, least: int, most: int) -> bool:
    return digits.isascii() and digits.isdigit() and least <= len(digits) <= most


READERS: Mapping[str, Reader] = {
    "EP": european, "WO": international, "US": american, "JP": japanese, "KR": korean,
    "DE": german, "GB": british, "FR": french, "TW": taiwanese, "CN": chinese,
}  # fmt: skip
