"""Rings of abnormal filers: new firms at one address whose filings differ in words alone."""

from __future__ import annotations

from datetime import date, timedelta

from ipharbor.samples._drawing import INVENTION, MODEL
from ipharbor.samples._holders import Workshop, firm_as_holder
from ipharbor.samples._making_names import people
from ipharbor.samples.firms import firms
from ipharbor.samples.planting.garden import RING, Draft, Garden, Plant, workday
from ipharbor.samples.vocabularies import trades

_TELLING = 8  # documents by which a ring can be known


def plant(garden: Garden) -> None:
    """The rings that the firms are set up for."""
    rng = garden.rng
    place = {trade.code: at for at, trade in enumerate(trades())}
    every = firms(garden.seed, garden.scale)
    for ring in sorted({firm.ring for firm in every if firm.ring}):
        members = [firm for firm in every if firm.ring == ring]
        trade = place[members[0].trade] if trades()[place[members[0].trade]].types[1] else 0
        year = max(firm.founded for firm in members)
        begin = date(year, rng.randrange(3, 9), 5)
        team = people(rng, 3)
        agency = rng.choice(sorted({shop.agency for shop in garden.workshops if shop.agency}))
        shops = [
            garden.shop(
                Workshop(firm_as_holder(firm), trade, 0.0, year, 9999, team, 2, (), "ZZ", agency)
            )
            for firm in members
        ]
        garden.begin(
            Plant(
                RING,
                f"{members[0].address[:-4]}",
                known=("filing", _TELLING),
                facts={
                    "members": [garden.named(at) for at in shops],
                    "address": members[0].address,
                    "inventors": list(team),
                    "agency": agency,
                    "filed_from": begin.isoformat(),
                },
                warning_zh=f"{len(members)}家成立不足一年的企业地址相邻、发明人相同，短期内集中提交内容"
                "近似的申请，疑似非正常申请，建议核查。",
                warning_en="Firms founded within the year at one address, with the same inventors, "
                "file many near-identical applications in weeks; check for abnormal filing.",
            )
        )
        garden.add(*_filings(garden, shops, trade, begin))


def _filings(garden: Garden, shops: list[int], trade: int, begin: date) -> list[Draft]:
    rng = garden.rng
    subjects = [garden.subject(trade) for _ in range(3)]
    picks = garden.picks()
    made = []
    for n in range(garden.size(90, 12)):
        thing, way = subjects[n % len(subjects)]
        kind = INVENTION if n % 3 == 2 else MODEL
        filed = workday(begin + timedelta(rng.randrange(75)))
        fate = "withdrawn" if kind == INVENTION else "surrendered" if rng.random() < 0.6 else ""
        made.append(
            Draft("filing", filed, kind, rng.choice(shops), thing, way, -1, picks, quick=True,
                  granted=kind != INVENTION, fate=fate)
        )  # fmt: skip
    return made
