"""A decision opened again: all that was known when it was taken, and what is otherwise today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from ipharbor.bookkeeping.sums import NOTHING
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.vault import Vault
from ipharbor.journal.chain import digest
from ipharbor.journal.checking import encloses
from ipharbor.journal.models import Line
from ipharbor.queries import journal, valuations
from ipharbor.queries.decisions.concerns import ConcernThen, standing_after, standing_now
from ipharbor.queries.decisions.lines import SIGNED, Rows, Told
from ipharbor.queries.decisions.papers import PaperThen, papers_then
from ipharbor.queries.decisions.register import RightThen, rights_then
from ipharbor.records.models import (
    LedgerEntry,
    LedgerPosting,
    Loan,
    LoanApplication,
    LoanInstalment,
    LoanRight,
    Valuation,
)
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError

FOLLOW = (LoanApplication, Loan, LoanRight, LoanInstalment, LedgerEntry, LedgerPosting)


@dataclass(frozen=True)
class LineCheck:
    """Whether the line is what was written: its own hash and its proof under the journal's root
    (``agrees``), the hashes of the lines before and after it (``linked``), and what it encloses
    (``encloses``). ``signed`` is the size of the first signed head that covers it, None for none.
    """

    line: Line
    agrees: bool
    linked: bool
    encloses: bool
    signed: int | None

    @property
    def sound(self) -> bool:
        """Whether all of it is as it was written."""
        return self.agrees and self.linked and self.encloses


@dataclass(frozen=True)
class ValueThen:
    """The value that was used, in CNY. Of a valuation made here: ``number`` and ``version``,
    whether it still gives its figures and its hash (``stands``), whether that is the hash that
    was used (``same``), and by which version it was superseded since (0 for none)."""

    low: Decimal
    median: Decimal
    high: Decimal
    signed_by: str
    on: date | None
    sha256: str
    number: int | None = None
    version: int = 0
    stands: bool = True
    same: bool = True
    superseded_by: int = 0


@dataclass(frozen=True)
class Difference:
    """Something that is otherwise today: ``what`` (``stage``, ``amount``, ``months``, ``value``,
    ``owed``, instalments ``paid``; of a ``right`` its ``state``, ``holders``, ``encumbrances``; the
    stage of a ``concern`` with its ``demand``), what it was and what it is."""

    what: str
    then: Any
    now: Any
    right: str = ""
    demand: str = ""


@dataclass(frozen=True)
class Reopened:
    """A decision as it was known. ``rows`` are those of the application after it, ``follows``
    whether today's tables are what the journal's lines wrote. ``application`` is None for a
    valuation that was signed before there was one."""

    line: Line
    told: journal.Told
    day: date
    rows: Rows
    application: LoanApplication | None
    loan: Loan | None
    rights: tuple[RightThen, ...]
    value: ValueThen | None
    concerns: tuple[ConcernThen, ...]
    instalments: tuple[LoanInstalment, ...]
    owed: Decimal
    papers: tuple[PaperThen, ...]
    check: LineCheck
    differs: tuple[Difference, ...]
    follows: bool


def reopened(
    application: LoanApplication, told: Told, seq: int, *, law: Book, today: date, seals: Sealer,
    vault: Vault, papers: bool, lang: str,
) -> Reopened:  # fmt: skip
    """The decision of the line ``seq``. With ``papers`` those that the firm keeps are looked at,
    too.

    Raises HarborErrors ``loan.decision.unknown`` for a line that tells of no decision on the
    application and ``loan.decision.unread`` where what was written then cannot be read.
    """
    line = next((one for one in told.lines if one.seq == seq), None)
    if line is None:
        raise HarborError("loan.decision.unknown", seq=seq)
    rows = told.until(seq)
    then, loan = rows.one(LoanApplication), rows.one(Loan)
    signed = _signed(line)
    if then is None and signed is None:
        raise HarborError("loan.decision.unread", seq=seq)
    keys = rows.keys if signed is None else signed.keys
    rights = rights_then(application.firm, keys, line, law=law, today=today, seals=seals)
    concerns = standing_after(loan, seq) if loan else ()
    owed = owed_of(rows, loan)
    kept_of = application.firm if papers else None
    made = Reopened(
        line=line,
        told=journal.told([line], lang=lang)[0],
        day=timezone.localdate(line.at),
        rows=rows,
        application=then,
        loan=loan,
        rights=rights,
        value=value_of(then) if signed is None else _of_signature(signed, line),
        concerns=concerns,
        instalments=tuple(sorted(rows.of(LoanInstalment), key=lambda one: one.number)),
        owed=owed,
        papers=papers_then(rows, told.now, line, vault=vault, kept_of=kept_of),
        check=checked(line, lang),
        differs=(),
        follows=follows(told.now),
    )
    return replace(made, differs=tuple(_differs(told, rows, made)))


def checked(line: Line, lang: str) -> LineCheck:
    """The line held against chain, tree and enclosure."""
    found = journal.account(line.seq, lang=lang)
    before = Line.objects.filter(seq=line.seq - 1).first()
    after = Line.objects.filter(seq=line.seq + 1).first()
    linked = (before is None or (before.hash == line.previous == digest(before))) and (
        after is None or after.previous == line.hash
    )
    size = found.head.size if found.head else None
    return LineCheck(line, found.agrees, linked, encloses(line), size)


def owed_of(rows: Rows, loan: Loan | None) -> Decimal:
    """The principal owed by the lender's book, of the postings that had been made."""
    if loan is None:
        return NOTHING
    book = [one for one in rows.of(LedgerPosting) if one.holder == f"organisation:{loan.lender_id}"]
    lent = sum((one.amount for one in book if one.debit == "asset.loan"), NOTHING)
    back = sum((one.amount for one in book if one.credit == "asset.loan"), NOTHING)
    return lent - back


def _signed(line: Line) -> Valuation | None:
    """The valuation under which the line tells of a signature."""
    if line.action != SIGNED:
        return None
    return valuations.one(int(line.subject.rpartition(":")[2]))


def _of_signature(held: Valuation, line: Line) -> ValueThen:
    after = Valuation.objects.filter(supersedes=held).exclude(status="draft").first()
    sha256 = str(line.details["hash"])
    return ValueThen(
        held.low, held.median, held.high, line.actor, held.valued_on, sha256, held.pk,
        held.version, valuations.opened(held).stands, held.hash == sha256,
        after.version if after else 0,
    )  # fmt: skip


def value_of(application: LoanApplication | None) -> ValueThen | None:
    """The value on which the application rested; None before it was valued."""
    if application is None or not application.valued:
        return None
    low, median, high = (Decimal(application.valued[one]) for one in ("low", "median", "high"))
    told = ValueThen(low, median, high, application.valued["signed_by"], application.valued_on,
                     application.valuation_sha256, application.valuation)  # fmt: skip
    if application.valuation is None:
        return told
    held = valuations.one(application.valuation)
    if held is None:
        return ValueThen(low, median, high, told.signed_by, told.on, told.sha256, told.number,
                         stands=False, same=False)  # fmt: skip
    after = Valuation.objects.filter(supersedes=held).exclude(status="draft").first()
    return ValueThen(
        low, median, high, told.signed_by, told.on, told.sha256, told.number, held.version,
        valuations.opened(held).stands, held.hash == told.sha256, after.version if after else 0,
    )  # fmt: skip


def follows(last: Rows) -> bool:
    """Whether the tables hold today what the lines wrote, of loan, schedule and books."""
    for model in FOLLOW:
        written = {row.pk: row for row in last.of(model)}
        held = {row.pk: row for row in model._default_manager.filter(pk__in=written)}
        columns = [one.attname for one in model._meta.concrete_fields]
        for pk, row in written.items():
            now = held.get(pk)
            if now is None or any(getattr(now, one) != getattr(row, one) for one in columns):
                return False
    return True


def _differs(told: Told, rows: Rows, then: Reopened) -> Iterator[Difference]:
    """What is otherwise today, by what the lines wrote since."""
    last = told.now
    loan = last.one(Loan)
    yield from _asked(then.application, last.one(LoanApplication))
    owed = owed_of(last, loan)
    if owed != then.owed:
        yield Difference("owed", then.owed, owed)
    paid = [
        sum(one.paid_on is not None for one in some.of(LoanInstalment)) for some in (rows, last)
    ]
    if paid[0] != paid[1]:
        yield Difference("paid", paid[0], paid[1])
    for right in then.rights:
        key = right.record.key
        for name in right.changes:
            yield Difference(name, getattr(right.then, name), getattr(right.now, name), key)
    if loan is not None:
        yield from _concerns(then.concerns, standing_now(loan))


def _asked(then: LoanApplication | None, now: LoanApplication | None) -> Iterator[Difference]:
    if then is None or now is None:
        return
    for name in ("stage", "amount", "months"):
        if getattr(then, name) != getattr(now, name):
            yield Difference(name, getattr(then, name), getattr(now, name))
    values = [Decimal(one.valued["median"]) if one.valued else None for one in (then, now)]
    if values[0] != values[1]:
        yield Difference("value", values[0], values[1])


def _concerns(
    then: Sequence[ConcernThen], now: Sequence[ConcernThen]
) -> Iterator[Difference]:  # fmt: skip
    held, stood = {one.id: one for one in now}, {one.id: one for one in then}
    for number in dict.fromkeys([*stood, *held]):
        before, after = stood.get(number), held.get(number)
        if (before and before.stage) != (after and after.stage):
            one = before or after
            assert one is not None
            was, is_ = before.stage if before else "", after.stage if after else ""
            yield Difference("concern", was, is_, one.right, one.demand)
