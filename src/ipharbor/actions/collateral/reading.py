"""Whose pledged loans a caller sees in a portfolio."""

from __future__ import annotations

from ipharbor.actions import permits


def party(caller: permits.Actor) -> tuple[str, str]:
    """What the caller's organisation is to the loans that the caller sees, ``lender`` or
    ``guarantor``, and its name; both empty for all loans. Raises HarborError ``permit.denied``."""
    if permits.allowed(caller, "collateral.read"):
        return "", ""
    body = caller.person.organisation if caller.person is not None else None
    permits.require(caller, "collateral.read", organisation=body)
    assert body is not None
    return caller.role, body.name
