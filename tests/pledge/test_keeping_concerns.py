"""A concern from night to night: opened, graver, cured, breached."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from lamp_loans import ON, World, act, loan

from ipharbor.pledge.keeping import Concern, Kept, Settled, Stage, concerns, graver, settle
from ipharbor.register.events import Event

SOLD = Concern(
    "L1|transferred|R1|x", "L1", "R1", "transferred", "red", ON, ON, "x", ON + timedelta(15)
)
OTHER = replace(SOLD, mark="L1|licensed|R1|y", demand="licensed", gravity="orange")


def after(kept: list[Kept], done: Settled) -> list[Kept]:
    changed = [*done.opened, *done.changed, *done.breached, *done.cured]
    rows = {one.seen.mark: one for one in kept} | {one.seen.mark: one for one in changed}
    return list(rows.values())


def test_a_new_concern_is_opened_once() -> None:
    first = settle([], [SOLD], on=ON)
    assert [one.stage for one in first.opened] == [Stage.OPEN]
    again = settle(first.opened, [SOLD], on=ON + timedelta(1))
    assert (again.opened, again.changed, again.breached, again.cured) == ((), (), (), ())
    assert again.unchanged == 1


def test_what_is_seen_no_more_is_cured_on_that_day() -> None:
    kept = settle([], [SOLD, OTHER], on=ON).opened
    done = settle(kept, [OTHER], on=ON + timedelta(3))
    assert [(one.seen.mark, one.stage, one.closed_on) for one in done.cured] == [
        (SOLD.mark, Stage.CURED, ON + timedelta(3))
    ]


def test_after_its_time_to_cure_it_is_a_breach_and_stays_one() -> None:
    kept = list(settle([], [SOLD], on=ON).opened)
    assert settle(kept, [SOLD], on=ON + timedelta(15)).breached == ()
    done = settle(kept, [SOLD], on=ON + timedelta(16))
    assert [one.stage for one in done.breached] == [Stage.BREACHED]
    assert settle(done.breached, [SOLD], on=ON + timedelta(17)).unchanged == 1
    assert settle(done.breached, [], on=ON + timedelta(17)).cured[0].stage is Stage.CURED


def test_what_grows_graver_keeps_its_first_days_and_gains_no_time() -> None:
    mild = replace(SOLD, gravity="orange")
    kept = settle([], [mild], on=ON).opened
    later = replace(SOLD, since=ON + timedelta(5), known_on=ON + timedelta(5),
                    cure_by=ON + timedelta(40))  # fmt: skip
    told = settle(kept, [later], on=ON + timedelta(5)).changed[0]
    assert (told.seen.gravity, told.seen.since, told.seen.cure_by) == ("red", ON, SOLD.cure_by)
    assert graver("orange", "red")
    assert not graver("red", "red")


def test_a_waived_concern_is_not_raised_again_while_it_lasts() -> None:
    waived = Kept(SOLD, Stage.WAIVED, ON)
    done = settle([waived], [SOLD], on=ON + timedelta(100))
    assert (done.opened, done.breached, done.unchanged) == ((), (), 1)


def test_a_cured_concern_that_comes_back_is_a_new_one() -> None:
    cured = Kept(SOLD, Stage.CURED, ON, ON)
    assert settle([cured], [SOLD], on=ON + timedelta(9)).opened[0].opened_on == ON + timedelta(9)


def test_a_lapse_that_is_restored_is_cured_with_the_loan_to_value() -> None:
    lapse = Event("CF01", date(2026, 10, 20), date(2026, 10, 27))
    world = World(events={"R1": [lapse]})
    opened = settle([], concerns(world.night().concerns), on=ON).opened
    assert {one.seen.demand for one in opened} == {"loan_to_value", "right_ended"}
    back = date(2026, 12, 20)
    world.events = {"R1": [lapse, Event("RR01", back, back)]}
    done = settle(opened, concerns(world.night(back).concerns), on=back)
    assert {one.seen.demand for one in done.cured} == {"loan_to_value", "right_ended"}


def test_paying_in_full_closes_all_concerns_of_the_loan() -> None:
    world = World(acts=[act("transfer", date(2026, 9, 1))])
    opened = settle([], concerns(world.night().concerns), on=ON).opened
    world.loans = [loan(balance_fen=0, repaid_on=ON)]
    assert len(settle(opened, concerns(world.night().concerns), on=ON).cured) == len(opened) == 1


nights = st.lists(st.integers(0, 63), min_size=1, max_size=12)


@given(nights)
def test_settled_twice_is_settled_once_and_the_books_hold_what_is_seen(
    seen: list[int],
) -> None:
    kept: list[Kept] = []
    for night, bits in enumerate(seen):
        names = {name for at, name in enumerate("abcdef") if bits >> at & 1}
        day = ON + timedelta(4 * night)
        found = [replace(SOLD, mark=name, cure_by=ON + timedelta(15)) for name in sorted(names)]
        kept = after(kept, settle(kept, found, on=day))
        again = settle(kept, found, on=day)
        assert again.unchanged == len(found)
        standing = {one.seen.mark for one in kept if one.stage is not Stage.CURED}
        assert standing == names
