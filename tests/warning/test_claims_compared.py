"""What of a claim is found in a text, and what that is worth."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ipharbor.warning.comparing import Passages, chart, coverage, learned
from ipharbor.warning.incident import Element
from ipharbor.warning.lookalike import stems
from ipharbor.warning.overlap import NEW, Covered, Document, Own, Party, tie

_BODIES = (
    "箱体",
    "机架",
    "灯体",
    "车架",
    "炉体",
    "罐体",
    "壳体",
    "平台",
    "支架",
    "管体",
    "座椅",
    "门板",
)
_PARTS = ("弹簧", "滑块", "钢珠", "拉环", "密封圈", "隔板", "插销", "风扇", "齿轮", "轴承", "铰链")
_CLAIMS = [
    f"1.一种装置，包括{body}，所述{body}的内壁设有凹槽，所述凹槽内固定有{part}，{part}与{body}之间连接有{other}。"
    for n, body in enumerate(_BODIES)
    for part, other in zip(_PARTS, (*_PARTS[n % 7 + 1 :], *_PARTS[: n % 7 + 1]), strict=True)
]
WEIGHTS = learned(_CLAIMS)
DAY = date(2024, 6, 30)
FEATURES = ("包括灯体", "所述灯体的内壁设有凹槽", "所述凹槽内固定有滑块")


def read(*told: str) -> tuple[Element, ...]:
    return chart(FEATURES, Passages(told), WEIGHTS)


def test_the_same_in_other_words_has_all_features():
    found = read("包括灯体", "该灯体的内壁设置有凹槽", "该凹槽内紧固有滑块")
    assert coverage(found) in ("literal", "equivalents")


@pytest.mark.parametrize("part", ["钢珠", "拉环", "密封圈"])
def test_another_part_in_the_same_sentence_is_no_equivalent(part: str):
    *_same, last = read("包括灯体", "所述灯体的内壁设有凹槽", f"所述凹槽内固定有{part}")
    assert last.reading in ("unclear", "missing")


def leaf_spring(having: int) -> str:
    """How 片簧 is read in a text that has 垫圈 in its place, where ``having`` of 200 claims have
    片簧; its two characters are common by themselves."""
    told = ["1.一种手环，包括表壳，表壳与薄片之间设有弹簧。"] * 100
    told += ["1.一种手环，包括表壳，表壳的内壁设有垫圈。"] * (96 - having)
    told += ["1.一种手环，包括表壳，表壳的内壁设有片簧。"] * having
    told += ["1.一种手环，包括表壳，快拆扳手与魔术贴相连。"] * 4
    text = Passages(("快拆扳手与魔术贴之间设有垫圈",))
    return chart(("快拆扳手与魔术贴之间设有片簧",), text, learned(told))[0].reading


def test_a_word_of_two_common_characters_is_absent_where_the_word_is_rare():
    assert leaf_spring(2) == "unclear"
    assert leaf_spring(40) in ("literal", "equivalent")


def covered(others: float = 0.0, habit: float = 0.0, *, reworded: bool = False) -> Covered:
    other = "换了一种说法"
    told = [Element(one, other if reworded else one, "literal", 1.0) for one in FEATURES]
    return Covered(tuple(told), others, habit)


def chance(one: Covered) -> int:
    return sum(point.points for point in one.points() if point.side == "probability")


def test_what_others_of_the_field_have_too_says_less_the_more_they_are():
    assert [chance(covered(others)) for others in (0, 1, 2, 3, 50)] == [5, 3, 3, 1, 1]


def test_where_it_is_usual_in_the_field_one_more_word_for_word_says_less():
    assert [chance(covered(habit=share)) for share in (0.0, 0.04, 0.05, 0.2)] == [5, 5, 3, 1]
    assert chance(covered(habit=0.2, reworded=True)) == 6


def test_the_graver_of_both_reasons_is_told_and_only_that():
    found = covered(others=1, habit=0.4).points()
    assert [one.reason for one in found if one.points < 0] == ["grade.stock_field"]
    assert not covered().common and covered(others=1).common and covered(habit=0.3).common


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        ("甲乙丙", "甲乙丙", True),
        ("甲乙丙", "乙丙丁", True),
        ("甲", "甲", False),  # one person may move
        ("甲乙丙丁戊", "甲乙", False),  # two of five may leave
        ("甲乙", "丙丁", False),
    ],
)
def test_applicants_of_the_same_people_belong_together(here: str, there: str, same: bool):
    one, other = Party(frozenset(here)), Party(frozenset(there))
    assert tie(one, other, DAY) == tie(other, one, DAY) == ("people" if same else "")


def party(people: str, house: str, days: int) -> Party:
    return Party(frozenset(people), frozenset((house,)), DAY - timedelta(days))


@pytest.mark.parametrize(
    ("here", "there", "by"),
    [
        (party("甲", "汀路1号", 4000), party("甲", "汀路1号", 30), "house"),
        (party("甲", "汀路1号", 4000), party("甲", "汀路2号", 30), ""),
        (party("甲", "汀路1号", 90), party("乙", "汀路1号", 30), "new_house"),
        (party("甲", "汀路1号", 90), party("乙", "汀路2号", 30), ""),
        (party("甲", "汀路1号", NEW.days), party("乙", "汀路1号", 30), ""),  # no longer new
    ],
)
def test_of_one_house_an_inventor_in_common_or_both_new_belong_together(
    here: Party, there: Party, by: str
):
    assert tie(here, there, DAY) == tie(there, here, DAY) == by


@pytest.mark.parametrize(
    ("ties", "reworded", "less"),
    [
        ((), False, None),
        (("people", "house"), True, "grade.connected"),
        (("house", "new_house"), True, "grade.one_house"),
        (("new_house",), False, "grade.new_in_one_house"),
        (("new_house",), True, None),  # a neighbour's own words
    ],
)
def test_what_ties_the_parties_takes_off_once(
    ties: tuple[str, ...], reworded: bool, less: str | None
):
    right = Document("CN1", "一种灯", ("甲",))
    own = Own(right, ("甲",), 5, covered(reworded=reworded), ties=frozenset(ties))
    assert [one.reason for one in own.points() if one.points < 0] == ([less] if less else [])


def test_a_motif_with_an_ending_is_the_motif_that_some_design_is_named_after():
    told = stems(["木棉", "木棉系列", "木棉花语", "醒狮系列", "木"])
    assert told["木棉系列"] == told["木棉花语"] == "木棉"
    assert told["醒狮系列"] == "醒狮系列"
