"""The papers that a decision rested on, held against the vault."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from ipharbor.gateways.vault import Vault, condition
from ipharbor.journal.models import Line
from ipharbor.queries.decisions.lines import Rows
from ipharbor.records.models import Firm, KeptPaper, Loan, LoanApplication, Right

REPLACED = "replaced"


@dataclass(frozen=True)
class PaperThen:
    """A paper under the hash that the journal wrote down for it.

    ``condition`` is ``intact``, ``altered``, ``missing`` or ``unreachable`` by the bytes in the
    vault, or ``replaced`` where the table names another hash (``named``) today.
    """

    kind: str
    name: str
    sha256: str
    condition: str
    at: datetime | None = None
    named: str = ""
    withdrawn: bool = False

    @property
    def sound(self) -> bool:
        """Whether it is what it was."""
        return self.condition == "intact"


def papers_then(
    rows: Rows, last: Rows, line: Line, *, vault: Vault, kept_of: Firm | None
) -> tuple[PaperThen, ...]:
    """The report of a valuation drawn up elsewhere and the contract, as far as there were any, and
    with ``kept_of`` the papers that the firm had kept of the rights by then. ``last`` are the rows
    after the newest line."""
    return tuple(_papers(rows, last, line, vault, kept_of))


def _papers(
    rows: Rows, last: Rows, line: Line, vault: Vault, kept_of: Firm | None
) -> Iterator[PaperThen]:
    application, loan = rows.one(LoanApplication), rows.one(Loan)
    if application is not None and application.valuation_sha256 and not application.valuation:
        told = application.valuation_sha256
        yield _paper("valuation", "", told, _named(last, application, "valuation_sha256"), vault)
    if loan is not None and loan.contract_sha256:
        told = loan.contract_sha256
        yield _paper("contract", "", told, _named(last, loan, "contract_sha256"), vault)
    if kept_of is not None:
        yield from _kept(kept_of, rows.keys, line, vault)


def _named(last: Rows, row: LoanApplication | Loan, column: str) -> str:
    """The hash in the table where no line put it there, else that of ``row``."""
    written = last.one(type(row))
    held = type(row)._default_manager.filter(pk=row.pk).values_list(column, flat=True).first()
    if written is None or held is None or held == getattr(written, column):
        return str(getattr(row, column))
    return str(held)


def _kept(firm: Firm, keys: Collection[str], line: Line, vault: Vault) -> Iterator[PaperThen]:
    rights = Right.objects.filter(firm=firm, key__in=keys)
    held = KeptPaper.objects.filter(firm=firm, right__in=rights, at__lte=line.at)
    subjects = [f"right:{pk}" for pk in rights.values_list("pk", flat=True)]
    about = Line.objects.filter(
        action__in=["paper.keep", "paper.withdraw"], subject__in=subjects, seq__lte=line.seq
    )
    written: dict[int, str] = {}
    gone = set()
    for told in about:
        if told.action == "paper.withdraw":
            gone.add(told.details["paper"])
        else:
            written[told.details["paper"]] = told.details["sha256"]
    for paper in held.order_by("at", "pk"):
        if paper.pk in written and paper.pk not in gone:
            yield _paper(paper.kind, paper.name, written[paper.pk], paper.sha256, vault,
                         paper.at, withdrawn=paper.withdrawn_at is not None)  # fmt: skip


def _paper(
    kind: str, name: str, sha256: str, named: str, vault: Vault, at: datetime | None = None, *,
    withdrawn: bool = False,
) -> PaperThen:  # fmt: skip
    found = str(condition(vault, sha256)) if named == sha256 else REPLACED
    return PaperThen(kind, name, sha256, found, at, named, withdrawn)
