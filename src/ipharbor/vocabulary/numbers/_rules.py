"""How docdb and epodoc write the application numbers of an office, where that is a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Turn = Callable[[re.Match[str]], str]

_ROC = 1911  # years of the Republic are counted from the year after


@dataclass(frozen=True)
class Rule:
    """One way of writing: the pattern on each side, and how a match becomes the other's text.

    Patterns and texts are without the office's two letters. An empty text means that the
    match is no number of this way.
    """

    docdb: re.Pattern[str]
    forth: Turn
    epodoc: re.Pattern[str]
    back: Turn


def year_of(short: str, first: int) -> int:
    """The year of two digits within the hundred years from ``first`` on."""
    year = first // 100 * 100 + int(short)
    return year if year >= first else year + 100


def _two_digit_year(width: int, first: int) -> Rule:
    """docdb: two digits of the year and ``width`` of the serial; epodoc: four and seven."""
    zeros = "0" * (7 - width)

    def back(found: re.Match[str]) -> str:
        short = found[1][2:] + found[2]
        return short if year_of(found[1][2:], first) == int(found[1]) else ""

    return Rule(
        re.compile(rf"([0-9]{{2}})([0-9]{{{width}}})"),
        lambda found: f"{year_of(found[1], first)}{found[2]:0>7}",
        re.compile(rf"([0-9]{{4}}){zeros}([0-9]{{{width}}})"),
        back,
    )


def _year_behind(first: int, last: int) -> Rule:
    """docdb: the serial without leading zeros and two digits of the year behind it."""

    def forth(found: re.Match[str]) -> str:
        year = year_of(found[2], first)
        return f"{year}{found[1]:0>7}" if year <= last else ""

    def back(found: re.Match[str]) -> str:
        fits = first <= int(found[1]) <= last and int(found[2]) > 0
        return f"{int(found[2])}{found[1][2:]}" if fits else ""

    return Rule(
        re.compile(r"([1-9][0-9]{0,5})([0-9]{2})"),
        forth,
        re.compile(r"([0-9]{4})0([0-9]{6})"),
        back,
    )


def _same(pattern: str) -> Rule:
    made = re.compile(pattern)
    return Rule(made, lambda found: found[0], made, lambda found: found[0])


def _roc_back(found: re.Match[str]) -> str:
    year = int(found[1]) - _ROC
    return f"{year}{found[2]}" if year > 0 else ""


APPLICATIONS: Mapping[str, tuple[Rule, ...]] = {
    "EP": (_two_digit_year(6, 1978),),
    "GB": (_two_digit_year(5, 1978),),
    "FR": (_two_digit_year(5, 1969),),
    "KR": (_same(r"(?:19|20)[0-9]{2}[0-9]{7}"),),
    "US": (_same(r"20[0-9]{2}[0-9]{8}"), _year_behind(1920, 2012)),
    "JP": (
        Rule(
            re.compile(r"(20[0-9]{2})([0-9]{6})"),
            lambda found: f"{found[1]}0{found[2]}",
            re.compile(r"(20[0-9]{2})0([0-9]{6})"),
            lambda found: found[1] + found[2],
        ),
        _year_behind(1926, 1999),
    ),
    "DE": (
        Rule(
            re.compile(r"10(20[0-9]{2})([0-9]{6})"),
            lambda found: f"{found[1]}10{found[2]}",
            re.compile(r"(20[0-9]{2})10([0-9]{6})"),
            lambda found: f"10{found[1]}{found[2]}",
        ),
        Rule(
            re.compile(r"1(9[5-9]|0[0-3])([0-9]{5})"),
            lambda found: f"{year_of(found[1], 1995)}10{found[2]}",
            re.compile(r"(199[5-9]|200[0-3])10([0-9]{5})"),
            lambda found: f"1{found[1][2:]}{found[2]}",
        ),
    ),
    "TW": (
        Rule(
            re.compile(r"([1-9][0-9]|1[0-9]{2})([0-9]{6})"),
            lambda found: f"{int(found[1]) + _ROC}0{found[2]}",
            re.compile(r"((?:19|20)[0-9]{2})0([0-9]{6})"),
            _roc_back,
        ),
    ),
}
"""Of patents (kind A) alone. Chinese applications are not among them: epodoc has written them in
eleven and in twelve digits."""

WITHOUT_KIND: Mapping[str, str] = {
    "EP": "AB", "US": "AB", "WO": "A", "GB": "A", "FR": "A", "DE": "A", "KR": "A", "JP": "A",
    "TW": "A", "CN": "A",
}  # fmt: skip
"""Publications, by office and letter of the kind, of which epodoc gives the bare number."""
