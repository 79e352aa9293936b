"""What a right weighs for those who hold it: the impact of anything that happens to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ipharbor.statutes.provision import Source, instruments
from ipharbor.warning import reasons
from ipharbor.warning.reasons import REGISTER, Points

CITED_LEAST = 5  # later documents of others that cite a right worth a word
LAST_PARTIES = 12  # firms that one incident names


@dataclass(frozen=True)
class Weight:
    """What is known of a right: an invention, pledged, licensed, in the class of a product that
    its firm sells, cited by so many later documents of others. The points are our own."""

    invention: bool = False
    pledged: bool = False
    licensed: bool = False
    product: bool = False
    cited: int = 0

    @property
    def key(self) -> bool:
        """Whether others, or the firm's sales, rest on the right."""
        return self.pledged or self.licensed or self.product or self.cited >= CITED_LEAST

    def points(self) -> tuple[Points, ...]:
        """The impact that each of them adds, with its reason."""
        told = (
            (self.pledged, "grade.pledged"),
            (self.invention, "grade.invention"),
            (self.licensed, "grade.licensed"),
            (self.product, "grade.product_class"),
            (self.cited >= CITED_LEAST, "grade.cited"),
        )
        return given(*(reason for holds, reason in told if holds))


@dataclass(frozen=True)
class Subject:
    """A right that something happened to, as an incident tells of it.

    ``firms`` are those of the region that it concerns, its holders first; ``lenders`` the pledgees
    of pledges that bear on it, ``pledges`` their numbers. ``licensees`` are firms of the region
    with a recorded licence: they are told what the gazette tells, not of the holder's dues.
    """

    key: str
    number: str
    title: str
    ipc: str
    firms: tuple[str, ...]
    weight: Weight
    lenders: tuple[str, ...] = ()
    pledges: tuple[str, ...] = ()
    licensees: tuple[str, ...] = ()

    @property
    def symbols(self) -> tuple[str, ...]:
        return (self.ipc,) if self.ipc else ()

    def announced(self, *firms: str) -> Subject:
        """The right as it concerns its licensees and ``firms`` too."""
        return replace(self, firms=tuple(dict.fromkeys((*self.firms, *firms, *self.licensees))))

    def facts(self) -> tuple[tuple[str, str], ...]:
        """The facts that name it in a sentence."""
        return (("title", self.title or "—"), ("number", self.number))


def given(*names: str) -> tuple[Points, ...]:
    """The points of each reason of ``reasons.REGISTER`` in their order."""
    return reasons.given(REGISTER, *names)


def listed(names: tuple[str, ...]) -> str:
    """Names in a row as a sentence shows them, a dash for none."""
    return "、".join(names) or "—"


def articles(sources: Sequence[Source], lang: str) -> str:
    """Where something is written, one instrument after another, each with its articles."""
    held: dict[str, list[str]] = {}
    for one in sources:
        if one.article not in held.setdefault(one.instrument, []):
            held[one.instrument].append(one.article)
    between = "、" if lang == "zh" else ", "
    told = []
    for key, some in held.items():
        named, title = between.join(filter(None, some)), instruments()[key][lang]
        where = f"第 {named} 条" if lang == "zh" else f", art. {named}"
        if named and not named[0].isdigit():
            where = f" {named}"
        told.append(title + (where if named else ""))
    return ("；" if lang == "zh" else "; ").join(told) or "—"
