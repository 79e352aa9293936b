"""What a year will reach: cases reckoned by hand, planted truth, and what must always hold."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ipharbor.forecasting._methods import COMBINATION, METHODS, SINCE_SHIFT
from ipharbor.forecasting._scale import counted, reach, steady
from ipharbor.forecasting._student import quantile
from ipharbor.forecasting.counts import YearCounts, from_days, from_months
from ipharbor.forecasting.nowcast import (
    Nowcast,
    Verdict,
    method_told,
    nowcast,
    nowcasts,
)
from ipharbor.vocabulary.errors import HarborError

Table = npt.NDArray[np.float64]
ENDS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
SEASON = np.array([0.9, 0.6, 1.1, 1.0, 1.0, 1.05, 1.0, 1.0, 1.05, 0.8, 1.1, 1.4]) / 12


def month_end(year: int, month: int) -> date:
    return date(year, month, ENDS[month - 1])


def year_like(total: int) -> list[int]:
    """A year of ``total`` whose first half holds two in five."""
    return [total // 15] * 6 + [total // 10] * 6


def planted(
    series: int, years: int, *, mean: float, spread: float, growth: float, seed: int
) -> Table:
    """Negative-binomial months of known season, dispersion and yearly growth."""
    rng = np.random.default_rng(seed)
    level = mean * np.exp(np.cumsum(rng.normal(0.05, growth, (series, years)), axis=1))
    months = level[:, :, np.newaxis] * SEASON
    return rng.poisson(months * rng.gamma(1 / spread, spread, months.shape)).astype(np.float64)


def test_a_single_year_is_taken_as_even_and_is_no_forecast() -> None:
    told = nowcast(from_months([[10] * 6 + [0] * 6], 2021, known_on=date(2021, 6, 30)))
    assert told.so_far == 60
    assert told.expected == pytest.approx(60 / (181 / 365), abs=0.5)
    assert (told.verdict, told.reason.code) == (Verdict.NOT_BETTER, "nowcast.few_years")
    assert [one.expected for one in told.naive] == [None, None]
    assert told.intervals[1].high > 300, "one year alone tells little"


def test_the_naive_forecasts_are_last_years_total_and_its_share_at_this_point() -> None:
    table = [year_like(900), year_like(1500), [150] * 6 + [0] * 6]
    told = nowcast(from_months(table, 2019, known_on=date(2021, 6, 30)))
    assert [(one.name, one.expected) for one in told.naive] == [
        ("last_year", 1500.0),
        ("same_share", 900 / 0.4),
    ]


def test_the_usual_share_of_a_steady_season_gives_the_year() -> None:
    table = [year_like(total) for total in (3000, 6000, 3000, 9000, 4500, 6000, 3000, 7500)]
    told = nowcast(from_months(table, 2014, known_on=date(2021, 6, 30)))
    assert told.so_far == 3000
    assert told.basis.share_so_far == pytest.approx(0.4, abs=0.001)
    assert told.basis.whole_years == tuple(range(2014, 2021))
    assert told.expected == pytest.approx(7500, rel=0.1)
    assert [trial.reached for trial in told.trials] == [6000, 3000, 9000, 4500, 6000, 3000]
    assert told.skill.scaled is not None
    assert told.skill.scaled < 0.5
    assert told.reason.code == "nowcast.beaten.same_share", "nothing beats a share without noise"


def test_a_growing_noisy_series_is_shown_with_its_back_test() -> None:
    table = planted(1, 12, mean=900, spread=0.01, growth=0.1, seed=5)[0]
    told = nowcast(from_months(table, 2010, known_on=date(2021, 9, 30)))
    assert told.shown
    assert told.method == COMBINATION
    assert told.reason.code == "nowcast.better"
    assert (told.skill.years, len(told.trials)) == (10, 10)
    assert told.skill.error == pytest.approx(
        np.mean([abs(trial.expected - trial.reached) for trial in told.trials])
    )
    for at, said_to_hold in enumerate(told.skill.coverage):
        held = sum(trial.intervals[at].holds(trial.reached) for trial in told.trials)
        assert (said_to_hold.inside, said_to_hold.years) == (held, 10)
    assert sum(weight for _, weight in told.basis.weights) == pytest.approx(1)


def test_a_year_like_every_other_is_forecast_no_better_than_by_last_years_total() -> None:
    told = nowcast(from_months([[10] * 12] * 8, 2014, known_on=date(2021, 9, 30)))
    assert told.expected == pytest.approx(120, abs=0.5)
    assert not told.shown
    assert told.reason.code == "nowcast.beaten.last_year"
    assert "0.0" in told.reason.told("en")
    assert "上年总数" in told.reason.told("zh")


def test_when_a_subsidy_ends_the_months_since_then_count_more_than_last_year() -> None:
    table = np.full((8, 12), 100.0)
    table[7, 6:] = 40
    told = nowcast(from_months(table, 2014, known_on=date(2021, 10, 31)))
    truth = 6 * 100 + 6 * 40
    assert told.method == SINCE_SHIFT
    assert abs(told.expected - truth) < 0.05 * truth
    assert told.naive[0].expected == 1200
    assert all(one.holds(truth) for one in told.intervals)
    assert told.intervals[0].high >= 760 + 2 * 60, "and it holds the case that it does not last"


def test_on_planted_halvings_the_nowcast_is_nearer_in_autumn_than_either_naive_one() -> None:
    table = planted(300, 12, mean=600, spread=0.01, growth=0.1, seed=31)
    table[:, -1, 6:] = np.random.default_rng(2).binomial(table[:, -1, 6:].astype(int), 0.5)
    told = nowcasts(from_months(table, 2010, known_on=date(2021, 10, 31)))
    truth = table[:, -1].sum(axis=1)
    ours = np.mean(np.abs([t.expected for t in told] - truth))
    for which in range(2):
        plain = np.array([t.naive[which].expected or 0.0 for t in told])
        assert ours < 0.6 * np.mean(np.abs(plain - truth))
    assert np.mean([t.method == SINCE_SHIFT for t in told]) > 0.5


def test_a_year_that_is_over_is_what_it_is() -> None:
    table = planted(1, 6, mean=200, spread=0.05, growth=0.2, seed=3)[0]
    told = nowcast(from_months(table, 2016, known_on=date(2021, 12, 31)))
    assert told.expected == told.so_far == table[-1].sum()
    assert all(one.low == one.high == told.so_far for one in told.intervals)


def test_nothing_ever_counted_is_answered_with_nothing_and_not_shown() -> None:
    told = nowcast(from_months(np.zeros((6, 12)), 2016, known_on=date(2021, 8, 31)))
    assert (told.so_far, told.shown) == (0, False)
    assert told.expected == pytest.approx(0, abs=0.5)


def test_a_month_the_source_lacks_is_made_up_for_and_told() -> None:
    table = np.full((7, 12), 50.0)
    table[6, 3] = np.nan
    told = nowcast(from_months(table, 2015, known_on=date(2021, 9, 30)))
    assert (told.so_far, told.basis.missing) == (400, 1)
    assert told.expected == pytest.approx(600, rel=0.01)


def test_an_earlier_year_with_a_gap_is_no_trial_and_no_share() -> None:
    table = np.full((7, 12), 50.0)
    table[2, 5] = np.nan
    told = nowcast(from_months(table, 2015, known_on=date(2021, 9, 30)))
    assert 2017 not in told.basis.whole_years
    assert [trial.year for trial in told.trials] == [2016, 2018, 2019, 2020]


def test_what_is_heard_of_two_months_late_is_expected_still() -> None:
    days = np.arange("2014-01-01", "2021-07-01", dtype="datetime64[D]")
    told = nowcast(
        from_days(days, known=days + 60, known_on=date(2021, 6, 30), since=date(2014, 1, 1))
    )
    assert told.so_far == 121  # until 1 May
    assert told.basis.late == pytest.approx(60, abs=1)
    assert told.expected == pytest.approx(365, abs=3)
    assert [trial.so_far for trial in told.trials[:2]] == [121, 122], "2016 is a leap year"


def test_without_a_day_of_knowing_each_thing_is_known_on_its_day() -> None:
    days = np.arange("2014-01-01", "2022-01-01", dtype="datetime64[D]")
    alone = from_days(days, known_on=date(2021, 8, 17), since=date(2014, 1, 1))
    same = from_days(days, known=days, known_on=date(2021, 8, 17), since=date(2014, 1, 1))
    told = nowcast(alone)
    assert told.so_far == 229
    assert told.expected == pytest.approx(365, abs=1)
    assert nowcast(same) == told


def test_where_the_data_end_earlier_the_later_weeks_have_not_been_none() -> None:
    days = np.arange("2014-01-01", "2021-11-01", dtype="datetime64[D]")
    told = nowcast(
        from_days(
            days, known_on=date(2021, 11, 30), since=date(2014, 1, 1), data_until=date(2021, 10, 31)
        )
    )
    assert (told.known_on, told.until) == (date(2021, 11, 30), date(2021, 10, 31))
    assert told.expected == pytest.approx(365, abs=1)


def test_days_and_months_of_the_same_things_tell_the_same() -> None:
    rng = np.random.default_rng(5)
    days = np.datetime64("2015-01-01") + rng.integers(0, 2526, 4000).astype("timedelta64[D]")
    months = days.astype("datetime64[M]").astype(np.int64) - (2015 - 1970) * 12
    table = np.bincount(months, minlength=84).reshape(7, 12)
    for month in (2, 7, 11):
        on = month_end(2021, month)
        since = date(2015, 1, 1)
        by_day = nowcast(from_days(days, known_on=on, since=since))
        assert by_day == nowcast(from_months(table, 2015, known_on=on))


def test_half_a_month_in_a_table_of_months_waits_for_its_end() -> None:
    counts = from_months([[10] * 12] * 3, 2019, known_on=date(2021, 6, 17))
    assert (counts.elapsed, counts.until) == (5, date(2021, 5, 31))
    assert nowcast(counts).so_far == 50


def test_many_series_are_told_as_each_alone() -> None:
    table = planted(5, 8, mean=80, spread=0.1, growth=0.2, seed=9)
    together = from_months(table, 2014, known_on=date(2021, 5, 31))
    for one, told in enumerate(nowcasts(together)):
        alone = nowcast(together.one(one))
        assert told.expected == pytest.approx(alone.expected)
        assert (told.intervals, told.method) == (alone.intervals, alone.method)


def test_negative_counts_and_days_outside_the_years_are_refused() -> None:
    for table, first in (([[-1.0] + [1.0] * 11], 2021), ([[1.0] * 12], 2015), ([[1.0] * 7], 2021)):
        with pytest.raises(HarborError, match=r"forecast\.counts"):
            from_months(table, first, known_on=date(2021, 6, 30))
    with pytest.raises(HarborError, match=r"forecast\.counts"):
        from_days(np.array([], "datetime64[D]"), known_on=date(2021, 6, 30))


def test_every_method_has_a_name_in_both_languages() -> None:
    for method in (*METHODS, COMBINATION, SINCE_SHIFT):
        assert "nowcast" not in method_told(method, "en")
        assert "nowcast" not in method_told(method, "zh")


@pytest.mark.parametrize("month", [2, 6, 9, 11])
@pytest.mark.parametrize(
    ("mean", "spread", "growth"), [(300, 0.01, 0.15), (300, 0.15, 0.4), (12, 0.05, 0.1)]
)
def test_intervals_hold_as_often_as_they_say_on_planted_series(
    month: int, mean: float, spread: float, growth: float
) -> None:
    """Negative-binomial months of known parameters, 600 series: coverage within three errors.

    Fewer outcomes outside than said is no fault where counts are small: whole numbers and
    few years make the bounds wide.
    """
    table = planted(600, 12, mean=mean, spread=spread, growth=growth, seed=month)
    told = nowcasts(from_months(table, 2010, known_on=month_end(2021, month)))
    truth = table[:, -1].sum(axis=1)
    for at, level in enumerate((0.8, 0.95)):
        held = np.mean([t.intervals[at].holds(r) for t, r in zip(told, truth, strict=True)])
        assert held > level - 3 * np.sqrt(level * (1 - level) / 600)
    widest = np.median([t.intervals[0].high - t.intervals[0].low for t in told])
    assert widest < 1.6 * truth.mean(), "an interval that says nothing holds always"


@pytest.mark.parametrize("month", [3, 6, 9, 11])
def test_on_planted_series_it_is_nearer_than_both_naive_forecasts(month: int) -> None:
    table = planted(300, 12, mean=300, spread=0.01, growth=0.15, seed=20 + month)
    told = nowcasts(from_months(table, 2010, known_on=month_end(2021, month)))
    truth = table[:, -1].sum(axis=1)
    ours = np.mean(np.abs([t.expected for t in told] - truth))
    for which in range(2):
        plain = [t.naive[which].expected or 0.0 for t in told]
        assert ours < np.mean(np.abs(plain - truth))


def test_fewer_years_make_wider_intervals() -> None:
    table = planted(200, 14, mean=300, spread=0.02, growth=0.15, seed=77)
    widths = []
    for years in (2, 3, 4, 6, 14):
        told = nowcasts(from_months(table[:, -years:], 2022 - years, known_on=date(2021, 6, 30)))
        widths.append(np.median([t.intervals[1].high - t.intervals[1].low for t in told]))
    assert widths == sorted(widths, reverse=True)


COUNTS = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 9), st.just(12)),
    elements=st.one_of(st.integers(0, 4000).map(float), st.just(0.0), st.just(float("nan"))),
)


@given(COUNTS, st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_whatever_the_counts_the_bounds_are_in_order(table: Table, month: int) -> None:
    year = 2012 + len(table)
    told = nowcast(from_months(table, 2013, known_on=month_end(year, month)))
    inner, outer = told.intervals
    assert told.so_far <= outer.low <= inner.low <= inner.high <= outer.high
    assert told.so_far - 1e-6 <= told.expected < 1e12
    assert outer.low - 1 <= told.expected <= outer.high + 1
    assert 0 <= told.basis.share_so_far <= 1 + 1e-9


@given(COUNTS.filter(lambda table: len(table) > 2), st.integers(1, 11), st.integers(0, 4000))
@settings(max_examples=100, deadline=None)
def test_no_forecast_sees_the_future(table: Table, month: int, other: int) -> None:
    year = 2012 + len(table)
    before = nowcast(from_months(table, 2013, known_on=month_end(year, month)))
    later = table.copy()
    later[-1, month:] = other
    assert said(nowcast(from_months(later, 2013, known_on=month_end(year, month)))) == said(before)
    earlier = nowcast(from_months(table[:-1], 2013, known_on=month_end(year - 1, month)))
    trial = [one for one in before.trials if one.year == year - 1]
    if trial:
        assert trial[0].expected == pytest.approx(earlier.expected)
        assert trial[0].intervals == earlier.intervals
        assert trial[0].method == earlier.method


@given(st.lists(st.tuples(st.integers(0, 2500), st.integers(0, 90)), min_size=1), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_what_is_heard_of_later_changes_nothing_said_earlier(
    things: list[tuple[int, int]], extra: int
) -> None:
    start = np.datetime64("2015-01-01")
    on = np.array([start + day for day, _ in things])
    known = np.array([start + day + lag for day, lag in things])
    asked = date(2021, 8, 13)

    def then(on: npt.NDArray[np.datetime64], known: npt.NDArray[np.datetime64]) -> YearCounts:
        return from_days(on, known=known, known_on=asked, since=date(2015, 1, 1))

    heard_later = np.full(extra, np.datetime64(asked + timedelta(days=1)))
    more = np.concatenate([on, np.full(extra, np.datetime64("2020-02-02"))])
    told = said(nowcast(then(more, np.concatenate([known, heard_later]))))
    assert told == said(nowcast(then(on, known)))


def said(told: Nowcast) -> tuple[object, ...]:
    return told.so_far, told.expected, told.intervals, told.method, told.trials, told.verdict


def test_quantiles_are_those_of_the_tables() -> None:
    """Student's t, two-sided, as printed in Fisher and Yates (1963), table III."""
    for freedom, tenth, twentieth in ((1, 6.314, 12.706), (5, 2.015, 2.571), (30, 1.697, 2.042)):
        assert quantile(0.90, freedom) == pytest.approx(tenth, abs=6e-4)
        assert quantile(0.95, freedom) == pytest.approx(twentieth, abs=6e-4)
    assert quantile(0.95, 100_000) == pytest.approx(1.95996, abs=1e-4)


def test_enough_errors_bound_the_next_by_their_rank() -> None:
    errors = np.array([-9.0, 1.0, 2.0, -3.0, 4.0, 5.0, 6.0, -7.0, 8.0])
    assert reach(errors, 0.8) == 8.0, "the eighth of nine: (9 + 1) 0.8"
    assert reach(errors, 0.9) == 9.0
    assert reach(errors, 0.95) >= 9.0, "nine are too few: never less than the largest seen"
    assert reach(np.array([]), 0.8) == pytest.approx(0.7 * 3.0777, abs=1e-3)


def test_the_scale_takes_counts_there_and_back_and_steadies_them() -> None:
    counts = np.array([0.0, 1.0, 7.0, 400.0, 90000.0])
    assert counted(steady(counts)) == pytest.approx(counts)
    rng = np.random.default_rng(1)
    for mean in (10, 100, 3000):
        drawn = rng.poisson(mean * rng.gamma(10, 0.1, 20_000))
        assert np.std(steady(drawn)) == pytest.approx(1, abs=0.1)
