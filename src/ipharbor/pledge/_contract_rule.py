"""Whether a contract holds what the register demands of it."""

from __future__ import annotations

from datetime import date

from ipharbor.pledge.offer import Contract
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.provision import Provision

PATENTS = "patents"  # the clause that lists the rights
_Told = tuple[Verdict, str, tuple[tuple[str, str], ...], date | None]


def contract_lacks(contract: Contract | None, required: Provision | None, *, listed: bool) -> _Told:
    """Verdict, code, params and day for a right that the contract names or not; clauses are told
    by their code."""
    if contract is None or required is None:
        return Verdict.UNKNOWN, "pledge.contract_read.unread", (), None
    codes = [term.code for term in required.terms.items]
    missing = [one for one in codes if contract.clauses.get(one) is Verdict.NO]
    if missing:
        return Verdict.YES, "pledge.contract_read.lacks", _named(missing), None
    if PATENTS in codes and not listed:
        return Verdict.YES, "pledge.contract_read.right_absent", (), None
    unclear = [one for one in codes if contract.clauses.get(one) is not Verdict.YES]
    if unclear:
        return Verdict.UNKNOWN, "pledge.contract_read.unclear", _named(unclear), None
    return Verdict.NO, "pledge.contract_read.complete", (), None


def _named(codes: list[str]) -> tuple[tuple[str, str], ...]:
    return (("clauses", ";".join(codes)),)
