"""Plans, fees of the office, advice, and what comes from the register."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from fee_portfolios import cny, random_subject
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.fees.advice import Advice, Decision, Facts, Rules, advise
from ipharbor.fees.amounts import total
from ipharbor.fees.annuities import annuities
from ipharbor.fees.due import Status
from ipharbor.fees.from_register import facts, fee_subject
from ipharbor.fees.office import excess, office_fee
from ipharbor.fees.plan import Plan, plan
from ipharbor.fees.restoration import restoration_cost
from ipharbor.fees.subject import FeeSubject, Reduction, ReductionKind
from ipharbor.register.events import Event
from ipharbor.register.moves import State
from ipharbor.register.standing import Right, standing
from ipharbor.statutes import book, calendar
from ipharbor.vocabulary.errors import HarborError

BOOK = book.load()
CALENDAR = calendar.load()
ON = date(2026, 3, 2)
SINGLE = Reduction(ReductionKind.SINGLE)


def planned(subjects: list[FeeSubject], years: range, on: date = ON) -> Plan:
    return plan(subjects, years, on=on, book=BOOK, calendar=CALENDAR)


def lamp(key: str = "lamp", filed: date = date(2022, 6, 3), paid_through: int = 4) -> FeeSubject:
    return FeeSubject(key, "utility_model", filed, date(2022, 12, 20), paid_through=paid_through)


def test_a_plan_tells_each_year_what_each_right_costs() -> None:
    told = planned([lamp()], range(2026, 2030))
    assert [(row.calendar_year, row.patent_year, row.payable) for row in told.rows] == [
        (2026, 5, cny(900)),
        (2027, 6, cny(1200)),
        (2028, 7, cny(1200)),
        (2029, 8, cny(1200)),
    ]
    assert told.payable == cny(4500)


def test_a_year_in_which_nothing_is_due_has_a_total_of_nothing() -> None:
    told = planned([lamp()], range(2033, 2035))
    assert [(year.calendar_year, year.rights, year.payable) for year in told.totals] == [
        (2033, 0, cny(0)),
        (2034, 0, cny(0)),
    ]


def test_an_annuity_in_its_late_window_is_planned_for_this_year_with_its_surcharge() -> None:
    late = lamp("late", date(2021, 11, 10), paid_through=4)
    told = planned([late], range(2026, 2027))
    first = told.rows[0]
    assert (first.status, first.due_by) == (Status.IN_GRACE, date(2025, 11, 10))
    assert (first.surcharge, first.payable) == (cny(135), cny(1035))
    assert told.totals[0].payable == cny(1035 + 1200)


def test_a_plan_names_lapsed_and_faulty_rights() -> None:
    gone = lamp("gone", paid_through=2)
    faulty = FeeSubject("faulty", "trade_mark", date(2022, 6, 3), date(2022, 12, 20))
    told = planned([lamp(), gone, faulty], range(2026, 2028))
    assert told.lapsed == ("gone",)
    assert [finding.code for finding in told.findings] == ["fees.subject.type"]
    assert {row.key for row in told.rows} == {"lamp"}


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(2024, 2030), st.integers(1, 6))
def test_the_total_of_a_plan_is_the_sum_of_its_parts(rng: Random, first: int, length: int) -> None:
    years = range(first, first + length)
    subjects = [random_subject(rng, n) for n in range(8)]
    told = planned(subjects, years)
    assert [year.calendar_year for year in told.totals] == list(years)
    for year in told.totals:
        rows = [row for row in told.rows if row.calendar_year == year.calendar_year]
        assert year.payable == total(row.payable for row in rows)
        assert year.full == total(row.full for row in rows)
        assert year.rights == len({row.key for row in rows})
    assert told.payable == total(row.payable for row in told.rows)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_plan_of_all_years_holds_what_is_still_payable_of_each_right(rng: Random) -> None:
    subjects = [random_subject(rng, n) for n in range(4)]
    told = planned(subjects, range(ON.year, 2080))
    for subject in subjects:
        owed = [due.payable for due in annuities(subject, on=ON, book=BOOK, calendar=CALENDAR)]
        rows = [row.payable for row in told.rows if row.key == subject.key]
        assert total(owed) == total(rows)


def test_the_fees_of_the_office_are_found_by_name_and_type() -> None:
    assert office_fee("fees.filing", on=ON, book=BOOK, patent_type="design").payable == cny(500)
    assert office_fee("fees.examination", on=ON, book=BOOK).payable == cny(2500)
    assert office_fee("fees.priority_claim", on=ON, book=BOOK, count=3).payable == cny(240)
    assert office_fee("fees.hague_designation", on=ON, book=BOOK, number=2).payable == cny(7600)


def test_a_reduction_lowers_covered_fees_of_the_office_and_no_others() -> None:
    examined = office_fee("fees.examination", on=ON, book=BOOK, reduction=SINGLE)
    assert (examined.payable, examined.reduced.amount) == (cny(375), cny(2125))
    changed = office_fee("fees.change", on=ON, book=BOOK, reduction=SINGLE)
    assert (changed.payable, changed.reduced.code) == (cny(200), "fees.relief.not_covered")
    last_year = Reduction(ReductionKind.SINGLE, 2025, 2025)
    past = office_fee("fees.examination", on=ON, book=BOOK, reduction=last_year)
    assert (past.payable, past.reduced.code) == (cny(2500), "fees.relief.not_recorded")


def test_claims_over_ten_and_pages_over_thirty_cost_extra() -> None:
    assert excess(claims=10, pages=30, on=ON, book=BOOK) == ()
    claims, pages = excess(claims=13, pages=302, on=ON, book=BOOK)
    assert claims.payable == cny(450)
    assert pages.payable == cny(270 * 50 + 2 * 100)


def test_what_is_no_fee_is_refused() -> None:
    for name, kind in (("period.publication", ""), ("fees.filing", "trade_mark")):
        with pytest.raises(HarborError) as raised:
            office_fee(name, on=ON, book=BOOK, patent_type=kind)
        assert raised.value.code == "fees.office.none"


def test_restoration_costs_annuity_surcharge_and_its_own_fee() -> None:
    cost = restoration_cost(cny(180), cny(300), on=ON, book=BOOK, calendar=CALENDAR)
    assert cost == cny(1480)


def told(**facts: object) -> Advice:
    base = {
        "key": "lamp", "alive": True, "standing_certain": True, "remaining_years": 5, "age": 5,
        "next_fee": cny(1200),
    }  # fmt: skip
    return advise(Facts(**(base | facts)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "held",
    ["pledged", "preserved", "suspended", "licensed", "open_licence", "committed", "disputed"],
)
def test_a_right_that_others_hold_rights_in_must_be_kept_whatever_it_is_worth(held: str) -> None:
    advice = told(**{held: True}, used=False, worth=cny(0))
    assert (advice.decision, advice.bound) == (Decision.KEEP, True)
    assert advice.reasons[0].code == f"fees.advice.{held}"


@pytest.mark.parametrize(
    ("facts", "decision", "reason"),
    [
        ({"alive": False}, Decision.DROP, "over"),
        ({"next_fee": None, "used": False}, Decision.KEEP, "nothing_due"),
        ({"used": True, "worth": cny(100)}, Decision.KEEP, "used"),
        ({"used": False, "worth": cny(1200)}, Decision.KEEP, "worth_the_fee"),
        ({}, Decision.KEEP, "unknown"),
        ({"used": False}, Decision.LET_GO, "unused"),
        ({"worth": cny(1199)}, Decision.LET_GO, "below_the_fee"),
        ({"used": False, "remaining_years": 2}, Decision.DROP, "unused"),
        ({"worth": cny(1199), "remaining_years": 2}, Decision.DROP, "below_the_fee"),
    ],
)
def test_advice_follows_the_stated_rules_and_names_what_decided(
    facts: dict[str, object], decision: Decision, reason: str
) -> None:
    advice = told(**facts)
    assert (advice.decision, advice.bound) == (decision, False)
    assert advice.reasons[0].code == f"fees.advice.{reason}"


def test_the_line_for_offering_a_right_is_the_owners() -> None:
    old = Facts("lamp", True, True, 2, 8, cny(2000), used=False)
    assert advise(old).decision is Decision.DROP
    assert advise(old, Rules(offer_years=2)).decision is Decision.LET_GO


def test_advice_says_what_should_be_asked_first() -> None:
    asked = {ground.code for ground in told(standing_certain=False).ask}
    assert asked == {"fees.advice.ask_standing", "fees.advice.ask_use", "fees.advice.ask_worth"}


def test_a_pledged_right_of_the_register_is_advised_to_be_kept() -> None:
    pump = Right("202010000001", "utility_model", date(2020, 5, 6))
    events = [
        Event("GR01", date(2021, 1, 5), date(2021, 1, 5)),
        Event("PE01", date(2024, 4, 9), date(2024, 4, 9), {"number": "Y2024980001"}),
    ]
    stands = standing(pump, events, on=ON, book=BOOK, data_until=ON)
    subject = fee_subject(pump, stands, book=BOOK, granted_on=date(2021, 1, 5), paid_through=6)
    held = annuities(subject, on=ON, book=BOOK, calendar=CALENDAR)
    asked = facts(subject, stands, held, used=False, worth=cny(0))
    assert (asked.pledged, asked.age, asked.remaining_years) == (True, 5, 4)
    assert asked.next_fee == cny(1200)
    assert advise(asked).bound


def test_a_right_alive_on_the_register_without_known_payment_is_kept_until_that_is_clear() -> None:
    pump = Right("202010000001", "utility_model", date(2020, 5, 6))
    events = [Event("GR01", date(2021, 1, 5), date(2021, 1, 5))]
    stands = standing(pump, events, on=ON, book=BOOK, data_until=ON)
    subject = fee_subject(pump, stands, book=BOOK, granted_on=date(2021, 1, 5), paid_through=3)
    held = annuities(subject, on=ON, book=BOOK, calendar=CALENDAR)
    advice = advise(facts(subject, stands, held, used=False, worth=cny(0)))
    assert advice.decision is Decision.KEEP
    assert advice.reasons[0].code == "fees.advice.unpaid"


def test_a_lapse_told_by_the_gazette_ends_what_is_owed() -> None:
    pump = Right("202010000001", "utility_model", date(2020, 5, 6))
    events = [
        Event("GR01", date(2021, 1, 5), date(2021, 1, 5)),
        Event("CF01", date(2025, 1, 7), date(2025, 1, 7), {"ended_on": "2024-05-06"}),
    ]
    stands = standing(pump, events, on=ON, book=BOOK, data_until=ON)
    subject = fee_subject(pump, stands, book=BOOK, granted_on=date(2021, 1, 5))
    assert subject.state is State.LAPSED_FEE
    by_year = {due.year: due for due in annuities(subject, on=ON, book=BOOK, calendar=CALENDAR)}
    assert (by_year[5].status, by_year[5].lost_on) == (Status.LAPSED, date(2024, 5, 6))
    assert by_year[5].told


def test_a_right_without_filing_day_cannot_be_a_subject_of_fees() -> None:
    strange = Right("x", "design", None)
    stands = standing(strange, [], on=ON, book=BOOK, data_until=ON)
    with pytest.raises(HarborError) as raised:
        fee_subject(strange, stands, book=BOOK, granted_on=None)
    assert raised.value.code == "fees.subject.days"


@pytest.mark.real
def test_the_annuities_of_inventions_agree_with_the_offices_own_table(shared_data: Path) -> None:
    with (shared_data / "fees" / "fees_all.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["office"] == "CNIPA"]
    theirs = {
        int(float(row["year"])): Decimal(row["amount"])
        for row in rows
        if row["category"] == "maintenance"
    }
    subject = FeeSubject("ZL-1", "invention", date(2024, 1, 5), date(2024, 1, 5))
    ours = {
        due.year: due.full.amount for due in annuities(subject, on=ON, book=BOOK, calendar=CALENDAR)
    }
    assert len(theirs) == 20
    assert ours == theirs


def test_every_step_reason_and_advice_has_a_sentence_in_both_languages() -> None:
    rng = Random(8)
    said = set()
    for n in range(150):
        for due in annuities(random_subject(rng, n), on=ON, book=BOOK, calendar=CALENDAR):
            steps = [*due.steps, *(due.restoration.steps if due.restoration else ())]
            said |= {(step.code, lang, step.told(lang)) for step in steps for lang in ("zh", "en")}
    assert len({code for code, _, _ in said}) > 15
    for code, _, sentence in said:
        assert not sentence.startswith(code)
        assert "{" not in sentence
