"""Towns in addresses."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region, town_of

SHARED = Path(os.environ.get("IPHARBOR_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))


@pytest.mark.parametrize(
    ("address", "town"),
    [
        ("广州市番禺区东环街市广路290号101之一", "东环街道"),
        ("511400 广东省番禺市市桥镇西环路", "市桥街道"),
        ("广州市番禺区石基镇龙基南路45号", "石碁镇"),
        ("广东省广州市番禺区沙湾镇福涌村", "沙湾街道"),
        ("广州市番禺区沙湾街道", "沙湾街道"),
        ("广州市番禺区大石街石北工业路", "大石街道"),
        ("广州市番禺区迎宾路钟村段", "钟村街道"),
        ("广州市番禺区市桥东环路1号", "市桥街道"),
        ("广州市番禺区南村镇市新公路石碁段", "南村镇"),
        ("广州市大学城外环西路100号", "小谷围街道"),
        ("广州市番禺区 化 龙 镇 金山大道", "化龙镇"),
        ("No. 3 Road, Dashi, Panyu, Guangzhou", "大石街道"),
    ],
)
def test_a_town_is_found_however_the_address_is_written(address, town):
    found = town_of(address).clean
    assert found is not None
    assert found.name_zh == town


@pytest.mark.parametrize(
    "address", ["广州市番禺区东涌镇市鱼路", "广州市番禺区大岗镇振兴路", "番禺市榄核镇石楼路"]
)
def test_places_that_left_the_district_are_not_taken_for_todays_towns(address):
    assert (town_of(address).clean, town_of(address).why) == (None, "place.town.moved")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "广州市南沙区横沥镇庙南村",
        "沈阳市大东区东环街2号",
        "上海市长宁区番禺路石楼大厦",
        "北京大学城",
    ],
)
def test_like_names_elsewhere_are_not_taken_for_the_districts_towns(address):
    assert (town_of(address).clean, town_of(address).why) == (None, "")


def test_the_stated_district_goes_before_the_address():
    assert town_of("石楼镇港前路", "番禺区").clean.name_zh == "石楼镇"
    assert town_of("番禺区石楼镇港前路", "南沙区").clean is None
    assert town_of("幸福里3号", "番禺区").why == "place.town.unknown"


def test_the_towns_lie_on_sixteen_tiles_of_their_own():
    home = region()
    assert len(home.towns) == 16
    assert len({(town.tile_column, town.tile_row) for town in home.towns}) == 16
    assert len({town.code for town in home.towns}) == 16
    assert all(town.code.startswith(home.code) for town in home.towns)
    assert home.town("440113007000").name_en == "Shiqiao"


def test_north_lies_above_south_and_west_before_east_on_the_tile_map():
    tile = {town.name_en: (town.tile_column, town.tile_row) for town in region().towns}
    assert tile["Luopu"][1] < tile["Dashi"][1] < tile["Zhongcun"][1] < tile["Shawan"][1]
    assert tile["Shibi"][0] < tile["Zhongcun"][0] < tile["Shiqi"][0] < tile["Shilou"][0]


@pytest.mark.parametrize("name", ["atlantis", "../panyu", ""])
def test_an_unknown_region_is_refused(name):
    with pytest.raises(HarborError) as error:
        region(name)
    assert error.value.code == "place.region.unknown"


@pytest.mark.real
def test_towns_of_real_firms_agree_with_the_registers_own_guess():
    path = SHARED / "cn-firms" / "panyu_firms.csv"
    if not path.is_file():
        pytest.skip(f"no real records under {SHARED}")
    with path.open(encoding="utf-8-sig") as opened:
        firms = [
            row for row in csv.DictReader(opened) if row["镇街_由地址推断"][-1:] in ("道", "镇")
        ]
    agreeing = sum(
        (found := town_of(firm["注册地址"]).clean) is not None
        and found.name_zh == firm["镇街_由地址推断"]
        for firm in firms
    )
    assert agreeing / len(firms) > 0.99
