"""The words of each trade: what it makes, how it improves it, what for, and how it grows.

Every trade is a file ``data/trades/<code>.yaml``; ``data/trades.yaml`` orders them and
tells their sizes. Texts hold choices in angle brackets: ``<左|右>`` takes one of them,
``<k:左|右>`` takes one and remembers it under ``k``, ``<k>`` says it again. In the texts of a
solution ``{body}`` stands for the body of the thing it improves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ipharbor.vocabulary.exchange import PATENT_TYPES


@dataclass(frozen=True)
class Thing:
    """What a firm makes. ``names`` are synonyms; ``body`` is what solutions are fixed to;
    ``base`` is the sentence of its parts; ``kinds`` are the types it is protected by."""

    names: tuple[str, ...]
    body: str
    base: tuple[str, ...]
    ipc: tuple[str, ...]
    groups: tuple[str, ...]
    kinds: tuple[str, ...]
    english: str
    english_base: str


@dataclass(frozen=True)
class Solution:
    """An improvement: attributes for titles, nouns for titles ending in a structure, the
    problem, the sentence of its parts, what does the work (``by``) and what it achieves.
    ``method`` names the method claimed beside the thing, if any."""

    attributes: tuple[str, ...]
    nouns: tuple[str, ...]
    problem: str
    parts: str
    by: str
    effect: str
    ipc: tuple[str, ...]
    groups: tuple[str, ...]
    method: str
    english: Mapping[str, str]


@dataclass(frozen=True)
class Shape:
    """A product with a protected look: its name, the use stated for it, and what may be
    new in the look of this product alone."""

    name: str
    use: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Detail:
    """A smaller feature that a claim may add, for things of its groups (none: for all)."""

    text: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Trade:
    """A trade of the region.

    ``name`` is as a firms' register words it, ``industries`` are classes of GB/T 4754 and
    ``markets`` weights of export markets by country; ``english`` are its firms' words abroad.
    ``size`` is its share of all rights, ``firms`` its share of firms; ``course`` holds
    relative numbers of filings from 2010 on, ``types`` the weights of PATENT_TYPES,
    ``others`` the shares of universities, individuals and outside applicants. The first
    ``usual_things`` and ``usual_solutions`` are what everybody works on; the others belong to
    technologies that may emerge.
    """

    code: str
    name: str
    industries: tuple[str, ...]
    markets: Mapping[str, float]
    english: tuple[str, ...]
    field: str
    size: float
    firms: float
    course: tuple[float, ...]
    types: tuple[float, ...]
    others: tuple[float, ...]
    towns: Mapping[str, float]
    business: tuple[str, ...]
    things: tuple[Thing, ...]
    solutions: tuple[Solution, ...]
    details: tuple[Detail, ...]
    shapes: tuple[Shape, ...]
    motifs: tuple[str, ...]
    points: tuple[str, ...]
    usual_things: int
    usual_solutions: int

    def solutions_for(self, thing: int) -> tuple[int, ...]:
        """Positions of the solutions that make sense for the thing at position ``thing``:
        those of no group and those that share one with it."""
        tags = set(self.things[thing].groups)
        return tuple(
            n for n, way in enumerate(self.solutions) if not way.groups or tags & set(way.groups)
        )


@dataclass(frozen=True)
class Emergence:
    """A technology that may emerge in a trade. ``things`` and ``ways`` are places in the trade's
    lists, beyond the usual ones; ``terms`` are words that no other document has; ``since`` is
    the first year in which it may begin."""

    key: str
    trade: int
    since: int
    name_zh: str
    name_en: str
    terms: tuple[str, ...]
    things: tuple[int, ...]
    ways: tuple[int, ...]


@cache
def emergences() -> tuple[Emergence, ...]:
    """All technologies that may emerge, in the order of ``data/emerging.yaml``."""
    place = {trade.code: at for at, trade in enumerate(trades())}
    things = {code: trades()[at].usual_things for code, at in place.items()}
    ways = {code: trades()[at].usual_solutions for code, at in place.items()}
    made = []
    for entry in read("emerging.yaml"):
        code = entry["trade"]
        own = range(things[code], things[code] + len(entry["things"]))
        how = range(ways[code], ways[code] + len(entry["solutions"]))
        things[code], ways[code] = own.stop, how.stop
        said = entry["name"]
        told = (said["zh"], said["en"], tuple(entry["terms"]))
        made.append(
            Emergence(entry["key"], place[code], entry["since"], *told, tuple(own), tuple(how))
        )
    return tuple(made)


@cache
def names() -> Mapping[str, Any]:
    """The building stones of names, as ``data/names.yaml`` lists them."""
    loaded: Mapping[str, Any] = read("names.yaml")
    return loaded


@cache
def stories() -> Mapping[str, Any]:
    """The parties of the planted stories and their courses, as ``data/stories.yaml`` has them."""
    loaded: Mapping[str, Any] = read("stories.yaml")
    return loaded


@cache
def dealings() -> Mapping[str, Any]:
    """Banks, kinds of licence and the planted pledge, as ``data/dealings.yaml`` has them."""
    loaded: Mapping[str, Any] = read("dealings.yaml")
    return loaded


@cache
def trades() -> tuple[Trade, ...]:
    """All trades, in the order of ``data/trades.yaml``."""
    emerging = read("emerging.yaml")
    return tuple(
        _trade(entry, [each for each in emerging if each["trade"] == entry["code"]])
        for entry in read("trades.yaml")
    )


def read(*path: str) -> Any:
    """What a file of the room's data folder says."""
    text = files("ipharbor.samples").joinpath("data", *path).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _trade(entry: Mapping[str, Any], emerging: Sequence[Mapping[str, Any]]) -> Trade:
    words = read("trades", f"{entry['code']}.yaml")
    new_things = [thing for each in emerging for thing in each["things"]]
    new_ways = [way for each in emerging for way in each["solutions"]]
    return Trade(
        code=entry["code"],
        name=entry["name"],
        industries=tuple(entry["industries"]),
        markets=entry["markets"],
        english=tuple(entry["english"]),
        field=words["field"],
        size=entry["size"],
        firms=entry["firms"],
        course=tuple(entry["course"]),
        types=tuple(entry["types"]),
        others=tuple(entry["others"]),
        towns=entry["towns"],
        business=tuple(words["business"]),
        things=tuple(_thing(each) for each in (*words["things"], *new_things)),
        solutions=tuple(_solution(each) for each in (*words["solutions"], *new_ways)),
        details=tuple(_detail(each) for each in words.get("details", ())),
        shapes=tuple(Shape(each[0], each[1], tuple(each[2:])) for each in words.get("shapes", ())),
        motifs=tuple(words.get("motifs", ())),
        points=tuple(words.get("points", ())),
        usual_things=len(words["things"]),
        usual_solutions=len(words["solutions"]),
    )


def _detail(entry: str | list[str]) -> Detail:
    """A text, or a text followed by the groups of things that it suits."""
    return Detail(entry, ()) if isinstance(entry, str) else Detail(entry[0], tuple(entry[1:]))


def _tuple(value: str | list[str] | tuple[()]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _thing(entry: Mapping[str, Any]) -> Thing:
    return Thing(
        names=tuple(entry["names"]),
        body=entry["body"],
        base=tuple(entry["base"]),
        ipc=tuple(entry["ipc"]),
        groups=_tuple(entry.get("group", ())),
        kinds=tuple(entry.get("kinds", PATENT_TYPES[:2])),
        english=entry.get("english", ""),
        english_base=entry.get("english_base", ""),
    )


def _solution(entry: Mapping[str, Any]) -> Solution:
    return Solution(
        attributes=tuple(entry["attributes"]),
        nouns=tuple(entry.get("nouns", ())),
        problem=entry["problem"],
        parts=entry["parts"],
        by=entry["by"],
        effect=entry["effect"],
        ipc=tuple(entry["ipc"]),
        groups=_tuple(entry.get("groups", ())),
        method=entry.get("method", ""),
        english=entry.get("english", {}),
    )
