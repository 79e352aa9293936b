"""Incidents of the law: provisions that got another version, corrections by officers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ipharbor.statutes.book import Book
from ipharbor.statutes.provision import Provision, instruments
from ipharbor.statutes.values import LANGUAGES
from ipharbor.warning.altered import Altered, altered
from ipharbor.warning.incident import LONGEST_MARK, Incident
from ipharbor.warning.signals import Signal
from ipharbor.warning.weight import given, listed

NAMED = 3  # provisions that a sentence names, with what they were and are
LONGEST = 40  # characters of a value within a sentence
FEES = ("fees.", "reduction.")


@dataclass(frozen=True)
class Change:
    """One version of a provision that is new on ``known_on``: in force from then, or entered by an
    officer, ``by``. ``was`` is what held before, None where nothing did."""

    provision: Provision
    known_on: date
    by: str = ""
    was: Provision | None = None

    @property
    def group(self) -> tuple[date, str, bool]:
        """What is told together: one day, one instrument, the law itself or officers' words."""
        source = self.provision.source
        return self.known_on, source.instrument if source else "", bool(self.by)


def changes(book: Book, shipped: Book, since: date, on: date) -> Iterator[Change]:
    """The versions that came into force, or were corrected, after ``since`` up to ``on``.

    A version is known from the day from which it holds, for the book does not tell when it was
    announced; a corrected one from the day of the officer's word, if that is later. ``shipped`` is
    the book without such words: one that only verifies what stands there is no change. A version
    that began on an unknown day is told when it is corrected only.
    """
    for name in book.names():
        for version in book.entries[name]:
            signed = version.verified
            if signed is not None and _stood(version, shipped.entries.get(name, ())):
                signed = None
            began = version.since or date.min
            known_on = max(began, signed.on) if signed else began
            if since < known_on <= on:
                stood = shipped.entries.get(name, ()) if signed else book.entries[name]
                was = _before(version, stood)
                yield Change(version, known_on, signed.by if signed else "", was)


def _before(version: Provision, stood: Iterable[Provision]) -> Provision | None:
    """Of the versions that ``stood`` the one that ``version`` takes the place of."""
    began = version.since or date.min
    earlier = [
        one for one in stood if (one.since or date.min) <= began and one.value != version.value
    ]
    return max(earlier, key=lambda one: one.since or date.min, default=None)


def _stood(version: Provision, versions: Iterable[Provision]) -> bool:
    return any(one.since == version.since and one.value == version.value for one in versions)


def law_changed(group: tuple[Change, ...]) -> Incident:
    """The incident of changes of one instrument on one day, for everybody who watches the law."""
    day, instrument, corrected = group[0].group
    names = tuple(sorted({one.provision.name for one in group}))
    told = tuple(altered(one.provision, one.was, by=one.by) for one in group)
    facts = [("count", str(len(names))), ("on", day.isoformat()), ("articles", _articles(group))]
    for lang in LANGUAGES:
        titled = instruments()[instrument][lang] if instrument else "—"
        facts += [(f"instrument_{lang}", titled), (f"names_{lang}", _sentence(told, lang))]
    if corrected:
        facts.append(("by", listed(tuple(sorted({one.by for one in group if one.by})))))
    points = given("grade.corrected") if corrected else given("grade.law_in_force")
    if any(name.startswith(FEES) for name in names):
        points = (*points, *given("grade.fees_change"))
    word = "corrected" if corrected else "in_force"
    return Incident(
        f"law_changed|{instrument}|{day}|{word}"[:LONGEST_MARK],
        Signal("signal.law_changed", tuple(facts)), day, day, points, changes=told,
    )  # fmt: skip


def _sentence(told: tuple[Altered, ...], lang: str) -> str:
    """The first of them with what they were and are, where that is short."""
    parts = []
    for one in told[:NAMED]:
        move = one.move(lang)
        shown = f"（{move}）" if lang == "zh" else f" ({move})"
        parts.append(one.title[lang] + (shown if len(move) <= LONGEST else ""))
    more = "…" if len(told) > NAMED else ""
    return ("；" if lang == "zh" else "; ").join(parts) + more


def grouped(found: Iterable[Change]) -> tuple[Incident, ...]:
    """One incident for each instrument and day."""
    groups: dict[tuple[date, str, bool], list[Change]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one)
    return tuple(law_changed(tuple(groups[key])) for key in sorted(groups))


def _articles(group: tuple[Change, ...]) -> str:
    found: Mapping[str, None] = dict.fromkeys(
        one.provision.source.article for one in group
        if one.provision.source and one.provision.source.article
    )  # fmt: skip
    return listed(tuple(list(found)[:NAMED]))
