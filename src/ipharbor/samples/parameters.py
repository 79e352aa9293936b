"""The invented region's measure, as ``data/region.yaml`` tells it: counts, shares and courses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from ipharbor.samples.vocabularies import read

Triangle = tuple[float, float, float]  # shortest, longest, most frequent


@dataclass(frozen=True)
class Grants:
    """Rights granted in the region at scale 1.

    ``years`` holds for a year the numbers by PATENT_TYPES; ``known`` were granted in the year
    of ``known_on`` up to that day. ``months`` are relative, ``scatter`` the deviation of their
    logarithm from year to year.
    """

    years: Mapping[int, tuple[int, int, int]]
    known_on: date
    known: int
    months: tuple[float, ...]
    scatter: float


@dataclass(frozen=True)
class Applications:
    """Share of inventions among applications by year of filing, and among those of the year of
    ``known_on`` whose first document was out on that day."""

    inventions: Mapping[int, float]
    known_on: date
    known: float


@dataclass(frozen=True)
class Lags:
    """Days from filing to publication and grant. ``fast`` is the share of inventions examined
    beforehand, by years between which it rises evenly."""

    utility_model: Triangle
    design: Triangle
    application_early: Triangle
    application_usual: Triangle
    invention: Triangle
    invention_fast: Triangle
    early: float
    fast: Mapping[int, float]


@dataclass(frozen=True)
class Fates:
    """Chances of what becomes of a right; ``lapse`` goes by type and years from filing,
    ``lapse_of`` and ``joint`` by origin."""

    lapse: Mapping[str, Mapping[int, float]]
    lapse_of: Mapping[str, float]
    invalidated: float
    surrendered: float
    twins: float
    joint: Mapping[str, float]
    refused: float


@dataclass(frozen=True)
class HolderCounts:
    """Who holds, at scale 1, and how unevenly."""

    firms: int
    universities: int
    institutes: int
    persons: int
    never: float
    steepness: float
    head: float
    sizes: Mapping[str, float]
    grades: Mapping[str, float]


@dataclass(frozen=True)
class Outside:
    """Applicants outside the region; ``types`` weighs their kinds against the region's mix."""

    documents: int
    applicants: int
    types: Mapping[str, float]


@dataclass(frozen=True)
class Abroad:
    """Families abroad: whose, how often, and at which offices."""

    exporters: int
    share: float
    offices: Mapping[str, float]
    foreign_share: float


@dataclass(frozen=True)
class Citations:
    """How many documents are named, and how near they are."""

    named: Mapping[str, float]
    own_family: float
    same_thing: float


@dataclass(frozen=True)
class Registers:
    """The register tables, at scale 1.

    ``of_firms`` and ``exporters`` are shares by size, ``sales`` the middle of a product's sales
    of a year in 10,000 CNY. ``accepted`` are cases by year, ``handled`` those both accepted and
    closed in the year of ``handled_on`` up to that day. ``matters`` and ``trainings`` are of a
    year; ``case_kinds`` and ``matter_kinds`` are weights.
    """

    agencies: int
    agencies_at_home: float
    of_firms: Mapping[str, float]
    exporters: Mapping[str, float]
    sales: Mapping[str, float]
    handled_on: date
    handled: int
    accepted: Mapping[int, int]
    not_accepted: float
    case_kinds: Mapping[str, float]
    service_year: int
    matters: int
    trainings: int
    matter_kinds: Mapping[str, float]
    target_year: int


@dataclass(frozen=True)
class Parameters:
    """All of ``data/region.yaml``; ``planted`` are the numbers of what is planted, by kind."""

    first_day: date
    last_day: date
    horizon: int
    grants: Grants
    applications: Applications
    lags: Lags
    fates: Fates
    holders: HolderCounts
    outside: Outside
    abroad: Abroad
    citations: Citations
    registers: Registers
    planted: Mapping[str, int]


@cache
def parameters() -> Parameters:
    """The region's parameters, read once."""
    told = read("region.yaml")
    return Parameters(
        first_day=told["first_day"],
        last_day=told["last_day"],
        horizon=told["horizon"],
        grants=_grants(told["grants"]),
        applications=Applications(
            told["applications"]["inventions"],
            told["applications"]["known"]["day"],
            told["applications"]["known"]["inventions"],
        ),
        lags=_lags(told["lags"]),
        fates=Fates(**_unsourced(told["fates"])),
        holders=HolderCounts(**_unsourced(told["holders"])),
        outside=Outside(**_unsourced(told["outside"])),
        abroad=Abroad(**_unsourced(told["abroad"])),
        citations=Citations(**_unsourced(told["citations"])),
        registers=_registers(told),
        planted=_unsourced(told["planted"]),
    )


def scaled(count: float, scale: float, least: int = 0) -> int:
    """``count`` of scale 1 at ``scale``, rounded half up, at least ``least``."""
    return max(least, int(count * scale + 0.5))


def _grants(told: Mapping[str, Any]) -> Grants:
    return Grants(
        years={year: (row[0], row[1], row[2]) for year, row in told["years"].items()},
        known_on=told["known"]["day"],
        known=told["known"]["granted"],
        months=tuple(told["months"]),
        scatter=told["scatter"],
    )


def _registers(told: Mapping[str, Any]) -> Registers:
    cases, services, products = told["cases"], told["services"], told["products"]
    return Registers(
        agencies=told["agencies"]["count"],
        agencies_at_home=told["agencies"]["at_home"],
        of_firms=products["of_firms"],
        exporters=products["exporters"],
        sales=products["sales"],
        handled_on=cases["known"]["day"],
        handled=cases["known"]["handled"],
        accepted=cases["accepted"],
        not_accepted=cases["not_accepted"],
        case_kinds=cases["kinds"],
        service_year=services["first_year"],
        matters=services["matters"],
        trainings=services["trainings"],
        matter_kinds=services["kinds"],
        target_year=told["targets"]["first_year"],
    )


def _lags(told: Mapping[str, Any]) -> Lags:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in _unsourced(told).items()
    }
    return Lags(**values)


def _unsourced(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "source"}
