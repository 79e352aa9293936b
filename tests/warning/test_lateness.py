"""Annuities that are late: the stages, by columns as one by one, and what is told of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.fees.annuities import annuities
from ipharbor.fees.columns import PAYMENTS, STAYS
from ipharbor.fees.from_register import fee_subject
from ipharbor.fees.subject import Paid
from ipharbor.register.batch import standings, tables
from ipharbor.register.events import Event
from ipharbor.register.spans import stays
from ipharbor.register.standing import Right, standing
from ipharbor.statutes import book, calendar
from ipharbor.statutes.values import Money
from ipharbor.warning.lateness import STAGES, Stage, late, months, portfolio, stage_of
from ipharbor.warning.unpaid import Late, annuity
from ipharbor.warning.weight import Subject, Weight
from register.random_lives import FIRST, crowded, events

BOOK, CALENDAR = book.load(), calendar.load()
LAMP = "广州甲灯光有限公司"
Answer = tuple[str, int, str, date]


def one_by_one(
    rights: list[tuple[Right, date | None]], told: dict[str, list[Event]],
    paid: dict[str, list[Paid]], on: date,
) -> list[Answer]:  # fmt: skip
    found = []
    for right, granted_on in rights:
        stood = standing(right, told.get(right.key, ()), on=on, book=BOOK, data_until=on)
        granted = granted_on if granted_on and granted_on <= on else None
        subject = fee_subject(
            right, stood, granted_on=granted, book=BOOK, paid=tuple(paid.get(right.key, ()))
        )
        for due in annuities(subject, on=on, book=BOOK, calendar=CALENDAR):
            stage = stage_of(due, on)
            if stage is not None and on.year - 1 <= due.due_by.year <= on.year:
                found.append((right.key, due.year, str(stage[0]), stage[1]))
    return found


def by_columns(
    rights: list[tuple[Right, date | None]], told: dict[str, list[Event]],
    paid: dict[str, list[Paid]], on: date,
) -> list[Answer]:  # fmt: skip
    held, happened = tables([right for right, _day in rights], told)
    stood = standings(held, happened, on=on, book=BOOK, data_until=on)
    asked = pa.table(
        {
            "key": held.column("key"),
            "patent_type": held.column("kind"),
            "filed_on": held.column("filed_on"),
            "granted_on": pa.array([day for _right, day in rights], pa.date32()),
        }
    )
    payments = [
        (key, one.year, one.on, None if one.amount is None else int(one.amount.amount * 100))
        for key, some in paid.items()
        for one in some
    ]
    spans = [
        (right.key, stay.first, stay.last)
        for right, _day in rights
        for stay in stays(
            standing(right, told.get(right.key, ()), on=on, book=BOOK, data_until=on).spans, BOOK
        )
    ]
    found = late(
        portfolio(asked, stood, on), on=on, book=BOOK, calendar=CALENDAR,
        payments=rows(payments, PAYMENTS), stays=rows(spans, STAYS),
    )  # fmt: skip
    return [(one["key"], one["year"], one["stage"], one["since"]) for one in found.to_pylist()]


def rows(told: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*told, strict=True)) if told else [()] * len(schema)
    return pa.table(
        [pa.array(one, kind.type) for one, kind in zip(columns, schema, strict=True)],
        schema=schema,
    )


filed = st.integers(0, 2200).map(lambda n: FIRST + timedelta(days=n))
kinds = st.sampled_from(["invention", "utility_model", "design"])
payments = st.lists(
    st.tuples(st.integers(2, 12), st.integers(0, 6000), st.sampled_from([None, None, "600", "900"]))
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(kinds, filed, st.integers(30, 900), st.one_of(events, crowded), payments),
        min_size=1, max_size=5,
    ),
    st.integers(300, 9000),
)  # fmt: skip
def test_many_rights_are_as_late_by_columns_as_each_is_explained_to_be(lives, days):
    on = FIRST + timedelta(days=days)
    rights, told, paid = [], {}, {}
    for place, (kind, day, wait, happened, settled) in enumerate(lives):
        key = f"R{place}"
        granted = day + timedelta(days=wait)
        rights.append((Right(key, kind, day), granted))
        told[key] = [e for e in (Event("GR01", granted, granted), *happened) if e.known_on <= on]
        paid[key] = [
            Paid(year, FIRST + timedelta(days=n), Money(Decimal(amount)) if amount else None)
            for year, n, amount in settled
            if FIRST + timedelta(days=n) <= on
        ]
    assert by_columns(rights, told, paid, on) == one_by_one(rights, told, paid, on)


LEAP = Right("R", "utility_model", date(2021, 8, 28)), date(2022, 4, 5)
THROUGH_5 = {"R": [Paid(year, date(2020 + year, 8, 1)) for year in range(2, 6)]}


@pytest.mark.parametrize(
    ("on", "stage", "since"),
    [
        (date(2026, 8, 28), None, None),  # the last day in time
        (date(2026, 8, 29), Stage.MISSED, date(2026, 8, 29)),
        (date(2027, 1, 28), Stage.MISSED, date(2026, 8, 29)),
        (date(2027, 1, 29), Stage.LAST_MONTH, date(2027, 1, 29)),
        (date(2027, 3, 1), Stage.LAST_MONTH, date(2027, 1, 29)),  # 28 February is a Sunday
        (date(2027, 3, 2), Stage.LAPSED, date(2027, 3, 2)),
    ],
)
def test_an_unpaid_annuity_grows_graver(on: date, stage: Stage | None, since: date | None):
    expected = [] if stage is None else [("R", 6, str(stage), since)]
    told = {"R": [Event("GR01", date(2022, 4, 5), date(2022, 4, 5))]}
    assert by_columns([LEAP], told, THROUGH_5, on) == expected
    assert one_by_one([LEAP], told, THROUGH_5, on) == expected


def test_a_late_payment_ends_it():
    told = {"R": [Event("GR01", date(2022, 4, 5), date(2022, 4, 5))]}
    paid = {"R": [*THROUGH_5["R"], Paid(6, date(2026, 10, 2))]}
    assert by_columns([LEAP], told, paid, date(2026, 11, 1)) == []


def test_a_lapse_that_the_gazette_tells_is_no_news_of_a_missed_annuity():
    lapse = Event("CF01", date(2027, 5, 4), date(2027, 5, 4), {"ended_on": "2026-08-28"})
    told = {"R": [Event("GR01", date(2022, 4, 5), date(2022, 4, 5)), lapse]}
    assert by_columns([LEAP], told, THROUGH_5, date(2027, 5, 4)) == []


def test_the_months_of_delay_cost_what_the_book_says():
    every = months(Money(Decimal(1200)), date(2026, 8, 28), date(2027, 3, 1), BOOK)
    assert [str(one.surcharge.amount) for one in every] == [
        "0", "60", "120", "180", "240", "300"
    ]  # fmt: skip
    assert every[0].first == date(2026, 8, 29)
    assert every[4].last == date(2027, 1, 28)
    assert every[5].last == date(2027, 3, 1)


def subject(**weight: bool) -> Subject:
    return Subject(
        "CN2021",
        "2021",
        "一种舞台灯",
        "F21V 29/83",
        (LAMP,),
        Weight(**weight),
        ("乙银行",),
        ("Y1",),
    )


def told_late(stage: Stage) -> Late:
    day = date(2026, 8, 28)
    return Late(6, stage, date(2026, 8, 29), day, date(2027, 3, 1), Money(Decimal(1200)))


def test_a_pledged_right_is_graver_and_tells_the_lender():
    seen = annuity(subject(pledged=True), told_late(Stage.MISSED), date(2026, 8, 29), BOOK)
    assert seen.code == "signal.pledge_annuity_missed"
    assert seen.grade.colour == "orange"
    assert seen.lenders == ("乙银行",)
    assert seen.signal.params["pledges"] == "Y1"
    own = annuity(subject(), told_late(Stage.MISSED), date(2026, 8, 29), BOOK)
    assert (own.code, own.grade.colour) == ("signal.annuity_missed", "blue")


def test_each_stage_has_its_mark_and_a_higher_grade():
    seen = [
        annuity(subject(pledged=True), told_late(one), date(2027, 3, 2), BOOK) for one in STAGES
    ]
    assert len({one.mark for one in seen}) == 3
    assert [one.grade.score for one in seen] == [12, 16, 20]
