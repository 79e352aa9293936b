"""What the office takes for an act, and whether it is reduced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipharbor.fees import _explain, tariff
from ipharbor.fees.amounts import NOTHING, fen, part, total, yuan
from ipharbor.fees.due import Reduced
from ipharbor.fees.reduction import NONE, NOT_RECORDED, REDUCTION
from ipharbor.fees.subject import Reduction, ReductionKind
from ipharbor.statutes.book import Book, Law
from ipharbor.statutes.counting import Step
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Money, Table
from ipharbor.vocabulary.errors import HarborError

COVERED = "reduction.covered"
NOT_COVERED = "fees.relief.not_covered"
FREE_CLAIMS = "fees.excess_claim.free"
EXCESS_CLAIM = "fees.excess_claim"
EXCESS_PAGE = "fees.excess_page"


@dataclass(frozen=True)
class OfficeFee:
    """A fee of the office for ``count`` acts of one kind: ``full`` less the reduction."""

    name: str
    count: int
    full: Money
    reduced: Reduced
    payable: Money
    steps: tuple[Step, ...]

    @property
    def certain(self) -> bool:
        """Whether every provision was read in the primary text or verified."""
        return all(step.certain for step in self.steps)


def office_fee(
    name: str,
    *,
    on: date,
    book: Book,
    patent_type: str = "",
    number: int = 1,
    count: int = 1,
    reduction: Reduction | None = None,
) -> OfficeFee:
    """The fee ``name`` of the book (``fees.filing``, ``fees.examination`` …) paid on ``on``.

    ``patent_type`` (for some fees the stage or party) and ``number`` (a period) choose the line
    of a table; ``count`` is how many are paid. ``reduction`` is applied where the book covers
    the fee. Raises ``statutes.unknown`` for a strange name, ``fees.office.none`` for a
    provision that is no fee or has no such line.
    """
    law = book.on(on)
    ruled = law[name]
    full = yuan(fen(_line(ruled, patent_type, number)) * count)
    kind, code, why = _covered(law, name, reduction, on)
    found = tariff.relief(law, kind, open_licence=False)
    payable = part(full, 1 - found.share)
    reduced = Reduced(found.share, yuan(fen(full) - fen(payable)), code, found.provision or why)
    charged = _explain.step("fees.step.office", on, ruled, amount=full, count=count)
    steps = (charged, *_explain.relief_steps(law, found, reduced, payable))
    return OfficeFee(name, count, full, reduced, payable, steps)


def excess(*, claims: int, pages: int, on: date, book: Book) -> tuple[OfficeFee, ...]:
    """The fees for claims and description pages beyond what the filing fee covers.

    Empty where neither is exceeded; they are never reduced.
    """
    law = book.on(on)
    made = []
    over = claims - int(law[FREE_CLAIMS].count.n)
    if over > 0:
        made.append(office_fee(EXCESS_CLAIM, on=on, book=book, count=over))
    ruled = law[EXCESS_PAGE]
    lines = [found for page in range(1, pages + 1) if (found := ruled.table.at("", page))]
    if lines:
        full = total(one for one in lines if isinstance(one, Money))
        step = _explain.step("fees.step.office", on, ruled, amount=full, count=len(lines))
        none = Reduced(Decimal(0), NOTHING, NONE)
        made.append(OfficeFee(EXCESS_PAGE, len(lines), full, none, full, (step,)))
    return tuple(made)


def _line(ruled: Provision, patent_type: str, number: int) -> Money:
    found = ruled.value
    if isinstance(found, Table):
        found = found.at(patent_type, number) or found
    if not isinstance(found, Money):
        raise HarborError(
            "fees.office.none", name=ruled.name, patent_type=patent_type or "—", number=number
        )
    return found


def _covered(
    law: Law, name: str, reduction: Reduction | None, on: date
) -> tuple[ReductionKind, str, Provision | None]:
    """The reduction that applies, or why none does."""
    if reduction is None or reduction.kind is ReductionKind.NONE:
        return ReductionKind.NONE, NONE, None
    if name.removeprefix("fees.") not in {term.code for term in law[COVERED].terms.items}:
        return ReductionKind.NONE, NOT_COVERED, law[COVERED]
    if not reduction.holds(on.year):
        return ReductionKind.NONE, NOT_RECORDED, law[tariff.PER_CALENDAR_YEAR]
    return reduction.kind, REDUCTION, None
