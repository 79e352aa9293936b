"""Provinces, cities, districts and counties in addresses."""

from __future__ import annotations

import csv
import gzip
import os
from itertools import islice
from pathlib import Path

import pytest

from ipharbor.vocabulary.localities import Locality, locality, own_place
from ipharbor.vocabulary.places import region

HOME = region()
SHARED = Path(os.environ.get("IPHARBOR_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))


def read(address: str, district: str = "") -> Locality | None:
    return locality(address, district, HOME).clean


@pytest.mark.parametrize(
    ("address", "name", "city", "province"),
    [
        ("511400 广东省广州市番禺区大石街石北工业路", "广州市番禺区", "广州市", "广东"),
        ("100084 北京市海淀区清华园1号", "北京市海淀区", "北京市", "北京"),
        ("浙江省台州市路桥区路桥街道", "台州市路桥区", "台州市", "浙江"),
        ("浙江省宁波市镇海区招宝山街道", "宁波市镇海区", "宁波市", "浙江"),
        ("山东省青岛市市南区香港中路", "青岛市市南区", "青岛市", "山东"),
        ("黑龙江省哈尔滨市道里区友谊路", "哈尔滨市道里区", "哈尔滨市", "黑龙江"),
        ("吉林省吉林市船营区", "吉林市船营区", "吉林市", "吉林"),
        ("重庆市云阳县青龙街道", "云阳县", "重庆市", "重庆"),
        ("吉林省延边朝鲜族自治州延吉市", "延吉市", "延边", "吉林"),
        ("内蒙古呼和浩特市赛罕区", "呼和浩特市赛罕区", "呼和浩特市", "内蒙古"),
        ("广东省 佛山市 顺德区容桂街道", "佛山市顺德区", "佛山市", "广东"),
    ],
)
def test_a_place_is_read_down_to_its_district(
    address: str, name: str, city: str, province: str
) -> None:
    found = read(address)
    assert found is not None
    assert (found.name, found.city_name, found.province) == (name, city, province)
    assert found.whole


def test_a_county_level_city_is_one_place_whether_its_city_is_named_or_not() -> None:
    named, bare = read("浙江省嘉兴市桐乡市梧桐街道"), read("浙江省桐乡市梧桐街道")
    assert named is not None
    assert bare is not None
    assert named.name == bare.name == "桐乡市"


def test_a_city_without_districts_is_compared_as_a_whole() -> None:
    found = read("广东省东莞市厚街镇旖陌路6号", "厚街镇")
    assert found == Locality("广东", "东莞")
    assert found.whole
    assert found.name == "东莞市"


@pytest.mark.parametrize(
    "address", ["江苏省苏州市工业园区楹泽街5号", "湖南省长沙县星沙", "广州市市桥镇"]
)
def test_a_park_or_a_town_is_no_district(address: str) -> None:
    found = read(address)
    assert found is not None
    assert not found.whole


@pytest.mark.parametrize(
    "address", ["天河区中山大道西1号", "中山大道西1号", "Tokyo, Japan", "朝阳路9号"]
)
def test_a_road_named_after_a_city_is_not_that_city(address: str) -> None:
    told = locality(address, "", HOME)
    assert (told.clean, told.why) == (None, "place.locality.unknown")


def test_the_stated_district_helps_where_the_address_begins_with_a_road() -> None:
    found = read("中山大道西1号", "广州市天河区")
    assert found == Locality("广东", "广州", "天河区")
    assert read("幸福里3号", "番禺区") == own_place(HOME)


def test_what_left_the_region_is_not_the_region() -> None:
    for address in ("广州市番禺区东涌镇市鱼路", "番禺市榄核镇石楼路"):
        found = read(address)
        assert found is not None
        assert (found.city, found.county) == ("广州", "")
    assert read("511400 广东省番禺市市桥镇西环路") == own_place(HOME)


def test_nothing_said_is_no_doubt() -> None:
    assert (locality("", "", HOME).clean, locality("", "", HOME).why) == (None, "")


@pytest.mark.real
def test_most_addresses_of_a_real_register_tell_their_city() -> None:
    path = SHARED / "cn-firms" / "guangdong_firms.csv.gz"
    if not path.is_file():
        pytest.skip(f"no real records under {SHARED}")
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as opened:
        told = [row["注册地址"] for row in islice(csv.DictReader(opened), 0, None, 5)]
    found = [read(address) for address in told]
    assert sum(one is not None for one in found) / len(told) > 0.8
    assert sum(one is not None and one.province == "广东" for one in found) > 0.99 * sum(
        one is not None for one in found
    )
