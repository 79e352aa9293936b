"""What invented inventions have of their own, so that claims of different applicants differ."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations

from ipharbor.samples import region
from ipharbor.samples._particulars import particular
from ipharbor.samples.vocabularies import trades
from ipharbor.samples.wording import MOST_CLAUSES, Subject, clauses, features

UNTIL = date(2026, 10, 31)


def test_particulars_of_a_thing_are_hardly_ever_the_same() -> None:
    for trade in range(len(trades())):
        told = [particular(trade, 0, pick) for pick in range(2000)]
        assert len(set(told)) > 1980
        assert particular(trade, 0, 7) == told[7]
        assert not any(set("{}<>|") & set(one) for one in told)


def test_a_claim_has_the_particular_and_a_sheet_never_too_many_clauses() -> None:
    for trade, told in enumerate(trades()):
        for thing in range(told.usual_things):
            for way in told.solutions_for(thing):
                about, picks = Subject(trade, 0, thing, way, -1), (3, 5, 7, 11)
                own = particular(trade, thing, 5)
                assert features(about, picks, 1).parts[0].endswith(own)
                listed = clauses(features(about, picks), voice=0)
                assert len(listed) <= MOST_CLAUSES
                assert own.replace("所述", "").split("，")[0] in "".join(listed)


def test_first_claims_of_different_applicants_are_seldom_the_same() -> None:
    holders: dict[str, set[str]] = {}
    for row in region.build(3, 0.05, UNTIL):
        if row["first_claim"] and row["country"] == "CN":
            claim = row["first_claim"].partition("包括")[2]
            holders.setdefault(claim, set()).add(row["applicant_first"])
    shared = Counter(pair for some in holders.values() for pair in combinations(sorted(some), 2))
    assert sum(shared.values()) < 0.02 * len(holders)
