"""Industries and which symbols belong to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.chains import (
    STAGES,
    Chains,
    Industry,
    Link,
    industries,
    locarno,
    parts,
    prefix,
    within,
)
from ipharbor.vocabulary.classes import ipc_symbol
from ipharbor.vocabulary.messages import catalogue

LAMPS = Industry(
    "lamps", "灯", "Lamps", (Link("lamp", "灯", "Lamp", "midstream", ("F21",), ("26",)),)
)
COOLED = Industry(
    "cooled", "冷", "Cooled", (Link("cold", "冷", "Cold", "upstream", ("F21V 29",), ("26-05",)),)
)
SHARED = Industry("shared", "共", "Shared", (Link("both", "共", "Both", "downstream", ("F21",)),))


def owners(chains: Chains, symbol: str) -> list[str]:
    return [chains.industries[chains.industry_of[link]].code for link in chains.links_of(symbol)]


def test_the_longest_prefix_of_all_industries_decides() -> None:
    chains = Chains([LAMPS, COOLED])
    assert owners(chains, "F21V 29/83") == ["cooled"]
    assert owners(chains, "F21V 5/00") == ["lamps"]
    assert owners(chains, "F21S 8/00") == ["lamps"]
    assert owners(chains, "F21V 2") == ["lamps"]  # another group, not a part of 29
    assert owners(chains, "F22B 1/00") == []


def test_the_same_prefix_in_two_industries_counts_in_both() -> None:
    assert owners(Chains([LAMPS, SHARED]), "F21V 5/00") == ["lamps", "shared"]


def test_a_search_for_an_industry_leaves_out_what_others_claim_inside_it() -> None:
    chains = Chains([LAMPS, COOLED])
    assert chains.wanted(0) == (("F21", ("F21V 29",)),)
    assert chains.wanted(1) == (("F21V 29", ()),)


def test_designs_go_by_their_subclass_before_their_class() -> None:
    chains = Chains([LAMPS, COOLED])
    held = [
        chains.industries[chains.industry_of[at]].code for at in chains.links_of_design("26-05")
    ]
    assert held == ["cooled"]
    assert len(chains.links_of_design("26-02")) == 1
    assert chains.links_of_design("06-01") == ()


@pytest.mark.parametrize(
    ("text", "clean"),
    [("H02J7", "H02J 7"), ("h02j 7/00", "H02J 7"), ("Ｆ21Ｖ", "F21V"), ("F21", "F21"),
     ("A23K", "A23K"), ("F21V0029", "F21V 29")],
)  # fmt: skip
def test_a_prefix_is_read_in_any_written_form(text: str, clean: str) -> None:
    assert prefix(text).clean == clean


@pytest.mark.parametrize(
    ("text", "why"),
    [("F21V 29/83", "industry.prefix.deep"), ("灯", "industry.prefix.unreadable"),
     ("F", "industry.prefix.unreadable"), ("26-05", "industry.prefix.unreadable"),
     ("", "industry.prefix.unreadable")],
)  # fmt: skip
def test_what_is_no_prefix_is_told_why(text: str, why: str) -> None:
    assert (prefix(text).clean, prefix(text).why) == (None, why)
    assert why in catalogue()


@pytest.mark.parametrize(
    ("text", "clean"), [("26", "26"), ("LOC(13) Cl. 26-05", "26-05"), ("9-3", "09-03")]
)
def test_a_locarno_class_is_read_in_any_written_form(text: str, clean: str) -> None:
    assert locarno(text).clean == clean


@pytest.mark.parametrize("text", ["33", "0", "26-00", "F21V", ""])
def test_what_is_no_locarno_class_is_refused(text: str) -> None:
    assert locarno(text).why == "industry.locarno.unreadable"


def test_parts_stand_between_commas_of_both_scripts() -> None:
    assert parts("F21V，H04R; H05B 45、 ,\nA23") == ("F21V", "H04R", "H05B 45", "A23")


PREFIXES = ("F", "F21", "F21V", "F21V 2", "F21V 29", "F21S", "H04R", "H04R 1")
SYMBOLS = ("F21V 29/83", "F21V 2/00", "F21V 29", "F21V", "F21S 8/00", "H04R 1/02", "H04R", "F22B 1")


def under(symbol: str, one: str) -> bool:
    alone = Industry("x", "x", "x", (Link("x", "x", "x", "midstream", (one,)),))
    return bool(Chains([alone]).links_of(symbol))


@given(st.sampled_from(PREFIXES), st.sampled_from(PREFIXES))
def test_a_prefix_lies_within_another_when_all_its_symbols_do(one: str, other: str) -> None:
    among = [symbol for symbol in SYMBOLS if under(symbol, one)]
    assert within(one, other) is all(under(symbol, other) for symbol in among)


def test_the_region_begins_with_chains_that_can_be_read() -> None:
    held = industries("panyu")
    assert len(held) >= 10
    assert len({one.code for one in held}) == len(held)
    for industry in held:
        assert industry.name_zh
        assert industry.name_en
        assert len({link.code for link in industry.links}) == len(industry.links)
        assert [STAGES.index(link.stage) for link in industry.links] == sorted(
            STAGES.index(link.stage) for link in industry.links
        )
        for link in industry.links:
            assert all(prefix(one).clean == one for one in link.ipc)
            assert all(locarno(one).clean == one for one in link.locarno)
            assert link.ipc or link.locarno


def test_a_region_without_a_file_begins_with_none() -> None:
    assert industries("atlantis") == ()
    assert industries("../panyu") == ()


def test_no_prefix_of_the_region_stands_in_two_industries() -> None:
    claimed = [one for industry in industries() for one in industry.ipc]
    assert len(claimed) == len(set(claimed))
    assert all(ipc_symbol(one).clean is not None for one in claimed)
