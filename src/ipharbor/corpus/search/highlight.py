"""What a query found in a text, marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ipharbor.corpus.query import Exact, Leaf, Node, Phrase, Word, leaves
from ipharbor.corpus.search.preparing import search_words, whole_name
from ipharbor.corpus.search.schema import DEFAULT, stems
from ipharbor.corpus.search.units import IDEOGRAPHS, folded, is_ideograph, runs

_SHORTENED = ("abstract", "claim")  # other fields are always shown whole
_LEAD = 24  # characters shown before the first mark of a cut text
_LETTER = rf"[^\W_{IDEOGRAPHS}]"
_SENTENCE = re.compile(r"[。；！？;!?]|\. ")
_CUT = "…"


@dataclass(frozen=True)
class Snippet:
    """Pieces of a text in order, each with whether the query found it; plain text, no HTML.

    ``…`` stands at an end where the text was cut.
    """

    parts: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        return "".join(piece for piece, _ in self.parts)

    @property
    def found(self) -> bool:
        """Whether anything is marked."""
        return any(hit for _, hit in self.parts)


def marked(text: str, node: Node, field: str, width: int = 160) -> Snippet:
    """Mark in ``text``, which a document holds in ``field``, what ``node`` asks for.

    Abstracts and claims are cut to about ``width`` characters around the place where most
    terms stand together; the start of the text when none does. Words under a NOT and words
    asked of other fields are not marked.
    """
    plain, origin = _origin(text)
    spans: list[tuple[int, int, int]] = []
    for number, leaf in enumerate(_asked(node, field)):
        for start, end in _found(leaf, plain):
            spans.append((origin[start], origin[end - 1] + 1, number))
    spans.sort()
    if field not in _SHORTENED or len(text) <= width:
        return Snippet(tuple(_pieces(text, spans, 0, len(text))))
    start, end = _window(text, spans, width)
    pieces = list(_pieces(text, spans, start, end))
    if start:
        pieces.insert(0, (_CUT, False))
    if end < len(text):
        pieces.append((_CUT, False))
    return Snippet(tuple(pieces))


def _asked(node: Node, field: str) -> Iterator[Leaf]:
    for leaf in leaves(node, wanted_only=True):
        if isinstance(leaf, Word | Phrase | Exact) and (
            leaf.field == field or (leaf.field is None and field in DEFAULT)
        ):
            yield leaf


def _origin(text: str) -> tuple[str, list[int]]:
    """Folded text, and for each of its characters the place it came from."""
    plain: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text):
        for one in unicodedata.normalize("NFKC", char).lower():
            plain.append(one)
            origin.append(place)
    return "".join(plain), origin


def _found(leaf: Leaf, plain: str) -> Iterator[tuple[int, int]]:
    if isinstance(leaf, Exact):
        if whole_name(plain) == whole_name(leaf.text):
            yield 0, len(plain)
        return
    if not isinstance(leaf, Word | Phrase):
        return
    wanted = folded(leaf.text)
    prefix = isinstance(leaf, Word) and leaf.prefix
    spans = list(_matches(_pattern(wanted, prefix=prefix), plain))
    yield from spans
    if isinstance(leaf, Word) and not leaf.prefix and not spans:
        yield from _by_words(search_words(wanted), plain)


def _by_words(words: Iterable[str], plain: str) -> Iterator[tuple[int, int]]:
    stemmed: set[str] = set()
    for word in words:
        if any(is_ideograph(char) for char in word):
            yield from _matches(_pattern(word, prefix=False), plain)
        else:
            stemmed.add(word)
    if stemmed:
        latin = list(re.finditer(rf"{_LETTER}+", plain))
        for found, stem in zip(latin, stems([one[0] for one in latin]), strict=True):
            if stem in stemmed:
                yield found.span()


def _matches(pattern: re.Pattern[str], plain: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(plain) if found[0])


def _pattern(wanted: str, *, prefix: bool) -> re.Pattern[str]:
    pieces: list[str] = []
    before = ""
    for run in runs(wanted):
        if is_ideograph(run[0]):
            piece = r"\s*".join(re.escape(char) for char in run)
        else:
            piece = rf"(?<!{_LETTER}){re.escape(run)}(?!{_LETTER})"
        if before:
            same = is_ideograph(before[0]) == is_ideograph(run[0])
            pieces.append(r"[\W_]+" if same else r"[\W_]*")
        pieces.append(piece)
        before = run
    if prefix and pieces and not is_ideograph(before[0]):
        pieces[-1] = rf"(?<!{_LETTER}){re.escape(before)}{_LETTER}*"
    return re.compile("".join(pieces))


def _window(text: str, spans: list[tuple[int, int, int]], width: int) -> tuple[int, int]:
    best, at = (0, 0), 0
    for start, _, _ in spans:
        inside = [one for one in spans if start <= one[0] and one[1] <= start + width - _LEAD]
        worth = (len({number for _, _, number in inside}), len(inside))
        if worth > best:
            best, at = worth, start
    start = max(0, min(at - _LEAD, len(text) - width))
    sentence = [found.end() for found in _SENTENCE.finditer(text, max(0, start - _LEAD), at)]
    if start and sentence:
        start = sentence[-1]
    return start, min(len(text), start + width)


def _pieces(
    text: str, spans: list[tuple[int, int, int]], start: int, end: int
) -> Iterator[tuple[str, bool]]:
    at = start
    for first, last in _merged(spans):
        left, right = max(first, start), min(last, end)
        if left >= right:
            continue
        if left > at:
            yield text[at:left], False
        yield text[left:right], True
        at = right
    if at < end:
        yield text[at:end], False


def _merged(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end, _ in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
