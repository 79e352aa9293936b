"""What a right weighs for those who hold it: the impact of anything that happens to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ipharbor.statutes.provision import Source, instruments
from ipharbor.warning.grading import Points

CITED_LEAST = 5  # later documents of others that cite a right worth a word
LAST_PARTIES = 12  # firms that one incident names
REASONS: Mapping[str, tuple[int, int]] = {
    "grade.unpaid": (3, 1),
    "grade.last_month": (1, 0),
    "grade.too_late": (2, 0),
    "grade.pledged": (0, 3),
    "grade.invention": (0, 1),
    "grade.licensed": (0, 1),
    "grade.product_class": (0, 1),
    "grade.cited": (0, 1),
    "grade.term_short": (4, 1),
    "grade.expires": (4, 1),
    "grade.expires_soon": (1, 0),
    "grade.may_lapse": (3, 1),
    "grade.may_lapse_soon": (1, 0),
    "grade.field_opens": (3, 1),
    "grade.many_expire": (0, 1),
    "grade.transferred": (4, 1),
    "grade.renamed": (3, 1),
    "grade.no_consent": (0, 1),
    "grade.standard_named": (2, 1),
    "grade.standard_listed": (1, 0),
    "grade.litigious": (3, 1),
    "grade.complains_often": (1, 0),
    "grade.makes_nothing": (0, 2),
    "grade.works_on_same": (1, 1),
    "grade.invalidated": (5, 3),
    "grade.partly_invalidated": (5, 2),
    "grade.invalidation_open": (4, 2),
    "grade.preserved": (4, 2),
    "grade.suspended": (4, 2),
    "grade.preservation_open": (3, 2),
    "grade.lapsed_fee": (4, 1),
    "grade.ended_untold": (4, 1),
    "grade.application_lost": (4, 1),
    "grade.surrendered": (3, 1),
    "grade.case.infringement": (4, 3),
    "grade.case.counterfeit": (4, 3),
    "grade.case.trade_fair": (4, 2),
    "grade.case.mediation": (3, 2),
    "grade.case.transfer": (4, 4),
    "grade.over_ceiling": (4, 3),
    "grade.value_lost": (0, 1),
    "grade.pledged_again": (4, 3),
    "grade.not_cured": (5, 3),
    "grade.past_due": (4, 3),
    "grade.past_due.substandard": (1, 1),
    "grade.past_due.doubtful": (1, 2),
    "grade.past_due.loss": (1, 2),
    "grade.law_in_force": (5, 1),
    "grade.corrected": (4, 1),
    "grade.fees_change": (0, 1),
}
"""Points of probability and impact by reason, of what the register and the law tell. Our own:
no standard weighs them."""


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


def given(*reasons: str) -> tuple[Points, ...]:
    """The points of each of ``REASONS`` in their order; a side without points is left out."""
    return tuple(
        Points(side, points, reason)
        for reason in reasons
        for side, points in zip(("probability", "impact"), REASONS[reason], strict=True)
        if points
    )


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
