"""What became of a table that a program sent."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from ipharbor.api.envelope import FindingTold, finding
from ipharbor.api.language import lang

SHOWN = 1000
_COUNTS = ("file", "read", "stored", "changed", "unchanged", "set_aside")


class TableReceiptTold(Schema):
    """``read = stored + changed + unchanged + set_aside``; the first thousand findings."""

    file: str
    read: int
    stored: int
    changed: int
    unchanged: int
    set_aside: int
    findings: list[FindingTold]


def shown(receipt: Any) -> dict[str, Any]:
    """A receipt of an import as the interface tells it."""
    told = {name: getattr(receipt, name) for name in _COUNTS}
    return told | {"findings": [finding(one, lang()) for one in receipt.findings[:SHOWN]]}
