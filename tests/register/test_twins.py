"""Same-day pairs: which rights are one, who says so, what follows."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from lives_ledger import book

from ipharbor.register.events import Event
from ipharbor.register.moves import State
from ipharbor.register.standing import Right, standing
from ipharbor.register.twins import Pair, bare, linked, pairs

DAY = date(2019, 3, 4)
LAMP = Right("201910000001.1", "invention", DAY, ("番禺灯厂",))
SHADE = Right("201920000002.2", "utility_model", DAY, ("番禺灯厂",))
TITLES = {LAMP.key: "一种会唱歌的灯", SHADE.key: "会唱歌的灯"}
GRANT = Event("GR01", date(2022, 5, 3), date(2022, 5, 6))


def test_same_day_same_applicants_same_title_make_a_candidate_that_nobody_declared() -> None:
    assert pairs([LAMP, SHADE], TITLES, {}) == (Pair(LAMP.key, SHADE.key, None),)


def test_another_day_applicant_kind_or_title_makes_none() -> None:
    others = [
        Right(SHADE.key, "utility_model", date(2019, 3, 5), SHADE.holders),
        Right(SHADE.key, "utility_model", DAY, ("南沙灯厂",)),
        Right(SHADE.key, "utility_model", DAY, ("番禺灯厂", "南沙灯厂")),
        Right(SHADE.key, "design", DAY, SHADE.holders),
        Right(SHADE.key, "utility_model", None, SHADE.holders),
        Right(SHADE.key, "utility_model", DAY, ()),
    ]
    for other in others:
        assert pairs([LAMP, other], TITLES, {}) == ()
    assert pairs([LAMP, SHADE], TITLES | {SHADE.key: "一种会跳舞的灯"}, {}) == ()
    assert pairs([LAMP, SHADE], {}, {}) == ()


def test_a_statement_makes_a_pair_whatever_the_titles_say() -> None:
    said = Event("TWIN", DAY, DAY, {"twin": LAMP.key})
    told = {SHADE.key: [said]}
    assert pairs([LAMP, SHADE], {}, told) == (Pair(LAMP.key, SHADE.key, True),)
    written = {SHADE.key: [Event("TWIN", DAY, DAY, {"twin": "ZL 2019 1 0000001.1"})]}
    named = Right("CN201910000001", "invention", DAY)
    assert pairs([named, SHADE], {}, written) == (Pair(named.key, SHADE.key, True),)
    later = Right(SHADE.key, "utility_model", date(2019, 3, 5))
    assert pairs([LAMP, later], {}, told) == ()


def test_of_two_models_alike_only_the_first_is_taken() -> None:
    again = Right("201920000003.3", "utility_model", DAY, SHADE.holders)
    titles = TITLES | {again.key: TITLES[SHADE.key]}
    assert pairs([again, LAMP, SHADE], titles, {}) == (Pair(LAMP.key, SHADE.key, None),)


def test_a_declared_model_ends_on_the_day_on_which_the_invention_is_granted() -> None:
    said = Event("TWIN", DAY, DAY, {"twin": SHADE.key})
    told = {
        LAMP.key: [said, GRANT],
        SHADE.key: [Event("GR01", date(2019, 9, 3), date(2019, 9, 3))],
    }
    lamp, shade = linked([LAMP, SHADE], {}, told)
    ended = standing(shade, told[SHADE.key], on=date(2022, 5, 3), book=book(),
                     data_until=date(2026, 10, 31))  # fmt: skip
    assert (ended.state, ended.since) == (State.SURRENDERED, date(2022, 5, 3))
    before = standing(shade, told[SHADE.key], on=date(2022, 5, 4), book=book(),
                      data_until=date(2026, 10, 31), known_on=date(2022, 5, 5))  # fmt: skip
    assert before.state is State.IN_FORCE
    assert lamp.model is not None and lamp.model.granted_on == date(2019, 9, 3)
    assert lamp.twin is None and shade.model is None


def test_titles_are_compared_without_width_signs_and_opening_words() -> None:
    assert bare("一种 Ｌ.Ｅ.Ｄ 灯（防水）") == bare("LED灯防水") == "led灯防水"
    assert bare("——") == ""


some_rights = st.lists(
    st.builds(
        Right,
        st.integers(0, 99).map(str),
        st.sampled_from(["invention", "utility_model", "design", ""]),
        st.sampled_from([DAY, date(2019, 3, 5), None]),
        st.sampled_from([(), ("甲",), ("甲", "乙"), ("乙", "甲")]),
    ),
    max_size=12,
    unique_by=lambda right: right.key,
)


@given(some_rights, st.randoms(use_true_random=False))
def test_no_right_is_in_two_pairs_and_their_order_does_not_matter(rights, dice) -> None:  # type: ignore[no-untyped-def]
    titles = {right.key: ("灯", "伞")[int(right.key) % 2] for right in rights}
    told = {
        right.key: [Event("TWIN", DAY, DAY, {"twin": str(dice.randrange(99))})]
        for right in rights
        if dice.random() < 0.3
    }
    found = pairs(rights, titles, told)
    keys = [key for pair in found for key in (pair.invention, pair.model)]
    assert len(keys) == len(set(keys))
    held = {right.key: right for right in rights}
    for pair in found:
        assert held[pair.invention].kind == "invention"
        assert held[pair.model].kind == "utility_model"
        assert held[pair.invention].filed_on == held[pair.model].filed_on
    shuffled = list(rights)
    dice.shuffle(shuffled)
    assert set(pairs(shuffled, titles, told)) == set(found)
