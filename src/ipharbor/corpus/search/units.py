"""Text as the index sees it: folded, and cut into the units an exact substring is made of.

A unit is one ideograph (also kana, hangul) or one run of other letters and digits. A run of
ideographs ``灯具系统`` is written as its overlapping pairs with its first and last unit
alone at the ends, the last one marked: ``灯 灯具 具系 系统 统.``. So a Chinese word of two
characters is one term of the index, a longer one a phrase of pairs, and a phrase of the index
is an exact substring of the folded text: blanks between ideographs and the kind of
punctuation do not count, punctuation itself does.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

IDEOGRAPHS = (
    "\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"[{IDEOGRAPHS}]+|[^\W_{IDEOGRAPHS}]+")
_BLANK_BEFORE = re.compile(rf"\s+(?=[{IDEOGRAPHS}])")
_IDEOGRAPH = re.compile(rf"[{IDEOGRAPHS}]")
_SEPARATOR = "\x00"
_LAST = "."  # marks the last unit of a run; without it a run of one would look like two runs
_SIGMA = "Σ"  # its small letter depends on its place in the word
_JAMO = range(0x1100, 0x1200)
_LAST_ASSIGNED = 0x32400  # letters end before it
_BREAK, _LETTER, _CJK, _END = 0, 1, 2, 3


@dataclass(frozen=True)
class Terms:
    """Terms of a phrase with their places; ``prefix`` when the last one is a beginning."""

    places: tuple[tuple[int, str], ...]
    prefix: bool = False


def folded(text: str) -> str:
    """NFKC and lower case, without blanks between ideographs."""
    return _closed(unicodedata.normalize("NFKC", text).lower())


def folded_all(texts: Sequence[str]) -> list[str]:
    """``folded`` of each text, several times faster for many."""
    if not texts:
        return []
    codes = _codes(texts)
    table = _foldings()
    plain = table.folded[codes]
    done = _closed(plain.tobytes().decode("utf-32-le")).split(_SEPARATOR)
    hard = np.flatnonzero(table.hard[codes])
    if len(hard):
        ends = np.flatnonzero(codes == ord(_SEPARATOR))
        for number in np.unique(np.searchsorted(ends, hard)):
            done[number] = folded(_single(texts[number]))
    return done


def folded_and_paired(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """``folded_all`` of the texts, and ``paired`` of that, in one pass where nothing is in the
    way: a letter that folds into several, or a blank before an ideograph."""
    if not texts:
        return [], []
    codes, table = _codes(texts), _foldings()
    plain = table.folded[codes]
    kinds = _classes()[plain]
    blanks = _blanks()[plain]
    odd = table.hard[codes]
    odd[:-1] |= blanks[:-1] & (kinds[1:] == _CJK)
    if odd.any():
        ends = np.flatnonzero(codes == ord(_SEPARATOR))
        return _sorted_out(texts, set(np.searchsorted(ends, np.flatnonzero(odd)).tolist()))
    whole = plain.tobytes().decode("utf-32-le")
    return whole.split(_SEPARATOR), _written(plain, kinds).split(_SEPARATOR)


def _sorted_out(texts: Sequence[str], odd: set[int]) -> tuple[list[str], list[str]]:
    """The odd ones the long way, the others together."""
    plain, pairs = [""] * len(texts), [""] * len(texts)
    alone = sorted(odd)
    several = folded_all([texts[at] for at in alone])
    for at, text, pair in zip(alone, several, paired(several), strict=True):
        plain[at], pairs[at] = text, pair
    others = [at for at in range(len(texts)) if at not in odd]
    for at, text, pair in zip(
        others, *folded_and_paired([texts[at] for at in others]), strict=True
    ):
        plain[at], pairs[at] = text, pair
    return plain, pairs


def _closed(plain: str) -> str:
    return _BLANK_BEFORE.sub(_kept_blank, plain)


def _kept_blank(blank: re.Match[str]) -> str:
    start = blank.start()
    return "" if start and is_ideograph(blank.string[start - 1]) else blank[0]


def is_ideograph(char: str) -> bool:
    return _IDEOGRAPH.match(char) is not None


def runs(text: str) -> list[str]:
    """Runs of ideographs and of other letters and digits, in order; ``text`` is folded."""
    return _RUN.findall(text)


def terms(text: str, *, prefix: bool = False) -> Terms:
    """The places and terms that find folded ``text`` as an exact substring.

    No places when the text holds no letter or digit. With ``prefix``, or for a single
    ideograph, the last term is the beginning of the terms meant.
    """
    found = runs(text)
    places: list[tuple[int, str]] = []
    at = 0
    for number, run in enumerate(found):
        last = number == len(found) - 1
        if not is_ideograph(run[0]):
            places.append((at, run))
            at += 1
            continue
        if number:
            places.append((at, run[0]))
            at += 1
        pairs = len(run) - 1
        steps = sorted({*range(0, pairs, 2), *range(max(pairs - 1, 0), pairs)})
        places.extend((at + step, run[step : step + 2]) for step in steps)
        if not last:
            places.append((at + pairs, run[-1] + _LAST))
        elif not places:
            return Terms(((0, run),), prefix=True)
        at += pairs + 1
    return Terms(tuple(places), prefix and bool(places))


def paired(texts: Sequence[str]) -> list[str]:
    """The pair form of each folded text, its terms separated by blanks."""
    if not texts:
        return []
    codes = _codes(texts)
    return _written(codes, _classes()[codes]).split(_SEPARATOR)


def _codes(texts: Sequence[str]) -> NDArray[np.uint32]:
    whole = _SEPARATOR.join(texts)
    if whole.count(_SEPARATOR) != len(texts) - 1:
        whole = _SEPARATOR.join(_single(text) for text in texts)
    return np.frombuffer(whole.encode("utf-32-le", "replace"), dtype=np.uint32)


def _single(text: str) -> str:
    return text.replace(_SEPARATOR, " ")


def _written(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> str:
    before = np.concatenate(([_BREAK], kinds[:-1]))
    after = np.concatenate((kinds[1:], [_BREAK]))
    cjk = kinds == _CJK
    letter = kinds == _LETTER
    first = cjk & (before != _CJK)
    final = cjk & (after != _CJK)
    width = (kinds == _END).astype(np.int32)
    width += letter * 1 + (letter & (after != _LETTER)) + cjk * 3 + first * 2
    start = np.cumsum(width) - width
    out = np.full(int(width.sum()), ord(" "), dtype=np.uint32)
    single = letter | first | (kinds == _END)
    out[start[single]] = codes[single]
    start += first * 2
    out[start[cjk]] = codes[cjk]
    inner = np.flatnonzero(cjk & ~final)
    out[start[inner] + 1] = codes[inner + 1]
    out[start[final] + 1] = ord(_LAST)
    return out.tobytes().decode("utf-32-le")


@cache
def _classes() -> NDArray[np.uint8]:
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for code in range(_LAST_ASSIGNED):
        if chr(code).isalnum():
            table[code] = _LETTER
    for found in re.finditer(r"(.)-(.)", IDEOGRAPHS):
        table[ord(found[1]) : ord(found[2]) + 1] = _CJK
    table[ord(_SEPARATOR)] = _END
    return table


@cache
def _blanks() -> NDArray[np.bool_]:
    """Code point → whether it is a blank, as regular expressions have it."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.bool_)
    for code in range(0x3001):  # no blank comes after the ideographic one
        table[code] = chr(code).isspace()
    return table


@dataclass(frozen=True)
class _Foldings:
    """Code point → folded code point; ``hard`` where neighbours or length matter."""

    folded: NDArray[np.uint32]
    hard: NDArray[np.bool_]


@cache
def _foldings() -> _Foldings:
    plain = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    hard = np.zeros(sys.maxunicode + 1, dtype=np.bool_)
    for code in range(_LAST_ASSIGNED):
        char = chr(code)
        one = unicodedata.normalize("NFKC", char).lower()
        if len(one) != 1 or unicodedata.combining(char) or char in _SIGMA:
            hard[code] = True
        else:
            plain[code] = ord(one)
    hard[_JAMO.start : _JAMO.stop] = True  # they compose with their neighbours
    return _Foldings(plain, hard)
