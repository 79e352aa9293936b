"""Titles, abstracts and classes of invented documents, put together from a trade's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from ipharbor.samples.vocabularies import Shape, Solution, Thing, Trade

LONGEST = 300  # characters of an abstract that the office lets pass
SHORTEST = 120

_CHOICE = re.compile(r"<(?:(\w+):)?([^<>]+)>")
_SELF = {"invention": "本发明", "utility_model": "本实用新型"}
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
_OMITTED = (
    "",
    "5.仰视图为使用时不常见面，省略仰视图。",
    "5.后视图与主视图对称，省略后视图。",
    "5.左视图与右视图对称，省略左视图。",
    "5.俯视图和仰视图无设计要点，省略俯视图和仰视图。",
)


@dataclass(frozen=True)
class Text:
    """What a document says. ``english`` and ``english_abstract`` may be empty."""

    title: str
    abstract: str
    ipc: tuple[str, ...]
    english: str = ""
    english_abstract: str = ""


def spoken(template: str, rng: Random, said: dict[str, str]) -> str:
    """``template`` with its choices made; ``said`` supplies and collects remembered words."""
    parts = []
    for name, choices in _parsed(template):
        if not name and len(choices) == 1:
            parts.append(choices[0])
        elif name and len(choices) == 1:
            parts.append(said[name])
        else:
            chosen = choices[int(rng.random() * len(choices))]
            if name:
                said[name] = chosen
            parts.append(chosen)
    return "".join(parts)


def technical(
    trade: Trade, thing: Thing, solutions: Sequence[Solution], kind: str, rng: Random, english: bool
) -> Text:
    """An invention or utility model: ``thing`` improved by the first solution, and the others.

    ``english`` asks for English words as well; ``thing`` and the first solution must have them.
    """
    name = rng.choice(thing.names)
    first = solutions[0]
    title = _title(name, first, kind, rng)
    abstract = _abstract(trade, thing, title, solutions, kind, rng)
    ipc = _classes(thing, solutions, rng)
    if not english:
        return Text(title, abstract, ipc)
    words = first.english
    what = "invention" if kind == "invention" else "utility model"
    told = (
        f"The {what} discloses {_article(thing.english)} {words['title']}, comprising "
        f"{thing.english_base}. In the present {what}, {words['parts']}. "
        f"Thus {words['effect']}."
    )
    heading = f"{thing.english} {words['title']}"
    return Text(title, abstract, ipc, heading[0].upper() + heading[1:], told)


def design(trade: Trade, shape: Shape, mark: str, rng: Random) -> Text:
    """A design with its brief description; ``mark`` is a motif or a model number, or empty."""
    title = f"{shape.name}（{mark}）" if mark else shape.name
    points = "以及".join(rng.sample(shape.points + trade.points, 2))
    where = rng.choice(("在于形状", "在于形状", "在于形状与图案的结合", "在于整体外观形状"))
    abstract = (
        f"1.本外观设计产品的名称：{title}。2.本外观设计产品的用途：{shape.use}。"
        f"3.本外观设计产品的设计要点：{where}，尤其是{points}。"
        f"4.最能表明设计要点的图片或照片：{rng.choice(_VIEWS)}。{rng.choice(_OMITTED)}"
    )
    return Text(title, abstract, ())


@cache
def _parsed(template: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Pieces as (name, choices): plain text has no name and one choice, a remembered word a
    name and one."""
    pieces: list[tuple[str, tuple[str, ...]]] = []
    end = 0
    for found in _CHOICE.finditer(template):
        if found.start() > end:
            pieces.append(("", (template[end : found.start()],)))
        choices = tuple(found[2].split("|"))
        if found[1] or len(choices) > 1:
            pieces.append((found[1] or "", choices))
        else:
            pieces.append((choices[0], ("",)))
        end = found.end()
    if end < len(template):
        pieces.append(("", (template[end:],)))
    return tuple(pieces)


def _title(name: str, first: Solution, kind: str, rng: Random) -> str:
    draw = rng.random()
    attribute = rng.choice(first.attributes)
    if draw < 0.2 and first.nouns:
        joint = "的" if rng.random() < 0.6 else ""
        title = f"一种{name}{joint}{rng.choice(first.nouns)}"
    elif draw < 0.3:
        title = f"{attribute}{name}"
    elif draw < 0.38:
        title = f"一种{name}"
    else:
        title = f"一种{attribute}{name}"
    if kind == "invention" and first.method and rng.random() < 0.4:
        title += f"及其{first.method}"
    return title


def _abstract(
    trade: Trade,
    thing: Thing,
    title: str,
    solutions: Sequence[Solution],
    kind: str,
    rng: Random,
) -> str:
    said: dict[str, str] = {}
    first = solutions[0]
    parts = [spoken(each.parts.replace("{body}", thing.body), rng, said) for each in solutions]
    effects = [spoken(each.effect.replace("{body}", thing.body), rng, said) for each in solutions]
    words: Mapping[str, str] = {
        "self": _SELF[kind],
        "title": title,
        "field": trade.field,
        "base": spoken(rng.choice(thing.base), rng, said),
        "problem": first.problem,
        "by": first.by,
        "effect": effects[0],
    }
    opening = rng.choice(_OPENINGS)
    closings = _CLOSINGS[:-1] if "{problem}" in opening else _CLOSINGS
    closing = rng.choice(closings).format_map(words)
    text = opening.format_map(words) + parts[0]
    for further, part, effect in zip(solutions[1:], parts[1:], effects[1:], strict=True):
        more = rng.choice(_MORE).format(by=further.by, effect=effect)
        if len(text) + len(part) + len(closing) + 2 <= LONGEST:
            text += f"；{part}"
            if len(text) + len(closing) + len(more) + 1 <= LONGEST:
                closing += more
    text += f"。{closing}"
    if len(text) < SHORTEST or (rng.random() < 0.2 and len(text) < LONGEST - 20):
        text += rng.choice(_TAILS) if kind == "utility_model" else ""
    return text


def _classes(thing: Thing, solutions: Sequence[Solution], rng: Random) -> tuple[str, ...]:
    first = list(solutions[0].ipc)
    own = list(thing.ipc)
    ordered = first + own if rng.random() < 0.6 else own + first
    ordered += [solution.ipc[0] for solution in solutions[1:]]
    distinct = list(dict.fromkeys(ordered))
    kept = distinct[:1] + [symbol for symbol in distinct[1:] if rng.random() < 0.65]
    return tuple(kept if len(kept) > 1 else distinct[:2])


def _article(noun: str) -> str:
    vowel = noun[0].lower() in "aeiou" or noun.startswith("LED")
    return f"{'an' if vowel else 'a'} {noun}"
