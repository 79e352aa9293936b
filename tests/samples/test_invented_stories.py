"""The planted stories must be there to be found."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from ipharbor.samples import region

ENTRANT = "中山市骁砂光电科技有限公司"
CLIMBER = "广州霁川新能源汽车部件有限公司"
ORIGINAL = "广州黛桥珠宝首饰有限公司"
SHADOW = "深圳市珞影珠宝首饰有限公司"
Row = dict[str, str]


@pytest.fixture(scope="module")
def by_party() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {name: [] for name in (ENTRANT, CLIMBER, ORIGINAL, SHADOW)}
    for row in region.build(2021, 1.0, date(2021, 11, 30)):
        if row["applicant_first"] in found:
            found[row["applicant_first"]].append(row)
    return found


def test_an_outside_maker_enters_the_cooling_of_stage_lamps_in_2021(
    by_party: dict[str, list[Row]],
) -> None:
    entered = by_party[ENTRANT]
    assert len(entered) >= 25
    assert {row["publication_date"][:4] for row in entered} == {"2021"}
    assert all("F21V 29/" in row["ipc"] and "F21W 131/406" in row["ipc"] for row in entered)
    autumn = [row for row in entered if row["publication_date"] >= "2021-09-01"]
    assert len(autumn) > len(entered) / 3


def test_a_maker_of_car_parts_triples_its_filings_from_the_middle_of_2020(
    by_party: dict[str, list[Row]],
) -> None:
    models = [
        row["filing_date"] for row in by_party[CLIMBER] if row["publication_number"][-1] == "U"
    ]
    before = sum("2019-01" <= day < "2020-01" for day in models)
    after = sum("2020-07" <= day < "2021-01" for day in models) * 2
    assert 2 <= after / before <= 4.5


def test_an_outside_jeweller_comes_close_to_a_regional_line_of_designs_in_autumn_2021(
    by_party: dict[str, list[Row]],
) -> None:
    near = by_party[SHADOW]
    assert len(near) >= 15
    assert all("2021-09-01" <= row["publication_date"] <= "2021-11-30" for row in near)
    line = Counter(row["title"] for row in by_party[ORIGINAL])
    assert {row["district"] for row in near} == {"罗湖区"}
    assert sum(row["title"] in line for row in near) >= len(near) / 3


def test_a_region_that_ends_before_the_stories_does_not_know_them() -> None:
    told = {row["applicant_first"] for row in region.build(2021, 0.05, date(2019, 12, 31))}
    assert not {ENTRANT, SHADOW} & told
    assert ORIGINAL in told
