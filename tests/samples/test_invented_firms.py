"""Firms and words of the invented region."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path

import pytest

from ipharbor.samples import wording
from ipharbor.samples._speaking import Form
from ipharbor.samples.firms import SIZES, firms
from ipharbor.samples.vocabularies import names, stories, trades
from ipharbor.samples.wording import Subject
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.exchange import PATENT_TYPES
from ipharbor.vocabulary.places import town_of

SHARED = Path(os.environ.get("IPHARBOR_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))


def test_about_six_thousand_firms_have_names_and_codes_of_their_own() -> None:
    made = firms(2021, 1.0)
    assert 5_950 <= len(made) <= 6_050
    assert (
        len({firm.name for firm in made}) == len({firm.credit_code for firm in made}) == len(made)
    )


def test_the_same_seed_makes_the_same_firms_and_another_seed_others() -> None:
    assert firms(1, 0.1) == firms(1, 0.1)
    planted = {entry["name"] for entry in stories().values()}
    ours, theirs = ({firm.name for firm in firms(seed, 0.1)} - planted for seed in (1, 2))
    assert len(ours & theirs) < len(ours) / 10


def test_a_firm_stands_in_the_town_its_address_names() -> None:
    for firm in firms(7, 0.2):
        town = town_of(firm.address).clean
        assert town is not None and town.code == firm.town
        assert firm.size in SIZES and 1990 <= firm.founded <= 2025


def test_credit_codes_begin_as_no_registry_begins_and_pass_the_check() -> None:
    for firm in firms(7, 0.1):
        assert firm.credit_code.startswith("91440113YX")
        assert not credit_code(firm.credit_code).why


def test_ten_times_the_region_still_finds_names_for_all_firms() -> None:
    made = firms(2021, 10.0)
    assert len({firm.name for firm in made}) == len(made) > 59_000


def test_every_trade_has_a_firm_even_in_a_tiny_region() -> None:
    assert {firm.trade for firm in firms(3, 0.001)} == {trade.code for trade in trades()}


def test_every_thing_has_a_solution_that_suits_it_and_every_solution_a_thing() -> None:
    for trade in trades():
        suited = [set(trade.solutions_for(n)) for n in range(len(trade.things))]
        assert all(suited), trade.code
        assert set.union(*suited) == set(range(len(trade.solutions))), trade.code


@pytest.mark.parametrize("at", range(len(trades())), ids=lambda at: trades()[at].code)
def test_every_solution_of_a_trade_can_be_told_of_every_thing_it_suits(at: int) -> None:
    trade = trades()[at]
    for place, thing in enumerate(trade.things):
        for n in trade.solutions_for(place):
            for seed in range(3):
                about = Subject(at, PATENT_TYPES.index(thing.kinds[0]), place, n, -1)
                picks = (seed * 11, seed * 7, seed, seed * 1000)
                title = wording.title(about, seed)
                abstract = wording.abstract(about, picks, seed)
                claim = wording.claim(about, picks, seed, narrow=True)
                assert 100 <= len(abstract) <= 300, abstract
                assert not set(title + abstract + claim) & set("<>{}|\x1f")
                assert title in abstract


@pytest.mark.parametrize("at", range(len(trades())), ids=lambda at: trades()[at].code)
def test_what_has_english_words_can_be_told_in_english(at: int) -> None:
    trade, told = trades()[at], 0
    for place, thing in enumerate(trade.things):
        for n in trade.solutions_for(place):
            if thing.english and trade.solutions[n].english:
                told += 1
                title, abstract, claim = wording.english(Subject(at, 0, place, n, -1), 3)
                assert title.isascii() and abstract.isascii() and claim.startswith("1. A")
    assert told >= 3


def test_a_choice_is_made_once_and_remembered_under_its_name() -> None:
    made = Form("设有<k:鳍片|翅片>，<k>之间留有<k><窄|宽>间隙")
    assert made.count == 4
    assert len({made.said(n) for n in range(4)}) == 4
    for n in range(4):
        named = "鳍片" if "鳍片" in made.said(n) else "翅片"
        assert made.said(n).count(named) == 3
    assert made.said(5) == made.said(1)


@pytest.mark.real
def test_no_invented_brand_is_part_of_a_real_firm_s_name() -> None:
    register = SHARED / "cn-firms/guangdong_firms.csv.gz"
    if not register.is_file():
        pytest.skip(f"no firm register sample at {register}")
    sources = ((SHARED / "cn-firms/panyu_firms.csv", "企业名称"), (register, "企业名称"),
               (SHARED / "cn-patents/patents.csv.gz", "applicant_first"))  # fmt: skip
    real = {name for path, column in sources for name in _column(path, column)}
    assert len(real) > 100_000
    pairs = {name[n : n + 2] for name in real for n in range(len(name) - 1)}
    stones = names()["brands"]
    brands = {a + b for a in stones["first"] for b in stones["second"]}
    assert not brands & pairs
    invented = {firm.name for firm in firms(2021, 1.0)}
    for group in ("universities", "outside"):
        invented |= {entry["name"] for entry in names()[group]}
    invented |= {entry["name"] for entry in stories().values()} | set(names()["agencies"])
    assert not invented & real


@pytest.mark.real
def test_every_class_a_trade_names_is_in_the_ipc_scheme() -> None:
    scheme = SHARED / "ipc/ipc_2021.01_zh.csv.gz"
    if not scheme.is_file():
        pytest.skip(f"no IPC scheme at {scheme}")
    known = set(_column(scheme, "code")) | set(
        _column(SHARED / "ipc/ipc_2026.01_zh.csv.gz", "code")
    )
    for trade in trades():
        for entry in (*trade.things, *trade.solutions):
            assert {symbol.replace(" ", "") for symbol in entry.ipc} <= known, entry


def _column(path: Path, name: str) -> list[str]:
    plain = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [row[name] for row in csv.DictReader(io.StringIO(plain.decode("utf-8-sig")))]
