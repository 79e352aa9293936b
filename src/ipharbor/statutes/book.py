"""The book of law: every provision with its history, asked on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from ipharbor.statutes._amending import Correction, corrected, kind
from ipharbor.statutes._reading import Entries, Reading
from ipharbor.statutes._valuing import Unfit, stated, written
from ipharbor.statutes._yaml import load as read_yaml
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Value
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.findings import SHOWN, Finding

__all__ = [
    "Book",
    "Correction",
    "Law",
    "Overlay",
    "check",
    "corrected",
    "kind",
    "laid",
    "load",
    "overlay",
    "regional",
    "regions",
    "stated_value",
    "written_value",
]

NOT_PROVISIONS = frozenset({"calendar.yaml", "instruments.yaml", "rules.yaml"})


@dataclass(frozen=True)
class Overlay:
    """What holds in one region beside or instead of the law of the country.

    ``code`` is the region's administrative code without trailing zeros: ``44`` a province,
    ``4401`` a city, ``440115`` a district. An entry replaces the whole history of its name.
    """

    code: str
    zh: str
    en: str
    entries: Mapping[str, tuple[Provision, ...]]


class Law:
    """The law of one day."""

    def __init__(self, book: Book, day: date) -> None:
        self.book = book
        self.day = day

    def __getitem__(self, name: str) -> Provision:
        """The version of ``name`` in force on the day.

        Raises ``statutes.unknown`` for a name that the book lacks and
        ``statutes.not_in_force`` when no version holds on the day; the message tells what
        the book does hold.
        """
        versions = self.book.history(name)
        for version in reversed(versions):
            if version.holds(self.day):
                return version
        raise HarborError(
            "statutes.not_in_force",
            name=name,
            day=self.day.isoformat(),
            first=(versions[0].since or date.min).isoformat(),
            last=versions[-1].until.isoformat() if versions[-1].until else "—",
        )

    def __contains__(self, name: object) -> bool:
        """Whether a version of ``name`` is in force on the day."""
        return any(version.holds(self.day) for version in self.book.entries.get(str(name), ()))

    def __iter__(self) -> Iterator[Provision]:
        """All provisions in force on the day, by name."""
        return (self[name] for name in self.book.names() if name in self)


@dataclass(frozen=True)
class Book:
    """All provisions with all their versions; immutable."""

    entries: Mapping[str, tuple[Provision, ...]]

    def on(self, day: date) -> Law:
        """The law of ``day``."""
        return Law(self, day)

    def history(self, name: str) -> tuple[Provision, ...]:
        """Every version of ``name``, oldest first; ``statutes.unknown`` for a strange name."""
        found = self.entries.get(name)
        if found is None:
            near = get_close_matches(name, self.entries, n=1, cutoff=0.5)
            raise HarborError("statutes.unknown", name=name, nearest=near[0] if near else "—")
        return found

    def names(self) -> tuple[str, ...]:
        """Every name, sorted."""
        return tuple(sorted(self.entries))

    def unverified(self) -> tuple[Provision, ...]:
        """The versions that are not certain: neither read in the primary text nor verified."""
        return tuple(
            version
            for name in self.names()
            for version in self.entries[name]
            if not version.certain
        )


def load(overlays: Sequence[Overlay] = (), corrections: Sequence[Correction] = ()) -> Book:
    """The shipped book, with ``overlays`` laid over it in order, then ``corrections``.

    Corrections are laid by the day on which they were made; of one day, in the order given.
    Raises ``statutes.unknown`` for a correction of a name that the book lacks, and the
    ``statutes.correction`` errors.
    """
    entries: Entries = dict(_shipped())
    for region in overlays:
        entries.update(region.entries)
    book = Book(MappingProxyType(entries))
    for told in sorted(corrections, key=lambda told: told.on):
        entries[told.name] = corrected(book.history(told.name), told)
    return book


def laid(book: Book, told: Correction) -> Book:
    """``book`` with one more correction; raises as ``load`` does."""
    versions = corrected(book.history(told.name), told)
    return Book(MappingProxyType({**book.entries, told.name: versions}))


def overlay(text: str, name: str = "") -> Overlay:
    """The overlay in a regional file's ``text``; ``name`` is the file's, for errors.

    Raises ``statutes.book.invalid`` with the findings as parameter ``findings``.
    """
    reading = Reading()
    head = _head(text)
    loaded = reading.file(name, text, region=head.get("code", ""))
    if loaded is not None and not all(head.get(key) for key in ("code", "zh", "en")):
        raise HarborError("statutes.book.invalid", file=name, entry="region", count=1, findings=())
    _no_findings(reading)
    return Overlay(head["code"], head["zh"], head["en"], reading.entries)


def regional(code: str) -> tuple[Overlay, ...]:
    """The shipped overlays for the region ``code`` lies in, widest first.

    ``440113`` gives those of the province 44 and the city 4401; a region without overlays
    gives none.
    """
    return tuple(one for one in _regions() if code.startswith(one.code))


def regions() -> tuple[Overlay, ...]:
    """Every shipped overlay, the wider first."""
    return _regions()


def stated_value(raw: str, unit: str) -> Value:
    """What a person writes for a value of ``unit``; lists and tables in the YAML form of the
    book's files.

    Raises ``statutes.value.unfit`` for text that is no value of that unit.
    """
    try:
        return stated(raw, unit)
    except Unfit as trouble:
        raise HarborError(
            "statutes.value.unfit", fields=("value",), value=raw[:SHOWN], unit=unit
        ) from trouble


def written_value(value: Value) -> tuple[str, str]:
    """The text and unit that ``stated_value`` reads as ``value`` again."""
    return written(value)


def check(texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """What is wrong in the files ``texts`` (name → text), read together as one book."""
    reading = Reading()
    for name, text in texts.items():
        reading.file(name, text)
    return tuple(reading.findings)


@cache
def _shipped() -> Mapping[str, tuple[Provision, ...]]:
    reading = Reading()
    for path in sorted(files("ipharbor.statutes").joinpath("book").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml") and path.name not in NOT_PROVISIONS:
            reading.file(path.name, path.read_text(encoding="utf-8"))
    _no_findings(reading)
    return MappingProxyType(reading.entries)


@cache
def _regions() -> tuple[Overlay, ...]:
    folder = files("ipharbor.statutes").joinpath("book/regions")
    found = [
        overlay(path.read_text(encoding="utf-8"), path.name)
        for path in folder.iterdir()
        if path.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda one: (len(one.code), one.code)))


def _head(text: str) -> dict[str, str]:
    try:
        loaded = read_yaml(text)
    except yaml.YAMLError:
        return {}
    region = loaded.get("region") if isinstance(loaded, dict) else None
    return {key: str(told) for key, told in region.items()} if isinstance(region, dict) else {}


def _no_findings(reading: Reading) -> None:
    if reading.findings:
        first = reading.findings[0]
        raise HarborError(
            "statutes.book.invalid",
            file=first.params["file"],
            entry=f"{first.column} [{first.code}] {first.value}".strip(),
            count=len(reading.findings),
            findings=tuple(reading.findings),
        )
