"""Kinds, sizes and grades of those who hold rights, and what their names tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

HOLDER_KINDS = ("firm", "university", "institute", "individual", "other")
SIZES = ("large", "medium", "small", "micro")
GRADES = ("high_tech", "specialised", "little_giant", "ip_advantage", "ip_demonstration")
"""高新技术企业, 专精特新中小企业, 专精特新“小巨人”企业, 知识产权优势企业, 知识产权示范企业."""

_KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {word: word for word in HOLDER_KINDS}
    | {
        "企业": "firm", "公司": "firm", "工矿企业": "firm", "个体工商户": "firm",
        "高校": "university", "大专院校": "university", "大学": "university", "院校": "university",
        "科研单位": "institute", "科研院所": "institute", "研究机构": "institute",
        "个人": "individual", "自然人": "individual",
        "其他": "other", "机关团体": "other", "事业单位": "other", "社会团体": "other",
    }
)  # fmt: skip
_SIZE_WORDS: Mapping[str, str] = MappingProxyType(
    {word: word for word in SIZES}
    | {"大型": "large", "中型": "medium", "小型": "small", "微型": "micro"}
    | {"大型企业": "large", "中型企业": "medium", "小型企业": "small", "微型企业": "micro"}
)
_GRADE_WORDS: Mapping[str, str] = MappingProxyType(
    {word: word for word in GRADES}
    | {
        "高新技术企业": "high_tech", "高企": "high_tech", "国家高新技术企业": "high_tech",
        "专精特新": "specialised", "专精特新企业": "specialised",
        "专精特新中小企业": "specialised",
        "小巨人": "little_giant", "专精特新小巨人": "little_giant", "小巨人企业": "little_giant",
        "专精特新小巨人企业": "little_giant",
        "优势企业": "ip_advantage", "知识产权优势企业": "ip_advantage",
        "国家知识产权优势企业": "ip_advantage",
        "示范企业": "ip_demonstration", "知识产权示范企业": "ip_demonstration",
        "国家知识产权示范企业": "ip_demonstration",
    }
)  # fmt: skip

_QUOTES = re.compile(r"[\s\"'“”‘’「」]+")
_BETWEEN = re.compile(r"[|;、,，]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_PERSON = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]+[·•][{_HAN}·•]+")
_FIRM = re.compile(
    r"(公司|厂|集团|商行|经营部|加工部|工作室|合作社|店|企业|有限合伙[)）]|合伙[)）]"
    r"|银行|支行|分行|信用社|超市|商场|酒家|药房|农场)$"
)
_OTHER = re.compile(
    r"(医院|委员会|协会|学会|中学|小学|幼儿园|服务中心|管理局|局|站|馆|部队"
    r"|政府|法院|检察院|(?<!专科)(?<!技工)(?<!职业技术)学校|党校|商会|工会|基金会|卫生院|门诊部|办事处|村委会|居委会|出版社)$"
)
_UNIVERSITY = re.compile(r"大学|学院|专科学校|技校|技工学校|职业技术学校")
_INSTITUTE = re.compile(r"研究院|研究所|研究中心|实验室|科学院|设计院|研究总院|创新中心")
_LATIN_FIRM = re.compile(
    r"\b(CO|COMPANY|LTD|LIMITED|INC|CORP|CORPORATION|LLC|GMBH|AG|SA|NV|BV|PLC|KK|LP|SPA|OY|AB)\b"
)
_LATIN_UNIVERSITY = re.compile(r"\b(UNIV|UNIVERSITY|COLLEGE|UNIVERSITE|UNIVERSITAET)\b")
_LATIN_INSTITUTE = re.compile(r"\b(INSTITUTE|INST|LABORATORY|ACADEMY|RESEARCH CENT(ER|RE))\b")


def holder_kind(text: str) -> str:
    """The kind that a word for it means, empty for no text or a word that is not known."""
    return _KIND_WORDS.get(_bare(text), "")


def size(text: str) -> str:
    """The size of an enterprise as the statisticians class it, empty when not known."""
    return _SIZE_WORDS.get(_bare(text), "")


def grades(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The grades named in a cell (``|``, ``;`` or commas between), each once in the order of
    ``GRADES``, and the words that are none."""
    parts = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if part.strip()]
    known = {_GRADE_WORDS.get(_bare(part), "") for part in parts}
    unknown = tuple(part.strip() for part in parts if _bare(part) not in _GRADE_WORDS)
    return tuple(grade for grade in GRADES if grade in known), unknown


def kind_by_name(name: str) -> str:
    """What kind of holder has this name, guessed by its form.

    The end of a Chinese name goes before what stands in it: 广州大学城医院 is no university and
    中山大学科技园有限公司 a firm. Two to four Chinese characters without such a word are a
    person; 番禺银行, which ends in one, is a firm. What tells nothing is ``other``.
    """
    upper = unicodedata.normalize("NFKC", name).strip().upper()
    if upper.isascii():
        return _latin(upper)
    for kind, found in (
        ("firm", _FIRM.search(upper)),
        ("other", _OTHER.search(upper)),
        ("university", _UNIVERSITY.search(upper)),
        ("institute", _INSTITUTE.search(upper)),
        ("individual", _PERSON.fullmatch(upper)),
    ):
        if found:
            return kind
    return "other"


def _latin(upper: str) -> str:
    bare = upper.replace(".", "")
    if _LATIN_FIRM.search(bare):
        return "firm"
    if _LATIN_UNIVERSITY.search(bare):
        return "university"
    if _LATIN_INSTITUTE.search(bare):
        return "institute"
    return "individual" if "," in bare and len(bare.split()) <= 5 else "other"


def _bare(text: str) -> str:
    return _QUOTES.sub("", unicodedata.normalize("NFKC", text)).lower()
