"""A right in a firm's field went to somebody who makes nothing and has complained often."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ipharbor.register.events import Event
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal
from ipharbor.warning.weight import Subject, given, listed

COMPLAINTS_LEAST = 2  # cases brought before, at which a buyer is called litigious
COMPLAINTS_MANY = 5
CONCERNED = 5  # firms that are told of one transfer at most
ALIKE = 0.2  # share of a title's pairs of signs that makes another document one of its field
_FILLERS = ("一种", "一类", "用于", "装置", "设备", "系统", "方法", "结构", "机构")
_PAIR = 2


@dataclass(frozen=True)
class Buyer:
    """Who holds a right after a transfer: ``complaints`` brought and ``filings`` published by
    then, and whether a product of his is known."""

    name: str
    complaints: int
    filings: int
    products: bool

    @property
    def litigious(self) -> bool:
        """Somebody without filings and products of his own who has complained several times: what
        the literature calls a non-practising entity, by what registers show of it."""
        return self.complaints >= COMPLAINTS_LEAST and not self.filings and not self.products


def litigious_buyer(
    subject: Subject, event: Event, buyer: Buyer, firms: tuple[str, ...], documents: tuple[str, ...]
) -> Incident:
    """The transfer of a right to a litigious buyer, for ``firms`` that work on the same thing.

    ``documents`` are theirs that show it. Source of the transfer: Patent Law, article 10.
    """
    points = (
        *given("grade.litigious"),
        *(given("grade.complains_often") if buyer.complaints >= COMPLAINTS_MANY else ()),
        *given("grade.makes_nothing"),
        *(given("grade.works_on_same") if firms else ()),
    )
    facts = (
        *subject.facts(), ("buyer", buyer.name), ("seller", listed(event.parties("before"))),
        ("complaints", str(buyer.complaints)), ("firms", listed(firms)),
        ("on", event.on.isoformat()),
    )  # fmt: skip
    return Incident(
        f"litigious_buyer|{subject.key}|{event.on}", Signal("signal.litigious_buyer", facts),
        event.on, event.known_on, points, firms=firms,
        others=(buyer.name, *event.parties("before")),
        rights=(subject.key,) if subject.firms else (),
        documents=(subject.key, *documents), symbols=subject.symbols,
    )  # fmt: skip


def pairs(title: str) -> frozenset[str]:
    """The pairs of neighbouring signs of a title, without the words that most titles share."""
    plain = unicodedata.normalize("NFKC", title).lower()
    for filler in _FILLERS:
        plain = plain.replace(filler, " ")
    found: set[str] = set()
    for part in "".join(sign if sign.isalnum() else " " for sign in plain).split():
        found |= {part[at : at + _PAIR] for at in range(len(part) - 1)}
    return frozenset(found)


def nearness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter of two titles stands in the other, 0 to 1 (overlap coefficient,
    Szymkiewicz-Simpson)."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


@dataclass(frozen=True)
class Near:
    """A document of a firm of the region: its key and its title's nearness to the right's."""

    firm: str
    key: str
    nearness: float


def concerned(found: Iterable[Near]) -> Mapping[str, tuple[str, ...]]:
    """The firms that work on the same thing, the most concerned first, with up to five of their
    documents: by the sum of the nearness of those that are alike, at most ``CONCERNED``."""
    by_firm: dict[str, list[Near]] = {}
    for one in found:
        if one.nearness >= ALIKE:
            by_firm.setdefault(one.firm, []).append(one)
    ranked = sorted(by_firm, key=lambda firm: (-sum(n.nearness for n in by_firm[firm]), firm))
    return {
        firm: tuple(n.key for n in sorted(by_firm[firm], key=lambda n: (-n.nearness, n.key))[:5])
        for firm in ranked[:CONCERNED]
    }
