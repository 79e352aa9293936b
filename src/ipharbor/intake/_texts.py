"""Cells of the other columns: dates, names, classes, states, numbers and running text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from ipharbor.vocabulary.classes import ipc_symbol
from ipharbor.vocabulary.days import day
from ipharbor.vocabulary.exchange import LEGAL_STATUSES
from ipharbor.vocabulary.names import has_han, names
from ipharbor.vocabulary.provenance import Stated

LONGEST_TEXT = 100_000  # characters of a cell that reach a statement; the raw row keeps all

T = TypeVar("T")

_BETWEEN_CLASSES = re.compile(r"[|;,；，、\n]+")
_BETWEEN_DAYS = re.compile(r"[|;；]")
_BLANKS = re.compile(r"\s+")
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_COUNT = re.compile(r"(\d{1,7})(?:\.0+)?")

# The first that occurs decides, so the particular stands before the general.
_STATUSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("in_force", re.compile("部分无效|维持专利权有效|维持有效")),
    ("invalidated", re.compile("全部无效|宣告无效|被无效|invalidated")),
    ("lapsed_fee", re.compile("未缴年费|未缴纳年费|欠费|费用终止|lapsed_fee")),
    ("expired", re.compile("届满|到期|expired")),
    ("dead_application", re.compile("驳回|撤回|视撤|视为放弃|撤销|dead_application")),
    ("surrendered", re.compile("放弃|避免重复授权|重复授权|surrendered")),
    ("unknown", re.compile("恢复|失效|无权|终止|无效")),
    ("in_force", re.compile("授权|有效|有权|in_force")),
    ("in_examination", re.compile("实质审查|实审|审中|在审|审查中|in_examination")),
    ("published", re.compile("公开|公布|published")),
)


def remembered(function: Callable[[str], T], size: int = 1 << 15) -> Callable[[str], T]:
    """``function`` with a memory for short texts; long ones are read afresh each time."""
    short = lru_cache(maxsize=size)(function)

    def read(text: str) -> T:
        return short(text) if len(text) <= 200 else function(text[:LONGEST_TEXT])

    return read


def plain(text: str) -> str | None:
    """A text cell without surrounding blanks and control characters, None when empty."""
    return _CONTROL.sub("", text[:LONGEST_TEXT]).strip() or None


def line(text: str) -> str | None:
    """A text cell on one line."""
    short = text[:LONGEST_TEXT]
    if not short.isprintable():
        short = _CONTROL.sub("", _BLANKS.sub(" ", short))
    return short.strip() or None


def by_language(
    texts: Sequence[str], read: Callable[[str], str | None]
) -> tuple[str | None, str | None]:
    """The first text with Chinese characters and the first without, each or None."""
    chinese = other = None
    for text in texts:
        if not text:
            continue
        if has_han(text):
            chinese = chinese or read(text)
        else:
            other = other or read(text)
    return chinese, other


@remembered
def day_of(text: str) -> Stated[date]:
    """``vocabulary.days.day``, remembered; of several days in a cell the earliest."""
    parts = [day(part) for part in _BETWEEN_DAYS.split(text[:640]) if part.strip()]
    if len(parts) > 1 and all(part.clean for part in parts):
        return min(parts, key=lambda part: part.clean or date.max)
    return day(text[:64])


@remembered
def names_of(text: str) -> tuple[str, ...]:
    """``vocabulary.names.names``, remembered."""
    return names(text)


@remembered
def classes_of(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Canonical IPC symbols of a cell, each once, and (code, text) of what is doubtful."""
    read: dict[str, None] = {}
    doubtful = []
    for part in _BETWEEN_CLASSES.split(text):
        symbol, why = _class_of(part.strip())
        if symbol:
            read[symbol] = None
        if why:
            doubtful.append((why, part.strip()))
    return tuple(read), tuple(doubtful)


@remembered
def _class_of(text: str) -> tuple[str, str]:
    stated = ipc_symbol(text)
    return (str(stated.clean) if stated.clean else "", stated.why)


@remembered
def status_of(text: str) -> str | None:
    """The legal status that a database's words mean; ``unknown`` when they leave it open.

    ``失效`` alone does not tell why, and after ``权利恢复`` the status must be looked up
    anew; both are ``unknown``. None when no word of any status occurs.
    """
    if text in LEGAL_STATUSES:
        return text
    return next((status for status, words in _STATUSES if words.search(text)), None)


def count_of(text: str) -> int | None:
    """A count, None when the text is not one."""
    found = _COUNT.fullmatch(text.strip()[:16].replace(",", ""))
    return int(found[1]) if found else None
