"""A portfolio by columns gives what the rights give one by one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pyarrow as pa
import pytest
from fee_portfolios import as_row, cny, random_subject
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.fees.annuities import annuities
from ipharbor.fees.columns import DUES, RIGHTS, dues_table, portfolio, unfit_rows
from ipharbor.fees.subject import FeeSubject
from ipharbor.statutes import book, calendar
from ipharbor.statutes.book import Book, Correction
from ipharbor.statutes.values import Row, Share, Span, Table, Unit
from ipharbor.vocabulary.errors import HarborError

BOOK = book.load()
CALENDAR = calendar.load()
ALL_YEARS = range(1990, 2080)


def one_by_one(subjects: list[FeeSubject], on: date, law: Book = BOOK) -> list[tuple[object, ...]]:
    return [
        as_row(due)
        for subject in subjects
        for due in annuities(subject, on=on, book=law, calendar=CALENDAR)
    ]


def by_columns(
    subjects: list[FeeSubject], on: date, law: Book = BOOK, years: range = ALL_YEARS
) -> list[tuple[object, ...]]:
    held = portfolio(subjects)
    table = dues_table(
        held.rights,
        years=years,
        on=on,
        book=law,
        calendar=CALENDAR,
        payments=held.payments,
        licences=held.licences,
        stays=held.stays,
    )
    assert table.schema.equals(DUES)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def test_five_thousand_rights_give_the_same_dues_by_columns_as_one_by_one() -> None:
    rng = Random(20_260_302)
    subjects = [random_subject(rng, n) for n in range(5_000)]
    on = date(2026, 3, 2)
    expected = one_by_one(subjects, on)
    assert len(expected) > 40_000
    assert {row[14] for row in expected} == {
        "not_yet", "open", "due_soon", "in_grace", "lapsed", "paid", "presumed_paid", "not_owed",
        "stayed",
    }  # fmt: skip
    assert by_columns(subjects, on) == expected


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.dates(date(2008, 1, 1), date(2035, 12, 31)))
def test_any_portfolio_on_any_day_gives_the_same_by_columns(rng: Random, on: date) -> None:
    subjects = [random_subject(rng, n) for n in range(4)]
    assert by_columns(subjects, on) == one_by_one(subjects, on)


def test_only_the_asked_calendar_years_are_given() -> None:
    rng = Random(5)
    subjects = [random_subject(rng, n) for n in range(300)]
    on, years = date(2026, 3, 2), range(2025, 2028)
    wanted = [row for row in one_by_one(subjects, on) if row[3].year in years]  # type: ignore[attr-defined]
    assert wanted
    assert by_columns(subjects, on, years=years) == wanted


def test_a_law_changed_by_an_officer_changes_both_alike() -> None:
    def told(name: str, since: date, value: object) -> Correction:
        return Correction(name, since, value, "Officer Lan", date(2026, 1, 5), "a test")  # type: ignore[arg-type]

    steps = tuple(Row("", k, k, Share(Decimal("0.033") * k)) for k in range(1, 7))
    law = book.load(
        corrections=[
            told("reduction.rate.single", date(2021, 4, 1), Share(Decimal("0.6667"))),
            told("reduction.annuity_years", date(2023, 1, 1), type(_years())(Decimal(6))),
            told("period.annuity.grace", date(2024, 6, 1), Span(4, Unit.MONTH)),
            told("fees.annuity.surcharge", date(2024, 6, 1), Table(steps)),
            told("fees.annuity.surcharge.on_full", date(2025, 1, 1), _flag(False)),
            told("counting.patent.rolls", date(2025, 6, 1), _flag(False)),
            told("reduction.open_licence.not_cumulative", date(2025, 9, 1), _flag(False)),
        ]
    )
    rng = Random(11)
    subjects = [random_subject(rng, n) for n in range(200)]
    for on in (date(2023, 6, 1), date(2026, 3, 2)):
        assert by_columns(subjects, on, law) == one_by_one(subjects, on, law)
    assert by_columns(subjects, on, law) != by_columns(subjects, on)


def _years() -> object:
    return BOOK.history("reduction.annuity_years")[-1].value


def _flag(yes: bool) -> object:
    return type(BOOK.history("counting.patent.rolls")[-1].value)(yes)  # type: ignore[call-arg]


def test_missing_columns_mean_no_reduction_nothing_paid_and_in_force() -> None:
    rights = pa.table(
        {
            "key": ["ZL-1"],
            "patent_type": ["utility_model"],
            "filed_on": [date(2024, 6, 3)],
            "granted_on": [date(2025, 1, 10)],
        }
    )
    table = dues_table(
        rights, years=range(2025, 2027), on=date(2025, 2, 3), book=BOOK, calendar=CALENDAR
    )
    assert table.select(["year", "payable_fen", "status"]).to_pylist() == [
        {"year": 1, "payable_fen": 0, "status": "paid"},
        {"year": 2, "payable_fen": 60_000, "status": "open"},
        {"year": 3, "payable_fen": 60_000, "status": "not_yet"},
    ]


def test_faulty_rows_are_left_out_and_told() -> None:
    good = dict.fromkeys(RIGHTS.names)
    good |= {"patent_type": "design", "filed_on": date(2022, 5, 5), "granted_on": date(2023, 1, 1)}
    rows = [
        good | {"key": "sound"},
        good | {"key": "strange", "patent_type": "trade_mark"},
        good | {"key": "backwards", "granted_on": date(2021, 1, 1)},
        good | {"key": "no day", "filed_on": None},
        good | {"key": "year nought", "first_year": 0},
        good | {"key": "pending", "granted_on": None},
    ]
    rights = pa.Table.from_pylist(rows, schema=RIGHTS)
    assert unfit_rows(rights).to_pylist() == [
        {"key": "strange", "code": "fees.subject.type"},
        {"key": "backwards", "code": "fees.subject.days"},
        {"key": "no day", "code": "fees.subject.days"},
        {"key": "year nought", "code": "fees.subject.first_year"},
    ]
    table = dues_table(rights, years=ALL_YEARS, on=date(2024, 1, 5), book=BOOK, calendar=CALENDAR)
    assert set(table.column("key").to_pylist()) == {"sound"}


def test_an_empty_portfolio_has_no_dues() -> None:
    assert by_columns([], date(2026, 3, 2)) == []


def test_a_key_that_stands_twice_and_a_payment_of_an_unknown_right_are_refused() -> None:
    subject = random_subject(Random(1), 1)
    with pytest.raises(HarborError) as raised:
        by_columns([subject, subject], date(2026, 3, 2))
    assert raised.value.code == "fees.right_twice"
    held = portfolio([subject])
    strange = pa.table(
        {"key": ["nobody"], "year": [3], "on": [date(2025, 1, 1)], "amount_fen": [60_000]}
    )
    with pytest.raises(HarborError) as raised:
        dues_table(
            held.rights,
            years=ALL_YEARS,
            on=date(2026, 3, 2),
            book=BOOK,
            calendar=CALENDAR,
            payments=strange,
        )
    assert raised.value.code == "fees.right_unknown"


def test_a_portfolio_larger_than_one_portion_keeps_its_order() -> None:
    count = 60_000
    filed = [date(2021, 7, 1) + timedelta(days=n % 900) for n in range(count)]
    rights = pa.table(
        {
            "key": [f"right-{n}" for n in range(count)],
            "patent_type": ["design"] * count,
            "filed_on": filed,
            "granted_on": [day + timedelta(days=200) for day in filed],
            "paid_through": [5] * count,
        }
    )
    table = dues_table(
        rights, years=range(2030, 2031), on=date(2026, 3, 2), book=BOOK, calendar=CALENDAR
    )
    assert table.column("key").to_pylist() == rights.column("key").to_pylist()


def test_payments_reach_the_right_they_belong_to() -> None:
    paid = pa.table({"key": ["b"], "year": [2], "on": [date(2025, 6, 1)], "amount_fen": [60_000]})
    rights = pa.table(
        {
            "key": ["a", "b"],
            "patent_type": ["utility_model"] * 2,
            "filed_on": [date(2024, 6, 3)] * 2,
            "granted_on": [date(2025, 1, 10)] * 2,
        }
    )
    table = dues_table(
        rights,
        years=range(2025, 2026),
        on=date(2025, 6, 20),
        book=BOOK,
        calendar=CALENDAR,
        payments=paid,
    )
    second = [row for row in table.to_pylist() if row["year"] == 2]
    assert [(row["key"], row["status"]) for row in second] == [("a", "in_grace"), ("b", "paid")]
    assert second[1]["paid_fen"] == int(cny(600).amount) * 100
