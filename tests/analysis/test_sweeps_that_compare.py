"""Sweeps that compare texts, over a small world in which one thing happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sweeping_world import LAMP, RIVAL, SOUND
from texts_world import CLAIM, GRANTED, LACKING, REWORDED, Region, later, region

from ipharbor.analysis.sweeping.exporting import exported
from ipharbor.analysis.sweeping.known import Span
from ipharbor.analysis.sweeping.lookalikes import lookalikes
from ipharbor.analysis.sweeping.overlapping import overlaps
from ipharbor.analysis.sweeping.reading_on import readings
from ipharbor.warning.incident import Incident

Y2014, Y2016 = (
    Span(date(2013, 12, 31), date(2014, 12, 31)),
    Span(date(2015, 12, 31), date(2016, 12, 31)),
)


def codes(seen: Incident) -> dict[str, int]:
    return {one.reason: one.points for one in seen.points}


def test_a_later_document_that_says_all_of_a_claim_in_other_words_is_told():
    made = region()
    own, other = made.right(LAMP), later(made)
    (seen,) = overlaps(made.known, Y2016)
    assert (seen.firms, seen.others) == ((LAMP,), (RIVAL,))
    assert (seen.rights, seen.documents) == ((own,), (other,))
    assert len(seen.chart) == 4
    assert {one.reading for one in seen.chart} <= {"literal", "equivalent"}
    assert seen.grade.colour in ("orange", "red")


def _other_holder(made: Region) -> None:
    made.right(LAMP)
    later(made, who=LAMP)


def _lacks_one(made: Region) -> None:
    made.right(LAMP)
    later(made, LACKING)


def _lapsed(made: Region) -> None:
    made.event(made.right(LAMP), "CF01", date(2015, 6, 1))
    later(made)


def _never_granted(made: Region) -> None:
    made.right(LAMP, granted_on=None, known_on=GRANTED)
    later(made)


def _filed_before(made: Region) -> None:
    made.right(LAMP)
    later(made, filed_on=date(2014, 1, 2))


def _one_family(made: Region) -> None:
    made.right(LAMP, priority_numbers=["JP2013-1"])
    later(made, priority_numbers=["JP2013-1"])


def _both_hold_it(made: Region) -> None:
    made.right(LAMP, applicants=[LAMP, RIVAL])
    later(made)


@pytest.mark.parametrize(
    "happens",
    [_other_holder, _lacks_one, _lapsed, _never_granted, _filed_before, _one_family, _both_hold_it],
    ids=lambda one: one.__name__,
)
def test_what_is_no_overlap_in_law_is_not_told(happens: Callable[[Region], None]):
    made = region()
    happens(made)
    assert list(overlaps(made.known, Y2016)) == []


def test_stock_wording_of_a_field_weighs_little_and_a_rewording_much():
    made = region(stock=True)
    made.right(LAMP)
    later(made, CLAIM.replace("舞台摇头灯", "演出灯"))
    later(made, REWORDED, who=SOUND)
    same, other = overlaps(made.known, Y2016)
    assert codes(same)["grade.stock_wording"] == -4
    assert "grade.own_words" in codes(other)
    assert same.grade.score < other.grade.score
    assert codes(other)["grade.prior_art"] == -1


def test_in_a_field_where_claims_are_often_repeated_one_more_says_little():
    made = region()
    for n in range(30):
        claim = CLAIM[:-1] + f"，灯体开设有{n + 2}个出光口和{n + 3}个进风口。"
        for who in ("甲灯厂", "乙灯厂"):
            made.put(who, date(2012, 1, 3), "一种灯", first_claim=claim, abstract="")
    claim = CLAIM[:-1] + "，所述底座的内腔还灌封有聚氨酯泡沫层。"
    made.right(LAMP, claim)
    later(made, claim)
    (seen,) = overlaps(made.known, Y2016)
    assert codes(seen)["grade.stock_field"] == -4
    assert seen.grade.colour in ("blue", "yellow")


def test_a_later_document_of_the_same_people_is_told_low():
    made = region()
    made.right(LAMP, inventors=["梁一", "何二", "陈三"])
    later(made, inventors=["何二", "梁一", "陈三"])
    (seen,) = overlaps(made.known, Y2016)
    assert codes(seen)["grade.connected"] == -4
    assert seen.grade.colour in ("blue", "yellow")


HOUSE = "广东省广州市番禺区南村镇煦汀路195号"


@pytest.mark.parametrize(
    ("own", "other", "reason"),
    [
        ({"inventors": ["梁一"]}, {"inventors": ["梁一", "何二", "陈三"]}, "grade.one_house"),
        ({"inventors": ["梁一"], "address": "汀路1号"}, {"inventors": ["梁一"]}, None),
        ({"inventors": ["梁一"]}, {"inventors": ["何二"]}, None),  # the one is of old
        (
            {"inventors": ["梁一"], "address": "广州市番禺区南村镇"},
            {"inventors": ["梁一"], "address": "广州市番禺区南村镇"},
            None,  # a town is no house
        ),
    ],
)
def test_a_later_document_out_of_the_same_house_is_told_low(
    own: dict[str, Any], other: dict[str, Any], reason: str | None
):
    made = region()
    made.right(LAMP, **({"address": f"{HOUSE}2747房"} | own))
    later(made, **({"address": f"511400 {HOUSE}厂房3"} | other))
    (seen,) = overlaps(made.known, Y2016)
    less = {"grade.connected", "grade.one_house", "grade.new_in_one_house"} & set(codes(seen))
    assert less == ({reason} if reason else set())
    assert (seen.grade.colour in ("blue", "yellow")) is bool(reason)


@pytest.mark.parametrize(("told", "low"), [(CLAIM, True), (REWORDED, False)])
def test_new_ones_of_one_house_are_told_low_where_they_say_the_same(told: str, low: bool):
    made = region()
    day = date(2015, 9, 1)
    made.firm("新甲灯具厂")
    made.right("新甲灯具厂", granted_on=day, known_on=day, address=f"{HOUSE}101房")
    later(made, told, who="新乙灯具厂", address=f"{HOUSE}102房")
    (seen,) = overlaps(made.known, Y2016)
    assert ("grade.new_in_one_house" in codes(seen)) is low
    assert (seen.grade.colour in ("blue", "yellow")) is low


def test_what_became_known_later_changes_nothing():
    made = region()
    made.right(LAMP)
    later(made)
    before = list(overlaps(made.known, Y2016))
    made.put(RIVAL, date(2017, 5, 1), first_claim=REWORDED, abstract="")
    assert list(overlaps(made.known, Y2016)) == before


def test_a_product_that_falls_under_a_right_of_another_is_told_on_the_grant():
    made = region()
    made.product()
    key = made.right(RIVAL, CLAIM)
    made.rights_told.clear()
    made.case(RIVAL, SOUND, date(2013, 5, 1))
    (seen,) = readings(made.known, Y2014)
    assert (seen.firms, seen.others, seen.documents) == ((LAMP,), (RIVAL,), (key,))
    assert (seen.product, seen.known_on) == ("摇头灯 ZX-1", GRANTED)
    assert {"grade.owner_litigious", "grade.sales_large", "grade.prior_use"} <= set(codes(seen))


def test_a_new_product_is_compared_with_rights_that_stand_already():
    made = region()
    made.right(RIVAL, CLAIM)
    made.product(since=2016)
    assert list(readings(made.known, Y2014)) == []
    (seen,) = readings(made.known, Y2016)
    assert seen.known_on == date(2016, 1, 1)


@pytest.mark.parametrize(
    "told",
    [
        {"features": ("灯体、支臂、底座", "无线遥控")},
        {"ended_on": date(2013, 1, 1)},
        {"firm": RIVAL},
        {"markets": ["US"]},
    ],
)
def test_a_product_that_does_not_fall_under_the_right_is_not_told(told: dict[str, Any]):
    made = region()
    made.product(**told)
    made.right(RIVAL, CLAIM)
    assert list(readings(made.known, Y2014)) == []


def test_a_firms_own_earlier_document_speaks_against_the_right():
    made = region()
    made.product()
    made.put(LAMP, date(2012, 5, 1), first_claim=CLAIM, abstract="", filed_on=date(2011, 9, 1))
    made.right(RIVAL, CLAIM)
    (seen,) = readings(made.known, Y2014)
    assert codes(seen)["grade.own_prior_art"] == -2


def abroad(made: Region, office: str, claim: str, abstract: str = "") -> str:
    who, filed, family = "Rival GmbH", date(2011, 5, 1), ["DE10-1"]
    made.put(who, date(2013, 2, 1), "一种舞台摇头灯", first_claim=claim, abstract=abstract,
             priority_numbers=family, filed_on=filed, patent_type="invention")  # fmt: skip
    return made.put(
        who, date(2013, 1, 2), "", title_en="Moving head", office=office, granted_on=GRANTED,
        first_claim="1. A lamp, comprising a base.", priority_numbers=family, abstract=None,
        filed_on=filed, patent_type="invention",
    )  # fmt: skip


@pytest.mark.parametrize(("market", "office"), [("US", "US"), ("DE", "EP")])
def test_a_right_granted_where_a_product_is_sold_is_compared_by_its_family(
    market: str, office: str
):
    made = region()
    made.product(markets=["CN", market])
    key = abroad(made, office, CLAIM)
    (seen,) = exported(made.known, Y2014)
    facts = dict(seen.signal.facts)
    assert (facts["market"], facts["office"], facts["basis"]) == (market, office, "claim")
    assert key in seen.documents
    assert seen.known_on == GRANTED


def test_where_the_claim_has_more_the_abstract_is_compared_and_said_so():
    made = region()
    made.product(markets=["US"])
    narrow = CLAIM[:-1] + "，所述底座的内腔还灌封有聚氨酯泡沫层。"
    abroad(
        made,
        "US",
        narrow,
        "本发明公开了一种舞台摇头灯，" + CLAIM[CLAIM.find("包括") :] + "散热快。",
    )
    (seen,) = exported(made.known, Y2014)
    assert dict(seen.signal.facts)["basis"] == "abstract"
    assert codes(seen)["grade.by_abstract"] == -1


@pytest.mark.parametrize(("market", "office"), [("JP", "EP"), ("CN", "US"), ("US", "EP")])
def test_a_right_where_the_product_is_not_sold_is_not_told(market: str, office: str):
    made = region()
    made.product(markets=[market])
    abroad(made, office, CLAIM)
    assert list(exported(made.known, Y2014)) == []


def designs(made: Region, who: str, first: date, titles: tuple[str, ...]) -> None:
    for n, title in enumerate(titles):
        day = date(first.year, first.month + n, 2)
        made.put(who, day, title, (), patent_type="design", granted_on=day,
                 filed_on=date(first.year - 1, 12, 1 + n))  # fmt: skip


def crowd(made: Region, titles: tuple[str, ...]) -> None:
    for n in range(40):
        made.put(
            f"外地{n}饰品厂", date(2012, 3, 1), titles[n % len(titles)], (), patent_type="design"
        )


LINE = ("手镯（木棉1）", "项链（醒狮）", "手镯（镬耳屋2）", "耳环（木棉）")


def test_designs_that_follow_a_line_are_told_with_the_third():
    made = region()
    crowd(made, ("手镯", "项链（AB-12）", "耳环（平安扣）"))
    designs(made, LAMP, date(2014, 1, 2), LINE)
    designs(made, RIVAL, date(2016, 1, 2), ("手镯（木棉）", "项链（醒狮3）", "手镯（镬耳屋）"))
    (seen,) = lookalikes(made.known, Y2016)
    assert (seen.firms, seen.others, seen.known_on) == ((LAMP,), (RIVAL,), date(2016, 3, 2))
    first = seen.chart[0]
    assert (first.claimed, first.found) == ("手镯（木棉1）", "手镯（木棉）")
    assert list(lookalikes(made.known, Span(date(2016, 3, 2), date(2016, 12, 31)))) == []


def test_a_motif_is_the_same_with_an_ending():
    made = region()
    crowd(made, ("手镯", "项链（AB-12）", "耳环（平安扣）"))
    designs(made, LAMP, date(2014, 1, 2), LINE)
    titles = ("手镯（木棉系列）", "项链（醒狮）", "手镯（镬耳屋花语）")
    designs(made, RIVAL, date(2016, 1, 2), titles)
    (seen,) = lookalikes(made.known, Y2016)
    assert dict(seen.signal.facts)["motifs"] == "木棉、醒狮、镬耳屋"


def test_motifs_that_everybody_has_make_no_following():
    made = region()
    crowd(made, ("手镯（木棉）", "项链（醒狮）", "手镯（镬耳屋）"))
    designs(made, LAMP, date(2014, 1, 2), LINE)
    designs(made, RIVAL, date(2016, 1, 2), ("手镯（木棉）", "项链（醒狮3）", "手镯（镬耳屋）"))
    assert list(lookalikes(made.known, Y2016)) == []


def test_the_name_of_a_thing_is_no_feature_though_it_be_a_bag():
    made = region()
    made.product(name="舞台灯")
    made.right(RIVAL, CLAIM.replace("舞台摇头灯", "商务双肩包"))
    assert len(list(readings(made.known, Y2014))) == 1
