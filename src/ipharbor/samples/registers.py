"""The tables beside the publications and events: holders, products, cases, agencies, what the
stations do, targets. UTF-8 CSV files with headings, joined by credit codes and numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from ipharbor.samples import _cases, _products, _services
from ipharbor.samples._agencies import agencies
from ipharbor.samples._case import known
from ipharbor.samples._days import years_of
from ipharbor.samples._drawing import INVENTION
from ipharbor.samples._holders import KINDS
from ipharbor.samples.firms import firms
from ipharbor.samples.parameters import parameters
from ipharbor.samples.plan import Plan, plan
from ipharbor.samples.vocabularies import trades

Row = Sequence[object]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "holders": ("name", "kind", "credit_code", "town", "trade", "industry", "founded", "size",
                "grades", "capital", "employees", "address"),
    "products": ("credit_code", "name", "features", "markets", "since", "ipc", "sales"),
    "cases": ("number", "kind", "received_on", "accepted_on", "closed_on", "outcome", "right",
              "complainant", "respondent", "town"),
    "agencies": ("name", "code", "founded", "practitioners", "town"),
    "matters": ("number", "town", "received_on", "kind", "firm", "visitor", "subject",
                "closed_on", "outcome"),
    "trainings": ("number", "town", "on", "topic", "hours", "attendees", "firms"),
    "targets": ("year", "figure", "town", "value"),
}  # fmt: skip
_STRETCH = 1.06  # a target above what the year brought


def write(folder: Path, seed: int, scale: float, until: date) -> Mapping[str, int]:
    """Write all tables into ``folder`` as known on ``until``, and tell the rows of each.

    The same arguments give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for name in COLUMNS:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as opened:
            table = csv.writer(opened, lineterminator="\n")
            table.writerow(COLUMNS[name])
            count = 0
            for row in rows(name, seed, scale, until):
                table.writerow(row)
                count += 1
            counts[name] = count
    return counts


def rows(name: str, seed: int, scale: float, until: date) -> Iterator[Row]:
    """The rows of the table of that name, one of COLUMNS, without its headings."""
    made = plan(seed, scale)
    match name:
        case "holders":
            yield from _holders(made)
        case "products":
            for one in _products.products(made, until.year):
                sales = ";".join(f"{year}:{amount}" for year, amount in one.sales)
                yield (one.credit_code, one.name, _listed(one.features), _listed(one.markets),
                       one.since, _listed(one.ipc), sales)  # fmt: skip
        case "cases":
            for case in known(_cases.cases(made), until):
                yield (case.number, case.kind, case.received, _day(case.accepted),
                       _day(case.closed), case.outcome, case.right, case.complainant,
                       case.respondent, case.town)  # fmt: skip
        case "agencies":
            for agency in agencies(seed):
                yield (agency.name, agency.code, agency.founded, agency.practitioners, agency.town)
        case "matters":
            for matter in _services.matters(seed, scale, until):
                yield (matter.number, matter.town, matter.received, matter.kind, matter.firm,
                       matter.visitor, matter.subject, _day(matter.closed),
                       matter.outcome)  # fmt: skip
        case "trainings":
            for held in _services.trainings(seed, scale, until):
                yield (held.number, held.town, held.on, held.topic, f"{held.hours:g}",
                       held.attendees, _listed(held.firms))  # fmt: skip
        case "targets":
            yield from _targets(made, until)


def _holders(made: Plan) -> Iterator[Row]:
    """Everybody of the region who holds or may hold rights; firms that never filed as well."""
    of_code = {trade.code: trade for trade in trades()}
    for firm in firms(made.seed, made.scale):
        yield (firm.name, "firm", firm.credit_code, firm.town, of_code[firm.trade].name,
               firm.industry, firm.founded, firm.size, _listed(firm.grades), firm.capital,
               firm.employees, firm.address)  # fmt: skip
    told = set()
    for shop in made.shops.each:
        holder = shop.holder
        if holder.origin in ("firm", "outside", "foreign") or holder.name in told:
            continue
        told.add(holder.name)
        trade = trades()[shop.trade].name if holder.origin == "person" else ""
        yield (holder.name, KINDS[holder.origin], holder.credit_code, holder.town, trade, "", "",
               "", "", "", "", holder.address)  # fmt: skip


def _targets(made: Plan, until: date) -> Iterator[Row]:
    """What the district set out to reach: somewhat more than the year before brought."""
    about = made.filings
    years = years_of(about.granted)
    kinds = about.kind
    home = made.home
    towns = np.array([shop.holder.town for shop in made.shops.each])[about.shop]
    for year in range(parameters().registers.target_year, until.year + 1):
        of = home & (years == year - 1)
        whole = int(of.sum())
        yield (year, "granted", "", _target(whole))
        yield (year, "granted_invention", "", _target(int((of & (kinds == INVENTION)).sum())))
        yield (year, "cases", "", _target(parameters().registers.accepted[year - 1] * made.scale))
        yield (year, "trainings", "", _target(parameters().registers.trainings * made.scale))
        for town in sorted({town for town in towns[of].tolist() if town}):
            count = int((of & (towns == town) & (kinds == INVENTION)).sum())
            if count:
                yield (year, "granted_invention", town, _target(count))


def _target(reached: float) -> int:
    """A round number somewhat above what was reached."""
    wanted = reached * _STRETCH
    step = 1 if wanted < 50 else 5 if wanted < 500 else 50
    return max(step, round(wanted / step) * step)


def _listed(values: Iterable[str]) -> str:
    return "|".join(values)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
