"""Release the pledge on some or all rights, or put another right in a right's place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.financing import _books, _held, _pledged, _told
from ipharbor.gateways.sealing import Sealer
from ipharbor.pledge.life import ON_LOAN, PLEDGED, Stage
from ipharbor.records.models import Loan, LoanRight, Right
from ipharbor.vocabulary.errors import HarborError

_IN_PART = PLEDGED - {Stage.REPAID}


def release(
    loan: Loan, *, on: date, keys: Collection[str] = (), seals: Sealer, by: permits.Actor,
    at: datetime,
) -> Loan:  # fmt: skip
    """Cancel the pledge: on the rights of ``keys``, of which at least one must be left, or with
    none named on all, once nothing is owed; what was deposited then goes back to the firm.

    Raises HarborError ``loan.release.keys``, ``loan.release.day`` and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    with transaction.atomic():
        held = _held.loan_in_register(loan.pk)
        _day(held, on, at)
        rights = list(held.rights.filter(open=True).order_by("pk"))
        if keys:
            if held.stage not in _IN_PART:
                raise HarborError("loan.stage", verb="release", stage=held.stage)
            freed = [one for one in rights if one.key in keys]
            if len(freed) != len(set(keys)) or len(freed) == len(rights):
                raise HarborError("loan.release.keys", fields=("keys",))
        else:
            held.stage, freed = _held.move(held.application, "release", at), rights
            held.released_on = on
        back = () if keys else _books.given_back(held, _books.deposit(held))
        entry, rows = (
            _books.post(held, "returned", back, on=on, by=by, at=at) if back else (None, [])
        )
        events = _pledged.ended(held, freed, LoanRight.End.RELEASED, on=on, at=at)
        held.changed_at = at
        held.save()
        _told.tell(
            "financing.release", held.application,
            [held.application, *([entry] if entry else []), *rows, held, *freed, *events],
            seals=seals, by=by, at=at, keys=[one.key for one in freed],
            about=[f"loan:{held.pk}"], loan=held.pk, on=on.isoformat(),
        )  # fmt: skip
    return held


def substitute(
    loan: Loan, old: str, new: str, *, on: date, seals: Sealer, by: permits.Actor, at: datetime
) -> Loan:
    """The right ``new`` of the same firm is pledged in the place of ``old``, both at once.

    Raises HarborError ``loan.substitute.old``, ``loan.substitute.new``, what ``_pledged.clear``
    finds, ``pledge.taken`` and ``loan.stage``.
    """
    permits.require(by, "financing.lend", organisation=loan.lender)
    try:
        with transaction.atomic():
            return _substitute(loan.pk, old, new, on, seals, by, at)
    except IntegrityError as taken:
        raise HarborError("loan.raced", verb="substitute") from taken


def _substitute(
    number: int, old: str, new: str, on: date, seals: Sealer, by: permits.Actor, at: datetime
) -> Loan:
    held = _held.loan_in_register(number)
    _day(held, on, at)
    if held.stage not in ON_LOAN | {Stage.REGISTERED}:
        raise HarborError("loan.stage", verb="substitute", stage=held.stage)
    leaving = held.rights.filter(open=True, key=old).first()
    if leaving is None:
        raise HarborError("loan.substitute.old", fields=("old",), key=old[:60])
    known = Right.objects.filter(firm=held.firm, key=new).exists()
    if not known or held.rights.filter(key=new).exists():
        raise HarborError("loan.substitute.new", fields=("new",), key=new[:60])
    _pledged.clear(held, [new], on=on)
    coming = LoanRight(loan=held, key=new)
    events = _pledged.opened(held, [coming], on=on, at=at)
    events += _pledged.ended(held, [leaving], LoanRight.End.SUBSTITUTED, on=on, at=at)
    held.changed_at = at
    held.save()
    _told.tell(
        "financing.substitute", held.application, [held, leaving, coming, *events], seals=seals,
        by=by, at=at, keys=[old, new], about=[f"loan:{held.pk}"], loan=held.pk, old=old, new=new,
        on=on.isoformat(),
    )  # fmt: skip
    return held


def _day(loan: Loan, on: date, at: datetime) -> None:
    if on > timezone.localdate(at) or (loan.registered_on is not None and on < loan.registered_on):
        raise HarborError("loan.release.day", fields=("on",))
