"""Where in China an applicant sits, read from an address: province, city, district or county.

Coarser than ``places``, which knows the towns of one region: this is for comparing regions with
each other. The names of provinces and cities are data (``data/cities.yaml``); a district or
county is what stands behind them and ends in 区, 县, 市 or 旗.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ipharbor.vocabulary.places import Region
from ipharbor.vocabulary.provenance import Stated

_LOOKED_AT = 60  # characters: what tells the place stands in front
_BLANKS = re.compile(r"\s+")
_BEHIND = re.compile(r"[^市县区旗]{0,8}?(?:自治州|地区)|市|盟|州")
_COUNTY = re.compile(r"(?:市辖区)?(.{1,7}?(?:自治县|自治旗|区|县|市(?![场政民区中面郊集])|旗))")
_STREETS = re.compile(r"[镇乡路街道村号,，()\d](?![区县市旗])(?!里区|外区|南区|北区|桥区|海区)")
# What ends like a district and is none: the parks and zones that addresses name.
_PARK = re.compile(
    r"(?:开发|工业|园|科技|产业|高新|保税|小|社|校|厂|新技术|示范|经济|商务|合作|片|管理|试验|垦)区$"
)


@dataclass(frozen=True)
class Locality:
    """A place by its Chinese names, each empty where the address does not tell it.

    ``county`` is a district, county or county-level city.
    """

    province: str
    city: str = ""
    county: str = ""

    @property
    def name(self) -> str:
        """How the place is told from others as closely as it is known: ``广州市番禺区``,
        ``义乌市``, ``东莞市``, ``北京市海淀区``, ``广东省``."""
        if self.county and not self.county.endswith("区"):
            return self.county  # alone, since sources name the city above it or not
        return f"{self.city_name}{self.county}" or self.province

    @property
    def city_name(self) -> str:
        """The city: ``广州市``; without its rank where that is not 市; empty where not told."""
        loaded = _loaded()
        if not self.city or self.city in loaded["unranked"]:
            return self.city
        return f"{self.city}市"

    @property
    def whole(self) -> bool:
        """Whether it is told as closely as districts are compared."""
        return bool(self.county) or self.city in _loaded()["undivided"]


def locality(address: str, district: str, home: Region) -> Stated[Locality]:
    """The place that an address and the district stated beside it name.

    An address in ``home``'s district that names a place which has since left the district is
    known by its city alone. ``why`` is ``place.locality.unknown`` where neither tells a city or
    a county, and empty for empty text.
    """
    text, stated = _plain(address)[:_LOOKED_AT], _plain(district)
    found = _read(text, stated) or _read(stated + text, stated)
    if found is None and any(name in stated or name in text[:12] for name in home.district_names):
        found = own_place(home)
    if found is None:
        return Stated(address, None, "place.locality.unknown" if text or stated else "")
    if found.city in ("", home.city_zh) and _is_home(found.county, home):
        moved = any(place in text for place in home.moved_away)
        found = replace(own_place(home), county="" if moved else home.name_zh)
    return Stated(address, found)


def own_place(home: Region) -> Locality:
    """The place of a region itself."""
    return Locality(_loaded()["of_city"].get(home.city_zh, ""), home.city_zh, home.name_zh)


def _read(text: str, stated: str) -> Locality | None:
    loaded = _loaded()
    head = loaded["head"].match(text)
    province, city = head["province"] or head["bare"] or "", head["city"] or ""
    if not (province or city):
        return None
    end = head.end()
    behind = _BEHIND.match(text, end) if city else None
    if city and not (behind or province or city in loaded["alone"]):
        return None  # 中山大道 is a road in many cities: without a rank or a province no city
    province = loaded["of_city"].get(city, province)
    if city in loaded["undivided"]:
        return Locality(province, city)
    county = _county(text, behind.end() if behind else end) or _stated_county(stated, city)
    return Locality(province, city, county)


def _county(text: str, start: int) -> str:
    found = _COUNTY.match(text, start)
    if found is None or _PARK.search(found[1]) or _STREETS.search(found[1]):
        return ""
    return found[1]


def _stated_county(stated: str, city: str) -> str:
    """The district stated beside the address, without its city."""
    bare = stated.removeprefix(f"{city}市") if city else stated
    found = _COUNTY.fullmatch(bare)
    return "" if found is None or _PARK.search(found[1]) else found[1]


def _is_home(county: str, home: Region) -> bool:
    return county == home.name_zh or county[:-1] in home.district_names


def _plain(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


@cache
def _loaded() -> Mapping[str, Any]:
    path = files("ipharbor.vocabulary").joinpath("data", "cities.yaml")
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    of_city = {city: p for p, cities in held["provinces"].items() for city in cities.split()}
    of_city |= {city: city for city in held["municipalities"] + held["others"]}
    names = "|".join(sorted(of_city, key=len, reverse=True))
    provinces = "|".join(held["provinces"])
    rank = "省|壮族自治区|回族自治区|维吾尔自治区|自治区"
    head = (
        r"(?:\d{6})?(?:中国|中华人民共和国)?"
        rf"(?:(?P<province>{provinces})(?:{rank})|(?P<bare>{provinces})(?={names}))?"
        rf"(?P<city>{names})?"
    )
    return {
        "of_city": of_city,
        "alone": frozenset(held["municipalities"] + held["others"]),
        "undivided": frozenset(held["undivided"]),
        "unranked": frozenset(held["unranked"].split()),
        "head": re.compile(head),
    }
