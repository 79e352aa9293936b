"""Which rights belong to which industry of the region."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipharbor.analysis.industry.membership import membership
from ipharbor.analysis.region._arrays import Ints, Mask, filled
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.analysis.region.standards import Standards


@dataclass(frozen=True)
class _Classed:
    """The rights of a ledger as documents with their symbols."""

    documents: int
    symbols: tuple[str, ...]
    symbol: Ints
    first: Ints
    names: tuple[str, ...]
    applicant: Ints


def belonging(ledger: Ledger, by: Standards, code: str) -> Mask:
    """The rights of the industry of that code: those of its classes, and those without a class
    whose first applicant has most of its rights there. None of an industry that is not there."""
    if by.chains is None:
        return np.zeros(ledger.rights, dtype=np.bool_)
    return industries(ledger, by).get(code, np.zeros(ledger.rights, dtype=np.bool_))


def industries(ledger: Ledger, by: Standards) -> dict[str, Mask]:
    """The rights of every industry; a right may be of several."""
    kept: dict[str, Mask] | None = ledger.by_standards.get(by.stamp)
    if kept is None:
        ledger.by_standards.clear()
        kept = ledger.by_standards[by.stamp] = _reckoned(ledger, by)
    return kept


def _reckoned(ledger: Ledger, by: Standards) -> dict[str, Mask]:
    if by.chains is None:
        return {}
    lists = filled(ledger.tables["rights"].column("symbols"))
    told = _Classed(
        ledger.rights,
        tuple(ledger.text("symbols", "name").to_pylist()),
        np.asarray(lists.flatten()),
        np.asarray(lists.offsets).astype(np.int64),
        tuple(ledger.holder_names.to_pylist()),
        ledger.column("rights", "holder"),
    )
    held = membership(told, by.chains, np.ones(ledger.rights, dtype=np.bool_))
    return {one.code: held.of(at) for at, one in enumerate(by.chains.industries)}
