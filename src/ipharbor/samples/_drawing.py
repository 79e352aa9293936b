"""When things are filed, published and granted: days drawn so that a year's counts are met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from ipharbor.samples import _days
from ipharbor.samples._days import NEVER, Days, Floats, Ints, Lots, Mask, day64
from ipharbor.samples.parameters import Lags, parameters, scaled
from ipharbor.vocabulary.exchange import PATENT_TYPES

INVENTION, MODEL, DESIGN = range(len(PATENT_TYPES))
_APART = 60  # days at least between the publication of an application and its grant
_QUICKEST = 70  # days in which an application can be published


@dataclass(frozen=True)
class Dated:
    """Filings with the days of their first publication and grant (NEVER where there is none)."""

    filed: Days
    opened: Days
    granted: Days

    def __len__(self) -> int:
        return len(self.filed)


def granted(kind: int, scale: float, rng: Lots, without: Mapping[tuple[int, bool], int]) -> Dated:
    """The region's rights of one type granted from the first year to the horizon, as many as the
    parameters tell at ``scale``; ``without`` counts those that are granted already, by year and
    whether after the day on which that year's grants are told."""
    told = parameters().grants
    years = sorted(told.years)
    of_year = {year: told.years[year][kind] for year in years}
    found = []
    for year in years:
        before, after = of_year.get(year - 1, of_year[year]), of_year.get(year + 1, 0)
        level = (before, of_year[year], after or of_year[year])
        months = _days.course(level, told.months, told.scatter, rng)
        gazettes = _days.gazettes(year)
        weight = months[gazettes.astype("datetime64[M]").astype("int64") % 12]
        late = gazettes > day64(told.known_on)
        for part, count in _parts(kind, year, scale):
            some = late == part if year == told.known_on.year else np.ones(len(gazettes), bool)
            missing = max(0, count - without.get((year, part), 0))
            chance = weight[some] / weight[some].sum()
            found.append(rng.choice(gazettes[some], missing, p=chance))
    return before_grant(kind, np.concatenate(found), rng)


def before_grant(kind: int, granted: Days, rng: Lots) -> Dated:
    """Rights of one type granted on those days, with the days that led to it."""
    lags = parameters().lags
    count = len(granted)
    if kind != INVENTION:
        lag = _days.lagged(lags.design if kind == DESIGN else lags.utility_model, count, rng)
        filed = _days.worked(_days.days_from(granted, -lag), rng)
        return Dated(filed, granted, granted)
    fast = rng.random(count) < _fast(granted, lags)
    lag = np.where(
        fast,
        _days.lagged(lags.invention_fast, count, rng),
        _days.lagged(lags.invention, count, rng),
    )
    filed = _days.worked(_days.days_from(granted, -lag), rng)
    opened = first_published(filed, granted, rng)
    return Dated(filed, opened, granted)


def first_published(filed: Days, granted: Days, rng: Lots) -> Days:
    """The gazette days on which applications for inventions filed on those days are published,
    before their grant where they have one."""
    lags, count = parameters().lags, len(filed)
    early = _days.gazetted(_days.days_from(filed, _days.lagged(lags.application_early, count, rng)))
    usual = _days.gazetted(_days.days_from(filed, _days.lagged(lags.application_usual, count, rng)))
    last = _days.days_from(granted, -_APART)
    opened = np.where((rng.random(count) < lags.early) | (usual > last), early, usual)
    # One examined beforehand comes out shortly before its grant.
    least = _days.gazetted(_days.days_from(filed, _QUICKEST))
    soon = _days.gazetted(_days.days_from(granted, -10 - _APART * rng.random(count)))
    soon = np.minimum(np.maximum(soon, least), _days.days_from(granted, -3))
    return cast(Days, np.where(opened > last, _days.gazetted(_days.days_from(soon, -3)), opened))


def applications(year: int, count: int, rng: Lots) -> Dated:
    """``count`` applications for inventions of a year that are never granted."""
    filed = filing_days(year, count, rng)
    none = np.full(count, NEVER)
    return Dated(filed, first_published(filed, none, rng), none)


def filing_days(year: int, count: int, rng: Lots) -> Days:
    """``count`` days of a year on which something is filed."""
    told = parameters().grants
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    month = days.astype("datetime64[M]").astype("int64") % 12
    weight = np.asarray(told.months)[month] * np.where(_days.weekday(days) < 5, 1.0, 0.03)
    return rng.choice(days, count, p=weight / weight.sum())


def filed(kind: int, days: Days, chance: Floats, rng: Lots) -> Dated:
    """Filings on those days; inventions are granted by ``chance``, all others always."""
    lags, count = parameters().lags, len(days)
    if kind != INVENTION:
        lag = _days.lagged(lags.design if kind == DESIGN else lags.utility_model, count, rng)
        on = _days.gazetted(_days.days_from(days, lag))
        return Dated(days, on, on)
    fast = rng.random(count) < _fast(days, lags)
    lag = np.where(
        fast,
        _days.lagged(lags.invention_fast, count, rng),
        _days.lagged(lags.invention, count, rng),
    )
    on = _days.gazetted(_days.days_from(days, lag))
    on = np.where(rng.random(count) < chance, on, NEVER)
    return Dated(days, first_published(days, on, rng), on)


def told_in_time(dated: Dated, others: int, rng: Lots) -> Dated:
    """``dated``, the inventions filed in the year of which the share of inventions is told, with
    as many published by that day as the share asks for beside ``others`` documents of models and
    designs."""
    told = parameters().applications
    day = day64(told.known_on)
    wanted = round(others * told.known / (1 - told.known))
    opened = dated.opened.copy()
    out = opened <= day
    missing = wanted - int(out.sum())
    if missing > 0:
        able = ~out & (_days.days_from(dated.filed, _QUICKEST + 25) <= day)
        some = _some(able, missing, rng)
        room = _days.between(dated.filed[some], np.full(len(some), day)) - _QUICKEST
        ahead = _QUICKEST + room * rng.random(len(some)) ** 0.7
        opened[some] = np.minimum(_days.gazetted(_days.days_from(dated.filed[some], ahead)), day)
    elif missing < 0:
        usual = _days.lagged(parameters().lags.application_usual, len(dated), rng)
        later = _days.gazetted(_days.days_from(dated.filed, usual))
        able = out & ~(dated.granted < _days.days_from(later, _APART))
        some = _some(able, -missing, rng)
        opened[some] = later[some]
    return Dated(dated.filed, opened, dated.granted)


def _some(able: Mask, count: int, rng: Lots) -> Ints:
    """``count`` places of those that are able, or all of them."""
    places = np.flatnonzero(able)
    return cast(Ints, rng.permutation(places)[: min(count, len(places))])


def _parts(kind: int, year: int, scale: float) -> list[tuple[bool, int]]:
    """How many are granted in a year: up to the day on which they are told, and after it."""
    told = parameters().grants
    rows = told.years[year]
    whole = scaled(rows[kind], scale)
    if year != told.known_on.year:
        return [(False, whole)]
    known = shared(scaled(told.known, scale), rows)[kind]
    return [(False, known), (True, max(0, whole - known))]


def shared(count: int, weights: tuple[int, ...]) -> list[int]:
    """``count`` by weight, by largest remainder: the parts add up to it."""
    exact = [count * weight / sum(weights) for weight in weights]
    parts = [int(each) for each in exact]
    order = sorted(range(len(exact)), key=lambda n: parts[n] - exact[n])
    for n in order[: count - sum(parts)]:
        parts[n] += 1
    return parts


def _fast(days: Days, lags: Lags) -> Floats:
    """The share of inventions examined beforehand, by year."""
    years = sorted(lags.fast)
    return np.interp(_days.years_of(days), years, [lags.fast[year] for year in years])
