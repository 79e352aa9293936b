"""How often texts of real Chinese patents are flagged, and which: pairs to be read by hand.

    python experiments/warnings/real_texts.py FOLDER [--later 1500] [--pairs 50] [--seed 1]
                                              [--every 1]

FOLDER holds ``patents.csv.gz`` (real records; they never enter the repository). They have no
claims, so the features that an earlier document's abstract tells stand for its claim. Later
documents of other applicants are drawn at random and tried against all earlier ones.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import time
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from ipharbor.analysis.sweeping.claims import Claims
from ipharbor.warning.comparing import Passages, chart, coverage
from ipharbor.warning.features import of_abstract, of_claim
from ipharbor.warning.overlap import comparable

TODAY = date(2017, 6, 30)


def records(path: Path, every: int) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = [one for one in csv.DictReader(lines) if one["country"] == "CN"][::every]
    for one in rows:
        one["features"] = "，".join(of_abstract(one["abstract"]))
    return [one for one in rows if one["features"] and not one["abstract"].isascii()]


def claims(rows: list[dict[str, str]]) -> Claims:
    table = pa.table(
        {
            "known_on": pa.array([date.fromisoformat(one["publication_date"]) for one in rows]),
            "applicants": [[one["applicant_first"]] for one in rows],
            "ipc": [[one["ipc_main"]] for one in rows],
        }
    )
    texts = pa.array([f"1.一种装置，包括{one['features']}。" for one in rows])
    return Claims(table, np.arange(len(rows), dtype=np.int64), texts)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--later", type=int, default=1500)
    asked.add_argument("--pairs", type=int, default=50)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--every", type=int, default=1, help="take each n-th record only")
    given = asked.parse_args()
    rows = records(given.folder / "patents.csv.gz", given.every)
    rows.sort(key=lambda one: one["publication_date"])
    held = claims(rows)
    weights = held.weights(TODAY)
    rng = random.Random(given.seed)
    later = rng.sample(range(len(rows) // 2, len(rows)), given.later)
    sieve = held.sieve(np.arange(len(rows)), TODAY)
    passed, flagged, own = 0, [], 0
    begun = time.process_time()
    for at in later:
        told = Passages(of_abstract(rows[at]["abstract"]))
        for place in sieve.passing(rows[at]["abstract"]).tolist():
            if held.known[place] >= held.known[at]:
                continue
            passed += 1
            features = of_claim(held.text(place))
            if not comparable(features):
                continue
            found = chart(features, told, weights)
            if coverage(found) in ("literal", "equivalents"):
                if rows[place]["applicant_first"] == rows[at]["applicant_first"]:
                    own += 1
                else:
                    flagged.append((place, at, found))
    spent = time.process_time() - begun
    print(
        f"{len(rows)} texts, {given.later} later ones: {passed} pairs charted, of one applicant "
        f"{own} flagged, of different applicants {len(flagged)}; {spent:.0f} s of processor time"
    )
    print(Counter(coverage(found) for _place, _at, found in flagged))
    for place, at, found in rng.sample(flagged, min(given.pairs, len(flagged))):
        print(
            f"\n{coverage(found)}: {rows[place]['applicant_first']} {rows[place]['title']} "
            f"{rows[place]['application_number']} | {rows[at]['applicant_first']} "
            f"{rows[at]['title']} {rows[at]['application_number']}"
        )
        for one in found:
            print(f"   {one.reading} {one.nearness} {one.claimed} | {one.found}")


if __name__ == "__main__":
    main()
