"""A portfolio checked by columns says of each right what the explained way says of it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from pledge_world import FIRM, OFFER, book, calendar

from ipharbor.fees.annuities import annuities
from ipharbor.fees.columns import dues_table, portfolio
from ipharbor.fees.from_register import fee_subject
from ipharbor.fees.subject import FeeSubject, Paid
from ipharbor.pledge.columns import intricate, many, payings
from ipharbor.pledge.facts import Facts, facts, paying
from ipharbor.pledge.grounds import Outcome, check, check_all
from ipharbor.register.batch import standings, tables
from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, standing
from register.random_lives import FIRST, crowded, events, few_days, region, rights

UNTIL = date(2026, 10, 31)
Told = Mapping[str, Sequence[Event]]


def granted(told: Sequence[Event]) -> date | None:
    return min((one.on for one in told if one.kind is Kind.GRANT), default=None)


def subject(
    right: Right, told: Sequence[Event], paid: tuple[Paid, ...], on: date
) -> FeeSubject | None:
    grant = granted(told)
    if grant is None or right.filed_on is None or not right.kind or grant < right.filed_on:
        return None
    stood = standing(right, told, on=on, book=book(), data_until=UNTIL)
    return fee_subject(right, stood, granted_on=grant, book=book(), paid=paid)


def alone(right: Right, told: Sequence[Event], paid: tuple[Paid, ...], on: date) -> Facts:
    owing = subject(right, told, paid, on)
    dues = annuities(owing, on=on, book=book(), calendar=calendar()) if owing else None
    stood = standing(right, told, on=on, book=book(), data_until=UNTIL)
    owed = paying(dues, kept=bool(paid) and owing is not None)
    return facts(right, stood, owed, granted_on=granted(told), book=book())


def together(
    held: Sequence[Right], told: Told, paid: Mapping[str, tuple[Paid, ...]], on: date
) -> tuple[Facts, ...]:
    asked, happened = tables(held, told)
    stood = standings(asked, happened, on=on, book=book(), data_until=UNTIL)
    owing = [subject(one, told[one.key], paid.get(one.key, ()), on) for one in held]
    some = portfolio([one for one in owing if one is not None])
    dues = dues_table(
        some.rights, years=range(1980, 2080), on=on, book=book(), calendar=calendar(),
        payments=some.payments, licences=some.licences, stays=some.stays,
    )  # fmt: skip
    keys = intricate(held, happened, stood, on=on, known_on=UNTIL)
    return many(
        held,
        [granted(told[one.key]) for one in held],
        happened,
        stood,
        {key: told[key] for key in keys},
        payings(dues, some.rights["key"].to_pylist(), [key for key, one in paid.items() if one]),
        on=on,
        book=book(),
        data_until=UNTIL,
    )


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_three_hundred_plausible_rights_are_told_alike(seed: int) -> None:
    held, told = region(300, seed)
    dice = Random(seed)
    paid = {
        one.key: tuple(Paid(year, date(1995, 1, 1)) for year in range(2, dice.randrange(2, 20)))
        for one in held
        if dice.random() < 0.6
    }
    for on in (date(2014, 5, 20), date(2026, 10, 31)):
        expected = [alone(one, told[one.key], paid.get(one.key, ()), on) for one in held]
        assert list(together(held, told, paid, on)) == expected


@settings(deadline=None, max_examples=150)
@given(rights, events, few_days)
def test_a_right_about_which_anything_is_told_is_told_alike(
    right: Right, told: list[Event], on: date
) -> None:
    assert together([right], {right.key: told}, {}, on) == (alone(right, told, (), on),)


@settings(deadline=None, max_examples=100)
@given(rights, crowded, few_days)
def test_a_right_with_much_on_few_days_is_told_alike(
    right: Right, told: list[Event], on: date
) -> None:
    assert together([right], {right.key: told}, {}, on) == (alone(right, told, (), on),)


def test_the_check_of_many_is_that_of_each() -> None:
    held, told = region(120, 3)
    known = together(held, told, {}, date(2020, 5, 20))
    on = date(2020, 5, 20)
    offer = replace(OFFER, pledgors=("甲",), contract=None, debt_until=date(2021, 5, 19))
    found = check_all(known, offer, on=on, book=book())
    assert list(found) == [check(one, offer, on=on, book=book()) for one in known]
    assert {one.outcome for one in found} == {Outcome.REFUSED, Outcome.CANNOT_TELL}


def test_a_right_that_is_not_to_be_looked_at_alone_has_nothing_hanging_on_it() -> None:
    lamp = Right("K", "invention", FIRST, (FIRM,))
    plain_life = [Event("PB01", FIRST + timedelta(days=400), FIRST + timedelta(days=400))]
    asked, happened = tables([lamp], {"K": plain_life})
    on = FIRST + timedelta(days=800)
    stood = standings(asked, happened, on=on, book=book(), data_until=UNTIL)
    assert intricate([lamp], happened, stood, on=on, known_on=UNTIL) == frozenset()
    sold = [*plain_life, Event("TR01", on, on, {"after": "南沙灯厂"})]
    asked, happened = tables([lamp], {"K": sold})
    stood = standings(asked, happened, on=on, book=book(), data_until=UNTIL)
    assert intricate([lamp], happened, stood, on=on, known_on=UNTIL) == {"K"}
