"""The region's measure: its counts are those of the parameters, exactly where they are public."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from ipharbor.samples._days import day64, years_of
from ipharbor.samples._drawing import INVENTION, shared
from ipharbor.samples.parameters import parameters, scaled
from ipharbor.samples.plan import Plan, plan

TOLD = parameters()


@pytest.fixture(scope="module")
def whole() -> Plan:
    """The region at true scale, without texts."""
    return plan(2021, 1.0)


def granted_by(made: Plan, day: np.datetime64, year: int) -> int:
    days = made.filings.granted[made.home]
    return int(((years_of(days) == year) & (days <= day)).sum())


def share_of_inventions(made: Plan, year: int, known: np.datetime64 | None = None) -> float:
    about = made.filings
    some = made.home & (years_of(about.filed) == year)
    if known is not None:
        some &= about.opened <= known
    return float((some & (about.kind == INVENTION)).sum() / some.sum())


def test_as_known_at_the_end_of_november_2021_26167_rights_were_granted_that_year(
    whole: Plan,
) -> None:
    assert TOLD.grants.known == 26_167
    assert granted_by(whole, day64(TOLD.grants.known_on), 2021) == 26_167


@pytest.mark.parametrize("scale", [0.01, 0.1])
@pytest.mark.parametrize("seed", [1, 2021])
def test_at_another_scale_the_figure_scales_with_it(seed: int, scale: float) -> None:
    made = plan(seed, scale)
    assert granted_by(made, day64(TOLD.grants.known_on), 2021) == scaled(26_167, scale)


def test_nine_in_a_hundred_applications_of_2021_are_for_inventions(whole: Plan) -> None:
    assert share_of_inventions(whole, 2021) == pytest.approx(0.09, abs=0.001)


def test_the_share_is_the_same_among_what_was_out_at_the_end_of_november(whole: Plan) -> None:
    known = day64(TOLD.applications.known_on)
    assert share_of_inventions(whole, 2021, known) == pytest.approx(0.09, abs=0.001)


def test_every_year_has_the_grants_that_the_parameters_tell(whole: Plan) -> None:
    about = whole.filings
    years = years_of(about.granted[whole.home])
    kinds = about.kind[whole.home]
    for year, rows in TOLD.grants.years.items():
        if year > TOLD.last_day.year:
            continue
        if year == TOLD.grants.known_on.year:
            assert int((years == year).sum()) == pytest.approx(sum(rows), abs=2)
            continue
        told = tuple(int(((years == year) & (kinds == kind)).sum()) for kind in range(3))
        assert told == tuple(rows), year


def test_about_230_thousand_rights_are_granted_from_2012_to_the_last_day(whole: Plan) -> None:
    days = whole.filings.granted[whole.home]
    found = int(((days >= day64(TOLD.first_day)) & (days <= day64(TOLD.last_day))).sum())
    assert 225_000 <= found <= 235_000


def test_grants_rise_to_2021_and_fall_after_it(whole: Plan) -> None:
    years = years_of(whole.filings.granted[whole.home])
    counts = [int((years == year).sum()) for year in range(2012, 2027)]
    assert counts.index(max(counts)) == 2021 - 2012
    assert counts[9:] == sorted(counts[9:], reverse=True)
    assert counts[0] < 0.25 * max(counts)


def test_inventions_among_grants_rise_from_six_to_twenty_in_a_hundred(whole: Plan) -> None:
    about = whole.filings
    years = years_of(about.granted)

    def share(year: int) -> float:
        some = whole.home & (years == year)
        return float((some & (about.kind == INVENTION)).sum() / some.sum())

    assert share(2012) == pytest.approx(0.06, abs=0.005)
    assert share(2021) == pytest.approx(0.07, abs=0.005)
    assert share(2026) == pytest.approx(0.20, abs=0.01)


def test_half_to_two_thirds_of_the_applications_for_inventions_are_granted(whole: Plan) -> None:
    about = whole.filings
    inventions = whole.home & (about.kind == INVENTION)
    years = years_of(about.filed)
    for year in range(2012, 2026):
        some = inventions & (years == year)
        assert 0.45 <= (~np.isnat(about.granted[some])).mean() <= 0.75, year


def test_about_nine_thousand_hold_something(whole: Plan) -> None:
    shops = whole.shops.each
    last = day64(TOLD.last_day)
    out = whole.home & (whole.filings.opened <= last)
    holders = {shops[at].holder.name: shops[at].holder.origin
               for at in np.unique(whole.filings.shop[out]).tolist()}  # fmt: skip
    counts = Counter(holders.values())
    assert 8_300 <= len(holders) <= 9_100
    assert 5_400 <= counts["firm"] <= 6_000
    assert counts["university"] == TOLD.holders.universities
    assert counts["institute"] == TOLD.holders.institutes


def test_few_hold_much_and_many_hold_little(whole: Plan) -> None:
    names = [shop.holder.name for shop in whole.shops.each]
    held = Counter(names[at] for at in whole.filings.shop[whole.home].tolist())
    ranked = np.sort(list(held.values()))
    count = len(ranked)
    gini = float(((2 * np.arange(1, count + 1) - count - 1) * ranked).sum() / ranked.sum() / count)
    assert 0.75 <= gini <= 0.88
    assert ranked[count // 2] <= 10
    assert 0.10 <= ranked[-10:].sum() / ranked.sum() <= 0.25


def test_applicants_outside_have_about_25_thousand_publications(whole: Plan) -> None:
    about, last, first = whole.filings, day64(TOLD.last_day), day64(TOLD.first_day)
    away = ~whole.home & (about.plant < 0)
    out = away & (about.opened >= first) & (about.opened <= last)
    again = away & (about.kind == INVENTION) & (about.granted >= first) & (about.granted <= last)
    found = int(out.sum() + again.sum())
    assert found == pytest.approx(TOLD.outside.documents, rel=0.01)


def test_parts_by_largest_remainder_add_up() -> None:
    assert shared(10, (1, 1, 1)) == [4, 3, 3]
    assert sum(shared(26_167, (2050, 18250, 8400))) == 26_167
