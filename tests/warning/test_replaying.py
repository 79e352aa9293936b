"""A watch replayed over the past: what it would have raised, and what the year after brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ipharbor.analysis.replaying import month_ends
from ipharbor.warning.replayed import Counted, kinds, signals
from ipharbor.warning.replaying import Came, Filed, Month, Watched, replay
from ipharbor.warning.signals import at_least, at_least_within

BEGAN = date(2010, 1, 1)
ENDS = month_ends(date(2014, 1, 1), date(2014, 12, 31))
RIVAL = "佛山远光有限公司"
CAME_IN = "东莞新来有限公司"


def filed(day: date, party: str = RIVAL, code: str = "F21V", granted: date | None = None) -> Filed:
    return Filed(day, granted, party, (code,))


def monthly(count: int, first: int = 2010, last: int = 2016, **said: str) -> list[Filed]:
    """So many documents each month of those years, the last excluded."""
    return [
        filed(date(year, month, 5), **said)
        for year in range(first, last)
        for month in range(1, 13)
        for _ in range(count)
    ]


def watched(documents: Sequence[Filed], kind: str = "applicant") -> Watched:
    told = tuple(sorted(documents, key=lambda one: one.known_on))
    return Watched(kind, "yellow", told, BEGAN)


def came(months: Sequence[Month], signal: str) -> dict[date, Came]:
    return {
        month.on: one for month in months for one in month.came if one.signal == signal
    }  # fmt: skip


def test_an_even_flow_is_never_a_surge_and_none_comes() -> None:
    months = list(replay(watched(monthly(2)), ENDS))
    assert len(months) == 12
    seen = came(months, "signal.surge")
    assert len(seen) == 12
    assert not any(one.warned or one.doubled or one.days is not None for one in seen.values())


def test_a_surge_that_goes_on_is_borne_out_and_one_that_stops_is_not() -> None:
    burst = [filed(date(2014, 6, 10)) for _ in range(16)]
    lasting = [filed(date(2014, month, 20)) for month in range(7, 13) for _ in range(6)]
    stopped = came(list(replay(watched(monthly(2) + burst), ENDS)), "signal.surge")
    went_on = came(list(replay(watched(monthly(2) + burst + lasting), ENDS)), "signal.surge")
    june = date(2014, 6, 30)
    assert stopped[june].warned and stopped[june].doubled and stopped[june].days is None
    assert went_on[june].warned and went_on[june].days is not None
    assert 0 < went_on[june].days <= 365


def test_a_newcomer_that_stays_is_borne_out_on_its_second_further_document() -> None:
    entry = [filed(date(2014, 3, 10), CAME_IN) for _ in range(2)]
    more = [filed(date(2014, 5, 1), CAME_IN), filed(date(2014, 9, 1), CAME_IN)]
    march = date(2014, 3, 31)
    once = came(list(replay(watched(monthly(2) + entry, "query"), ENDS)), "signal.newcomer")
    stays = came(list(replay(watched(monthly(2) + entry + more, "query"), ENDS)), "signal.newcomer")
    assert once[march].days is None
    assert stays[march].days == (date(2014, 9, 1) - march).days


def test_the_grant_of_a_known_document_is_no_new_field() -> None:
    odd = filed(date(2012, 5, 5), code="G10K", granted=date(2014, 4, 10))
    months = list(replay(watched([*monthly(2), odd]), ENDS))
    assert came(months, "signal.new_field") == {}
    april = next(month for month in months if month.on == date(2014, 4, 30))
    assert april.decision is not None
    assert any(points.reason == "grade.granted" for points in april.decision.grade.points)


@given(st.lists(st.dates(date(2010, 1, 1), date(2015, 12, 31)), min_size=30, max_size=120))
def test_what_came_later_changes_no_decision(days: list[date]) -> None:
    whole = watched([filed(day) for day in days])
    cut = watched([filed(day) for day in days if day <= ENDS[-1]])
    decided = [(month.on, month.decision) for month in replay(whole, ENDS)]
    assert decided == [(month.on, month.decision) for month in replay(cut, ENDS)]


def test_four_windows_together_are_one_window_four_times_as_long() -> None:
    assert at_least_within(7, 24, 12, 1) == at_least(7, 24, 12)
    # as many windows ahead as behind: a fair coin decides for each whether it lies ahead
    assert abs(at_least_within(1, 0, 4, 4) - (1 - 0.5**0.5)) < 1e-12


def test_counts_can_be_written_down_and_gone_on_with() -> None:
    one, other = watched(monthly(2)), watched(monthly(3) + [filed(date(2014, 6, 10))] * 20)
    whole, first = Counted(), Counted()
    for counted in (whole, first):
        counted.count("drawn", "applicant", 0, replay(one, ENDS))
    again = Counted.read(first.written())
    for counted in (whole, again):
        counted.count("running", "applicant", 7, replay(other, ENDS))
    assert again == whole
    assert [(row.among, row.watches) for row in kinds(whole)] == [("running", 1), ("drawn", 1)]
    raised = sum(month.decision.raised for month in replay(other, ENDS) if month.decision)
    assert whole.watches[7][0] == raised > 0


def test_shares_are_told_from_five_on() -> None:
    counted = Counted()
    few = [Month(BEGAN, None, (Came("signal.surge", True, False, 40),))] * 4
    counted.count("drawn", "query", 0, few)
    (row,) = signals(counted)
    assert (row.warned, row.confirmed, row.precision, row.recall) == (4, 4, None, None)
    more = [Month(BEGAN, None, (Came("signal.surge", True, False, None),))] * 4
    counted.count("drawn", "query", 0, more)
    (row,) = signals(counted)
    assert row.precision is not None and row.precision.share == 0.5
    assert row.days == 40 and row.chance is None


def test_month_ends_begin_a_month_early_and_leave_out_a_month_that_is_not_over() -> None:
    assert month_ends(date(2020, 2, 10), date(2020, 4, 15)) == (
        date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 31),
    )  # fmt: skip
    assert month_ends(date(2020, 2, 1), date(2020, 2, 1) + timedelta(days=3)) == (
        date(2020, 1, 31),
    )  # fmt: skip
