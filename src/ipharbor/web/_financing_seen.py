"""Which decisions on an application a caller may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Model

from ipharbor.actions import permits
from ipharbor.actions.financing.reading import may_read, readable, sees_all
from ipharbor.journal.models import Line
from ipharbor.queries.decisions.lines import SIGNED, WAIVED, Told
from ipharbor.records.models import (
    LedgerEntry,
    LedgerPosting,
    Loan,
    LoanApplication,
    LoanInstalment,
    LoanOffer,
    LoanRequest,
    LoanRight,
    PledgeConsent,
)

__all__ = ["decisions", "may_read", "readable", "sees_all"]

_BEGINS = ("financing.draft", "financing.change_draft")
_OF_ONE = ("financing.offer", "financing.decline")


def decisions(caller: permits.Actor, application: LoanApplication, told: Told) -> Told:
    """The lines that the caller may read. Who lends or guarantees is not told of drafts before the
    last, nor of the requests and offers of others; and of the loan only where it has part in it."""
    if sees_all(caller, application):
        return told
    body = caller.person.organisation_id if caller.person is not None else None
    own = set(application.requests.filter(lender=body).values_list("pk", flat=True))
    part = readable(caller).filter(application=application).exists()
    begun = max((one.seq for one in told.lines if one.action in _BEGINS), default=0)

    def seen(line: Line) -> bool:
        if line.seq < begun:
            return line.action == SIGNED
        if line.action in _OF_ONE:
            return line.details.get("request") in own
        return part or not ("loan" in line.details or line.action == WAIVED)

    kept = {"LoanRequest": own, "LoanOffer": own}
    wrote = {
        seq: rows if rows is None else tuple(row for row in rows if _own(row, kept, part=part))
        for seq, rows in told.wrote.items()
    }
    return replace(told, lines=tuple(filter(seen, told.lines)), wrote=wrote)


def _own(row: Model, kept: Mapping[str, set[int]], *, part: bool) -> bool:
    match row:
        case LoanRequest():
            return row.pk in kept["LoanRequest"]
        case LoanOffer():
            return row.request_id in kept["LoanOffer"]
        case (
            Loan()
            | LoanRight()
            | LoanInstalment()
            | LedgerEntry()
            | LedgerPosting()
            | PledgeConsent()
        ):
            return part
    return True
