"""Rights that go to a buyer who is known for his actions."""

from __future__ import annotations

from datetime import date, timedelta

from ipharbor.samples._case import Case
from ipharbor.samples._holders import Holder
from ipharbor.samples._making_names import road
from ipharbor.samples.planting.garden import (
    LITIGIOUS,
    Draft,
    Garden,
    Plant,
    PlantedTransfer,
    counted,
    shops_of,
    workday,
)
from ipharbor.samples.vocabularies import names, trades

_TOLD_YEAR = 2021  # whose cases are counted: no further ones in it
_ENDS = ("知识产权运营有限公司", "专利运营管理有限公司", "科技成果转化有限公司")


def plant(garden: Garden) -> None:
    """Buyers without products of their own, with actions behind them, to whom a right in the
    field of a firm is transferred."""
    rng = garden.rng
    for at in garden.moments(counted(LITIGIOUS, garden.scale), date(2017, 1, 1)):
        firm, shop = garden.firm()
        trade = garden.workshops[shop].trade
        thing, way = garden.subject(trade)
        seller = rng.choice(shops_of(garden, trade, ("outside", "university"))[:15] or [shop])
        buyer = _buyer(garden)
        told = trades()[trade]
        actions = _actions(garden, buyer, at)
        garden.begin(
            Plant(
                LITIGIOUS,
                buyer.name,
                known=at,
                facts={
                    "buyer": {"name": buyer.name, "credit_code": buyer.credit_code},
                    "seller": garden.named(seller),
                    "firm": garden.named(shop),
                    "trade": told.code,
                    "thing": told.things[thing].names[0],
                    "earlier_actions": len(actions),
                },
                warning_zh=f"{told.things[thing].names[0]}方向的有效专利转让给无实体产品、多次投诉的"
                f"{buyer.name}，{firm.name}在同一方向有产品，建议提前准备无效与规避方案。",
                warning_en="A right in the firm's field went to a buyer without products who has "
                "brought several actions; prepare invalidity and design-around in time.",
            )
        )
        garden.cases += actions
        filed = at - timedelta(rng.randrange(900, 1700))
        second = garden.other_way(trade, thing, way)
        (place,) = garden.add(
            Draft("transferred", filed, garden.technical(trade), seller, thing, way, granted=True,
                  fate="kept")
        )  # fmt: skip
        garden.transfers.append(
            PlantedTransfer(
                place,
                workday(at - timedelta(rng.randrange(13, 28))),
                garden.workshops[seller].holder.name,
                buyer.name,
            )
        )
        first, last = filed - timedelta(300), at - timedelta(400)
        for _ in range(garden.size(5, 2)):
            day, kind = garden.between(first, last), garden.technical(trade)
            garden.add(Draft("field", day, kind, shop, thing, way, second))


def _buyer(garden: Garden) -> Holder:
    place = garden.rng.choice(names()["places"])
    base = garden.outsider(0)
    city = place["city"].removesuffix("市")
    return Holder(
        f"{city}{next(garden.words)}{garden.rng.choice(_ENDS)}",
        "outside",
        f"{place['city']}{place['district']}{road(garden.rng)}",
        place["district"],
        base.credit_code,
    )


def _actions(garden: Garden, buyer: Holder, at: date) -> list[Case]:
    """Complaints of the buyer in the years before; none in the year whose cases are told."""
    rng, made, ago = garden.rng, list[Case](), (150, 900)
    wanted = rng.randint(4, 7)
    while len(made) < wanted:
        received = workday(at - timedelta(rng.randrange(*ago)))
        accepted = workday(received + timedelta(rng.randrange(1, 8)))
        closed = workday(accepted + timedelta(rng.randrange(35, 110)))
        if _TOLD_YEAR in (received.year, accepted.year, closed.year):
            ago = (150, 1600)  # that year alone may fill the usual time
            continue
        firm, _ = rng.choice(garden.home)
        outcome = rng.choice(("settled", "settled", "established", "not_established"))
        days = (received, accepted, closed)
        made.append(Case("infringement", *days, outcome, "", buyer.name, firm.name, firm.town))
    return made
