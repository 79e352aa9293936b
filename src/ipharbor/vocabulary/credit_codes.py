"""Unified social credit codes of Chinese organisations (GB 32100-2015)."""

from __future__ import annotations

import re
import unicodedata

from ipharbor.vocabulary.provenance import Stated

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_SHAPE = re.compile(rf"[{_ALPHABET}]{{18}}")
_NOISE = re.compile(r"[\s\-_.]+")


def check_character(body: str) -> str:
    """The eighteenth character that the first seventeen ask for.

    Weights are the powers of 3 modulo 31 and the alphabet leaves out I, O, S, V and Z.
    """
    total = sum(
        _VALUE[character] * weight for character, weight in zip(body, _WEIGHTS, strict=True)
    )
    return _ALPHABET[-total % 31]


def credit_code(text: str) -> Stated[str]:
    """Read a credit code written with or without blanks, wide or narrow, in any case.

    ``why`` is ``credit_code.check.mismatch`` when the last character is not the one the
    others ask for (the code is still given), ``credit_code.unreadable`` when the text has
    not eighteen characters of the code's alphabet, and empty for empty text.
    """
    bare = _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not bare:
        return Stated(text, None)
    if _SHAPE.fullmatch(bare) is None:
        return Stated(text, None, "credit_code.unreadable")
    right = check_character(bare[:17]) == bare[17]
    return Stated(text, bare, "" if right else "credit_code.check.mismatch")
