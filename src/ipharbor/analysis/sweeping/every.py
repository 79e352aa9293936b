"""All sweeps, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ipharbor.analysis.sweeping.buying import litigious
from ipharbor.analysis.sweeping.citations import citations
from ipharbor.analysis.sweeping.emerging import emerging
from ipharbor.analysis.sweeping.entrants import entrants
from ipharbor.analysis.sweeping.expiring import fields, key_rights
from ipharbor.analysis.sweeping.exporting import exported
from ipharbor.analysis.sweeping.forecasts import beyond_forecast
from ipharbor.analysis.sweeping.inventors import moves
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.lapsing import key_rights_at_risk
from ipharbor.analysis.sweeping.lawful import law
from ipharbor.analysis.sweeping.lookalikes import lookalikes
from ipharbor.analysis.sweeping.overlapping import overlaps
from ipharbor.analysis.sweeping.reading_on import readings
from ipharbor.analysis.sweeping.registered import cases, challenges, ends, loans, titles
from ipharbor.analysis.sweeping.rings import abnormal
from ipharbor.analysis.sweeping.shares import convergence, share_shifts
from ipharbor.analysis.sweeping.standards import standards_named
from ipharbor.analysis.sweeping.surges import surging
from ipharbor.analysis.sweeping.unpaid import unpaid
from ipharbor.warning.incident import Incident

Sweep = Callable[[Known, Span], Iterable[Incident]]
"""Gives the incidents that became known in the span, as they were known at its end. What became
known after it must not change them. Asked again it gives the same marks."""

SWEEPS: Mapping[str, Sweep] = {
    "emerging": emerging,
    "entrants": entrants,
    "moves": moves,
    "surges": surging,
    "abnormal_filings": abnormal,
    "unpaid": unpaid,
    "loans": loans,
    "titles": titles,
    "litigious_buyers": litigious,
    "challenges": challenges,
    "ends": ends,
    "cases": cases,
    "key_rights": key_rights,
    "key_rights_at_risk": key_rights_at_risk,
    "fields": fields,
    "law": law,
    "standards_named": standards_named,
    "overlaps": overlaps,
    "readings": readings,
    "exported": exported,
    "lookalikes": lookalikes,
    "citations": citations,
    "share_shifts": share_shifts,
    "convergence": convergence,
    "beyond_forecast": beyond_forecast,
}
"""In the order in which a round asks them."""
