"""What the journal keeps of financing: who did what to which application, and sealed the rows
that were written, so that a replay writes them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from ipharbor.actions.confidential import sealed
from ipharbor.actions.permits import Actor
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal import chain
from ipharbor.records.models import LoanApplication
from ipharbor.records.written import written

LINES: Mapping[str, str] = {
    "financing.draft": "a firm asks",
    "financing.change_draft": "and asks otherwise",
    "financing.check": "what stands in the way of registration",
    "financing.value": "what the portfolio is worth",
    "financing.request": "sent to lenders",
    "financing.offer": "a lender offers",
    "financing.decline": "a lender will not",
    "financing.accept": "the firm accepts",
    "financing.withdraw": "the firm takes it back",
    "financing.sign": "one side signs",
    "financing.register": "the pledge stands in the register",
    "financing.draw": "the money is paid out",
    "financing.repay": "an instalment is paid",
    "financing.settle": "all that is owed is paid",
    "financing.default": "the lender states the default",
    "financing.release": "the pledge on some or all rights is cancelled",
    "financing.substitute": "one right takes another's place",
    "financing.change": "the registered pledge is changed",
    "financing.enforce": "the pledge is enforced",
    "financing.ask_consent": "the firm asks the lender to agree to an act on a pledged right",
    "financing.withdraw_consent": "and makes no use of it",
    "financing.answer_consent": "the lender agrees or refuses",
    "financing.apply_proceeds": "the price of what was agreed pays the debt or is deposited",
}
"""What lines are about; each is done again by writing its rows."""


def tell(
    action: str,
    application: LoanApplication,
    rows: Sequence[Model],
    *,
    seals: Sealer,
    by: Actor,
    at: datetime,
    keys: Iterable[str] = (),
    about: Iterable[str] = (),
    **details: Any,
) -> None:
    """A line on the application with the ``rows`` as they stand now, in an order in which they can
    be written. ``keys`` are the rights in whose history it stands; ``details`` are readable by
    whoever reads the journal, so no sums."""
    assert action in LINES
    chain.append(
        action,
        f"financing:{application.pk}",
        actor=by.name,
        at=at,
        details={
            "application": application.pk, "firm": application.firm_id,
            "stage": application.stage, **details,
        },
        enclosed=sealed({"rows": [written(row) for row in rows]}, seals),
        about=[f"firm:{application.firm_id}", *about, *(f"right:{key}" for key in keys)],
    )  # fmt: skip
