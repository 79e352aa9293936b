"""A claim is cut where it ends, and a passage is never put together of a claim and an abstract."""

from __future__ import annotations

import csv
import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from ipharbor.warning.comparing import Passages, chart, learned
from ipharbor.warning.features import first_of, of_abstract, of_claim, subject

CLAIM = "1.一种灯具，其特征在于：包括灯体，所述灯体的内壁设有凹槽，所述凹槽内固定有弹簧。"
FEATURES = ("包括灯体", "所述灯体的内壁设有凹槽", "所述凹槽内固定有弹簧")


@pytest.mark.parametrize(
    "after",
    [
        "2.根据权利要求1所述的灯具，其特征在于，所述弹簧为碟簧。",
        "\n2、根据权利要求1所述的灯具，其特征在于，所述弹簧为碟簧。3、一种灯。",
        "2．如权利要求1所述的灯具，还包括风扇。",
        "根据权利要求1所述的灯具，还包括风扇。",
        "摘要：本实用新型公开了一种灯具，包括风扇。",
        "本发明公开了一种灯具，包括风扇和散热片。",
        " 本申请提供一种灯具，包括风扇。",
    ],
)
def test_what_follows_the_first_claim_is_none_of_its_features(after: str):
    assert of_claim(CLAIM + after) == of_claim(CLAIM) == FEATURES
    assert subject(CLAIM + after) == subject(CLAIM)


@pytest.mark.parametrize(
    "after",
    [
        " 2. The lamp of claim 1, wherein the spring is flat.",
        "\nThe lamp according to claim 1, comprising a fan.",
        " ABSTRACT A lamp with a fan.",
        " The present invention discloses a lamp with a fan.",
    ],
)
def test_an_english_claim_ends_where_the_next_begins(after: str):
    claim = "1. A lamp comprising a body, a groove in the body, and a spring fixed in the groove."
    assert of_claim(claim + after) == of_claim(claim)


@pytest.mark.parametrize(
    "claim",
    [
        CLAIM,
        "1.一种灯具，包括灯体，所述灯体厚2.5毫米，所述凹槽深3毫米。",
        "1.一种方法，包括以下步骤：1）切割；2）打磨，如图所示；3）抛光所述表面。",
        "1. A lamp comprising a body 2.5 mm thick, a groove, and a spring fixed in the groove.",
    ],
)
def test_a_claim_alone_is_left_whole(claim: str):
    assert first_of(claim) == claim


def test_no_passage_runs_from_the_claim_over_into_the_abstract():
    claim, abstract = ("包括灯体", "凹槽内固定有弹簧"), ("包括风扇", "散热片连接风扇")
    text = Passages.of(claim, abstract)
    told = [passage for passage, _ in text.windows]
    assert "包括灯体，凹槽内固定有弹簧" in told
    assert "包括风扇，散热片连接风扇" in told
    assert not [one for one in told if "弹簧" in one and "风扇" in one]


def test_a_feature_whose_halves_stand_in_claim_and_abstract_is_not_told_as_one_passage():
    weights = learned([f"1.一种装置，包括{n}号箱体，箱体上设有把手。" for n in range(60)])
    feature = "弹簧与散热片相连并顶住灯罩"
    claim, abstract = ("弹簧与灯体相连",), ("散热片顶住灯罩",)
    (over,) = chart((feature,), Passages((*claim, *abstract)), weights)
    (within,) = chart((feature,), Passages.of(claim, abstract), weights)
    assert "，" in over.found
    assert within.found in (*claim, *abstract)
    assert within.nearness < over.nearness


@pytest.mark.parametrize("texts", [((), ("甲有乙丙",)), (("甲有乙丙",), ()), ((), ())])
def test_an_empty_text_begins_nothing(texts: tuple[tuple[str, ...], ...]):
    assert Passages.of(*texts) == Passages(tuple(part for one in texts for part in one))


def real_abstracts(folder: Path, count: int) -> list[str]:
    with gzip.open(folder / "cn-patents/patents.csv.gz", "rt", encoding="utf-8") as lines:
        told = (one["abstract"] for one in csv.DictReader(lines) if one["country"] == "CN")
        return list(islice((one for one in told if of_abstract(one)), count))


def test_real_abstracts_behind_a_claim_add_nothing_to_it(shared_data: Path):
    mixed = changed = 0
    for abstract in real_abstracts(shared_data, 3000):
        claim = f"1.一种装置，包括{'，'.join(of_abstract(abstract))}。"
        if abstract.startswith(("本发明", "本实用新型", "本申请")):
            changed += 1
            assert of_claim(claim + abstract) == of_claim(claim)
        text = Passages.of(of_claim(claim), of_abstract(abstract))
        for begin in text.begins:
            over = f"{text.parts[begin - 1]}，{text.parts[begin]}"
            mixed += over in {told for told, _ in text.windows} and over not in "，".join(
                text.parts[:begin]
            ) and over not in "，".join(text.parts[begin:])  # fmt: skip
    assert changed > 1000
    assert mixed == 0


def test_the_claims_of_a_real_european_patent_run_together_are_cut_after_the_first(
    shared_data: Path,
):
    file = shared_data / "office-xml/epo-ops/published/ep1000000_claims_result.json"
    every: str = json.loads(file.read_text("utf-8"))["claim_text"]
    first = first_of(every)
    assert first == every[: every.index(".2. ")]
    assert "claim 1" in every
    assert "claim 1" not in " ".join(of_claim(every))
    assert len(of_claim(every)) > 2
