"""Reads a pledge contract against what the register demands of it.

Clauses are found by their words (``clauses.yaml``), rights by their numbers. What is found is
shown with its passage for a person to judge: a clause that is named and left blank is not told
apart from one that means nothing, and a clause in words that nobody foresaw is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import yaml

from ipharbor.pledge.offer import Contract
from ipharbor.register.twins import digits
from ipharbor.register.verdict import Verdict

SHOWN = 120  # characters of a passage
LONGEST = 400_000  # characters of a contract
_BLANK = re.compile(r"【待填[^】]*】|[_＿]{2,}|\[\s*\]|（\s*）|\(\s*\)|□|[xX×]{2,}|…+|\.{3,}")
_SIGNS = re.compile(r"[\s:：,，。;；、\-—“”\"'（）()]+")
_AMOUNT = re.compile(
    r"\d[\d,，.]*\s*(?:元|万|亿|CNY|RMB|yuan)"
    r"|[壹贰叁肆伍陆柒捌玖拾佰仟万亿零]{2,}元"
    r"|(?:CNY|RMB|￥|¥)\s*\d"
)
_SPAN = re.compile(
    r"\d{4}\s*[年\-/.]\s*\d{1,2}"
    r"|\d+\s*(?:个月|年|日|天|months?|years?|days?)"
    r"|[一二三四五六七八九十]+\s*(?:个月|年)"
)
_NEEDS: Mapping[str, re.Pattern[str]] = {
    "amount": _AMOUNT,
    "span": _SPAN,
    "text": re.compile(r"\w"),
}
_STARTS = re.compile(r"[一二三四五六七八九十]+、|第.{1,4}条|\d+\s?[.、]|.{1,14}[:：]")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_SIGNING = re.compile(r"签字|签章|盖章|signature")
_WORD = re.compile(r"\w")
_LINES = re.compile(r"[\n\r]+|(?<=[。；;])")
_NUMBER = re.compile(
    r"(?<!\d)(?:19|20)\d\d ?[12389] ?\d{7}"
    r"|(?<!\d)\d\d ?[12389] ?\d{5}(?=\s?[.．]\s?[\dXx])"
)


@dataclass(frozen=True)
class Part:
    """What a clause has to tell: found by one of ``words``, filled by what it ``needs``.

    A word that stands ``apart`` counts where no other word follows it at once and nobody signs.
    """

    words: tuple[str, ...]
    needs: str
    apart: bool = False

    @cached_property
    def found(self) -> re.Pattern[str]:
        """Any of the words, in capitals or not, the longest first."""
        longest = sorted(map(re.escape, self.words), key=len, reverse=True)
        return re.compile("|".join(longest), re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """A clause as it was found: ``YES`` where all of it is there, ``UNKNOWN`` where something is
    left blank, ``NO`` where a part was not found. ``text`` is the passage, cut short; ``lacks``
    the words of the parts that are missing or blank."""

    clause: str
    verdict: Verdict
    text: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A contract as it was read: its clauses and the keys of the rights that it names."""

    passages: tuple[Passage, ...]
    listed: frozenset[str]

    @property
    def contract(self) -> Contract:
        """What the ground on the contract's content asks."""
        return Contract({one.clause: one.verdict for one in self.passages}, self.listed)


def read(text: str, clauses: Iterable[str], numbers: Mapping[str, str]) -> Reading:
    """``text`` read for the ``clauses`` (codes of the law's lists) and for the rights whose
    application numbers are ``numbers``, by key. Only its first ``LONGEST`` characters are read.

    A clause for which no words are known is ``UNKNOWN``.
    """
    told = text[:LONGEST]
    lines = [line.strip() for line in _LINES.split(told) if _WORD.search(line)]
    known = parts()
    passages = tuple(_clause(code, known.get(code, ()), lines) for code in clauses)
    return Reading(passages, named(told, numbers))


def named(text: str, numbers: Mapping[str, str]) -> frozenset[str]:
    """The keys of those rights whose number stands in ``text``, however it is spaced."""
    found = {run.replace(" ", "") for run in _NUMBER.findall(text)}
    return frozenset(key for key, number in numbers.items() if digits(number or key) in found)


@cache
def parts() -> Mapping[str, tuple[Part, ...]]:
    """The parts of each clause, by its code."""
    text = files("ipharbor.pledge").joinpath("clauses.yaml").read_text("utf-8")
    loaded: dict[str, list[dict[str, object]]] = yaml.safe_load(text)
    return {code: tuple(map(_part_of, told)) for code, told in loaded.items()}


def _part_of(told: Mapping[str, object]) -> Part:
    words = told["words"]
    assert isinstance(words, list)
    return Part(tuple(map(str, words)), str(told["needs"]), told.get("apart") is True)


def _clause(code: str, asked: tuple[Part, ...], lines: list[str]) -> Passage:
    if not asked:
        return Passage(code, Verdict.UNKNOWN)
    missing, blank, shown = [], [], ""
    for part in asked:
        verdict, line = _part(part, lines)
        shown = shown or line
        if verdict is Verdict.NO:
            missing.append(part.words[0])
        elif verdict is Verdict.UNKNOWN:
            blank.append(part.words[0])
    if missing:
        return Passage(code, Verdict.NO, shown[:SHOWN], tuple(missing))
    verdict = Verdict.UNKNOWN if blank else Verdict.YES
    return Passage(code, verdict, shown[:SHOWN], tuple(blank))


def _part(part: Part, lines: list[str]) -> tuple[Verdict, str]:
    """Whether a part is there, and the line that says so best."""
    blank = ""
    for place, line in enumerate(lines):
        at = _end_of_word(part, line)
        if at < 0:
            continue
        rest = _BRACKETS.sub("", line[at:]) if part.apart else line[at:]
        below = lines[place + 1] if place + 1 < len(lines) else ""
        if not _SIGNS.sub("", rest) and not _STARTS.match(below):
            rest = below  # a heading: what it announces stands below
        filled = _BLANK.sub("", rest)
        if _NEEDS[part.needs].search(filled):
            return Verdict.YES, line
        blank = blank or line
    return (Verdict.UNKNOWN, blank) if blank else (Verdict.NO, "")


def _end_of_word(part: Part, line: str) -> int:
    """Where the first of the words that the line holds ends; -1 where it holds none."""
    if part.apart and _SIGNING.search(line):
        return -1
    ends = (
        found.end()
        for found in part.found.finditer(line)
        if not part.apart or not _WORD.match(line, found.end())
    )
    return min(ends, default=-1)
