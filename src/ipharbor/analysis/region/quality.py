"""How much of what a right or a holder should have is there: the quality of the ledger's data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.region._arrays import Mask
from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.cuts import LACKS, Cut, expected, mask
from ipharbor.analysis.region.layout import NONE
from ipharbor.analysis.region.ledger import Ledger

MAY_LACK = ("agency", "cites", "priority_numbers")
"""What many rights rightly have not: told, and nothing wrong where it is not there."""
HOLDER_LACKS = ("register", "town", "credit_code", "trade", "industry", "size")
_ORGANISED = ("credit_code", "trade", "industry", "size")  # what individuals have not
_FIRMS = ("size",)  # and what firms alone have


@dataclass(frozen=True)
class Filled:
    """How many of ``of`` have what is named; ``needed`` is False where it may rightly lack."""

    name: str
    told: int
    of: int
    needed: bool = True

    @property
    def lacking(self) -> int:
        return self.of - self.told

    @property
    def share(self) -> float | None:
        """0 to 1; None where nobody should have it."""
        return self.told / self.of if self.of else None


def of_rights(asked: Asked) -> tuple[Filled, ...]:
    """Of each of ``LACKS`` how many rights of the region (of the frame's town) have it. Those
    that have not are the rights of the cut that ``lacks`` it."""
    return asked.kept("quality of rights", lambda: _of_rights(asked))


def _of_rights(asked: Asked) -> tuple[Filled, ...]:
    mine = asked.local
    found = []
    for name in LACKS:
        of = int(np.count_nonzero(mine & expected(asked.ledger, name)))
        lacking = int(np.count_nonzero(mask(asked, Cut(lacks=name))))
        found.append(Filled(name, of - lacking, of, name not in MAY_LACK))
    return tuple(found)


def holders_lacking(ledger: Ledger, name: str) -> Mask:
    """Which holders lack one of ``HOLDER_LACKS`` though they should have it."""
    test = _LACKING.get(name)
    if test is None:
        return np.zeros(len(ledger.holder_names), dtype=np.bool_)
    return np.asarray(holders_expected(ledger, name) & test(ledger, name))


def holders_expected(ledger: Ledger, name: str) -> Mask:
    """Which holders should have it: all should be in the register, and what else can lack is
    asked of those who are; a credit code, a trade and an industry of organisations, a size of
    firms."""
    held = np.asarray(ledger.column("holders", "id") != NONE)
    if name == "register":
        return np.ones(len(held), dtype=np.bool_)
    kind = ledger.text("holders", "kind")
    if name in _FIRMS:
        return np.asarray(held & np.asarray(pc.equal(kind, "firm")))
    if name in _ORGANISED:
        return np.asarray(held & np.asarray(pc.not_equal(kind, "individual")))
    return held


def of_holders(ledger: Ledger, active: Mask) -> tuple[Filled, ...]:
    """Of each of ``HOLDER_LACKS`` how many of the ``active`` holders have it."""
    found = []
    for name in HOLDER_LACKS:
        of = int(np.count_nonzero(active & holders_expected(ledger, name)))
        lacking = int(np.count_nonzero(active & holders_lacking(ledger, name)))
        found.append(Filled(name, of - lacking, of))
    return tuple(found)


def _not_in_register(ledger: Ledger, name: str) -> Mask:
    return np.asarray(ledger.column("holders", "id") == NONE)


def _without_town(ledger: Ledger, name: str) -> Mask:
    return np.asarray(ledger.column("holders", "town") == NONE)


def _without_text(ledger: Ledger, name: str) -> Mask:
    return np.asarray(pc.equal(ledger.text("holders", name), ""))


_LACKING: Mapping[str, Callable[[Ledger, str], Mask]] = {
    "register": _not_in_register,
    "town": _without_town,
    **dict.fromkeys(("credit_code", "trade", "industry", "size"), _without_text),
}
