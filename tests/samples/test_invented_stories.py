"""The stories that are told with every seed must be there to be found."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from ipharbor.samples import _rows, wording
from ipharbor.samples._days import day64
from ipharbor.samples.plan import plan

ENTRANT = "中山市骁砂光电科技有限公司"
CLIMBER = "广州霁川新能源汽车部件有限公司"
ORIGINAL = "广州黛桥珠宝首饰有限公司"
SHADOW = "深圳市珞影珠宝首饰有限公司"
UNTIL = date(2021, 11, 30)
Row = dict[str, str]


def told_of(until: date, scale: float = 1.0) -> dict[str, list[Row]]:
    """The publications of the parties to ``until``, without the texts of technical ones."""
    made = _rows.rows(plan(2021, scale), day64(until))
    about, shops = made.plan.filings, made.plan.shops.each
    found: dict[str, list[Row]] = {name: [] for name in (ENTRANT, CLIMBER, ORIGINAL, SHADOW)}
    for at, right in enumerate(made.right.tolist()):
        holder = shops[about.shop[right]].holder
        if holder.name in found:
            design = int(about.kind[right]) == wording.DESIGN
            title = (
                wording.design(
                    shops[about.shop[right]].trade, int(about.shape[right]), about.mark[right], 1
                )[0]
                if design
                else ""
            )
            found[holder.name].append(
                {
                    "number": str(made.number[at]),
                    "published": str(made.day[at]),
                    "filed": str(about.filed[right]),
                    "classes": about.classes[right],
                    "title": title,
                    "district": holder.district,
                }
            )
    return found


@pytest.fixture(scope="module")
def by_party() -> dict[str, list[Row]]:
    return told_of(UNTIL)


def test_an_outside_maker_enters_the_cooling_of_stage_lamps_in_2021(
    by_party: dict[str, list[Row]],
) -> None:
    entered = by_party[ENTRANT]
    assert len(entered) >= 25
    assert {row["published"][:4] for row in entered} == {"2021"}
    assert all("F21V 29/" in row["classes"] and "F21W 131/406" in row["classes"] for row in entered)
    autumn = [row for row in entered if row["published"] >= "2021-09-01"]
    assert len(autumn) > len(entered) / 3


def test_a_maker_of_car_parts_triples_its_filings_from_the_middle_of_2020(
    by_party: dict[str, list[Row]],
) -> None:
    models = [row["filed"] for row in by_party[CLIMBER] if row["number"][-1] == "U"]
    before = sum("2019-01" <= day < "2020-01" for day in models)
    after = sum("2020-07" <= day < "2021-01" for day in models) * 2
    assert 2 <= after / before <= 4.5


def test_an_outside_jeweller_comes_close_to_a_regional_line_of_designs_in_autumn_2021(
    by_party: dict[str, list[Row]],
) -> None:
    near = by_party[SHADOW]
    assert len(near) >= 15
    assert all("2021-09-01" <= row["published"] <= "2021-11-30" for row in near)
    line = Counter(row["title"] for row in by_party[ORIGINAL])
    assert {row["district"] for row in near} == {"罗湖区"}
    assert sum(row["title"] in line for row in near) >= len(near) / 3


def test_a_region_that_ends_before_the_stories_does_not_know_them() -> None:
    told = told_of(date(2019, 12, 31), 0.05)
    assert not told[ENTRANT] and not told[SHADOW]
    assert told[ORIGINAL]
