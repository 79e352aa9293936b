"""Who may be told of which incidents, by the kind of watch and the desk it stands at.

What an incident says of a firm's products, dues, pledges and disputes is that firm's, of those to
whom it concerns a pledge, of those to whom it discloses its docket, and of the district office.
Others who watch a field or a competitor are told what is public: who files what, and where.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, ...]] = {
    "applicant": (),
    "query": (),
    "own_rights": ("firm",),
    "product": ("firm",),
    "right": ("firm", "office", "administrator"),
    "field": (),
    "industry": (),
    "town": ("office", "administrator", "station"),
    "region": ("office", "administrator"),
    "collateral": ("lender", "guarantor", "insurer"),
    "law": (),
    "family": (),
    "standard": (),
    "disclosed": ("lender", "guarantor", "insurer", "alliance", "agency"),
}
"""The desks that may set up a watch of each kind; empty for all."""

PUBLIC = frozenset(
    {
        "signal.emerging", "signal.entrant", "signal.surge", "signal.convergence",
        "signal.share_shift", "signal.forecast_exceeded", "signal.field_opens",
        "signal.field_surge", "signal.inventor_moved", "signal.litigious_buyer",
        "signal.law_changed", "signal.standard_named",
    }
)  # fmt: skip
"""What rests on publications and the register open to all, and tells no secret of a firm."""
OF_PRODUCTS = frozenset({"signal.product_reads_on", "signal.export_market_right"})
"""What tells of what a firm makes and where it sells it."""
FOR_THE_OFFICE = frozenset({"signal.abnormal_filings"})
"""What is the office's to look into; a member of a ring is not told of it first."""
_ALL = ("office", "administrator")


def may_set_up(kind: str, role: str) -> bool:
    """Whether a desk of ``role`` may have a watch of that kind; False for unknown kinds."""
    desks = KINDS.get(kind)
    return desks is not None and (not desks or role in desks or role == "operator")


def told(kind: str, role: str, code: str) -> bool:
    """Whether a watch of that kind at a desk of ``role`` is told of incidents of that code."""
    if role in _ALL:
        return code not in OF_PRODUCTS or kind in ("town", "region", "industry", "right")
    if code in FOR_THE_OFFICE:
        return False
    if kind in ("applicant", "field", "industry", "standard"):
        return code in PUBLIC
    if kind in ("town", "collateral", "disclosed"):
        return code not in OF_PRODUCTS
    return True
