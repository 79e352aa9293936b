"""Folding and pairs: the two forms of a text, and the places that find it again."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.corpus.search.units import (
    folded,
    folded_all,
    folded_and_paired,
    is_ideograph,
    paired,
    runs,
    terms,
)

mixed = st.text(
    alphabet=st.one_of(
        st.sampled_from("灯具系统鲤鱼aB1 ，。-\n　Ａ①℃éΣ"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=40,
)


def test_a_run_of_ideographs_is_written_in_pairs_with_its_ends_alone() -> None:
    assert paired(["led灯具系统，鱼"]) == ["led 灯 灯具 具系 系统 统. 鱼 鱼. "]


def test_blanks_between_ideographs_do_not_count_and_letters_are_folded() -> None:
    assert folded("制 造　方\n法 ＬＥＤ 灯") == "制造方法 led 灯"


@settings(max_examples=300, deadline=None)
@given(st.lists(mixed, max_size=6))
def test_folding_many_is_folding_each(texts: list[str]) -> None:
    assert folded_all(texts) == [folded(text.replace("\x00", " ")) for text in texts]


@settings(max_examples=300, deadline=None)
@given(st.lists(mixed, max_size=6))
def test_pairs_of_many_texts_are_the_pairs_of_each(texts: list[str]) -> None:
    plain = [folded(text) for text in texts]
    assert paired(plain) == [pairs for text in plain for pairs in paired([text])]


def found_by_places(text: str, wanted: str) -> bool:
    """Whether the terms of ``wanted`` stand at their places somewhere in ``text``."""
    held = paired([text])[0].split()
    asked = terms(wanted)
    if asked.prefix:
        return any(term.startswith(asked.places[0][1]) for term in held)
    return any(
        all(at + place < len(held) and held[at + place] == term for place, term in asked.places)
        for at in range(len(held))
    )


def found_by_reading(text: str, wanted: str) -> bool:
    """Whether ``wanted`` is in ``text``, all else than letters being one mark."""

    def plain(one: str) -> str:
        marked = re.sub(r"[\W_]+", "|", one)
        between = re.sub(r"(?<=[^\W灯具鱼])(?=[灯具鱼])|(?<=[灯具鱼])(?=[^\W灯具鱼])", "|", marked)
        return between.strip("|")

    # A mark ends words, so whole words of letters stand between marks.
    return f"|{plain(wanted)}|" in f"|{plain(text)}|" or bool(
        re.search(_open(plain(wanted)), f"|{plain(text)}|")
    )


def _open(wanted: str) -> str:
    start = "" if is_ideograph(wanted[0]) else r"\|"
    end = "" if is_ideograph(wanted[-1]) else r"\|"
    return start + re.escape(wanted) + end


def test_one_unit_alone_is_not_taken_for_two_with_a_mark_between() -> None:
    assert not found_by_places("具", "具，具")
    assert found_by_places("灯具，具", "具，具")


@settings(max_examples=1000, deadline=None)
@given(
    st.text(alphabet="灯具鱼a1，", max_size=14),
    st.text(alphabet="灯具鱼a1，", min_size=1, max_size=5).filter(runs),
)
def test_a_phrase_of_pairs_is_an_exact_substring(text: str, wanted: str) -> None:
    assert found_by_places(text, wanted) == found_by_reading(text, wanted)


@settings(max_examples=400, deadline=None)
@given(st.lists(mixed, max_size=6))
def test_folding_and_pairing_together_is_one_after_the_other(texts: list[str]) -> None:
    plain = folded_all(texts)
    assert folded_and_paired(texts) == (plain, paired(plain))
