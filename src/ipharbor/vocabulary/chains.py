"""Industries and their chains: which classes of patents make up each link.

A region's industries are a file ``data/chains/<region>.yaml``; an office changes them in its
register. A symbol belongs to the link that names the longest prefix of it, over all industries at
once: ``G06N 3`` to robots where they claim it, all the rest of ``G06N`` to software. Where two
links name the same prefix, the symbol belongs to both. Nothing here raises on bad symbols.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

from ipharbor.vocabulary.classes import IpcSymbol, ipc_symbol
from ipharbor.vocabulary.places import HOME
from ipharbor.vocabulary.provenance import Stated

STAGES = ("upstream", "midstream", "downstream")

_BETWEEN = re.compile(r"[,，、;；\n]+")
_LOCARNO = re.compile(r"(?:LOC\s*\(?\d*\)?\s*CL\.?)?\s*(\d{1,2})(?:\s*-\s*(\d{1,2}))?[A-Z]?", re.A)
_LAST_CLASS = 32  # of the Locarno classification


@dataclass(frozen=True)
class Link:
    """A link of a chain. ``ipc`` holds canonical prefixes (``F21``, ``F21V``, ``H02J 7``),
    ``locarno`` classes (``26``) and subclasses (``12-08``) of designs."""

    code: str
    name_zh: str
    name_en: str
    stage: str  # one of STAGES
    ipc: tuple[str, ...]
    locarno: tuple[str, ...] = ()


@dataclass(frozen=True)
class Industry:
    """An industry and its chain, from upstream to downstream."""

    code: str
    name_zh: str
    name_en: str
    links: tuple[Link, ...]

    @property
    def ipc(self) -> tuple[str, ...]:
        """All IPC prefixes of the chain, each once."""
        return tuple(dict.fromkeys(one for link in self.links for one in link.ipc))


@cache
def industries(region: str = HOME) -> tuple[Industry, ...]:
    """The industries that the region of that file name starts with; none where it has no file."""
    source = files("ipharbor.vocabulary").joinpath("data", "chains", f"{region}.yaml")
    if not region.isidentifier() or not source.is_file():
        return ()
    loaded = yaml.safe_load(source.read_text(encoding="utf-8"))
    return tuple(
        Industry(
            entry["code"], entry["zh"], entry["en"], tuple(_link(one) for one in entry["links"])
        )
        for entry in loaded["industries"]
    )


def prefix(text: str) -> Stated[str]:
    """A prefix of IPC symbols in any written form; ``H02J7`` and ``H02J 7/00`` are ``H02J 7``.

    Main groups are written with ``/00`` and mean all that is filed under them. ``why`` is
    ``industry.prefix.unreadable``, and ``industry.prefix.deep`` for a subgroup, since IPC
    subgroups stand under one another by dots, not by their digits.
    """
    read = ipc_symbol(text).clean
    if read is None or not read.cls:
        return Stated(text, None, "industry.prefix.unreadable")
    if read.subgroup not in ("", "00"):
        return Stated(text, None, "industry.prefix.deep")
    return Stated(text, str(IpcSymbol(read.section, read.cls, read.subclass, read.group)))


def locarno(text: str) -> Stated[str]:
    """A class (``26``) or subclass (``12-08``) of the Locarno classification.

    ``why`` is ``industry.locarno.unreadable`` for anything else.
    """
    found = _LOCARNO.fullmatch(unicodedata.normalize("NFKC", text).upper().strip())
    if found is None or not 1 <= int(found[1]) <= _LAST_CLASS or found[2] == "00":
        return Stated(text, None, "industry.locarno.unreadable")
    return Stated(text, f"{int(found[1]):02d}" + (f"-{int(found[2]):02d}" if found[2] else ""))


def parts(text: str) -> tuple[str, ...]:
    """What stands between commas, semicolons and line ends, without blanks around it."""
    return tuple(part for one in _BETWEEN.split(text) if (part := one.strip()))


class Chains:
    """Industries as of one version, asked which links a symbol belongs to.

    Links are numbered over all industries in their order; ``industry_of`` gives the position of
    a link's industry.
    """

    def __init__(self, held: Iterable[Industry]) -> None:
        self.industries = tuple(held)
        self.links: tuple[Link, ...] = tuple(
            link for industry in self.industries for link in industry.links
        )
        self.industry_of: tuple[int, ...] = tuple(
            at for at, industry in enumerate(self.industries) for _ in industry.links
        )
        self._ipc = _by_prefix(link.ipc for link in self.links)
        self._locarno = _by_prefix(link.locarno for link in self.links)

    def place(self, code: str) -> int | None:
        """The position of the industry of that code, None where there is none."""
        return next((at for at, one in enumerate(self.industries) if one.code == code), None)

    def links_of(self, symbol: str) -> tuple[int, ...]:
        """The links of a canonical IPC symbol (``F21V 29/83``), by its longest prefix."""
        subclass, _, rest = symbol.partition(" ")
        group = rest.partition("/")[0]
        longest = (f"{subclass} {group}",) if group else ()
        for one in (*longest, subclass[:4], subclass[:3], subclass[:1]):
            if one in self._ipc:
                return self._ipc[one]
        return ()

    def links_of_design(self, cls: str) -> tuple[int, ...]:
        """The links of a Locarno class or subclass in the form of ``locarno``."""
        return self._locarno.get(cls) or self._locarno.get(cls[:2], ())

    def wanted(self, industry: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each prefix of an industry, with the prefixes inside it that other industries claim.

        What a search for the industry has to ask: the one without the others.
        """
        return self._wanted[industry]

    @cached_property
    def _wanted(self) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]:
        claimed = [set(one.ipc) for one in self.industries]
        found = []
        for at, industry in enumerate(self.industries):
            others = {p for o, held in enumerate(claimed) if o != at for p in held - claimed[at]}
            found.append(tuple((mine, _inside(mine, others)) for mine in industry.ipc))
        return tuple(found)


def within(one: str, other: str) -> bool:
    """Whether every symbol under prefix ``one`` lies under prefix ``other`` as well."""
    if one == other:
        return True
    if " " in other or not one.startswith(other):
        return False
    return len(other) != 4 or one[4:5] in ("", " ")


def _inside(prefix: str, others: Iterable[str]) -> tuple[str, ...]:
    """Those of the others inside the prefix, without those inside another of them."""
    found = sorted(one for one in others if within(one, prefix))
    return tuple(one for one in found if not any(o != one and within(one, o) for o in found))


def _by_prefix(named: Iterable[Sequence[str]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for at, prefixes in enumerate(named):
        for one in prefixes:
            found[one] = (*found.get(one, ()), at)
    return found


def _link(entry: Mapping[str, Any]) -> Link:
    return Link(
        code=entry["code"],
        name_zh=entry["zh"],
        name_en=entry["en"],
        stage=entry["stage"],
        ipc=tuple(entry.get("ipc", ())),
        locarno=tuple(entry.get("locarno", ())),
    )
