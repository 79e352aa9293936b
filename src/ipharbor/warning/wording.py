"""What titles have in common: runs of characters, for there are no spaces between Chinese words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

_WORD = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z][A-Za-z-]+")
_AND = re.compile("及其|以及|及")
_EMPTY = re.compile(
    r"^(一种|及其|用于|基于|具有|带有|所述|的)|(的|及|和|与|其|方法|装置|系统|结构)$"
)
SHORTEST, LONGEST = 3, 8


def pieces(title: str) -> set[str]:
    """All runs of three to eight characters of a title that neither begin nor end in a word
    without content; words of Latin letters are taken whole, in small letters."""
    found: set[str] = set()
    for part in _WORD.findall(_AND.sub("，", title.removeprefix("一种"))):
        if part.isascii():
            found.add(part.lower())
            continue
        for size in range(SHORTEST, min(LONGEST, len(part)) + 1):
            found.update(
                piece
                for at in range(len(part) - size + 1)
                if not _EMPTY.search(piece := part[at : at + size])
            )
    return found


def things(titles: Collection[str], least: int) -> list[str]:
    """What at least ``least`` of the titles name, the most named first, then the longest; none
    that is part of a longer one named as often."""
    counts = Counter(piece for title in titles for piece in pieces(title))
    found = sorted(
        (piece for piece, count in counts.items() if count >= least),
        key=lambda piece: (-counts[piece], -len(piece), piece),
    )
    kept: list[str] = []
    for piece in found:
        if not any(piece in longer and counts[longer] == counts[piece] for longer in kept):
            kept.append(piece)
    return kept


def common(titles: Collection[str], least: int, size: int = 4) -> set[str]:
    """All that at least ``least`` of the titles name in ``size`` characters: what another title
    that names any of it has in common with them."""
    counts = Counter(
        piece
        for title in titles
        for piece in pieces(title)
        if len(piece) == size or piece.isascii()
    )
    return {piece for piece, count in counts.items() if count >= least}


def naming(titles: Iterable[str], wanted: Collection[str]) -> int:
    """How many of the titles name one of ``wanted``."""
    told = [title.lower() for title in titles]
    return sum(any(one in title for one in wanted) for title in told)
