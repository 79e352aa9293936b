"""The region's industries: their chains, counts of all of them, and the picture of one.

A picture depends on the vintage, the chains and the day alone, so it is kept in the process.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from ipharbor.analysis.industry.figures import FirmRow
from ipharbor.analysis.industry.firms import to_cultivate as firms_to_cultivate
from ipharbor.analysis.industry.membership import Membership, membership, taken
from ipharbor.analysis.industry.picture import Brief, Picture, briefs
from ipharbor.analysis.industry.picture import picture as reckon
from ipharbor.analysis.landscape import Landscape
from ipharbor.analysis.landscape import landscape as reckon_landscape
from ipharbor.analysis.roll import Roll, roll
from ipharbor.corpus.reading import Corpus
from ipharbor.queries.kept import Once
from ipharbor.queries.overview import usual_day
from ipharbor.records.industries import standing
from ipharbor.records.models import Firm, IndustryVersion
from ipharbor.vocabulary.chains import Chains, Industry, industries
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.holders import kind_by_name
from ipharbor.vocabulary.places import region

_AT_ONCE = 500  # names in one question to the database


@dataclass(frozen=True)
class Asking:
    """What an answer is asked of: the region's industries as known on a day.

    ``day`` is the one stated, None where none is: then everything known counts, and the chains
    stand as they stand now. With a day the chains are those of that day.
    """

    corpus: Corpus
    region: str
    today: date
    day: date | None = None

    @property
    def on(self) -> date:
        """The day that is meant, never later than the corpus's last one."""
        held = roll_of(self)
        newest = held.newest()
        meant = self.day or usual_day(self.corpus, today=self.today)
        return meant if newest is None else min(meant, newest)


@dataclass(frozen=True)
class Listed:
    """All industries. ``outside`` counts the region's documents in none of them, ``documents``
    all of the region; ``changed_on`` is the day of the newest change of a chain, None where they
    stand as they began."""

    rows: tuple[Brief, ...]
    on: date
    vintage: str
    documents: int
    outside: int
    changed_on: date | None


@dataclass(frozen=True)
class Version:
    """A version of an industry; ``number`` counts from 1, 0 is what the region began with."""

    number: int
    record: IndustryVersion | None
    industry: Industry


_rolls: Once[Roll] = Once(2)
_chains: Once[Chains] = Once(16)
_memberships: Once[Membership] = Once(4)
_pictures: Once[Picture] = Once(48)
_lists: Once[tuple[Brief, ...]] = Once(16)
_landscapes: Once[Landscape] = Once(16)


def forget() -> None:
    """Drop everything kept; for measurements."""
    for one in (_rolls, _chains, _memberships, _pictures, _lists, _landscapes):
        cast(Once[Any], one).clear()


def warm(asking: Asking) -> None:
    """Bring home what every question here needs."""
    _held(asking)


def roll_of(asking: Asking) -> Roll:
    """The documents of the present vintage as columns."""
    corpus, vintage = asking.corpus, asking.corpus.vintage
    home = region(asking.region)
    return _rolls.get(
        (corpus.folder, vintage, asking.region),
        lambda: corpus.ask(lambda told: roll(told, vintage=vintage, home=home)),
    )


def chains(asking: Asking) -> Chains:
    """The chains of the day stated, those of now where none is."""
    return _chains.get(_version(asking), lambda: Chains(standing(asking.region, asking.day)))


def listed(asking: Asking) -> Listed:
    """Counts of all industries."""
    held, whole = _held(asking), roll_of(asking)
    on = asking.on
    rows = _lists.get(_key(asking), lambda: briefs(whole, held, on))
    home = held.known & whole.home
    newest = IndustryVersion.objects.order_by("-on").values_list("on", flat=True)
    dated = newest if asking.day is None else newest.filter(on__lte=asking.day)
    return Listed(
        rows=rows,
        on=on,
        vintage=whole.vintage,
        documents=int(home.sum()),
        outside=int((home & (held.shared_by() == 0)).sum()),
        changed_on=dated.first(),
    )


def picture(asking: Asking, code: str) -> Picture:
    """Everything about one industry. HarborError ``industry.unknown``."""
    place = _place(asking, code)
    on, home = asking.on, region(asking.region)
    return _pictures.get(
        (_key(asking), code),
        lambda: reckon(roll_of(asking), _held(asking), place, on, home),
    )


def landscape(asking: Asking, code: str, *, home_only: bool) -> Landscape:
    """The landscape of one industry: of the region's documents, or of everybody's.

    HarborError ``industry.unknown``.
    """
    key = (_key(asking), code, home_only)
    return _landscapes.get(key, lambda: _landscape(asking, code, home_only=home_only))


def to_cultivate(seen: Picture) -> list[FirmRow]:
    """The region's firms to look after, most criteria first. Universities, institutes and persons
    are left out: by their kind in the register, else by their name."""
    rows = firms_to_cultivate(seen.firms.home)
    kinds = kinds_of([row.name for row in rows])
    return [row for row in rows if kinds[row.name] == "firm"]


def kinds_of(names: Sequence[str]) -> dict[str, str]:
    """The kind of each holder, as the register holds it or the name tells it."""
    found = {name: kind_by_name(name) for name in names}
    for start in range(0, len(names), _AT_ONCE):
        asked = Firm.objects.filter(name__in=names[start : start + _AT_ONCE])
        found.update(asked.values_list("name", "kind"))
    return found


def trial(asking: Asking, industry: Industry) -> tuple[int, int]:
    """How many documents the classes of an industry would take, and take now, were it changed so:
    what an editor is told while typing."""
    now = chains(asking)
    others = [one for one in now.industries if one.code != industry.code]
    whole = roll_of(asking)
    known = whole.known_by(asking.on)
    would = taken(whole, Chains([*others, industry]), known)[industry.code]
    return would, taken(whole, now, known).get(industry.code, 0)


def versions(region_name: str, code: str) -> tuple[Version, ...]:
    """All versions of an industry, the newest first."""
    records = list(IndustryVersion.objects.filter(code=code).order_by("on", "pk"))
    begun = next((one for one in industries(region_name) if one.code == code), None)
    told = [Version(0, None, begun)] if begun is not None else []
    told += [Version(n, one, one.industry()) for n, one in enumerate(records, start=1)]
    return tuple(reversed(told))


def counts(asking: Asking) -> dict[str, dict[str, int | float]]:
    """The region's documents by industry as known on the day, for whoever adds them up: whole
    counts, fractions that add up to the documents in any industry, inventions and grants."""
    return {
        row.industry.code: {
            "documents": row.home,
            "fractional": row.fractional,
            "inventions": row.inventions,
            "granted": row.granted,
        }
        for row in listed(asking).rows
    }


def industries_of(asking: Asking, symbols: Sequence[str]) -> tuple[Industry, ...]:
    """The industries that a right with those canonical symbols belongs to."""
    held = chains(asking)
    found = {held.industry_of[link] for symbol in symbols for link in held.links_of(symbol)}
    return tuple(held.industries[at] for at in sorted(found))


def _place(asking: Asking, code: str) -> int:
    place = chains(asking).place(code)
    if place is None:
        raise HarborError("industry.unknown", code=code)
    return place


def _held(asking: Asking) -> Membership:
    whole, held = roll_of(asking), chains(asking)
    on = asking.on
    return _memberships.get(_key(asking), lambda: membership(whole, held, whole.known_by(on)))


def _landscape(asking: Asking, code: str, *, home_only: bool) -> Landscape:
    seen, vintage = picture(asking, code), asking.corpus.vintage
    everybody, own = seen.serials
    serials = own if home_only else everybody
    return asking.corpus.ask(
        lambda told: reckon_landscape(told, vintage=vintage, until=seen.on, serials=serials)
    )


def _key(asking: Asking) -> Hashable:
    return (asking.corpus.folder, asking.corpus.vintage, _version(asking), asking.on)


def _version(asking: Asking) -> Hashable:
    """Names the state of the chains: all versions that count."""
    held = IndustryVersion.objects.order_by("pk").values_list("pk", "at")
    if asking.day is not None:
        held = held.filter(on__lte=asking.day)
    return (asking.region, tuple(held))
