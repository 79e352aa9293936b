"""The stress test of a portfolio as a job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow.compute as pc

from ipharbor.actions.collateral.reading import party
from ipharbor.jobs.at_hand import AtHand
from ipharbor.pledge.pool import ALONE, pool
from ipharbor.pledge.stress import UNGRADED, assumptions, stress
from ipharbor.queries import stress_tests
from ipharbor.queries.law import book
from ipharbor.queries.portfolio import Whose, portfolio
from ipharbor.settings import current
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region


def collateral_stress(at_hand: AtHand) -> Mapping[str, Any]:
    """Draw the losses of the loans that whoever asks may see now, as the last night marked them,
    and keep what was found."""
    asked = stress_tests.Asked(**at_hand.argument["asked"])
    whose = Whose(*party(at_hand.by))
    told = portfolio(current().collateral, whose, current().region)
    if told is None:
        raise HarborError("stress.night.none")
    loans = stress_tests.columns(told, asked.pooled)
    if not len(loans.principal):
        raise HarborError("stress.loans.none")
    law = book(region(current().region).code).on(told.as_of)
    assumed = assumptions(law)
    default = {**assumed.default, UNGRADED: asked.default}
    shares = pool(law) if asked.pooled == stress_tests.EVERY else ALONE
    found = stress(
        loans,
        replace(assumed, correlation=asked.correlation, default=default),
        shares={party: float(part) for party, part in shares.parts.items()},
        fund=asked.fund,
        draws=asked.draws,
        lots=np.random.default_rng(asked.seed),
        progress=lambda done, of: _tell(at_hand, done, of),
    )
    size = told.loans.num_rows
    made = stress_tests.KeptTest(
        asked, told.as_of, at_hand.now(), size, len(loans.grades), size - len(loans.principal),
        pc.sum(pc.invert(told.loans.column("counts"))).as_py() or 0, found,
    )  # fmt: skip
    stress_tests.keep(current().stress, whose, made)
    return {"loans": size, "as_of": told.as_of.isoformat(), "draws": asked.draws,
            "expected": f"{found.expected:,.0f}", "at_level": f"{found.at_level:,.0f}"}  # fmt: skip


def _tell(at_hand: AtHand, done: int, of: int) -> None:
    at_hand.tell("job.said.stress", done, of)
