"""A night's look over pledged loans: what is seen, how grave it is, by when it is to be cured."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from lamp_loans import BOOK, ON, World, act, loan, pledge

from ipharbor.pledge.covenants import GRAVITIES, NOTICES, Demand, covenants
from ipharbor.register.events import Event
from ipharbor.statutes.book import Correction, laid
from ipharbor.statutes.values import Row, Share, Table
from ipharbor.vocabulary.errors import HarborError

LATE = {"key": "R1", "year": 9, "since": date(2026, 6, 5), "last_day": date(2026, 11, 4)}
LAPSE = Event("CF01", date(2026, 10, 20), date(2026, 10, 27))


def only(world: World, on: date = ON) -> dict[str, Any]:
    found = world.concerns(on)
    assert len(found) == 1, [one["demand"] for one in found]
    return found[0]


def test_a_loan_well_covered_by_a_right_in_force_raises_nothing() -> None:
    night = World().night()
    assert night.concerns.num_rows == 0
    mark = night.marks.to_pylist()[0]
    # ten years of life, 324 days gone: 1 - 324/3652 of four million
    assert mark["rolled_fen"] == int(400_000_000 * (3652 - 324) / 3652)
    assert mark["loan_to_value"] == pytest.approx(1_000_000 / (mark["counted_fen"] / 100))
    assert (round(mark["ceiling"], 6), mark["over"]) == (0.5, False)


def test_a_lapsed_right_is_worth_nothing_and_the_loan_stands_above_its_ceiling() -> None:
    world = World(events={"R1": [LAPSE]})
    assert world.demands() == ["loan_to_value", "right_ended"]
    above, ended = world.concerns()
    assert (above["since"], above["fact"]) == (date(2026, 10, 20), "—/—")
    assert (ended["fact"], ended["gravity"], ended["right"]) == ("lapsed_fee", "red", "R1")
    assert ended["cure_by"] == ended["since"] + timedelta(days=30)
    mark = world.night().marks.to_pylist()[0]
    assert (mark["counted_fen"], mark["loan_to_value"], mark["over"]) == (0, None, True)


def test_the_other_right_carries_the_loan_and_the_lapse_is_less_grave() -> None:
    world = World(pledges=[pledge(), pledge("R2")], events={"R1": [LAPSE]})
    assert only(world)["gravity"] == "orange"
    rights = {one["right"]: one for one in world.night().rights.to_pylist()}
    assert (rights["R1"]["share"], rights["R1"]["because"]) == (0.0, "ended")
    assert (rights["R2"]["share"], rights["R2"]["because"]) == (1.0, "")


@pytest.mark.parametrize(
    ("stage", "share", "gravity"),
    [("missed", 0.5, "orange"), ("last_month", 0.2, "red"), ("lapsed", 0.0, "red")],
)
def test_a_missed_annuity_takes_value_by_its_stage(stage: str, share: float, gravity: str) -> None:
    world = World(loans=[loan(yuan=100_000)], late=[LATE | {"stage": stage}])
    missed = next(one for one in world.concerns() if one["demand"] == "annuity_missed")
    assert missed["gravity"] == gravity
    assert missed["fact"] == f"{stage}:9"
    assert missed["cure_by"] == date(2026, 7, 5)
    assert world.night().rights.to_pylist()[0]["share"] == share


def test_a_missed_annuity_that_brings_the_loan_over_its_ceiling_is_red() -> None:
    world = World(late=[LATE | {"stage": "missed"}])
    above, missed = world.concerns()
    assert (above["demand"], above["fact"], above["since"]) == (
        "loan_to_value", "0.55/0.50", date(2026, 6, 5),
    )  # fmt: skip
    assert (missed["demand"], missed["gravity"]) == ("annuity_missed", "red")


def test_time_to_cure_a_missed_annuity_ends_with_the_time_to_pay_it() -> None:
    late = LATE | {"stage": "missed", "last_day": date(2026, 6, 20)}
    world = World(loans=[loan(yuan=100_000)], late=[late])
    assert only(world)["cure_by"] == date(2026, 6, 20)


def test_an_annuity_of_a_right_that_is_over_is_no_concern_of_its_own() -> None:
    world = World(events={"R1": [LAPSE]}, late=[LATE | {"stage": "lapsed"}])
    assert "annuity_missed" not in world.demands()


def test_an_annuity_is_told_of_ninety_days_ahead_and_no_sooner() -> None:
    due = {"key": "R1", "year": 9, "pay_by": ON + timedelta(days=90)}
    told = only(World(due=[due]))
    assert (told["demand"], told["gravity"], told["cure_by"]) == ("annuity_due", "blue", None)
    assert World(due=[due | {"pay_by": ON + timedelta(days=91)}]).demands() == []
    assert World(due=[due | {"pay_by": ON - timedelta(days=1)}]).demands() == []


@pytest.mark.parametrize(
    ("kind", "demand", "gravity"),
    [
        ("transfer", "transferred", "red"),
        ("licence_recorded", "licensed", "orange"),
        ("open_licence_declared", "licensed", "orange"),
        ("pledge_registered", "second_pledge", "orange"),
        ("partly_invalidated", "invalidation", "orange"),
    ],
)
def test_what_is_done_to_a_pledged_right_is_seen(kind: str, demand: str, gravity: str) -> None:
    world = World(loans=[loan(yuan=100_000)], acts=[act(kind, date(2026, 9, 1), number="X9")])
    seen = only(world)
    assert (seen["demand"], seen["gravity"], seen["since"]) == (demand, gravity, date(2026, 9, 1))
    assert seen["fact"] == f"{kind}:2026-09-01:X9"


@pytest.mark.parametrize("kind", ["transfer", "licence_recorded", "open_licence_declared"])
def test_with_the_pledgees_consent_it_is_no_breach(kind: str) -> None:
    assert World(acts=[act(kind, date(2026, 9, 1), consent=True)]).demands() == []


def test_what_happened_before_the_pledge_is_not_held_against_it() -> None:
    assert World(acts=[act("transfer", date(2026, 2, 20))]).demands() == []


def test_what_became_known_later_was_not_known_then() -> None:
    sold = act("transfer", date(2026, 9, 1), known_on=date(2026, 9, 20))
    world = World(acts=[sold])
    assert world.demands(date(2026, 9, 19)) == []
    told = only(world, date(2026, 9, 20))
    assert told["known_on"] == date(2026, 9, 20)
    assert told["cure_by"] == date(2026, 10, 5)


def test_the_registration_of_the_loan_itself_is_no_second_pledge() -> None:
    own = act("pledge_registered", date(2026, 9, 1), number="Y2026440000001")
    assert World(acts=[own]).demands() == []


def test_a_cancelled_registration_leaves_the_loan_without_its_pledge() -> None:
    number = "Y2026440000001"
    cancelled = Event("PC01", date(2026, 8, 1), date(2026, 8, 1), {"number": number})
    world = World(
        acts=[act("pledge_cancelled", date(2026, 8, 1), number=number)], events={"R1": [cancelled]}
    )
    assert (only(world)["demand"], only(world)["gravity"]) == ("pledge_missing", "red")


def test_preservation_is_seen_while_it_bears_and_takes_no_value() -> None:
    day = date(2026, 9, 1)
    held = Event("PP01", day, day, {"number": "B1"})
    world = World(acts=[act("preservation", day, number="B1")], events={"R1": [held]})
    assert only(world)["demand"] == "preservation"
    assert world.night().rights.to_pylist()[0]["share"] == 1.0
    lifted = Event("PD01", date(2026, 10, 1), date(2026, 10, 1), {"number": "B1"})
    world.events = {"R1": [held, lifted]}
    assert world.demands() == []


def test_a_term_that_ends_before_the_loan_is_short() -> None:
    world = World(filed=date(2007, 1, 1))
    found = {one["demand"]: one for one in world.concerns()}
    assert found["term_short"]["fact"] == "2026-12-31"


def test_a_case_about_the_right_is_seen() -> None:
    case = {"right": "R1", "number": "粤穗知法裁〔2026〕7号", "received_on": date(2026, 8, 8)}
    assert only(World(cases=[case]))["fact"] == "粤穗知法裁〔2026〕7号"


def test_a_right_without_a_signed_value_counts_for_nothing_and_is_told() -> None:
    world = World(pledges=[pledge(yuan=None)])
    assert world.demands() == ["no_value"]
    mark = world.night().marks.to_pylist()[0]
    assert (mark["unvalued"], mark["over"], mark["loan_to_value"]) == (1, None, None)


def test_a_signed_value_is_relied_on_for_a_year() -> None:
    world = World(loans=[loan(yuan=100_000, matures_on=date(2029, 6, 30))])
    assert world.demands(date(2027, 1, 10)) == []
    assert only(world, date(2027, 1, 11))["demand"] == "valuation_old"


@pytest.mark.parametrize(
    ("days", "step", "gravity"),
    [(30, "first", "blue"), (7, "second", "yellow"), (0, "last", "orange")],
)
def test_maturity_comes_nearer_in_three_steps(days: int, step: str, gravity: str) -> None:
    told = only(World(loans=[loan(matures_on=ON + timedelta(days=days))]))
    assert (told["demand"], told["fact"], told["gravity"], told["right"]) == (
        "maturity", step, gravity, "",
    )  # fmt: skip
    assert World(loans=[loan(matures_on=ON + timedelta(days=31))]).demands() == []


def test_a_loan_that_is_not_repaid_at_maturity_is_past_due_from_the_day_after() -> None:
    told = only(World(loans=[loan(matures_on=date(2026, 11, 1))]))
    assert (told["demand"], told["since"]) == ("past_due", date(2026, 11, 2))
    missed = only(World(loans=[loan(past_due_since=date(2026, 9, 22))]))
    assert (missed["since"], missed["gravity"]) == (date(2026, 9, 22), "red")


def test_a_repaid_loan_is_watched_for_its_release_alone() -> None:
    world = World(loans=[loan(repaid_on=date(2026, 10, 30))], events={"R1": [LAPSE]})
    assert world.demands(date(2026, 11, 29)) == []
    assert only(world)["demand"] == "not_released"
    world.pledges = [pledge(released_on=date(2026, 11, 20))]
    assert world.demands() == []
    assert world.night().marks.num_rows == 0


def test_a_released_right_counts_no_more() -> None:
    world = World(pledges=[pledge(), pledge("R2", released_on=date(2026, 9, 1))])
    assert [one["right"] for one in world.night().rights.to_pylist()] == ["R1"]


def test_the_contracts_own_ceiling_goes_before_the_books() -> None:
    assert World(loans=[loan(ceiling=0.25)]).demands() == ["loan_to_value"]
    assert World(loans=[loan(ceiling=0.30)]).demands() == []


def test_each_kind_has_its_own_ceiling_and_a_mixed_portfolio_the_mean_by_value() -> None:
    world = World(
        loans=[loan(yuan=100)],
        pledges=[
            pledge("R1", 600, valued_on=ON),
            pledge("R2", 400, valued_on=ON, kind="utility_model", life_ends=date(2030, 5, 3)),
        ],
        filed=date(2020, 5, 4),
    )
    mark = world.night().marks.to_pylist()[0]
    assert mark["ceiling"] == pytest.approx(0.6 * 0.5 + 0.4 * 0.3)


def test_one_right_can_secure_two_loans_and_each_is_told() -> None:
    world = World(
        loans=[loan(), loan("L2", yuan=100)],
        pledges=[pledge(), pledge(loan="L2")],
        events={"R1": [LAPSE]},
    )
    assert [(one["loan"], one["demand"]) for one in world.concerns()] == [
        ("L1", "loan_to_value"), ("L1", "right_ended"),
        ("L2", "loan_to_value"), ("L2", "right_ended"),
    ]  # fmt: skip


def test_marks_are_unique_and_the_same_when_asked_again() -> None:
    world = World(events={"R1": [LAPSE]}, acts=[act("transfer", date(2026, 9, 1))])
    marks = [one["mark"] for one in world.concerns()]
    assert len(set(marks)) == len(marks)
    later = [one["mark"] for one in world.concerns(ON + timedelta(days=9))]
    assert set(marks) <= set(later)


def test_tables_that_do_not_fit_are_refused() -> None:
    with pytest.raises(HarborError) as twice:
        World(loans=[loan(), loan()]).night()
    assert twice.value.code == "pledge.loan_twice"
    with pytest.raises(HarborError) as unknown:
        World(pledges=[pledge(loan="L9")]).night()
    assert unknown.value.code == "pledge.loan_unknown"


def test_no_loans_no_concerns() -> None:
    night = World(loans=[], pledges=[]).night()
    assert (night.marks.num_rows, night.concerns.num_rows, night.rights.num_rows) == (0, 0, 0)


def test_every_breach_has_a_time_to_cure_and_no_notice_has_one() -> None:
    told = covenants(BOOK.on(ON))
    assert set(told.cures) == set(Demand) - NOTICES
    assert not told.certain
    assert GRAVITIES[-1] == "red"


def test_an_officers_own_ceiling_is_what_counts() -> None:
    table = Table((Row("invention", 1, None, Share(Decimal("0.2"))),))
    said = Correction("pledge.loan_to_value.high", None, table, "沈知节", ON, "行内标准")
    told = covenants(laid(BOOK, said).on(ON))
    assert told.ceilings == {"invention": 0.2}


def test_of_a_pledge_that_only_the_register_tells_neither_value_nor_payment_is_looked_for() -> None:
    known = loan(own=False, balance_fen=None, matures_on=date(2026, 11, 1))
    world = World(loans=[known], pledges=[pledge(yuan=None)])
    assert world.demands() == []
    world.events = {"R1": [LAPSE]}
    assert world.demands() == ["right_ended"]
