"""Firms that could pledge rights and do not: to be approached by stations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet

from ipharbor.pledge import life
from ipharbor.queries.kept import Kept
from ipharbor.records import columns
from ipharbor.records.models import Firm, Loan, LoanRight, Right, RightEvent
from ipharbor.register.codes import ENDINGS, Kind, codes
from ipharbor.vocabulary.acts import EVENT_ACTS

_RIGHT = pa.schema([("firm_id", pa.int64()), ("key", pa.string()), ("patent_type", pa.string())])
_EVENT = pa.schema([("key", pa.string()), ("code", pa.string())])
_OPEN = pa.schema([("key", pa.string())])
_GRANTED = "granted_on IS NOT NULL AND stated_status IN ('', 'in_force')"


@dataclass(frozen=True)
class CandidateRow:
    """A firm that holds rights on which no pledge stands: ``free`` of them, ``inventions`` among
    them; ``pledged`` others are pledged. The rights are granted, and no end of them is on record.
    """

    id: int
    firm: str
    town: str
    kind: str
    free: int
    inventions: int
    pledged: int
    loans: int


@dataclass(frozen=True)
class Counts:
    """Rights by the number of the firm."""

    free: Mapping[int, int]
    inventions: Mapping[int, int]
    pledged: Mapping[int, int]


def candidates(firms: QuerySet[Firm]) -> tuple[CandidateRow, ...]:
    """Firms that could pledge and do not, those with most free inventions first."""
    counted = counts()
    running = Counter(
        Loan.objects.filter(stage__in=[str(one) for one in life.PLEDGED]).values_list(
            "firm_id", flat=True
        )
    )
    rows = [
        CandidateRow(
            pk, name, town, kind, counted.free[pk], counted.inventions.get(pk, 0),
            counted.pledged.get(pk, 0), running[pk],
        )
        for pk, name, town, kind in firms.filter(kind="firm").values_list(
            "pk", "name", "town", "kind"
        )
        if pk in counted.free
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.inventions, -row.free, row.firm)))


def counts() -> Counts:
    """What firms could pledge and what they have pledged, kept until rights or pledges change."""
    return _kept.get("counts", _counted)


def _counted() -> Counts:
    firm, key, kind = columns.listed(Right, _RIGHT, where=_GRANTED)
    rights = pa.table([firm, key, kind], schema=_RIGHT)
    ends = _events([one.code for one in codes().values() if one.kind in ENDINGS])
    stands = rights.filter(pc.invert(pc.is_in(rights["key"], pc.unique(ends["key"]))))
    pledged = pc.is_in(stands["key"], pa.array(sorted(_pledged()), pa.string()))
    free = stands.filter(pc.invert(pledged))
    inventions = free.filter(pc.equal(free["patent_type"], "invention"))
    return Counts(_by_firm(free), _by_firm(inventions), _by_firm(stands.filter(pledged)))


def _pledged() -> set[str]:
    """Rights under a pledge of a loan here, or on which more pledges were registered than
    cancelled."""
    here = columns.listed(LoanRight, _OPEN, where="open")[0]
    kinds = {one.code: one.kind for one in codes().values()}
    wanted = {Kind.PLEDGE_REGISTERED: 1, Kind.PLEDGE_CANCELLED: -1}
    told = _events([code for code, kind in kinds.items() if kind in wanted])
    standing: Counter[str] = Counter()
    for key, code in zip(told["key"].to_pylist(), told["code"].to_pylist(), strict=True):
        standing[key] += wanted[kinds[code]]
    return {*here, *(key for key, count in standing.items() if count > 0)}


def _events(wanted: list[str]) -> pa.Table:
    """Key and code of the events of these codes, which are our own."""
    listed = ", ".join(f"'{code}'" for code in sorted(wanted))
    key, code = columns.listed(RightEvent, _EVENT, where=f"code IN ({listed})")
    return pa.table([key, code], schema=_EVENT)


def _by_firm(rights: pa.Table) -> dict[int, int]:
    firms, count = np.unique(rights["firm_id"].to_numpy(), return_counts=True)
    return dict(zip(firms.tolist(), count.tolist(), strict=True))


_RESTS_ON = ("rights.take_up", "rights.take_up_region", *EVENT_ACTS)
_kept: Kept[Counts] = Kept(1, Right, RightEvent, LoanRight, actions=_RESTS_ON)
