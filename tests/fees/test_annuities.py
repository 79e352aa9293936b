"""Annuities of one right, to the day and to the yuan."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from fee_portfolios import cny, random_subject
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.fees.amounts import fen, part, total, yuan
from ipharbor.fees.annuities import annuities
from ipharbor.fees.due import Due, DueKind, Status
from ipharbor.fees.subject import FeeSubject, OpenLicence, Paid, Reduction, ReductionKind
from ipharbor.register.moves import State
from ipharbor.statutes import book, calendar
from ipharbor.statutes.book import Correction
from ipharbor.statutes.values import Money, Share
from ipharbor.vocabulary.errors import HarborError

BOOK = book.load()
CALENDAR = calendar.load()
SINGLE = Reduction(ReductionKind.SINGLE)
JOINT = Reduction(ReductionKind.JOINT)


def right(
    patent_type: str = "utility_model",
    filed: str = "2019-06-03",
    granted: str | None = "2020-01-10",
    **told: object,
) -> FeeSubject:
    granted_on = date.fromisoformat(granted) if granted else None
    return FeeSubject("ZL-1", patent_type, date.fromisoformat(filed), granted_on, **told)  # type: ignore[arg-type]


def dues(subject: FeeSubject, on: str, law: book.Book = BOOK) -> dict[int, Due]:
    day = date.fromisoformat(on)
    return {due.year: due for due in annuities(subject, on=day, book=law, calendar=CALENDAR)}


@pytest.mark.parametrize(
    ("paid_on", "amount"),
    [
        ("2023-06-02", 900),
        ("2023-06-03", 900),
        ("2023-06-04", 900),
        ("2023-07-03", 900),
        ("2023-07-04", 945),
        ("2023-08-03", 945),
        ("2023-08-04", 990),
        ("2023-09-03", 990),
        ("2023-09-04", 1035),
        ("2023-10-03", 1035),
        ("2023-10-04", 1080),
        ("2023-11-03", 1080),
        ("2023-11-04", 1125),
        ("2023-12-03", 1125),
    ],
)
def test_the_worked_example_of_a_late_annuity_holds_to_the_day(paid_on: str, amount: int) -> None:
    fifth = dues(right(paid_through=4), paid_on)[5]
    assert fifth.due_by == date(2023, 6, 3)
    assert fifth.payable == cny(amount)


def test_each_month_of_delay_stands_with_its_first_and_last_day() -> None:
    steps = dues(right(paid_through=4), "2023-05-01")[5].surcharge_steps
    assert [(str(s.begins), str(s.ends), s.payable) for s in steps] == [
        ("2023-06-04", "2023-07-03", cny(900)),
        ("2023-07-04", "2023-08-03", cny(945)),
        ("2023-08-04", "2023-09-03", cny(990)),
        ("2023-09-04", "2023-10-03", cny(1035)),
        ("2023-10-04", "2023-11-03", cny(1080)),
        ("2023-11-04", "2023-12-03", cny(1125)),
    ]


@pytest.mark.parametrize(
    ("patent_type", "years", "whole"),
    [("invention", 20, 82_300), ("utility_model", 10, 11_200), ("design", 15, 26_200)],
)
def test_a_whole_life_at_the_full_rate_costs_what_the_tables_add_up_to(
    patent_type: str, years: int, whole: int
) -> None:
    held = dues(right(patent_type, "2021-07-01", "2021-07-01"), "2021-08-01")
    assert sorted(held) == list(range(1, years + 1))
    assert total(due.full for due in held.values()) == cny(whole)


def test_a_patent_pays_from_its_grant_year_which_was_paid_at_registration() -> None:
    held = dues(right("invention", "2018-03-05", "2021-08-01"), "2021-09-01")
    assert min(held) == 4
    assert (held[4].kind, held[4].status) == (DueKind.REGISTRATION, Status.PAID)
    assert held[5].due_by == date(2022, 3, 5)


def test_the_year_of_the_registration_notice_sets_aside_the_year_of_the_grant() -> None:
    held = dues(right("invention", "2018-03-05", "2021-03-20", first_year=3), "2021-02-01")
    assert min(held) == 3
    assert held[4].due_by == date(2021, 3, 5)


def test_a_design_filed_before_june_2021_pays_for_ten_years_and_later_for_fifteen() -> None:
    assert max(dues(right("design", "2021-05-31", "2021-12-01"), "2022-01-01")) == 10
    assert max(dues(right("design", "2021-06-01", "2021-12-01"), "2022-01-01")) == 15


def test_a_right_that_is_not_granted_owes_no_annuity() -> None:
    assert dues(right(granted=None), "2026-01-05") == {}
    assert dues(right(state=State.GRANTED), "2026-01-05") == {}


def test_a_filing_on_leap_day_is_due_on_the_last_of_february() -> None:
    held = dues(right("invention", "2016-02-29", "2018-05-04"), "2018-06-01")
    assert held[4].due_by == date(2019, 2, 28)
    assert held[5].due_by == date(2020, 2, 29)


def test_months_of_delay_from_the_end_of_january_end_on_the_last_of_short_months() -> None:
    held = dues(right("invention", "2011-01-31", "2013-02-01", paid_through=13), "2024-01-31")
    assert [step.ends.isoformat() for step in held[14].surcharge_steps] == [
        "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30", "2024-07-31",
    ]  # fmt: skip
    assert held[14].surcharge_steps[1].begins == date(2024, 3, 1)


def test_a_due_day_on_a_saturday_can_be_paid_on_the_monday_and_the_right_ends_on_the_due_day() -> (
    None
):
    fifth = dues(right(paid_through=4), "2023-06-05")[5]
    assert (fifth.due_by, fifth.pay_by) == (date(2023, 6, 3), date(2023, 6, 5))
    assert fifth.status is Status.DUE_SOON
    assert dues(right(paid_through=4), "2023-06-06")[5].status is Status.IN_GRACE
    assert fifth.lost_on == date(2023, 6, 3)


def test_the_window_that_ends_on_a_sunday_is_open_on_the_monday_at_the_last_surcharge() -> None:
    monday = dues(right(paid_through=4), "2023-12-04")[5]
    assert (monday.status, monday.payable) == (Status.IN_GRACE, cny(1125))
    assert dues(right(paid_through=4), "2023-12-05")[5].status is Status.LAPSED


def test_an_unpaid_annuity_ends_the_right_back_on_the_due_day_and_nothing_more_is_owed() -> None:
    held = dues(right(paid_through=4), "2024-03-01")
    assert held[5].lost_on == date(2023, 6, 3)
    assert held[5].payable == cny(0)
    assert not held[5].told
    assert held[6].status is Status.NOT_OWED


def test_restoration_takes_annuity_surcharge_and_fee_within_two_months_of_the_notice() -> None:
    lapsed = right("utility_model", "2020-06-03", "2021-01-08", paid_through=4)
    unknown = dues(lapsed, "2025-01-15")[5].restoration
    assert unknown is not None
    assert unknown.total == cny(900 + 225 + 1000)
    assert unknown.until is None
    assert not unknown.certain
    notified = right(
        "utility_model", "2020-06-03", "2021-01-08", paid_through=4, notice_on=date(2025, 1, 8)
    )
    known = dues(notified, "2025-01-15")[5].restoration
    assert known is not None
    # 2025-03-08 is a Saturday.
    assert known.until == date(2025, 3, 10)
    assert "IR 6" in {step.source.short for step in known.steps if step.source}


def test_the_surcharge_is_reckoned_on_the_full_annuity_of_a_reduced_payer() -> None:
    fifth = dues(right(paid_through=4, reduction=SINGLE), "2023-08-10")[5]
    assert (fifth.fee, fifth.surcharge, fifth.payable) == (cny(135), cny(90), cny(225))


def test_one_payer_pays_fifteen_and_several_thirty_percent() -> None:
    assert dues(right(reduction=SINGLE), "2020-02-01")[2].fee == cny(90)
    assert dues(right(reduction=JOINT), "2020-02-01")[2].fee == cny(180)


def test_a_reduction_ends_ten_years_after_the_grant_year() -> None:
    held = dues(right("invention", "2012-04-10", "2014-05-05", reduction=SINGLE), "2014-06-01")
    assert min(held) == 3
    assert held[12].fee == cny(600)
    assert held[13].fee == cny(6000)
    assert held[13].reduced.code == "fees.relief.over"


def test_a_reduction_counts_only_in_the_calendar_years_for_which_it_is_recorded() -> None:
    recorded = Reduction(ReductionKind.SINGLE, 2021, 2022)
    held = dues(right(reduction=recorded), "2020-02-01")
    assert [held[year].fee for year in (2, 3, 4, 5)] == [cny(600), cny(90), cny(135), cny(900)]
    assert held[5].reduced.code == "fees.relief.not_recorded"


def test_of_reduction_and_open_licence_the_better_one_counts() -> None:
    opened = (OpenLicence(date(2024, 9, 1)),)
    both = dues(right(reduction=JOINT, open_licences=opened), "2025-01-06")[7]
    assert both.fee == cny(360)
    assert both.reduced.code == "fees.relief.reduction"
    assert "fees.step.better" in {step.code for step in both.steps}


def test_an_open_licence_lowers_annuities_after_the_tenth_year_too() -> None:
    opened = (OpenLicence(date(2024, 9, 1)),)
    held = dues(
        right("invention", "2012-04-10", "2013-05-05", reduction=SINGLE, open_licences=opened),
        "2025-01-06",
    )
    assert held[14].fee == cny(5100)
    assert held[14].reduced.code == "fees.relief.open_licence"


def test_before_notice_594_an_open_licence_lowered_nothing() -> None:
    opened = (OpenLicence(date(2022, 1, 1)),)
    held = dues(right("invention", "2016-08-06", "2018-05-05", open_licences=opened), "2024-02-01")
    assert held[9].due_by == date(2024, 8, 6)
    assert held[9].fee == cny(1700)
    assert held[8].fee == cny(2000)


def test_a_shortfall_made_up_later_is_judged_by_the_month_in_which_it_is_made_up() -> None:
    short = (Paid(5, date(2023, 7, 10), cny(925)),)
    in_august = dues(right(paid_through=4, paid=short), "2023-08-15")[5]
    assert (in_august.status, in_august.payable) == (Status.IN_GRACE, cny(65))
    made_up = (*short, Paid(5, date(2023, 8, 15), cny(65)))
    assert dues(right(paid_through=4, paid=made_up), "2023-09-15")[5].status is Status.PAID
    too_little = (*short, Paid(5, date(2023, 8, 15), cny(20)))
    left = dues(right(paid_through=4, paid=too_little), "2023-09-15")[5]
    assert left.payable == cny(90)


def test_a_payment_after_the_window_saves_nothing() -> None:
    late = (Paid(5, date(2023, 12, 5), cny(2000)),)
    assert dues(right(paid_through=4, paid=late), "2024-01-05")[5].status is Status.LAPSED


def test_a_payment_made_later_than_the_day_asked_does_not_exist_for_the_answer() -> None:
    paid = (Paid(5, date(2023, 7, 1)),)
    assert dues(right(paid_through=4, paid=paid), "2023-06-30")[5].status is Status.IN_GRACE
    assert dues(right(paid_through=4, paid=paid), "2023-07-01")[5].status is Status.PAID


def test_years_before_a_paid_one_are_presumed_paid_and_not_certain() -> None:
    held = dues(right(paid=(Paid(4, date(2022, 5, 1)),)), "2022-09-01")
    assert (held[3].status, held[3].told) == (Status.PRESUMED_PAID, False)
    assert (held[4].status, held[4].told) == (Status.PAID, True)


def test_a_right_shown_in_force_is_presumed_paid_for_the_windows_that_had_closed() -> None:
    held = dues(right(in_force_as_of=date(2024, 1, 2)), "2024-02-01")
    assert held[5].status is Status.PRESUMED_PAID
    assert held[6].status is Status.OPEN


def test_a_surrendered_right_owes_nothing_that_fell_due_afterwards() -> None:
    held = dues(
        right(paid_through=5, state=State.SURRENDERED, ended_on=date(2024, 2, 2)), "2025-01-10"
    )
    assert held[5].status is Status.PAID
    assert held[6].status is Status.NOT_OWED
    assert held[6].told


def test_a_lapse_on_the_register_names_the_year_that_was_not_paid() -> None:
    held = dues(right(state=State.LAPSED_FEE, ended_on=date(2022, 6, 3)), "2024-01-10")
    assert [held[year].status for year in (3, 4, 5)] == [
        Status.PRESUMED_PAID, Status.LAPSED, Status.NOT_OWED,
    ]  # fmt: skip
    assert held[4].told


def test_whole_years_of_a_lengthened_term_are_paid_once_before_the_term_ends() -> None:
    longer = right(
        "invention", "2010-03-05", "2016-01-01", term_ends=date(2032, 9, 1), paid_through=16
    )
    extra = dues(longer, "2026-01-10")[21]
    assert extra.kind is DueKind.COMPENSATION
    assert extra.due_by == extra.grace_pay_by == date(2030, 3, 4)
    assert extra.payable == cny(16_000)
    assert extra.surcharge_steps == ()
    part_year = right("invention", "2010-03-05", "2016-01-01", term_ends=date(2031, 3, 1))
    assert 21 not in dues(part_year, "2026-01-10")


def test_an_annuity_is_open_in_the_year_before_and_soon_due_near_its_last_day() -> None:
    held = dues(right(paid_through=6), "2025-06-10")
    assert held[8].status is Status.OPEN
    assert held[9].status is Status.NOT_YET
    day = date(2025, 6, 10)
    soon = annuities(right(paid_through=6), on=day, book=BOOK, calendar=CALENDAR, soon_days=365)
    assert next(due for due in soon if due.year == 8).status is Status.DUE_SOON


def test_a_due_day_beyond_the_announced_calendar_is_not_certain() -> None:
    held = dues(right("invention", "2024-03-05", "2025-06-01"), "2026-01-05")
    assert held[3].days_certain
    assert not held[10].days_certain


def test_an_amount_is_certain_once_an_officer_stands_for_it() -> None:
    ruled = BOOK.history("fees.annuity")[-1]
    stands = Correction("fees.annuity", None, ruled.value, "Officer Lan", date(2026, 1, 5), "read")
    before = dues(right(), "2024-02-01")[6]
    after = dues(right(), "2024-02-01", book.load(corrections=[stands]))[6]
    assert (before.amount_certain, after.amount_certain) == (False, True)
    assert before.full == after.full


def test_a_corrected_share_is_used_and_no_fen_is_lost() -> None:
    odd = Correction(
        "reduction.rate.single", None, Share(Decimal("0.3333")), "Officer Lan", date(2026, 1, 5),
        "a test of rounding",
    )  # fmt: skip
    due = dues(right(reduction=SINGLE), "2023-01-05", book.load(corrections=[odd]))[5]
    assert due.fee == cny("600.03")
    assert total((due.fee, due.reduced.amount)) == due.full


def test_every_amount_names_its_provision_and_article() -> None:
    due = dues(right(paid_through=5, reduction=SINGLE), "2024-08-15")[6]
    named = {step.provision for step in due.steps}
    assert {
        "fees.annuity", "fees.annuity.surcharge", "reduction.rate.single", "period.annuity",
        "period.annuity.grace",
    } <= named  # fmt: skip
    assert "IR 115" in {step.source.short for step in due.steps if step.source}


def test_a_right_with_impossible_days_or_type_is_told_by_its_code() -> None:
    with pytest.raises(HarborError) as raised:
        dues(right(filed="2021-06-03", granted="2020-01-10"), "2024-01-05")
    assert raised.value.code == "fees.subject.days"
    with pytest.raises(HarborError) as raised:
        dues(right("trade_mark"), "2024-01-05")
    assert raised.value.code == "fees.subject.type"


def test_money_of_another_currency_is_refused() -> None:
    with pytest.raises(HarborError) as raised:
        fen(Money(Decimal(5), "USD"))
    assert raised.value.code == "fees.money.currency"


@given(st.integers(0, 10**9), st.decimals(0, 1, places=4))
def test_what_is_taken_off_and_what_remains_make_the_whole(whole: int, share: Decimal) -> None:
    money = yuan(whole)
    remains = part(money, 1 - share)
    assert 0 <= fen(remains) <= whole
    assert abs(Decimal(fen(remains)) - whole * (1 - share)) <= Decimal("0.5")


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_paying_later_never_costs_less_and_parts_add_up(rng: object, on: date) -> None:
    subject = random_subject(rng, 1)  # type: ignore[arg-type]
    for due in annuities(subject, on=on, book=BOOK, calendar=CALENDAR):
        assert total((due.fee, due.reduced.amount)) == due.full
        assert due.due_by <= due.pay_by <= due.due_by + timedelta(days=15)
        surcharges = [fen(step.surcharge) for step in due.surcharge_steps]
        assert surcharges == sorted(surcharges)
        owing = due.status in (Status.OPEN, Status.NOT_YET, Status.DUE_SOON, Status.IN_GRACE)
        owed = fen(due.fee) + fen(due.surcharge) - fen(due.paid)
        assert fen(due.payable) == (max(owed, 0) if owing else 0)
