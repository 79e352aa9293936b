"""Pledges under which an annuity is missed."""

from __future__ import annotations

from datetime import date, timedelta

from ipharbor.samples._drawing import INVENTION, MODEL
from ipharbor.samples.parameters import parameters
from ipharbor.samples.planting.garden import (
    MISSED,
    Draft,
    Garden,
    Plant,
    PlantedPledge,
    counted,
    workday,
)
from ipharbor.samples.vocabularies import dealings, trades


def plant(garden: Garden) -> None:
    """Firms that pledge some rights together and miss the annuity of one of them."""
    rng = garden.rng
    last = parameters().last_day
    for n, at in enumerate(garden.moments(counted(MISSED, garden.scale), date(2016, 1, 1))):
        # The first is missed within the months before the last day, and still unpaid on it.
        near = workday(last - timedelta(rng.randrange(35, 120))) if not n else at
        _pledge(garden, date(near.year, near.month, min(near.day, 28)))


def _pledge(garden: Garden, due: date) -> None:
    """A pledge of some rights, the annuity of one of which falls due on that day."""
    rng = garden.rng
    firm, shop = garden.firm(most=120)
    years = rng.randint(3, 6)
    filed = date(due.year - years, due.month, due.day)
    registered = workday(due - timedelta(rng.randrange(200, 500)))
    late = workday(due + timedelta(rng.randrange(95, 150)))
    bank = rng.choice(dealings()["banks"])
    garden.begin(
        Plant(
            MISSED,
            firm.name,
            known=due + timedelta(1),
            facts={
                "firm": garden.named(shop),
                "lender": bank,
                "patent_year": years + 1,
                "due_by": due.isoformat(),
                "pledged_on": registered.isoformat(),
                "paid_late_on": late.isoformat(),
            },
            warning_zh=f"{firm.name}质押给{bank}的专利第{years + 1}年度年费已过缴费期，"
            "滞纳期满未缴将终止，请出质人补缴并告知质权人。",
            warning_en="The annuity of a pledged right is unpaid after its due day; the "
            "pledgor should pay within the months of delay and tell the lender.",
        )
    )
    drafts = _rights(garden, shop, filed, registered)
    cancelled = workday(registered + timedelta(365 * rng.randint(2, 3)))
    places = tuple(garden.add(*drafts))
    garden.pledges.append(PlantedPledge(places, registered, cancelled, bank, years + 1, due, late))


def _rights(garden: Garden, shop: int, filed: date, registered: date) -> list[Draft]:
    """What is pledged; the last, filed on that day, is the one whose annuity is missed."""
    trade = garden.workshops[shop].trade
    thing, way = garden.subject(trade)
    first, last = filed - timedelta(500), registered - timedelta(700)
    made = [
        Draft("pledged", garden.between(first, last), MODEL, shop, thing, way,
              garden.other_way(trade, thing, way), granted=True, fate="kept")
        for _ in range(garden.rng.randint(1, 3))
    ]  # fmt: skip
    kind = MODEL if trades()[trade].types[1] else INVENTION
    return [*made, Draft("missed", filed, kind, shop, thing, way, granted=True, fate="kept")]
