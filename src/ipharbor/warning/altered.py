"""A provision before and after a change, as a reader is told of it, and what it moves of one's own
rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import LANGUAGES, Table, Value
from ipharbor.vocabulary.words import word

NONE = "—"
REACHING = ("fees.", "reduction.", "term.", "counting.", "restoration.")
"""How names of provisions begin by which dues, their days and ends of terms are reckoned."""


@dataclass(frozen=True)
class Altered:
    """One provision that changed. Texts are by language; ``was`` is a dash for a provision that
    is new; of tables only the lines that differ are told. ``since`` is the day of effect, ``?``
    where it is not known, ``confidence`` as ``statutes.provision`` has it, ``by`` the officer who
    corrected it."""

    name: str
    title: Mapping[str, str]
    was: Mapping[str, str]
    now: Mapping[str, str]
    source: Mapping[str, str]
    since: str
    confidence: str
    by: str = ""

    def line(self, lang: str) -> str:
        """``title: was → now``."""
        return f"{self.title[lang]}{'：' if lang == 'zh' else ': '}{self.move(lang)}"

    def move(self, lang: str) -> str:
        """``was → now``, the new value alone where there was none."""
        was, now = self.was[lang], self.now[lang]
        return now if was == NONE else f"{was} → {now}"


@dataclass(frozen=True)
class Moved:
    """A due or the end of a term of one right that the change moves: of the patent ``year`` (0 for
    the end of the term), texts of day and sum before and after."""

    key: str
    title: str
    year: int
    was: str
    now: str


@dataclass(frozen=True)
class Effect:
    """What a change of the law moves of a firm's rights: so many ``rights`` were reckoned before
    and after; ``dues`` and ``terms`` count what differs, ``more`` is the difference of all sums
    still to be paid in CNY as text, ``moved`` the first of them.

    ``reached`` is false where the provisions do not enter that reckoning at all, so that nothing
    was reckoned.
    """

    reached: bool
    rights: int = 0
    dues: int = 0
    terms: int = 0
    more: str = "0"
    moved: tuple[Moved, ...] = ()


def altered(now: Provision, was: Provision | None, *, by: str = "") -> Altered:
    """The version ``now`` beside the one that held before it, None for a new provision."""
    before, after = _differing(was.value if was else None, now.value)
    return Altered(
        now.name,
        {lang: now.title(lang) for lang in LANGUAGES},
        {lang: _text(before, lang) for lang in LANGUAGES},
        {lang: _text(after, lang) for lang in LANGUAGES},
        {lang: now.source.cited(lang) if now.source else NONE for lang in LANGUAGES},
        now.since.isoformat() if now.since else "?",
        now.confidence,
        by,
    )  # fmt: skip


def told(one: Altered) -> dict[str, Any]:
    """As plain JSON."""
    return asdict(one)


def read(row: Mapping[str, Any]) -> Altered:
    """What ``told`` gave."""
    return Altered(**row)


def effect_told(one: Effect) -> dict[str, Any]:
    """As plain JSON."""
    return asdict(one) | {"moved": [asdict(moved) for moved in one.moved]}


def effect_read(row: Mapping[str, Any]) -> Effect:
    """What ``effect_told`` gave."""
    return Effect(**{**row, "moved": tuple(Moved(**one) for one in row["moved"])})


def reaching(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the provisions that dues, their days and ends of terms are reckoned by."""
    return tuple(name for name in names if name.startswith(REACHING))


def without(book: Book, shipped: Book, changed: Mapping[str, str]) -> Book:
    """The book as it would be had the versions of ``changed`` (name → first day, ``?`` where not
    known) not come: the version before holds on, a corrected one is as shipped. A provision that
    had none before stays, for nothing can be reckoned without it."""
    entries = dict(book.entries)
    for name, since in changed.items():
        entries[name] = _unchanged(entries[name], shipped.entries.get(name, ()), since)
    return Book(MappingProxyType(entries))


def _unchanged(
    versions: tuple[Provision, ...], shipped: tuple[Provision, ...], since: str
) -> tuple[Provision, ...]:
    place = next((at for at, one in enumerate(versions) if _first(one) == since), None)
    if place is None:
        return versions
    one = versions[place]
    stood = next((old for old in shipped if old.since == one.since), None)
    if stood is not None and stood.value != one.value:
        return (*versions[:place], stood, *versions[place + 1 :])
    if not place:
        return versions
    longer = replace(versions[place - 1], until=one.until)
    return (*versions[: place - 1], longer, *versions[place + 1 :])


def _first(one: Provision) -> str:
    return one.since.isoformat() if one.since else "?"


def _differing(was: Value | None, now: Value) -> tuple[Value | None, Value]:
    if not (isinstance(was, Table) and isinstance(now, Table)) or was == now:
        return was, now
    before = tuple(row for row in was.rows if row not in now.rows)
    after = tuple(row for row in now.rows if row not in was.rows)
    return Table(before), Table(after)


def _text(value: Value | None, lang: str) -> str:
    if value is None:
        return NONE
    if not isinstance(value, Table):
        return value.text(lang)
    named = tuple(replace(row, kind=word(row.kind, lang)) for row in value.rows)
    return Table(named).text(lang) or NONE
