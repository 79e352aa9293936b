"""What is planted must be there to be found: in the documents, the events and the tables."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ipharbor.samples import events, region, registers, truth
from ipharbor.samples.planting import garden
from ipharbor.samples.vocabularies import emergences, trades

SEED, SCALE, UNTIL = 7, 0.05, date(2026, 10, 31)
Told = dict[str, Any]
Row = dict[str, str]


@pytest.fixture(scope="module")
def planted() -> list[Told]:
    return truth.truth(SEED, SCALE, UNTIL)["planted"]


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    """Publications by number."""
    return {row["publication_number"]: row for row in region.build(SEED, SCALE, UNTIL)}


@pytest.fixture(scope="module")
def acts() -> dict[str, list[Told]]:
    """Events by right."""
    found: dict[str, list[Told]] = {}
    for row in events.build(SEED, SCALE, UNTIL).to_pylist():
        found.setdefault(row["application_number"], []).append(row)
    return found


@pytest.fixture(scope="module")
def products() -> dict[str, Row]:
    made = registers.rows("products", SEED, SCALE, UNTIL)
    columns = registers.COLUMNS["products"]
    return {str(row[1]): dict(zip(columns, map(str, row), strict=True)) for row in made}


def of(planted: list[Told], kind: str) -> list[Told]:
    found = [one for one in planted if one["kind"] == kind]
    assert found, kind
    return found


def documents(one: Told, role: str) -> list[Told]:
    return [told for told in one["documents"] if told["role"] == role]


@pytest.mark.parametrize("scale", [0.003, 0.01, 0.05])
@pytest.mark.parametrize("seed", [1, 2])
def test_at_least_one_of_every_kind_is_planted_at_any_scale(seed: int, scale: float) -> None:
    found = Counter(one["kind"] for one in truth.truth(seed, scale, UNTIL)["planted"])
    assert set(found) == set(garden.KINDS)


def test_at_true_scale_there_are_several_of_every_kind() -> None:
    found = Counter(one["kind"] for one in truth.truth(2021, 1.0, UNTIL)["planted"])
    told_with_every_seed = {garden.SURGE, garden.LOOKALIKE}
    assert all(found[kind] >= 4 for kind in garden.KINDS if kind not in told_with_every_seed)


def test_another_seed_plants_other_things_but_for_those_told_with_every_seed() -> None:
    def names(seed: int) -> set[str]:
        told = truth.truth(seed, 0.05, UNTIL)["planted"]
        return {one["name"] for one in told if not one["same_with_every_seed"]}

    shared = names(1) & names(2)
    assert shared <= {each.key for each in emergences()}


def test_the_same_seed_writes_the_same_truth(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        truth.write(tmp_path / name, 3, 0.01, UNTIL)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert told["invented"] is True and told["schema"] == truth.SCHEMA
    assert (told["seed"], told["scale"], told["until"]) == (3, 0.01, "2026-10-31")


def test_nothing_is_told_that_cannot_be_known_on_the_day() -> None:
    until = date(2020, 6, 30)
    early = truth.truth(SEED, SCALE, until)["planted"]
    late = {one["id"] for one in truth.truth(SEED, SCALE, UNTIL)["planted"]}
    for one in early:
        assert one["known_from"] <= until.isoformat()
        assert all(told["published"] <= until.isoformat() for told in one["documents"])
    assert {one["id"] for one in early} <= late


def test_every_document_of_the_truth_stands_in_the_table_as_told(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    for one in planted:
        for told in one["documents"]:
            if told["published"] < "2012":
                continue
            row = rows[told["publication_number"]]
            assert row["publication_date"] == told["published"]
            if told["office"] == "CN":
                assert row["application_number"] == told["application_number"]
                assert row["applicant_first"] == told["applicant"]


def test_every_thing_says_what_a_good_warning_would_say_in_both_languages(
    planted: list[Told],
) -> None:
    for one in planted:
        assert len(one["warning"]["zh"]) > 15 and one["warning"]["en"].isascii()
        assert date.fromisoformat(one["known_from"]) <= UNTIL


def test_an_emerging_technology_has_words_that_no_other_document_has(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    for one in of(planted, garden.EMERGING):
        own = {told["publication_number"] for told in one["documents"]}
        term = one["facts"]["terms"][0]
        using = {n for n, row in rows.items() if term in row["title"] + row["abstract"]}
        assert using and using <= own, term
        assert len(own) >= 4
        assert one["facts"]["adopters"] >= 3


def test_technologies_that_the_seed_did_not_choose_leave_no_trace(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    chosen = {one["name"] for one in of(planted, garden.EMERGING)}
    text = "".join(row["title"] + row["abstract"] for row in rows.values())
    for emergence in emergences():
        if emergence.key not in chosen:
            names = trades()[emergence.trade].things[emergence.things[0]].names
            assert not any(name in text for name in names), emergence.key


def test_an_entrant_had_filed_nothing_before_and_then_files_in_the_firm_s_field(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    for one in of(planted, garden.ENTRANT):
        rival = one["facts"]["competitor"]["name"]
        own = [row for row in rows.values() if row["applicant_first"] == rival]
        entered = documents(one, "entry")
        assert {row["publication_number"] for row in own} == {
            told["publication_number"] for told in entered
        }
        firsts = sorted(told["published"] for told in entered if told["first"])
        if not one["same_with_every_seed"]:
            field = [told["published"] for told in documents(one, "field") if told["first"]]
            assert len(field) >= 2 and min(field) < firsts[0]
            assert one["known_from"] == firsts[2]


def test_a_later_document_of_an_outsider_has_every_feature_of_the_firm_s_claim_in_other_words(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    for one in of(planted, garden.INFRINGED):
        earlier, later = documents(one, "earlier")[0], documents(one, "later")[0]
        assert earlier["applicant"] == one["facts"]["firm"]["name"] != later["applicant"]
        assert earlier["published"] < rows[later["publication_number"]]["filing_date"]
        claim = rows[earlier["publication_number"]]["first_claim"]
        other = rows[later["publication_number"]]
        for feature in one["facts"]["features"]:
            assert feature in claim
            assert feature not in other["first_claim"] + other["abstract"]
        nouns = [figure for figure in one["facts"]["features"][1].split("，") if figure]
        assert other["title"] != rows[earlier["publication_number"]]["title"]
        assert len(other["first_claim"]) > 0.8 * len(claim) and nouns


def test_both_rights_of_an_infringed_pair_are_in_force_in_the_end(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    latest: dict[str, Row] = {}
    for row in rows.values():
        if row["country"] == "CN":
            latest[row["application_number"]] = row
    for one in of(planted, garden.INFRINGED):
        right = latest[documents(one, "earlier")[0]["application_number"]]
        assert right["legal_status"] == "授权"


def test_a_product_that_reads_on_a_right_is_in_the_table_with_the_claim_s_features(
    planted: list[Told], rows: dict[str, Row], products: dict[str, Row]
) -> None:
    for kind, role in ((garden.READS_ON, "right"), (garden.EXPORT, "right")):
        for one in of(planted, kind):
            told = one["facts"]["product"]
            row = products[told["name"]]
            assert row["credit_code"] == told["credit_code"] == one["facts"]["firm"]["credit_code"]
            assert set(told["features"]) <= set(row["features"].split("|"))
            chinese = [each for each in documents(one, role) if each["office"] == "CN"]
            claim = rows[chinese[-1]["publication_number"]]["first_claim"]
            assert all(feature in claim for feature in one["facts"]["features"])


def test_a_product_is_sold_where_a_foreign_right_was_granted(
    planted: list[Told], rows: dict[str, Row], products: dict[str, Row]
) -> None:
    for one in of(planted, garden.EXPORT):
        facts = one["facts"]
        assert facts["market"] in products[facts["product"]["name"]]["markets"].split("|")
        grants = [
            told for told in one["documents"] if told["grant"] and told["office"] == facts["office"]
        ]
        assert grants and min(told["published"] for told in grants) == one["known_from"]
        chinese = documents(one, "right")[0]["application_number"]
        family = {rows[told["publication_number"]]["priority_date"] for told in one["documents"]}
        assert len(family) == 1, chinese


def test_a_pledged_right_misses_its_annuity_on_the_told_day(
    planted: list[Told], acts: dict[str, list[Told]]
) -> None:
    unpaid = 0
    for one in of(planted, garden.MISSED):
        facts = one["facts"]
        rights = {told["application_number"] for told in one["documents"]} or set(facts["rights"])
        pledged = [right for right in rights if any(e["event_code"] == "PE01" for e in acts[right])]
        assert set(pledged) == rights, one["id"]
        if "rights" in facts:
            missed = facts["rights"][0]
        else:
            missed = documents(one, "missed")[0]["application_number"]
        paid = [
            row["event_date"]
            for row in acts[missed]
            if row["details"].startswith(f"year={facts['patent_year']};")
        ]
        due = date.fromisoformat(facts["due_by"])
        assert all(day > due + timedelta(60) for day in paid)
        unpaid += not paid
    assert unpaid >= 1


def test_a_ring_has_one_address_one_team_and_ends_that_tell(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    for one in of(planted, garden.RING):
        own = [rows[told["publication_number"]] for told in one["documents"]]
        members = {member["name"] for member in one["facts"]["members"]}
        assert {row["applicant_first"] for row in own} <= members
        assert {row["agency"] for row in own} <= {one["facts"]["agency"], ""}
        team = set(one["facts"]["inventors"])
        assert all(set(row["inventors"].split("|")) <= team for row in own)
        streets = {row["address"].split("号")[0] for row in own}
        assert len(streets) == 1
        others = {
            row["applicant_first"]
            for row in rows.values()
            if row["district"] == "番禺区" and row["address"].split("号")[0] in streets
        }
        assert others <= members
        ends = Counter(row["legal_status"] for row in own)
        assert ends["视为撤回"] and ends["主动放弃专利权"]


def test_members_of_a_ring_are_tiny_new_firms_that_file_nothing_else(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    holders = {row[0]: row for row in registers.rows("holders", SEED, SCALE, UNTIL)}
    for one in of(planted, garden.RING):
        own = {told["publication_number"] for told in one["documents"]}
        begin = date.fromisoformat(one["facts"]["filed_from"])
        for member in one["facts"]["members"]:
            row = holders[member["name"]]
            assert begin.year - 1 <= int(str(row[6])) <= begin.year and int(str(row[10])) < 5
            filed = {n for n, r in rows.items() if r["applicant_first"] == member["name"]}
            assert filed <= own


def test_a_right_goes_to_a_buyer_who_has_complained_before(
    planted: list[Told], acts: dict[str, list[Told]]
) -> None:
    complaints = Counter(str(row[7]) for row in registers.rows("cases", SEED, SCALE, UNTIL))
    for one in of(planted, garden.LITIGIOUS):
        buyer = one["facts"]["buyer"]["name"]
        right = documents(one, "transferred")[0]["application_number"]
        (sold,) = [row for row in acts[right] if row["event_code"] == "TR01"]
        assert f"after={buyer}" in sold["details"]
        assert f"before={one['facts']['seller']['name']}" in sold["details"]
        assert complaints[buyer] == one["facts"]["earlier_actions"]


def test_an_inventor_leaves_the_firm_s_filings_and_turns_up_in_a_competitor_s(
    planted: list[Told], rows: dict[str, Row]
) -> None:
    for one in of(planted, garden.INVENTOR):
        name = one["facts"]["inventor"]
        named = [row for row in rows.values() if name in row["inventors"].split("|")]
        before = {row["applicant_first"] for row in named if row["filing_date"] < one["known_from"]}
        assert one["facts"]["firm"]["name"] in before
        at_firm = [row for row in named if row["applicant_first"] == one["facts"]["firm"]["name"]]
        away = [row for row in named if row["applicant_first"] != one["facts"]["firm"]["name"]]
        assert len(at_firm) >= 2 and away
        assert {row["applicant_first"] for row in away} == {one["facts"]["competitor"]["name"]}
        assert max(row["filing_date"] for row in at_firm) < min(row["filing_date"] for row in away)


def test_the_page_on_the_truth_file_names_every_kind() -> None:
    page = Path(__file__).parents[2] / "docs" / "explanation" / "truth.md"
    text = page.read_text(encoding="utf-8")
    assert [kind for kind in garden.KINDS if f"`{kind}`" not in text] == []
