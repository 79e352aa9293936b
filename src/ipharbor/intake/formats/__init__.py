"""Table formats and how they are told apart by their headings.

A format is a YAML file in this folder: which exchange column stands under which headings
(several are taken in order of preference), which further headings it has, and what
separates several values in a cell. Headings are compared without blanks and brackets, in
NFKC, without regard to case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from ipharbor.vocabulary.exchange import EXCHANGE_COLUMNS

COLUMNS = tuple(column.name for column in EXCHANGE_COLUMNS)
FURTHER_COLUMNS = ("stage", "kind_code")  # what some databases say outside the exchange table
FORMATS = ("exchange", "patsnap", "incopat")

_MARK = re.compile(r"^\s*\[标\]")
_DROPPED = re.compile(r"[\s()\[\]{}<>«»【】〔〕〖〗《》〈〉「」『』\ufeff\u200b-\u200d\"']+")


@dataclass(frozen=True)
class Format:
    """A known table: ``columns`` maps an exchange column to its headings, best first.

    A table is this format only when it has every column of ``requires`` and at least one
    of the two numbers. ``also`` are headings it has that no column takes.
    """

    name: str
    title_zh: str
    title_en: str
    separator: str
    requires: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    also: tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """A table of a known format: for each column the places of its cells, best first."""

    format: str
    separator: str
    columns: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Unknown:
    """A table of no known format, and how near the nearest one came.

    ``matched`` are headings of the table that ``nearest`` knows, ``missing`` headings of
    ``nearest`` that it would have needed; ``nearest`` is empty when no heading is known.
    """

    nearest: str
    matched: tuple[str, ...]
    missing: tuple[str, ...]


@lru_cache(maxsize=8192)
def folded(heading: str) -> str:
    """A heading as it is compared: ``公开(公告)号`` and ``公开 （公告）号`` are the same."""
    bare = _MARK.sub("", unicodedata.normalize("NFKC", heading[:200]))
    return _DROPPED.sub("", bare).casefold()


@cache
def known_formats() -> tuple[Format, ...]:
    """All formats, in the order in which equal matches are decided."""
    return tuple(_loaded(name) for name in FORMATS)


def recognise(headings: Sequence[str]) -> Recognised | Unknown:
    """The format that knows most of these headings, if what it requires is there."""
    texts = [folded(heading) for heading in headings]
    scored = [(len(set(texts) & _heading_set(each)), each) for each in known_formats()]
    complete = [(score, each) for score, each in scored if not missing_columns(each, texts)]
    if complete:
        best = max(complete, key=lambda pair: pair[0])[1]
        return Recognised(best.name, best.separator, places(best.columns, headings))
    score, nearest = max(scored, key=lambda pair: pair[0])
    if not score:
        return Unknown("", (), ())
    known = _heading_set(nearest)
    matched = tuple(heading for heading, text in zip(headings, texts, strict=True) if text in known)
    missing = tuple(nearest.columns[column][0] for column in missing_columns(nearest, texts))
    return Unknown(nearest.name, matched, missing)


def score(headings: Sequence[str]) -> int:
    """How many distinct headings the format knows that knows most of them."""
    texts = {folded(heading) for heading in headings}
    return max(len(texts & _heading_set(each)) for each in known_formats())


def places(
    columns: Mapping[str, Sequence[str]], headings: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """Where the cells of each column stand in a row: places in ``headings``, best first.

    A heading written with the ``[标]`` mark comes after the same one without.
    """
    where: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        where.setdefault(folded(heading), []).append(place)
    for text in where.values():
        text.sort(key=lambda place: _MARK.match(headings[place]) is not None)
    found = {
        column: tuple(
            dict.fromkeys(place for name in names for place in where.get(folded(name), ()))
        )
        for column, names in columns.items()
    }
    return {column: at for column, at in found.items() if at}


def missing_columns(known: Format, texts: Sequence[str]) -> tuple[str, ...]:
    """Columns without which a table with these folded headings is not of that format."""
    there = set(texts)

    def has(column: str) -> bool:
        return any(folded(name) in there for name in known.columns[column])

    missing = [column for column in known.requires if not has(column)]
    if "publication_number" in missing and has("application_number"):
        missing.remove("publication_number")
    if "title" in missing and "title_en" in known.columns and has("title_en"):
        missing.remove("title")
    return tuple(missing)


@cache
def _heading_sets() -> Mapping[str, frozenset[str]]:
    return {
        each.name: frozenset(
            folded(heading) for names in (*each.columns.values(), each.also) for heading in names
        )
        for each in known_formats()
    }


def _heading_set(known: Format) -> frozenset[str]:
    return _heading_sets()[known.name]


def _loaded(name: str) -> Format:
    source = files("ipharbor.intake.formats").joinpath(f"{name}.yaml")
    loaded = yaml.safe_load(source.read_text(encoding="utf-8"))
    return Format(
        name=loaded["name"],
        title_zh=loaded["title_zh"],
        title_en=loaded["title_en"],
        separator=loaded["separator"],
        requires=tuple(loaded["requires"]),
        columns={column: tuple(names) for column, names in loaded["headings"].items()},
        also=tuple(loaded["also"]),
    )
