"""What the region's firms sell: products with features, markets and sales."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np

from ipharbor.samples import wording
from ipharbor.samples._drawing import DESIGN
from ipharbor.samples._holders import HOME
from ipharbor.samples._making_names import latin
from ipharbor.samples._seeds import seeded
from ipharbor.samples.firms import Firm, firms
from ipharbor.samples.parameters import parameters
from ipharbor.samples.plan import Plan
from ipharbor.samples.planting.garden import PlantedProduct
from ipharbor.samples.vocabularies import trades
from ipharbor.samples.wording import Subject

_MOST = {"large": 5, "medium": 4, "small": 3, "micro": 2}


@dataclass(frozen=True)
class Product:
    """A product of a firm. ``markets`` are countries by ISO 3166, ``sales`` pairs of year and
    10,000 CNY."""

    credit_code: str
    name: str
    features: tuple[str, ...]
    markets: tuple[str, ...]
    since: int
    ipc: tuple[str, ...]
    sales: tuple[tuple[int, int], ...]


def products(plan: Plan, last_year: int) -> list[Product]:
    """The products on record, by firm; sales to the year before ``last_year``.

    A firm's product is one of what its filings are about, and has the features of one of them.
    """
    told = parameters().registers
    about = _first_filings(plan)
    planted: dict[str, list[PlantedProduct]] = {}
    for one in plan.planted.products:
        planted.setdefault(one.firm.name, []).append(one)
    place = {trade.code: at for at, trade in enumerate(trades())}
    made = []
    for firm in firms(plan.seed, plan.scale):
        rng = seeded(f"products {plan.seed} {firm.name}")
        own = about.get(firm.name, [])
        made += [_planted(one, last_year, rng) for one in planted.get(firm.name, ())]
        if rng.random() >= told.of_firms[firm.size]:
            continue
        exports = rng.random() < told.exporters[firm.size]
        for at in _chosen(own, _MOST[firm.size], rng):
            made.append(_product(firm, plan, at, exports, last_year, rng))
        if not own and trades()[place[firm.trade]].things:
            made.append(_of_trade(firm, place[firm.trade], exports, last_year, rng))
    return [product for product in made if product.since < last_year]


def _planted(one: PlantedProduct, last_year: int, rng: Random) -> Product:
    ipc = trades()[one.trade].things[one.thing].ipc[:2]
    sales = sales_of("medium", one.since, last_year, 1.0, rng)
    return Product(one.firm.credit_code, one.name, one.features, one.markets, one.since, ipc, sales)


def sales_of(
    size: str, since: int, last_year: int, share: float, rng: Random
) -> tuple[tuple[int, int], ...]:
    """Sales by year, rising for some years and then wandering."""
    level = parameters().registers.sales[size] * rng.lognormvariate(0, 0.8) * share
    found = []
    for year in range(max(since, 2018), last_year):
        level *= rng.lognormvariate(0.02 if year - since > 4 else 0.16, 0.18)
        found.append((year, max(1, round(level))))
    return tuple(found)


def markets_of(trade: int, rng: Random) -> list[str]:
    """Export markets of a product, the trade's usual ones rather."""
    told = trades()[trade].markets
    return [land for land, weight in told.items() if rng.random() < 0.12 + 0.09 * weight]


def _first_filings(plan: Plan) -> dict[str, list[int]]:
    """For each firm a filing for each kind of thing that it works on, the earliest."""
    about = plan.filings
    some = (about.kind != DESIGN) & plan.home & (plan.shops.origin[about.shop] < HOME)
    rows = np.flatnonzero(some)
    rows = rows[np.lexsort((rows, about.filed[rows]))]
    _, first = np.unique(about.shop[rows] * 100 + about.thing[rows], return_index=True)
    found: dict[str, list[int]] = {}
    for at in rows[np.sort(first)].tolist():
        found.setdefault(plan.shops.each[about.shop[at]].holder.name, []).append(at)
    return found


def _chosen(own: list[int], most: int, rng: Random) -> list[int]:
    return own[: rng.randint(1, most)] if own else []


def _product(
    firm: Firm, plan: Plan, at: int, exports: bool, last_year: int, rng: Random
) -> Product:
    about = plan.filings
    trade = int(plan.trade[at])
    told = (about.kind, about.thing, about.first, about.second)
    subject = Subject(trade, *(int(column[at]) for column in told))
    picks = tuple(about.picks[at].tolist())
    since = int(str(about.filed[at])[:4]) + rng.randint(0, 2)
    return _made(firm, subject, picks, since, exports, last_year, rng)


def _of_trade(firm: Firm, trade: int, exports: bool, last_year: int, rng: Random) -> Product:
    """A product of a firm that has filed nothing technical."""
    told = trades()[trade]
    thing = rng.randrange(told.usual_things)
    able = [way for way in told.solutions_for(thing) if way < told.usual_solutions]
    subject = Subject(trade, 0, thing, rng.choice(able), -1)
    picks = (rng.getrandbits(30), rng.getrandbits(30), rng.getrandbits(30), rng.getrandbits(30))
    since = max(firm.founded + rng.randint(0, 4), 2005)
    return _made(firm, subject, picks, since, exports, last_year, rng)


def _made(
    firm: Firm, about: Subject, picks: wording.Picks, since: int, exports: bool, last_year: int,
    rng: Random,
) -> Product:  # fmt: skip
    thing = trades()[about.trade].things[about.thing]
    model = f"{latin(firm.brand)[:2].upper() or 'JC'}-{rng.randrange(100, 999)}"
    listed = wording.clauses(wording.features(about, picks), voice=0)
    return Product(
        firm.credit_code,
        f"{rng.choice(thing.names)} {model}",
        listed,
        ("CN", *(markets_of(about.trade, rng) if exports else ())),
        since,
        thing.ipc[:2],
        sales_of(firm.size, since, last_year, 1.0, rng),
    )
