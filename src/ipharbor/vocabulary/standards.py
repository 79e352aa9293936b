"""Technical standards: those listed by industry, for proposals of watches (the list says what it is
worth), and those that a text names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

_PLAIN = r"GB/[TZ]|[A-Z]{2}/T|DB\d{2}(?:/T)?|ISO/IEC|ISO|IEC|IEEE|ITU-T"
_LIKE_OTHERS = r"GB|EN|UL|DIN|JIS|ASTM"  # letters that models of machines and patents have too
_NUMBER = r"[ -]?([A-Z]?\.?\d{2,5}(?:\.\d{1,3})*)[A-Za-z]{0,2}"
_YEAR = r"(?:[ -]?[-—:](?:19|20)\d{2})?(?![0-9A-Za-z])"
_NAMED = re.compile(rf"(?<![0-9A-Za-z/])({_PLAIN}|{_LIKE_OTHERS}){_NUMBER}{_YEAR}")
_DOUBTFUL = frozenset(_LIKE_OTHERS.split("|"))
_SAID = re.compile("标准|国标|欧标|规范|standard|满足|符合|依据|按照|遵循", re.IGNORECASE)
_NEAR = 14  # characters before and after within which a doubtful one is said to be a standard


def standard(text: str) -> str:
    """The number of a standard as ``named`` gives it, without a year: ``GB/T 18487.1`` of
    ``gb／t18487.1-2015``; empty where the text is none."""
    found = _NAMED.fullmatch(_clean(text).upper())
    return f"{found[1]} {found[2]}" if found else ""


def named(text: str) -> tuple[str, ...]:
    """The standards that a text names, each once, in their order, without years.

    Letters that also begin the numbers of machines and patents (``GB``, ``EN``) count only where
    a word beside them says that a standard is meant.
    """
    clean = _clean(text)
    found: dict[str, None] = {}
    for one in _NAMED.finditer(clean):
        around = clean[max(0, one.start() - _NEAR) : one.end() + _NEAR]
        if one[1] not in _DOUBTFUL or _SAID.search(around):
            found[f"{one[1]} {one[2]}"] = None
    return tuple(found)


def bases(number: str) -> tuple[str, ...]:
    """A standard's number and that of the standard it is a part of: ``GB/T 18487`` of
    ``GB/T 18487.1``."""
    first = number.partition(".")[0]
    return (number, first) if first != number and first[-1].isdigit() else (number,)


def _clean(text: str) -> str:
    return " ".join(text.replace("／", "/").replace("－", "-").split())


def standards_of(industry: str) -> tuple[str, ...]:
    """The standards listed for an industry, by their numbers without a year."""
    return _listed().get(industry, ())


@cache
def listed() -> frozenset[str]:
    """All standards that are listed for an industry."""
    return frozenset(number for numbers in _listed().values() for number in numbers)


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    text = files("ipharbor.vocabulary").joinpath("data", "standards.yaml").read_text("utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return {industry: tuple(numbers) for industry, numbers in loaded.items()}
