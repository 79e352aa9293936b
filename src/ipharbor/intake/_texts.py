"""Cells of the other columns: dates, names, classes, states, numbers and running text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar

from ipharbor.vocabulary.classes import ipc_symbol
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.days import day
from ipharbor.vocabulary.exchange import LEGAL_STATUSES
from ipharbor.vocabulary.names import has_han, names
from ipharbor.vocabulary.numbers import application_number, publication_number, tidy
from ipharbor.vocabulary.provenance import Stated

LONGEST_TEXT = 100_000  # characters of a cell that reach a statement; the raw row keeps all

LONGEST_NUMBER = 64
REMEMBERED = 1 << 16  # cells of a column
LONGEST_REMEMBERED = 300  # characters

K = TypeVar("K")
T = TypeVar("T")

_BETWEEN_CLASSES = re.compile(r"[|;,；，、\n]+")
_BETWEEN_PRIORITIES = re.compile(r"[|;；\n]+")  # a comma parts the thousands of a number
_BETWEEN_DAYS = re.compile(r"[|;；]")
_BLANKS = re.compile(r"\s+")
_SHORTEST_CHINESE = 7  # digits of a publication number
_CHINESE = re.compile(r"CN|ZL|\d")
_NUMBERED = re.compile(r"\d{3}")
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


class Remembered(dict[K, T], Generic[K, T]):
    """A function of a cell, or of several cells of one row, with a memory for short texts.

    Called with a cell it gives what the function gives; ``all`` reads a whole column. Long
    texts are cut to ``LONGEST_TEXT`` and read afresh each time.
    """

    def __init__(self, function: Callable[..., T]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, cell: K) -> T:
        several = isinstance(cell, tuple)
        texts = [text[:LONGEST_TEXT] for text in (cell if several else (cell,))]  # type: ignore
        value = self._function(*texts)
        if sum(map(len, texts)) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED:
                self.clear()
            self[cell] = value
        return value

    def __call__(self, cell: K) -> T:
        return self[cell]

    def all(self, column: Iterable[K]) -> list[T]:
        """What the function gives for each cell."""
        return list(map(self.__getitem__, column))


def remembered(function: Callable[[str], T]) -> Remembered[str, T]:
    """A function of one cell that is remembered."""
    return Remembered(function)


def plain(text: str) -> str | None:
    """A text cell without surrounding blanks and control characters, None when empty."""
    if text.isprintable() and len(text) <= LONGEST_TEXT:
        return text.strip() or None
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
    return names(text) if text else ()


@remembered
def credit_code_of(text: str) -> Stated[str]:
    """The first code of a cell: databases list one for each applicant."""
    return credit_code(next(iter(names_of(text)), "")[:64])


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
def cited_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The publication numbers of a cell in canonical form, each once, and what is none. Without
    an office a number is Chinese."""
    read: dict[str, None] = {}
    lost = []
    for part in _parts(text):
        found = publication_number(part, "CN" if part[:1].isdigit() else "").clean
        if found is None or not _NUMBERED.search(found.serial):
            lost.append(part)
        elif part[:1].isdigit() and len(found.serial) < _SHORTEST_CHINESE:
            lost.append(part)  # the year of a paper, a page
        else:
            read[str(found)] = None
    return tuple(read), tuple(lost)


@remembered
def priorities_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers of the priorities of a cell, each once, and what is none: Chinese ones like the
    keys of documents, those of other offices as they are written, without blanks and dashes."""
    read: dict[str, None] = {}
    lost = []
    for part in _parts(text, _BETWEEN_PRIORITIES):
        bare = tidy(part)
        chinese = application_number(part).clean if _CHINESE.match(bare) else None
        if chinese is not None:
            read[f"CN{chinese}"] = None
        elif _NUMBERED.search(bare):
            read[bare] = None
        else:
            lost.append(part)
    return tuple(read), tuple(lost)


def _parts(text: str, between: re.Pattern[str] = _BETWEEN_CLASSES) -> list[str]:
    parts = (part.strip()[:LONGEST_NUMBER] for part in between.split(text))
    return [part for part in parts if part]


@remembered
def status_of(text: str) -> str | None:
    """The legal status that a database's words mean; ``unknown`` when they leave it open.

    ``失效`` alone does not tell why, and after ``权利恢复`` the status must be looked up
    anew; both are ``unknown``. None when no word of any status occurs.
    """
    if text in LEGAL_STATUSES:
        return text
    return next((status for status, words in _STATUSES if words.search(text)), None)


@remembered
def count_of(text: str) -> int | None:
    """A count, None when the text is not one."""
    found = _COUNT.fullmatch(text.strip()[:16].replace(",", ""))
    return int(found[1]) if found else None
