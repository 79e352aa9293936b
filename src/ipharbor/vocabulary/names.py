"""Names of firms and people as sources write them."""

from __future__ import annotations

import re
import unicodedata

_BETWEEN = re.compile(r"[|;]")
_BLANKS = re.compile(r"\s+")
_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{_IDEOGRAPH}]")
_HAN_OR_KANA = re.compile(f"[{_IDEOGRAPH}\u3040-\u30ff]")
_BLANK_AMONG_HAN = re.compile(f"(?<=[{_IDEOGRAPH}（）]) (?=[{_IDEOGRAPH}（）])")
_WIDE_BRACKETS = str.maketrans("()", "（）")


def has_han(text: str) -> bool:
    """Whether ``text`` holds a Chinese character (which Japanese text does as well)."""
    return not text.isascii() and _HAN.search(text) is not None


def name(text: str) -> str:
    """One name in one written form: NFKC, single blanks, Chinese brackets in Chinese names.

    ``广州（番禺）灯具有限公司`` and ``广州(番禺)灯具有限公司`` become the same text; blanks
    between Chinese characters go, those of ``Smith, John`` stay. Case is kept.
    """
    folded = _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    if folded.isascii():
        return folded
    if _HAN_OR_KANA.search(folded):
        folded = _BLANK_AMONG_HAN.sub("", folded.translate(_WIDE_BRACKETS))
    return folded


def names(text: str) -> tuple[str, ...]:
    """The names in ``text``, split on ``|`` and ``;`` but never on a comma, each once.

    ``王, 小明 | 李, 雷`` is two names. Order is kept; wide ``；`` and ``｜`` split as well.
    """
    folded = unicodedata.normalize("NFKC", text)
    read = (name(part) for part in _BETWEEN.split(folded))
    return tuple(dict.fromkeys(each for each in read if each))
