"""What the region's ledger is asked with besides itself: the law's rule and the industries."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from ipharbor.analysis.region.high_value import rules
from ipharbor.analysis.region.standards import Standards
from ipharbor.records.industries import standing
from ipharbor.records.models import IndustryVersion, LawCorrection
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.chains import Chains

PLAN = "high_value.target"  # of the national plan, by its provision


def standards(region: str, law: Book, on: date) -> Standards:
    """The rule of high-value inventions on a day and the industries as they stand now. For one
    day the stamp tells them from any others: it moves when the law is corrected or an industry
    changed."""
    corrected = LawCorrection.objects.aggregate(last=Max("pk"))["last"] or 0
    changed = IndustryVersion.objects.aggregate(last=Max("pk"))["last"] or 0
    return Standards(
        stamp=f"{region} {corrected} {changed}",
        rule=rules(law, on),
        plan=book[PLAN] if PLAN in (book := law.on(on)) else None,
        chains=Chains(standing(region)),
    )
