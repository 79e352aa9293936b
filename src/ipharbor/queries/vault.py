"""Papers that are kept of a firm's matters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from ipharbor.records.models import Firm, KeptPaper, Right


@dataclass(frozen=True)
class PaperRow:
    """A paper as a list shows it; ``right`` is the key of the right it is about, if of one.

    ``withdrawn_why`` is empty for a paper that stands.
    """

    id: int
    kind: str
    name: str
    note: str
    size: int
    sha256: str
    by_name: str
    at: datetime
    right: str
    right_title: str
    withdrawn_why: str


def papers(
    firm: Firm, *, right: Right | None = None, withdrawn: bool = False
) -> tuple[PaperRow, ...]:
    """The firm's papers, newest first; those about ``right`` alone when it is stated."""
    held = of_firm(firm)
    if right is not None:
        held = held.filter(right=right)
    return told(held if withdrawn else held.filter(withdrawn_at=None))


def of_firm(firm: Firm) -> QuerySet[KeptPaper]:
    """All papers of the firm, the withdrawn ones too, newest first."""
    return KeptPaper.objects.filter(firm=firm).select_related("right").order_by("-at", "-pk")


def told(held: Iterable[KeptPaper]) -> tuple[PaperRow, ...]:
    """Papers as a list shows them."""
    return tuple(
        PaperRow(
            id=paper.pk,
            kind=paper.kind,
            name=paper.name,
            note=paper.note,
            size=paper.size,
            sha256=paper.sha256,
            by_name=paper.by_name,
            at=paper.at,
            right=paper.right.key if paper.right else "",
            right_title=paper.right.title if paper.right else "",
            withdrawn_why=paper.withdrawn_why,
        )
        for paper in held
    )
