"""Which documents belong to which industry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ipharbor.analysis.roll import NONE, Codes, Mask
from ipharbor.vocabulary.chains import Chains

Words = npt.NDArray[np.uint64]


class Classed(Protocol):
    """Documents with their symbols and first applicants, as a ``Roll`` has them."""

    @property
    def documents(self) -> int: ...
    @property
    def symbols(self) -> tuple[str, ...]: ...
    @property
    def symbol(self) -> npt.NDArray[Any]: ...
    @property
    def first(self) -> npt.NDArray[np.int64]: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def applicant(self) -> npt.NDArray[Any]: ...


LEAST_CLASSED = 3  # documents with a class that tell the industry of a holder
_WORD = 64


@dataclass(frozen=True)
class Membership:
    """Documents by industry under one version of the chains, as known on one day.

    ``known`` marks the documents known on the day. ``links`` holds bits: bit ``n`` of the words of
    a document is set when one of its symbols falls into link ``n``. ``by_holder`` is, for a
    document without any class, the industry in which most classed documents of its first
    applicant lie, NONE where there is none.
    """

    chains: Chains
    known: Mask
    links: Words
    by_holder: Codes

    def of_link(self, link: int) -> Mask:
        """Documents with a symbol in that link."""
        held: Mask = (self.links[:, link // _WORD] & _bit(link)) != 0
        return self.known & held

    def classed(self, industry: int) -> Mask:
        """Documents that belong to an industry by their classes."""
        held: Mask = ((self.links & self._bits(industry)) != 0).any(axis=1)
        return self.known & held

    def placed(self, industry: int) -> Mask:
        """Documents without a class that belong to it by their holder."""
        held: Mask = self.by_holder == industry
        return self.known & held

    def of(self, industry: int) -> Mask:
        """All documents of an industry."""
        return self.classed(industry) | self.placed(industry)

    def shared_by(self) -> Codes:
        """To how many industries each known document belongs: 0 for none."""
        found = np.zeros(len(self.known), np.int32)
        for industry in range(len(self.chains.industries)):
            found += self.of(industry)
        return found

    def _bits(self, industry: int) -> Words:
        bits = np.zeros(self.links.shape[1], np.uint64)
        for link, of in enumerate(self.chains.industry_of):
            if of == industry:
                bits[link // _WORD] |= _bit(link)
        return bits


def membership(roll: Classed, chains: Chains, known: Mask) -> Membership:
    """Who belongs where: a symbol by the longest prefix that any chain names, a document to all
    industries of its symbols, and one without classes to its holder's."""
    of_symbol = _bits_of_symbols(roll.symbols, chains)
    links = _of_documents(of_symbol, roll)
    held = Membership(chains, known, links, np.full(roll.documents, NONE, np.int32))
    return Membership(chains, known, links, _by_holder(held, roll))


def taken(roll: Classed, chains: Chains, known: Mask) -> dict[str, int]:
    """How many documents the classes of each industry take, for an editor who asks at each key."""
    held = Membership(
        chains, known, _of_documents(_bits_of_symbols(roll.symbols, chains), roll),
        np.full(0, NONE, np.int32),
    )  # fmt: skip
    return {
        industry.code: int(held.classed(at).sum()) for at, industry in enumerate(chains.industries)
    }


def _bits_of_symbols(symbols: tuple[str, ...], chains: Chains) -> Words:
    words = max(1, -(-len(chains.links) // _WORD))
    bits = np.zeros((len(symbols), words), np.uint64)
    for at, symbol in enumerate(symbols):
        for link in chains.links_of(symbol):
            bits[at, link // _WORD] |= _bit(link)
    return bits


def _of_documents(of_symbol: Words, roll: Classed) -> Words:
    lengths = np.diff(roll.first)
    links = np.zeros((roll.documents, of_symbol.shape[1]), np.uint64)
    filled = lengths > 0
    if filled.any():
        starts = roll.first[:-1][filled]
        links[filled] = np.bitwise_or.reduceat(of_symbol[roll.symbol], starts, axis=0)
    return links


def _by_holder(held: Membership, roll: Classed) -> Codes:
    width = len(roll.names)
    named = held.known & (roll.applicant != NONE)
    counts = np.stack(
        [
            np.bincount(roll.applicant[named & held.classed(at)], minlength=width)
            for at in range(len(held.chains.industries))
        ]
        or [np.zeros(width, np.int64)]
    )
    most = counts.max(axis=0) if width else np.zeros(0, np.int64)
    alone = (counts == most).sum(axis=0) == 1
    main = np.where((most >= LEAST_CLASSED) & alone, counts.argmax(axis=0), NONE)
    main = np.append(main, NONE).astype(np.int32)  # the appended one answers for NONE
    unclassed = np.diff(roll.first) == 0
    return np.where(held.known & unclassed, main[roll.applicant], NONE).astype(np.int32)


def _bit(link: int) -> np.uint64:
    return np.uint64(1) << np.uint64(link % _WORD)
