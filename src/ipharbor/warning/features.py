"""The features of a claim, a product's sheet or an abstract, and the units texts are compared by.

A feature is a part between punctuation, as drafters part them. What drafters say of every thing
(所述, 该, 其中, "said", "the") is no content: it is left out when texts are compared, never when
they are shown. The words left out and the opposites below are general words of the language and
of claims, chosen by us.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_UNIT = re.compile(rf"[{_HAN}]|[A-Za-z]+|\d+(?:\.\d+)?|[%℃°]")
_FILLER = re.compile(
    "所述|上述|前述|该|其中|一种|一个|其特征在于|其特征是|特征在于|特征是|还包括|还包含|包括有|包括|"
    "包含|优选地|优选|进一步地|进一步|以及|及其|的"
)
_ENGLISH_FILLER = re.compile(
    r"\b(?:an?|the|said|wherein|whereby|thereof|comprising|comprises|comprise|including|includes"
    r"|characterized|characterised|in that|being|is|are|of|and|at least one|one or more)\b"
)
_NUMBERED = re.compile(r"^\s*(?:权利要求)?\s*1\s*[.、．:：]\s*(?!\d)")
_MARK = re.compile(r"其特征(?:在于|是)[，,：:]?|characteri[sz]ed in that:?")
_HAS = re.compile(r"[它其]?(?:包括有|包括|包含有|包含|由(?=[^，。；]{1,80}(?:组成|构成)))[:：]?")
_HAS_ENGLISH = re.compile(r"\b(?:compris(?:ing|es)|including|includes|consisting of)\b:?")
_PARTS = re.compile(r"[；;。，,：:\n]+|\.(?=\s|$)")
_END_OF_CLAIM = re.compile(
    r"(?:[。\n]|\.(?=\s))\s*(?="
    r"(?:权利要求)?\s*2\s*[.、:]\s*(?!\d)|(?:根据|如|按照|依据)(?:所述)?权利要求"
    r"|(?:说明书)?摘要|本发明|本实用新型|本外观设计|本申请"
    r"|[A-Z][^.]{1,80}\bclaim 1\b"
    r"|(?i:abstract)\b|The (?:present )?(?:invention|disclosure)\b)"
    r"|\.(?=2\s*[.:]\s*[A-Z])"
)
"""Where a claim ends and another, or the abstract, begins: a claim is one sentence."""
_SENTENCE = re.compile(r"[。\n]|\.(?=\s|$)")
_BRACKETED = re.compile(r"[（(]\s*\d+[a-zA-Z]?(?:\s*[,，、]\s*\d+[a-zA-Z]?)*\s*[)）]")
_COUNTED = re.compile(r"[一二两三四五六七八九十]+(?=[个根块段条片组对只层排级台套路颗枚次])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHORTEST = 3  # units below which a part is no feature of its own
OPPOSITES = (
    ("大于", "小于"), ("高于", "低于"), ("上方", "下方"), ("顶部", "底部"), ("前端", "后端"),
    ("前侧", "后侧"), ("左侧", "右侧"), ("内侧", "外侧"), ("内壁", "外壁"), ("输入", "输出"),
    ("增大", "减小"), ("升高", "降低"), ("水平", "竖直"), ("横向", "纵向"), ("平行", "垂直"),
    ("顺时针", "逆时针"), ("开启", "关闭"), ("正极", "负极"), ("常开", "常闭"),
    ("可拆卸", "不可拆卸"),
)  # fmt: skip
"""Words of which the one in a claim does not cover the other in a text."""


def first_of(claims: str) -> str:
    """The first claim of a text in which others, or the abstract, may follow."""
    end = _END_OF_CLAIM.search(claims)
    return claims[: end.start()] if end else claims


def subject(claim: str) -> str:
    """What a claim says it is for: 一种灯具, before its features."""
    told = first_of(_numberless(claim))
    ends = [found.start() for found in (_MARK.search(told), _has(told)) if found]
    return told[: min(ends, default=0)].strip(" ，,：:、")


@lru_cache(maxsize=16_384)
def of_claim(claim: str) -> tuple[str, ...]:
    """The features of a first claim in its order, without the name of the thing it is for.

    A source may let the second claim, or the abstract, follow in the same text: what comes after
    the first claim is left out. Empty where nothing can be told apart."""
    told = first_of(_numberless(claim))
    name = subject(claim)
    return parts(_MARK.sub("，", told[told.find(name) + len(name) :]))


def of_abstract(abstract: str) -> tuple[str, ...]:
    """The features an abstract tells: what the thing comprises, without purpose and effect.

    From the first sentence that says what it comprises to that sentence's end; empty without."""
    told = _clean(abstract)
    found = _has(told)
    if found is None:
        return ()
    rest = told[found.end() :]
    end = _SENTENCE.search(rest)
    return parts(rest[: end.start()] if end else rest)


@lru_cache(maxsize=16_384)
def parts(text: str) -> tuple[str, ...]:
    """A text between its punctuation; what is too short for a feature joins the one before it."""
    found: list[str] = []
    for part in _PARTS.split(_clean(text)):
        told = part.strip()
        size = len(units(told))
        if not size:
            continue
        if size < _SHORTEST and found:
            found[-1] += f"，{told}"
        else:
            found.append(told)
    return tuple(found)


@lru_cache(maxsize=65_536)
def units(text: str) -> tuple[str, ...]:
    """What is compared: single Han characters, Latin words and numbers, without fillers."""
    told = _FILLER.sub(" ", _clean(text))
    if not told.isascii():
        return tuple(_UNIT.findall(told.casefold()))
    return tuple(_UNIT.findall(_ENGLISH_FILLER.sub(" ", told.casefold())))


def grams(told: tuple[str, ...]) -> frozenset[str]:
    """The units, and each with the one after it as ``a b``."""
    return frozenset(told) | {f"{one} {two}" for one, two in pairwise(told)}


def numbers(text: str) -> frozenset[str]:
    """The figures in a text, and its counts: 三个, 两根."""
    told = _clean(text)
    return frozenset(_NUMBER.findall(told)) | {
        one.replace("两", "二") for one in _COUNTED.findall(told)
    }


def opposed(claimed: str, found: str) -> bool:
    """Whether the one text says of something the opposite of the other."""
    for pair in OPPOSITES:
        for here, there in (pair, pair[::-1]):
            if here in claimed and there in found and here not in found and there not in claimed:
                return True
    return False


def _has(told: str) -> re.Match[str] | None:
    return _HAS.search(told) or _HAS_ENGLISH.search(told)


def _numberless(claim: str) -> str:
    return _NUMBERED.sub("", _clean(claim))


def _clean(text: str) -> str:
    return _BRACKETED.sub("", unicodedata.normalize("NFKC", text).replace("℃", "°C"))
