"""A lamp of Panyu offered as security, and how to make it less fit for that."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from ipharbor.fees.annuities import annuities
from ipharbor.fees.from_register import fee_subject
from ipharbor.fees.subject import Paid
from ipharbor.pledge.facts import Facts, Paying, facts, paying
from ipharbor.pledge.grounds import Checked, check
from ipharbor.pledge.offer import EVERY, Contract, Offer, Said
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, Twin, standing
from ipharbor.register.verdict import Verdict
from ipharbor.statutes.book import Book, load
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.calendar import load as load_calendar

ON = date(2026, 11, 20)
FILED, GRANTED = date(2019, 3, 4), date(2021, 6, 1)
FIRM, PARTNER = "番禺会唱歌灯具有限公司", "南沙跳舞灯具有限公司"
NUMBER = "201910000001.1"
CLAUSES = ("parties", "claim", "performance", "patents", "scope")
WHOLE = Contract(dict.fromkeys(CLAUSES, Verdict.YES), frozenset({NUMBER}))
SAID = Said(double_filing=False, invalidation=False, other=False)
OFFER = Offer(
    pledgors=(FIRM,), debt_until=date(2027, 11, 19), contract=WHOLE, said={EVERY: SAID}
)  # fmt: skip
PAID = tuple(Paid(year, date(2018 + year, 2, 20)) for year in range(4, 9))


@cache
def book() -> Book:
    return load()


@cache
def calendar() -> WorkingCalendar:
    return load_calendar()


def event(code: str, on: date, **told: str) -> Event:
    return Event(code, on, on, told)


GRANT = event("GR01", GRANTED)


def lamp(kind: str = "invention", holders: tuple[str, ...] = (FIRM,), **more: Any) -> Right:
    return Right(NUMBER, kind, more.pop("filed_on", FILED), holders, **more)


def known(
    right: Right | None = None,
    events: tuple[Event, ...] = (GRANT,),
    *,
    paid: tuple[Paid, ...] = PAID,
    granted_on: date | None = GRANTED,
    on: date = ON,
    known_on: date | None = None,
) -> Facts:
    """What is known of a right of these events and payments, as on a day."""
    right = right or lamp()
    stood = standing(right, events, on=on, book=book(), data_until=known_on or ON)
    dues = None
    if right.kind and right.filed_on and granted_on:
        subject = fee_subject(right, stood, granted_on=granted_on, book=book(), paid=paid)
        dues = annuities(subject, on=on, book=book(), calendar=calendar())
    owed: Paying = paying(dues, kept=bool(paid))
    return facts(right, stood, owed, granted_on=granted_on, book=book())


def checked(right: Facts | None = None, offer: Offer = OFFER, *, on: date = ON) -> Checked:
    return check(right or known(on=on), offer, on=on, book=book())


def model(**twin: Any) -> Right:
    """A utility model; with ``twin`` the invention of the same day is told."""
    other = Twin("201910000009.9", **twin) if twin else None
    return lamp("utility_model", twin=other)
