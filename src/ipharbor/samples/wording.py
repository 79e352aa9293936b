"""Titles, abstracts, first claims and classes of invented documents, from a trade's words.

What a text says follows from what the filing is about, its picks (which form each part takes)
and its word, a large number from which every other choice is drawn. Places among the trades
and in their lists are those of ``vocabularies``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ipharbor.samples._particulars import particular
from ipharbor.samples._speaking import Form, form
from ipharbor.samples.vocabularies import trades

LONGEST = 300  # characters of an abstract that the office lets pass
SHORTEST = 120
MOST_CLAUSES = 8  # of a product's sheet
INVENTION, MODEL, DESIGN = range(3)

_SELF = ("本发明", "本实用新型")
_OPENINGS = (
    "{self}公开了{title}，包括{base}；",
    "{self}公开了{title}，包括{base}；",
    "{self}涉及{field}技术领域，具体公开了{title}，包括{base}；",
    "{self}提供了{title}，其包括{base}；",
    "{self}涉及{title}，包括{base}；",
    "{self}属于{field}技术领域，旨在解决{problem}的问题，提供{title}，包括{base}；",
    "为解决{problem}的问题，{self}提供了{title}，包括{base}；",
    "{title}，包括{base}；",
)
_TELLS_PROBLEM = tuple("{problem}" in opening for opening in _OPENINGS)
_CLOSINGS = (
    "{self}通过{by}，{effect}。",
    "{self}利用{by}，{effect}。",
    "采用上述技术方案，通过{by}，{effect}。",
    "与现有技术相比，{self}通过{by}，{effect}。",
    "通过{by}，{effect}，解决了{problem}的问题。",
)
_MORE = (
    "同时，通过{by}，{effect}。",
    "此外，通过{by}，{effect}。",
    "进一步地，利用{by}，{effect}。",
)
_TAILS = ("结构简单，使用方便。", "整体结构紧凑，便于推广应用。", "操作简便，实用性强。")
_VIEWS = ("立体图", "立体图1", "主视图", "组件1立体图", "左前方立体图")
_WHERE = ("在于形状", "在于形状", "在于形状与图案的结合", "在于整体外观形状")
_OMITTED = (
    "",
    "5.仰视图为使用时不常见面，省略仰视图。",
    "5.后视图与主视图对称，省略后视图。",
    "5.左视图与右视图对称，省略左视图。",
    "5.俯视图和仰视图无设计要点，省略俯视图和仰视图。",
)
_OTHERWISE = {
    "所述": "该", "设有": "设置有", "设于": "位于", "固定于": "紧固在", "安装于": "装设于",
    "开设有": "加工有", "连接有": "接设有", "安装有": "装有", "固定有": "紧固有",
    "均布有": "均匀分布有", "相邻": "彼此相邻的", "一侧": "侧部", "两侧": "左右两侧",
    "通过": "借助", "用于": "用来", "采用": "选用", "形成": "构成",
    "并且": "同时", "内部": "里侧", "以及": "和", "依次": "顺次",
    "背侧": "后侧", "端部": "末端", "对应": "相应", "贴合有": "贴设有", "嵌装有": "嵌设有",
    "调节": "调整", "不低于": "至少为", "根据": "依据", "之间": "中间",
}  # fmt: skip
_SAID = re.compile("|".join(sorted(_OTHERWISE, key=len, reverse=True)))
_LONGEST_CLAUSE = 120
_PARTED = "\x1f"  # between the parts of a solution and its effect
Picks = tuple[int, int, int, int]


@dataclass(frozen=True)
class Subject:
    """What a technical document is about: places of the trade, of the thing and of the first and
    second solution (-1 for none) in the trade's lists. ``kind`` is a place in PATENT_TYPES."""

    trade: int
    kind: int
    thing: int
    first: int
    second: int


@dataclass(frozen=True)
class Features:
    """The parts of a claim, in its order; ``base`` is what the thing consists of anyway."""

    base: str
    parts: tuple[str, ...]


class Draws:
    """Choices drawn from one large number, each from what the one before has left of it."""

    __slots__ = ("_left",)

    def __init__(self, word: int) -> None:
        self._left = (word * 0x9E3779B97F4A7C15F39CC0605CEDC835) & ((1 << 128) - 1)

    def below(self, count: int) -> int:
        """A number from 0 to below ``count``."""
        self._left, found = divmod(self._left, count)
        return found

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.below(100) < percent


def title(about: Subject, word: int) -> str:
    """The title; the method's is left out for utility models."""
    return _titled(about, Draws(word))[0]


def claim(about: Subject, picks: Picks, word: int, narrow: bool) -> str:
    """The first claim; ``narrow`` is the one that was granted, with a feature more."""
    drawn = Draws(word)
    name = _titled(about, drawn)[1]
    told = features(about, picks, 3 if narrow else 1 + drawn.below(2))
    body = "；".join(told.parts)
    if drawn.below(5) < 2:
        return f"1.{name}，其特征在于，包括{told.base}；{body}。"
    if drawn.below(2):
        return f"1.{name}，其特征在于：包括{told.base}；{body}。"
    return f"1.{name}，包括{told.base}，其特征在于：{body}。"


def features(about: Subject, picks: Picks, most: int = 3) -> Features:
    """The features of the thing as the picks form them: at most so many besides its base. The first
    ends with a particular, which other picks of it hardly have."""
    thing = trades()[about.trade].things[about.thing]
    parts = [_own(about, picks)]
    if about.second >= 0:
        parts.append(_solved(about.trade, about.thing, about.second, picks[2])[0])
    details = _details(about.trade, thing.body, thing.groups)
    if details:
        at, number = divmod(picks[3] >> 8, len(details))[::-1]
        parts.append(details[at].said(number))
    return Features(_base(about.trade, about.thing, picks[0]), tuple(parts[:most]))


def clauses(told: Features, voice: int) -> tuple[str, ...]:
    """Features one by one, as a product's sheet lists them, the last together where there are too
    many; ``voice`` 1 in other words."""
    found = [f"包括{told.base}"[:_LONGEST_CLAUSE]]
    for part in told.parts:
        found += [clause[:_LONGEST_CLAUSE] for clause in part.split("，") if len(clause) > 4]
    last = MOST_CLAUSES - 1
    found[last:] = ["，".join(found[last:])] if found[last:] else []
    texts = (otherwise(clause) if voice else clause for clause in found)
    return tuple(text.replace("所述", "") for text in texts)


def otherwise(text: str) -> str:
    """The same in other words; figures and names of parts stay."""
    return _SAID.sub(lambda found: _OTHERWISE[found[0]], text)


def abstract(about: Subject, picks: Picks, word: int) -> str:
    """The abstract, of at most LONGEST characters."""
    drawn = Draws(word)
    name = _titled(about, drawn)[0]
    trade = trades()[about.trade]
    way = trade.solutions[about.first]
    parts, effect = _solved(about.trade, about.thing, about.first, picks[1])
    told = {
        "self": _SELF[about.kind],
        "title": name,
        "field": trade.field,
        "base": _base(about.trade, about.thing, picks[0]),
        "problem": way.problem,
        "by": way.by,
        "effect": effect,
    }
    opening = drawn.below(len(_OPENINGS))
    closing = _CLOSINGS[drawn.below(len(_CLOSINGS) - _TELLS_PROBLEM[opening])].format_map(told)
    text = _OPENINGS[opening].format_map(told) + parts
    more = f"，{particular(about.trade, about.thing, picks[1])}"
    if len(text) + len(more) + len(closing) + 1 <= LONGEST:
        text += more
    if about.second >= 0:
        part, more = _second(about, picks, drawn)
        if len(text) + len(part) + len(closing) + 2 <= LONGEST:
            text = f"{text}；{part}"
            if len(text) + len(closing) + len(more) + 1 <= LONGEST:
                closing += more
    text = f"{text}。{closing}"
    plain = len(text) < SHORTEST or (drawn.chance(20) and len(text) < LONGEST - 20)
    if plain and about.kind == MODEL:
        text += _TAILS[drawn.below(len(_TAILS))]
    return text


def classes(about: Subject, word: int) -> str:
    """IPC symbols with ``|`` between, the main one first."""
    trade = trades()[about.trade]
    way, thing = trade.solutions[about.first], trade.things[about.thing]
    drawn = Draws(word ^ 0x5A5A5A5A)
    ordered = way.ipc + thing.ipc if drawn.chance(60) else thing.ipc + way.ipc
    if about.second >= 0:
        ordered += trade.solutions[about.second].ipc[:1]
    distinct = list(dict.fromkeys(ordered))
    kept = [symbol for at, symbol in enumerate(distinct) if not at or drawn.chance(65)]
    return "|".join(kept if len(kept) > 1 else distinct[:2])


def design(trade: int, shape: int, mark: str, word: int) -> tuple[str, str]:
    """Title and brief description of a design; ``mark`` is a motif or a model number, or empty."""
    told, drawn = trades()[trade].shapes[shape], Draws(word)
    name = f"{told.name}（{mark}）" if mark else told.name
    points = told.points + trades()[trade].points
    first = drawn.below(len(points))
    second = (first + 1 + drawn.below(len(points) - 1)) % len(points)
    text = (
        f"1.本外观设计产品的名称：{name}。2.本外观设计产品的用途：{told.use}。"
        f"3.本外观设计产品的设计要点：{_WHERE[drawn.below(4)]}，"
        f"尤其是{points[first]}以及{points[second]}。"
        f"4.最能表明设计要点的图片或照片：{_VIEWS[drawn.below(len(_VIEWS))]}。"
        f"{_OMITTED[drawn.below(len(_OMITTED))]}"
    )
    return name, text


def english(about: Subject, word: int, narrow: bool = False) -> tuple[str, str, str]:
    """Title, abstract and first claim in English; thing and first solution must have it."""
    trade = trades()[about.trade]
    thing, ways = trade.things[about.thing], [trade.solutions[about.first]]
    if about.second >= 0 and trade.solutions[about.second].english:
        ways.append(trade.solutions[about.second])
    what = ("invention", "utility model")[about.kind]
    first = ways[0].english
    heading = f"{thing.english} {first['title']}"
    noun = _article(thing.english)
    more = f" Moreover, {ways[1].english['parts']}." if len(ways) > 1 else ""
    told = (
        f"The {what} discloses {noun} {first['title']}, comprising {thing.english_base}. In the "
        f"present {what}, {first['parts']}.{more} Thus {first['effect']}."
    )
    kept = ways if narrow or Draws(word).below(2) else ways[:1]
    body = "; and wherein ".join(way.english["parts"] for way in kept)
    claimed = f"1. {noun[0].upper()}{noun[1:]}, comprising {thing.english_base}; wherein {body}."
    return heading[0].upper() + heading[1:], told, claimed


def _own(about: Subject, picks: Picks) -> str:
    parts = _solved(about.trade, about.thing, about.first, picks[1])[0]
    return f"{parts}，{particular(about.trade, about.thing, picks[1])}"


def _second(about: Subject, picks: Picks, drawn: Draws) -> tuple[str, str]:
    way = trades()[about.trade].solutions[about.second]
    part, effect = _solved(about.trade, about.thing, about.second, picks[2])
    return part, _MORE[drawn.below(len(_MORE))].format(by=way.by, effect=effect)


def _titled(about: Subject, drawn: Draws) -> tuple[str, str]:
    """The title, and the subject of the first claim."""
    trade = trades()[about.trade]
    way = trade.solutions[about.first]
    names = trade.things[about.thing].names
    name = names[drawn.below(len(names))]
    draw = drawn.below(100)
    attribute = way.attributes[drawn.below(len(way.attributes))]
    method = drawn.below(10) < 4
    if draw < 20 and way.nouns:
        joint = "的" if drawn.below(10) < 6 else ""
        title = f"一种{name}{joint}{way.nouns[drawn.below(len(way.nouns))]}"
    elif draw < 30:
        title = f"{attribute}{name}"
    elif draw < 38:
        title = f"一种{name}"
    else:
        title = f"一种{attribute}{name}"
    subject = title if title.startswith("一种") else f"一种{title}"
    if about.kind == INVENTION and way.method and method:
        title += f"及其{way.method}"
    return title, subject


@lru_cache(maxsize=4096)
def _bases(trade: int, thing: int) -> tuple[Form, ...]:
    return tuple(form(template) for template in trades()[trade].things[thing].base)


def _base(trade: int, thing: int, pick: int) -> str:
    forms = _bases(trade, thing)
    return forms[pick % len(forms)].said(pick >> 8)


@lru_cache(maxsize=16_384)
def _solving(trade: int, thing: int, way: int) -> Form:
    told, body = trades()[trade].solutions[way], trades()[trade].things[thing].body
    return form(f"{told.parts}{_PARTED}{told.effect}".replace("{body}", body))


def _solved(trade: int, thing: int, way: int, pick: int) -> tuple[str, str]:
    """The parts of a solution and its effect, in the form of that pick."""
    parts, _, effect = _solving(trade, thing, way).said(pick).partition(_PARTED)
    return parts, effect


@lru_cache(maxsize=4096)
def _details(trade: int, body: str, groups: tuple[str, ...]) -> tuple[Form, ...]:
    """Smaller features that suit a thing."""
    tags = set(groups)
    return tuple(
        form(each.text.replace("{body}", body))
        for each in trades()[trade].details
        if not each.groups or tags & set(each.groups)
    )


def _article(noun: str) -> str:
    vowel = noun[0].lower() in "aeiou" or noun.startswith("LED")
    return f"{'an' if vowel else 'a'} {noun}"
