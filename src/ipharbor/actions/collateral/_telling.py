"""The incidents that a night's look gives cause for, which watches then take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ipharbor.pledge.covenants import NOTICES, TAKES_VALUE, Demand
from ipharbor.pledge.keeping import Kept, Settled
from ipharbor.pledge.watched import Night
from ipharbor.warning.collateral import (
    Mark,
    above_ceiling,
    cure_over,
    guaranteed,
    past_due,
    pledged_again,
)
from ipharbor.warning.incident import Incident

_TOLD_TO_ALL = {Demand.LOAN_TO_VALUE, Demand.SECOND_PLEDGE, Demand.PAST_DUE}


def incidents(
    done: Settled, found: Night, parties: Mapping[str, Mapping[str, str]],
    rights: Mapping[str, str], on: date,
) -> list[Incident]:  # fmt: skip
    """What the night's changes tell: loans that are now above their ceiling with their new
    loan-to-value, pledges on a right that is pledged already, payments that are past due, loans
    that come into another class thereby, breaches nobody cured in time.

    What befalls a right itself is told by the sweeps over the register and not again here, but to
    guarantors, whom the register does not know.
    """
    return list(_told(done, found, parties, rights, on))


def _told(
    done: Settled, found: Night, parties: Mapping[str, Mapping[str, str]],
    rights: Mapping[str, str], on: date,
) -> Iterator[Incident]:  # fmt: skip
    marks = {one["loan"]: Mark(**one) for one in found.marks.to_pylist()}
    causes = _causes(found)
    for one in (*done.opened, *done.changed):
        seen = one.seen
        if seen.demand == Demand.LOAN_TO_VALUE and seen.loan in marks:
            because = tuple(rights.get(key, key) for key in causes.get(seen.loan, ()))
            keys = causes.get(seen.loan, ())
            yield above_ceiling(
                marks[seen.loan], parties[seen.loan], because, keys, seen.since, on
            )  # fmt: skip
    for one in (*done.opened, *done.changed, *done.breached):
        seen = one.seen
        if seen.demand == Demand.PAST_DUE and seen.loan in marks:
            yield past_due(marks[seen.loan], parties[seen.loan], seen.fact, seen.since, on)
    for one in done.opened:
        if one.seen.demand == Demand.SECOND_PLEDGE:
            yield pledged_again(
                one.seen.loan, parties[one.seen.loan], one.seen.right,
                rights.get(one.seen.right, ""), one.seen.fact, one.seen.since, on,
            )  # fmt: skip
    yield from _to_guarantors(done, parties, rights, on)
    for one in done.breached:
        yield _over(one, parties, rights, on)


def _to_guarantors(
    done: Settled, parties: Mapping[str, Mapping[str, str]], rights: Mapping[str, str], on: date
) -> Iterator[Incident]:
    """New concerns of which their guarantor is not told otherwise; what lessened the value of a
    right is named with the loan-to-value where that is told tonight."""
    above = {one.seen.loan for one in (*done.opened, *done.changed)
             if one.seen.demand == Demand.LOAN_TO_VALUE}  # fmt: skip
    for one in done.opened:
        seen = one.seen
        if not parties[seen.loan]["guarantor"] or seen.demand in _TOLD_TO_ALL | NOTICES:
            continue
        if seen.demand in TAKES_VALUE and seen.loan in above:
            continue
        yield guaranteed(
            seen.loan, parties[seen.loan], seen.mark, seen.demand, seen.right,
            rights.get(seen.right, ""), seen.since, seen.cure_by, on,
        )  # fmt: skip


def _over(
    one: Kept, parties: Mapping[str, Mapping[str, str]], rights: Mapping[str, str], on: date
) -> Incident:
    seen = one.seen
    assert seen.cure_by is not None
    title = rights.get(seen.right, "")
    return cure_over(
        seen.loan, parties[seen.loan], seen.mark, seen.right, title, seen.since, seen.cure_by, on
    )


def _causes(found: Night) -> dict[str, tuple[str, ...]]:
    """The rights of each loan whose value something lessened, by loan."""
    causes: dict[str, dict[str, None]] = {}
    for one in found.concerns.to_pylist():
        if one["demand"] in TAKES_VALUE:
            causes.setdefault(one["loan"], {})[one["right"]] = None
    return {loan: tuple(keys) for loan, keys in causes.items()}
