"""What an invention has of its own: a smaller feature that others who do the same hardly have.

The words of a trade tell some hundred solutions in a few forms each. Real inventors who solve a
problem in the same way still build it differently; these clauses are what differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from ipharbor.samples.vocabularies import read, trades

_SLOT = re.compile(r"\{(\w+)\}")
_BODY, _USUAL = "body", "device"
_WHOLE = (1 << 64) - 1


@dataclass(frozen=True)
class _Clauses:
    """A form in pieces of which every second is the name of a slot, and the words of each slot."""

    pieces: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]

    def said(self, body: str, left: int) -> str:
        """The form with the words that a number chooses; no two slots say the same."""
        said = {_BODY: body}
        for name, words in self.words:
            left, at = divmod(left, len(words))
            while words[at] in said.values():
                at = (at + 1) % len(words)
            said[name] = words[at]
        return "".join(said[one] if n % 2 else one for n, one in enumerate(self.pieces))


@lru_cache(maxsize=4096)
def particular(trade: int, thing: int, pick: int) -> str:
    """The clauses of that pick for a thing of a trade, without punctuation around them."""
    forms = _forms()[_kind(trade, thing)]
    left, at = divmod(_scattered(pick), len(forms))
    return forms[at].said(trades()[trade].things[thing].body, left)


def _scattered(pick: int) -> int:
    """Another number below 2**64, for each pick its own (the finish of SplitMix64)."""
    z = (pick + 0x9E3779B97F4A7C15) & _WHOLE
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WHOLE
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WHOLE
    return z ^ (z >> 31)


@cache
def _forms() -> dict[str, tuple[_Clauses, ...]]:
    told = read("particulars.yaml")
    words = {name: tuple(some) for name, some in told["words"].items()}
    for name, source in told["slots"].items():
        words[name] = words[source] if isinstance(source, str) else _figures(*source)
    return {
        kind: tuple(_clauses(_SLOT.split(form), words) for form in forms)
        for kind, forms in told["forms"].items()
    }


def _clauses(pieces: list[str], words: dict[str, tuple[str, ...]]) -> _Clauses:
    names = [name for name in dict.fromkeys(pieces[1::2]) if name != _BODY]
    return _Clauses(tuple(pieces), tuple((name, words[name]) for name in names))


def _figures(first: float, last: float, step: float) -> tuple[str, ...]:
    count = round((last - first) / step) + 1
    return tuple(f"{first + n * step:.1f}".removesuffix(".0") for n in range(count))


@cache
def _kind(trade: int, thing: int) -> str:
    told, groups = trades()[trade], set(trades()[trade].things[thing].groups)
    for kind, of in read("particulars.yaml")["kinds"].items():
        if told.code in of and (not of[told.code] or groups & set(of[told.code])):
            return str(kind)
    return _USUAL
