"""Firms and words of the invented region."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path
from random import Random

import pytest

from ipharbor.samples.firms import SIZES, firms
from ipharbor.samples.vocabularies import Trade, names, stories, trades
from ipharbor.samples.wording import spoken, technical
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.places import town_of

SHARED = Path(os.environ.get("IPHARBOR_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))


def test_about_nine_hundred_firms_have_names_and_codes_of_their_own() -> None:
    made = firms(2021, 1.0)
    assert 850 <= len(made) <= 950
    assert (
        len({firm.name for firm in made}) == len({firm.credit_code for firm in made}) == len(made)
    )


def test_the_same_seed_makes_the_same_firms_and_another_seed_others() -> None:
    assert firms(1, 0.1) == firms(1, 0.1)
    planted = {entry["name"] for entry in stories().values()}
    ours, theirs = ({firm.name for firm in firms(seed, 0.1)} - planted for seed in (1, 2))
    assert len(ours & theirs) < len(ours) / 10


def test_a_firm_stands_in_the_town_its_address_names() -> None:
    for firm in firms(7, 1.0):
        town = town_of(firm.address).clean
        assert town is not None and town.code == firm.town
        assert firm.size in SIZES and 1990 <= firm.founded <= 2020


def test_credit_codes_begin_as_no_registry_begins_and_pass_the_check() -> None:
    for firm in firms(7, 0.3):
        assert firm.credit_code.startswith("91440113YX")
        assert not credit_code(firm.credit_code).why


def test_ten_times_the_region_still_finds_names_for_all_firms() -> None:
    made = firms(2021, 10.0)
    assert len({firm.name for firm in made}) == len(made) > 8_500


def test_every_trade_has_a_firm_even_in_a_tiny_region() -> None:
    assert {firm.trade for firm in firms(3, 0.001)} == {trade.code for trade in trades()}


def test_every_thing_has_a_solution_that_suits_it_and_every_solution_a_thing() -> None:
    for trade in trades():
        suited = [set(trade.solutions_for(n)) for n in range(len(trade.things))]
        assert all(suited), trade.code
        assert set.union(*suited) == set(range(len(trade.solutions))), trade.code


@pytest.mark.parametrize("trade", trades(), ids=lambda trade: trade.code)
def test_every_solution_of_a_trade_can_be_told_of_every_thing_it_suits(trade: Trade) -> None:
    for place, thing in enumerate(trade.things):
        for n in trade.solutions_for(place):
            for seed in range(3):
                told = technical(
                    trade, thing, [trade.solutions[n]], thing.kinds[0], Random(seed), english=False
                )
                assert 100 <= len(told.abstract) <= 300, told.abstract
                assert not set(told.title + told.abstract) & set("<>{}|")
                assert told.title in told.abstract


def test_a_choice_is_made_once_and_remembered_under_its_name() -> None:
    said: dict[str, str] = {}
    told = spoken("设有<k:鳍片|翅片>，<k>之间留有<k>间隙", Random(5), said)
    assert said["k"] in ("鳍片", "翅片")
    assert told.count(said["k"]) == 3


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
