"""Outlines of towns from a file that anybody may have written."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.outlines import drawn, outlines
from ipharbor.vocabulary.places import region

HOME = region()
SQUARE = [[[113.0, 23.0], [113.1, 23.0], [113.1, 23.1], [113.0, 23.1], [113.0, 23.0]]]


def feature(properties: dict[str, Any], coordinates: Any = SQUARE, kind: str = "Polygon") -> Any:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


@pytest.mark.parametrize(
    "properties",
    [{"code": "440113102"}, {"adcode": 440113102}, {"name": "南村镇"}, {"name": "南村"},
     {"NAME": "Nancun"}, {"code": "440113102000"}],
)  # fmt: skip
def test_a_town_is_known_by_its_code_or_its_name(properties: dict[str, Any]) -> None:
    assert set(outlines(collection(feature(properties)), HOME).rings) == {"440113102"}


def test_what_is_no_town_of_the_region_is_counted_and_left_out() -> None:
    held = outlines(collection(feature({"name": "南村镇"}), feature({"name": "福田街道"})), HOME)
    assert held.unknown == 1
    assert len(held.lacking(HOME)) == 15


def test_islands_of_one_town_are_one_path() -> None:
    other = [[[[x + 0.2, y] for x, y in SQUARE[0]]]]
    many = feature({"name": "南村镇"}, [SQUARE, *other], "MultiPolygon")
    picture = drawn(outlines(collection(many), HOME), width=300)
    (path,) = picture.paths
    assert path.d.count("M") == path.d.count("Z") == 2


def test_north_is_up_and_a_square_on_the_ground_is_a_square() -> None:
    wide = 0.1 / math.cos(math.radians(23.05))
    square = [[[113, 23], [113 + wide, 23], [113 + wide, 23.1], [113, 23.1], [113, 23]]]
    north = [[[x, y + 0.2] for x, y in square[0]]]
    held = outlines(
        collection(feature({"name": "南村镇"}, square), feature({"name": "新造镇"}, north)), HOME
    )
    picture = drawn(held, width=100)
    south_path, north_path = picture.paths
    assert north_path.y < south_path.y
    assert picture.height == pytest.approx(300, rel=0.01)
    assert south_path.x == pytest.approx(50, abs=0.1)


HOSTILE = [
    "", "[]", "nonsense", "{}", '{"type": "FeatureCollection"}',
    '{"type": "FeatureCollection", "features": {}}',
    collection({"type": "Feature", "properties": {"name": "南村镇"}, "geometry": None}),
    collection(feature({"name": "南村镇"}, [[[1e400, 2]] * 4])),
    collection(feature({"name": "南村镇"}, [[[float("nan"), 2]] * 4])),
    collection(feature({"name": "南村镇"}, [[["<script>", 2]] * 4])),
    collection(feature({"name": "南村镇"}, [[[500, 2]] * 4])),
    collection(feature({"name": "南村镇"}, [[[1, 2]] * 3])),
    collection(feature({"name": "南村镇"}, [1, 2], "Point")),
    collection(*[feature({"name": "x"})] * 2_001),
    collection(feature({"name": "南村镇"}, [[[113, 23]] * 400_001])),
    "[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_that_means_harm_is_refused(text: str) -> None:
    with pytest.raises(HarborError) as refused:
        outlines(text, HOME)
    assert refused.value.code == "map.geojson.unreadable"


def test_a_file_of_another_place_is_refused_by_name() -> None:
    with pytest.raises(HarborError) as refused:
        outlines(collection(feature({"name": "福田街道"})), HOME)
    assert refused.value.code == "map.geojson.elsewhere"


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=4, max_size=30))
def test_whatever_the_points_a_path_holds_numbers_alone(ring: list[tuple[float, float]]) -> None:
    held = outlines(collection(feature({"name": "南村镇"}, [[list(one) for one in ring]])), HOME)
    (path,) = drawn(held, width=600).paths
    assert set(path.d) <= set("MLZ 0123456789.-")
