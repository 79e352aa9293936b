"""Invented portfolios for the tests of fees."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from ipharbor.fees.due import Due, Status
from ipharbor.fees.subject import FeeSubject, OpenLicence, Paid, Reduction, ReductionKind
from ipharbor.register.encumbrances import Family
from ipharbor.register.moves import State
from ipharbor.register.spans import Stay
from ipharbor.statutes.values import Money

TYPES = ("invention", "utility_model", "design")
YEARS_OF = {"invention": 20, "utility_model": 10, "design": 15}
STATES = (State.IN_FORCE,) * 6 + (
    State.IN_FORCE_LIMITED, State.LAPSED_FEE, State.EXPIRED, State.INVALIDATED, State.SURRENDERED,
    State.ENDED, State.GRANTED,
)  # fmt: skip


def cny(amount: str | int) -> Money:
    return Money(Decimal(amount))


def anniversary(filed: date, years: int) -> date:
    try:
        return filed.replace(year=filed.year + years)
    except ValueError:
        return date(filed.year + years, 2, 28)


def random_subject(rng: Random, n: int) -> FeeSubject:
    """A right of any kind, age, end, reduction and history of payments."""
    kind = rng.choice(TYPES)
    filed = date(2001, 1, 1) + timedelta(days=rng.randrange(8_800))
    if rng.random() < 0.1:
        filed = rng.choice([date(2004, 2, 29), date(2016, 2, 29), date(2011, 1, 31)])
    granted = filed + timedelta(days=rng.randrange(30, 2_200))
    granted = rng.choice([granted, granted, anniversary(filed, rng.randrange(1, 5))])
    state = rng.choice(STATES)
    years = YEARS_OF[kind]
    term_ends = None
    if kind == "invention" and rng.random() < 0.2:
        term_ends = anniversary(filed, 20) + timedelta(days=rng.randrange(-1, 1_900))
    ended = None
    if state not in (State.IN_FORCE, State.IN_FORCE_LIMITED) and rng.random() < 0.8:
        ended = rng.choice(
            [anniversary(filed, rng.randrange(1, years)), granted,
             granted + timedelta(days=rng.randrange(4_000))]
        )  # fmt: skip
    return FeeSubject(
        key=f"right-{n}",
        patent_type=kind,
        filed_on=filed,
        granted_on=granted if rng.random() < 0.97 else None,
        term_ends=term_ends,
        first_year=rng.choice([None, None, None, rng.randrange(1, 6)]),
        reduction=Reduction(
            rng.choice(list(ReductionKind)),
            rng.choice([None, rng.randrange(2012, 2026)]),
            rng.choice([None, rng.randrange(2020, 2034)]),
        ),
        open_licences=tuple(
            OpenLicence(first, rng.choice([None, first + timedelta(days=rng.randrange(1_500))]))
            for first in (
                date(2022, 1, 1) + timedelta(days=rng.randrange(2_000))
                for _ in range(rng.choice([0, 0, 1, 2]))
            )
        ),
        paid=tuple(_paid(rng, filed, years) for _ in range(rng.choice([0, 0, 1, 3]))),
        paid_through=rng.choice([0, rng.randrange(0, years + 2)]),
        state=state,
        ended_on=ended,
        in_force_as_of=rng.choice([None, date(2024, 6, 30), anniversary(filed, 7)]),
        stays=tuple(_stay(rng, filed) for _ in range(rng.choice([0, 0, 0, 1, 2, 3]))),
    )


def _stay(rng: Random, filed: date) -> Stay:
    first = filed + timedelta(days=rng.randrange(400, 9_000))
    last = first + timedelta(days=rng.choice([1, 180, 400, 2_000]))
    return Stay(Family.PRESERVATION, "", first, rng.choice([None, last, last]), told=True)


def _paid(rng: Random, filed: date, years: int) -> Paid:
    year = rng.randrange(1, years + 3)
    on = anniversary(filed, year - 1) + timedelta(days=rng.randrange(-200, 260))
    amount = rng.choice([None, cny(90), cny("157.5"), cny(600), cny(945), cny(1_200), cny(10_000)])
    return Paid(year, on, amount)


def as_row(due: Due) -> tuple[object, ...]:
    """A due in the order of ``columns.DUES``."""
    restored = due.restoration.total if due.restoration else None
    return (
        due.key, str(due.kind), due.year, due.due_by, due.pay_by, due.grace_ends,
        due.grace_pay_by, in_fen(due.full), in_fen(due.reduced.amount), due.reduced.code,
        due.month, in_fen(due.surcharge), in_fen(due.paid), in_fen(due.payable),
        str(due.status), due.lost_on, None if restored is None else in_fen(restored),
        due.days_certain, due.amount_certain, due.told,
    )  # fmt: skip


def in_fen(money: Money) -> int:
    return int(money.amount * 100)


def payable(due: Due) -> bool:
    return due.status in (Status.NOT_YET, Status.OPEN, Status.DUE_SOON, Status.IN_GRACE)
