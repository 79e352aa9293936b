"""By how much an annuity is lowered, and why."""

from __future__ import annotations

from decimal import Decimal

from ipharbor.fees import tariff
from ipharbor.fees.amounts import NOTHING, fen, part, yuan
from ipharbor.fees.due import Reduced
from ipharbor.fees.subject import ReductionKind
from ipharbor.fees.tariff import Relief
from ipharbor.statutes.book import Law
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Money

NONE = "fees.relief.none"
NOT_RECORDED = "fees.relief.not_recorded"
OVER = "fees.relief.over"
REDUCTION = "fees.relief.reduction"
WORKED = "fees.relief.open_licence"
RELIEFS = (NONE, NOT_RECORDED, OVER, REDUCTION, WORKED)
NO_RELIEF = (Relief(), Reduced(Decimal(0), NOTHING, NONE))


def reduced(
    law: Law,
    whole: Money,
    kind: ReductionKind,
    *,
    recorded: bool,
    nth: int,
    open_licence: bool,
) -> tuple[Relief, Reduced]:
    """What lowers the ``whole`` annuity under the law of the day of payment.

    ``kind`` is the payers' reduction, ``recorded`` whether its record covers the calendar year
    of payment, ``nth`` counts patent years from the grant year, which is 1; ``open_licence``
    says that one covers the day on which the annuity is due. What remains is rounded to the
    fen, and the reduction is the difference.
    """
    code = NONE
    if kind is not ReductionKind.NONE:
        code = REDUCTION if recorded else NOT_RECORDED
        if recorded and nth > tariff.reduced_years(law):
            code = OVER
    covered = kind if code == REDUCTION else ReductionKind.NONE
    found = tariff.relief(law, covered, open_licence=open_licence)
    if found.provision is not None:
        code = WORKED if found.provision.name == tariff.OPEN_LICENCE else REDUCTION
    off = yuan(fen(whole) - fen(part(whole, 1 - found.share)))
    return found, Reduced(found.share, off, code, found.provision or _why_not(law, code))


def _why_not(law: Law, code: str) -> Provision | None:
    name = {OVER: tariff.REDUCED_YEARS, NOT_RECORDED: tariff.PER_CALENDAR_YEAR}.get(code)
    return law[name] if name is not None and name in law else None
