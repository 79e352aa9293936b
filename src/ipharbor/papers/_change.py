"""A declaration of bibliographic change."""

from __future__ import annotations

from ipharbor.papers._lines import about
from ipharbor.papers.asking import Filling, Subject, printable, yuan
from ipharbor.papers.paper import LANG
from ipharbor.register.encumbrances import Encumbrance, Family
from ipharbor.register.names import name

FEE = "fees.change"
FEE_PERIOD = "period.fee.on_request"
FORBIDS = "suspension.forbids"
_OF_HOLDERS = ("holder", "holder_name")
_BARS = (Family.SUSPENSION, Family.PRESERVATION)


def change(subject: Subject, filling: Filling) -> None:
    """Fill what is held on the right, what hangs on it, and the fee with its period."""
    about(subject, filling)
    if filling.matter.typed.get("item") in _OF_HOLDERS:
        filling.know("before", "、".join(subject.standing.holders))
    borne = [one for one in subject.standing.encumbrances if one.bears]
    filling.know("burdens", "；".join(map(_told, borne)) or "登记簿数据中无记录")
    if borne:
        filling.note("papers.note.encumbered", number=subject.number)
    if any(one.family in _BARS for one in borne):
        filling.law(FORBIDS, needed=False)
        filling.note("papers.note.barred", number=subject.number)
    fee = filling.law(FEE)
    if fee is not None:
        filling.know("fee", yuan(fee.money))
    filling.rule("fee_period", FEE_PERIOD)


def _told(one: Encumbrance) -> str:
    parties = " → ".join(printable(party) for party in one.parties if party)
    parts = (name(str(one.family), LANG), one.number, f"自 {one.since.isoformat()}", parties)
    return " ".join(part for part in parts if part)
