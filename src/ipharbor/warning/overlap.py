"""What a text that has all features of a claim weighs, and the signals that tell of it.

The points follow the inputs that practice names: how the claim is covered, how long the right
lasts, whether its owner goes to law, the market, the share of the product in sales. They are our
own and have the same numbers in every trade.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.warning.comparing import coverage, reworded
from ipharbor.warning.features import units
from ipharbor.warning.incident import Element, Incident
from ipharbor.warning.reasons import COMPARED, Points, stepped
from ipharbor.warning.reasons import given as given_of
from ipharbor.warning.signals import Signal

OWN_WORDS = 0.5  # share of features in other words, and at least three, that is a rewording
LONG_LIFE = 3  # years left in which an overlap can still do much harm
LARGE_SHARE, SOME_SHARE = 0.3, 0.1  # of the firm's sales
NEW = timedelta(days=550)  # since a party's first document, as with rings of abnormal filers
LEAST_FEATURES, LEAST_UNITS = 2, 14  # a shorter claim says too little to be compared
MOST_NAMED = 50  # rights that one incident names


@dataclass(frozen=True)
class Covered:
    """A claim that a text covers: its chart; ``others`` is how many documents of third parties in
    the field were known to cover it likewise, ``habit`` what share of the field's claims somebody
    else has all of; ``anticipated`` that a document of somebody else told all of it before the
    right was filed."""

    chart: tuple[Element, ...]
    others: float = 0.0
    habit: float = 0.0
    anticipated: bool = False

    @property
    def coverage(self) -> str:
        return coverage(self.chart)

    @property
    def common(self) -> bool:
        """Whether others have it too: then a party's history adds nothing."""
        return self._usual() is not None

    def _usual(self) -> Points | None:
        """What is taken off because others have all of it, or because that is usual in the
        field."""
        told = stepped("grade.stock_wording", self.others)
        usual = stepped("grade.stock_field", self.habit)
        graver = usual is not None and (told is None or usual.points < told.points)
        return usual if graver and not in_other_words(self.chart) else told

    def points(self) -> tuple[Points, ...]:
        """How likely it is that the text falls under the claim and that this means something."""
        given = [*_given(f"grade.coverage_{self.coverage}")]
        if in_other_words(self.chart):
            given += _given("grade.own_words")
        if points := self._usual():
            given.append(points)
        if self.anticipated:
            given += _given("grade.prior_art")
        return tuple(given)

    def facts(self) -> tuple[tuple[str, str], ...]:
        readings = [one.reading for one in self.chart]
        return (
            ("features", str(len(readings))),
            ("literal", str(readings.count("literal"))),
            ("equivalent", str(readings.count("equivalent"))),
        )


@dataclass(frozen=True)
class Document:
    """A document as an incident names it."""

    key: str
    title: str
    applicants: tuple[str, ...]
    symbols: tuple[str, ...] = ()
    granted: bool = False

    @property
    def number(self) -> str:
        return self.key.removeprefix("CN")


@dataclass(frozen=True)
class Own:
    """A right in force of firms of the region, and how it is covered."""

    right: Document
    firms: tuple[str, ...]
    years_left: int
    covered: Covered
    product: bool = False  # one of the firms sells something of its subclass
    ties: frozenset[str] = frozenset()  # between the firms and the later one's applicants

    def points(self) -> tuple[Points, ...]:
        """How likely it is that the later document takes what is the firm's."""
        return (*self.covered.points(), *_tied(self.ties, self.covered.chart))


@dataclass(frozen=True)
class Sold:
    """A product of a firm. ``share`` of its sales, None where untold."""

    firm: str
    name: str
    share: float | None

    def points(self) -> tuple[Points, ...]:
        """The impact by its share in the firm's sales."""
        if self.share is not None and self.share >= LARGE_SHARE:
            return _given("grade.sales_large")
        if self.share is None or self.share >= SOME_SHARE:
            return _given("grade.sales_some")
        return ()


@dataclass(frozen=True)
class Party:
    """An applicant as its documents known by a day tell of it: ``houses`` are its addresses without
    the unit, ``begun`` the day on which its first document became known."""

    inventors: frozenset[str] = frozenset()
    houses: frozenset[str] = frozenset()
    begun: date = date.min


def in_other_words(chart: Sequence[Element]) -> bool:
    """Whether a text says much of a claim in words of its own."""
    return reworded(chart) >= max(3, math.ceil(OWN_WORDS * len(chart)))


def tie(here: Party, there: Party, on: date) -> str:
    """By what two applicants may belong together on a day, so that nobody takes from another:

    - ``people``: their inventors are the same, two at least and more than half of each one's;
    - ``house``: one address but for the unit, and an inventor in common;
    - ``new_house``: one address but for the unit, and both new. It ties only texts that are the
      same word for word: neighbours who say it in other words may well be strangers.

    Empty where nothing is known that ties them.
    """
    same = len(here.inventors & there.inventors)
    if same >= 2 and 2 * same > max(len(here.inventors), len(there.inventors)):
        return "people"
    if here.houses.isdisjoint(there.houses):
        return ""
    if same:
        return "house"
    return "new_house" if min(here.begun, there.begun) > on - NEW else ""


def comparable(features: Sequence[str]) -> bool:
    """Whether a claim says enough to be compared."""
    told = {unit for one in features for unit in units(one)}
    return len(features) >= LEAST_FEATURES and len(told) >= LEAST_UNITS


def claim_overlap(
    later: Document, own: Sequence[Own], *, sued: bool, on: date, known_on: date
) -> Incident:
    """A later document of another has all features of rights in force of firms of the region.

    It is charted against the one that is covered best. ``sued`` says that its applicant has been
    complained of before.
    """
    ranked = sorted(own, key=_rank)[:MOST_NAMED]
    first = ranked[0]
    given = [*first.points(), *_given("grade.own_right")]
    given += _lasting(first.years_left)
    if sued and not first.covered.common:
        given += _given("grade.respondent_before")
    if later.granted:
        given += _given("grade.granted")
    if any(one.product for one in ranked):
        given += _given("grade.product_field")
    facts = (
        ("document", later.title or later.number),
        ("number", later.number),
        ("other", "、".join(later.applicants)),
        ("right", first.right.number),
        ("title", first.right.title or first.right.number),
        ("rights", str(len(own))),
        *first.covered.facts(),
    )
    return Incident(
        mark=f"claim_overlap:{later.key}",
        signal=Signal("signal.claim_overlap", facts),
        on=on,
        known_on=known_on,
        points=tuple(given),
        firms=tuple(dict.fromkeys(name for one in ranked for name in one.firms)),
        others=later.applicants,
        rights=tuple(one.right.key for one in ranked),
        documents=(later.key,),
        symbols=later.symbols,
        chart=first.covered.chart,
    )


def product_reads_on(
    right: Document,
    product: Sold,
    covered: Covered,
    *,
    years_left: int,
    litigious: bool,
    own_art: bool,
    sold_before: bool,
    ties: Collection[str],
    on: date,
) -> Incident:
    """A product has all features of another's right in force at home.

    ``litigious`` says that its owner has complained of somebody before, ``own_art`` that a document
    of the firm told all of it before the right was filed, ``sold_before`` that the product was sold
    in a year before that, ``ties`` by what firm and owner may belong together.
    """
    given = [*covered.points(), *_tied(ties, covered.chart)]
    given += _given("grade.in_force")
    if own_art:
        given += _given("grade.own_prior_art")
    elif sold_before:
        given += _given("grade.prior_use")
    return _reading(
        "signal.product_reads_on", right, product, covered, given, years_left, litigious, on, ()
    )


def export_market_right(
    right: Document,
    product: Sold,
    covered: Covered,
    *,
    member: str,
    basis: str,
    market: str,
    office: str,
    years_left: int,
    litigious: bool,
    on: date,
) -> Incident:
    """A right was granted in a market to which a product is sold that has all its features.

    ``basis`` tells what was compared: ``claim`` or ``abstract`` of the family's ``member``.
    """
    given = [*covered.points(), *_given("grade.export_market")]
    if basis == "abstract":
        given += _given("grade.by_abstract")
    more = (("market", market), ("office", office), ("basis", basis), ("member", member))
    code = "signal.export_market_right"
    return _reading(code, right, product, covered, given, years_left, litigious, on, more)


def marked(code: str, *parts: str) -> str:
    """A mark of a kind of incident and what it is about, short whatever the names are."""
    return f"{code}:{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:32]}"


def _reading(
    code: str, right: Document, product: Sold, covered: Covered, given: list[Points],
    years_left: int, litigious: bool, on: date, more: tuple[tuple[str, str], ...],
) -> Incident:  # fmt: skip
    given += [*_lasting(years_left), *product.points()]
    if litigious and not covered.common:
        given += _given("grade.owner_litigious")
    facts = (
        ("product", product.name),
        ("other", "、".join(right.applicants)),
        ("number", right.number),
        ("title", right.title or right.number),
        *covered.facts(),
        *more,
    )
    kind = code.removeprefix("signal.")
    documents = tuple(
        dict.fromkeys((right.key, *(value for name, value in more if name == "member")))
    )
    return Incident(
        mark=marked(kind, product.firm, product.name, right.key),
        signal=Signal(code, facts),
        on=on,
        known_on=on,
        points=tuple(given),
        firms=(product.firm,),
        others=right.applicants,
        documents=documents,
        product=product.name,
        symbols=right.symbols,
        chart=covered.chart,
    )


def _tied(ties: Collection[str], chart: Sequence[Element]) -> tuple[Points, ...]:
    """What is taken off because the parties may belong together, for the strongest reason."""
    if "people" in ties:
        return _given("grade.connected")
    if "house" in ties:
        return _given("grade.one_house")
    if "new_house" in ties and not reworded(chart):
        return _given("grade.new_in_one_house")
    return ()


def _lasting(years_left: int) -> tuple[Points, ...]:
    return _given("grade.years_many" if years_left >= LONG_LIFE else "grade.years_few")


def _given(reason: str) -> tuple[Points, ...]:
    return given_of(COMPARED, reason)


def _rank(one: Own) -> tuple[object, ...]:
    chance = sum(point.points for point in one.points())
    return (-chance, -len(one.covered.chart), -one.years_left, one.right.key)
