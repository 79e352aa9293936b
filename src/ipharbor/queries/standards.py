"""What the region's ledger is asked with besides itself: the law's rule and the industries."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from ipharbor.analysis.region.high_value import rules
from ipharbor.analysis.region.standards import Award, Standards
from ipharbor.records.industries import standing
from ipharbor.records.models import IndustryVersion, LawCorrection, NationalAward
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.chains import Chains

PLAN = "high_value.target"  # of the national plan, by its provision


def standards(region: str, law: Book, on: date) -> Standards:
    """The rule of high-value inventions on a day, awards, and the industries of the region of that
    name (its file's, not its code) as they stand. For one day the stamp tells them from any
    others: it moves when the law is corrected or an industry changed."""
    corrected = LawCorrection.objects.aggregate(last=Max("pk"))["last"] or 0
    changed = IndustryVersion.objects.aggregate(last=Max("pk"))["last"] or 0
    given = NationalAward.objects.order_by("pk")
    awards = tuple(Award(one.key, one.name, one.on, one.known_on) for one in given)
    return Standards(
        stamp=f"{region} {corrected} {changed} {len(awards)}",
        awards=awards,
        rule=rules(law, on),
        plan=book[PLAN] if PLAN in (book := law.on(on)) else None,
        chains=Chains(standing(region)),
    )
