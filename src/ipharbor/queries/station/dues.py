"""What is due soon for the firms of a town, reckoned over all their rights at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Max, QuerySet

from ipharbor.analysis.region._arrays import Ints
from ipharbor.analysis.region.asking import Asked
from ipharbor.analysis.region.layout import FAR, NONE, TYPES
from ipharbor.fees.columns import dues_table
from ipharbor.fees.due import Status
from ipharbor.queries.law import calendar
from ipharbor.records.models import Payment, Right
from ipharbor.statutes.book import Book

SOON = 90  # days
_WAITING = (str(Status.OPEN), str(Status.DUE_SOON))
_IN_GRACE = str(Status.IN_GRACE)
_BACK, _AHEAD = timedelta(days=250), timedelta(days=SOON + 31)
"""How far from the day asked the due day of an annuity may lie that is late or near; wider than
any period of grace and any run of holidays."""
_PAID_SINCE = 900  # days: the years reckoned begin later
_AT_ONCE = 900  # keys in one question to the database


@dataclass(frozen=True)
class Due:
    """Annuities of a firm: to pay within ``SOON`` days, late with a surcharge, and the next day
    on which something has to be paid."""

    soon: int = 0
    late: int = 0
    first: date | None = None


NOTHING_DUE = Due()


def due_by_firm(asked: Asked, town: str, *, law: Book) -> dict[int, Due]:
    """By firm of ``town`` what is due after the ledger's frame, of rights in a docket.

    A right of which the payment of an annuity is not told, though its last day has passed, is
    left out: it may have lapsed.
    """
    on = asked.frame.on
    places, firms = _rights(asked, town)
    rights = asked.ledger.tables["rights"].select(["key", "type", "filed", "granted"])
    told = rights.take(pa.array(places))
    if not len(told):
        return {}
    years = range((on - _BACK).year, (on + _AHEAD).year + 1)
    firm_of = dict(zip(told["key"].to_pylist(), firms.tolist(), strict=True))
    keys = list(firm_of)
    subjects = _subjects(told, _paid_through(town, keys, on), _shown_in_force(town, keys))
    dues = dues_table(subjects, years=years, on=on, book=law, calendar=calendar())
    return _by_firm(_near(dues, on), firm_of)


def _rights(asked: Asked, town: str) -> tuple[Ints, Ints]:
    """The places of the rights in force that stand in a docket and belong to a firm of the town,
    and its number in the register."""
    ledger = asked.ledger
    ids = np.r_[ledger.column("holders", "id").astype(np.int64), NONE, NONE]
    seats = np.r_[ledger.column("holders", "town").astype(np.int64), NONE, NONE]
    mine = asked.in_force & ledger.flags("rights", "docket")
    mine &= (seats[asked.holder] == ledger.town_place(town)) & (ids[asked.holder] != NONE)
    mine &= (ledger.column("rights", "filed") != FAR) & (ledger.column("rights", "type") >= 0)
    mine &= ledger.column("rights", "granted") != FAR
    places = np.flatnonzero(mine)
    return places, ids[asked.holder[places]]


def _subjects(told: pa.Table, paid: Mapping[str, int], shown: Mapping[str, date]) -> pa.Table:
    types = pa.DictionaryArray.from_arrays(told["type"].combine_chunks(), pa.array(TYPES))
    keys = told["key"].to_pylist()
    return pa.table(
        {
            "key": told["key"],
            "patent_type": types.cast(pa.string()),
            "filed_on": told["filed"].cast(pa.date32()),
            "granted_on": told["granted"].cast(pa.date32()),
            "paid_through": pa.array([paid.get(key) for key in keys], pa.int64()),
            "in_force_as_of": pa.array([shown.get(key) for key in keys], pa.date32()),
        }
    )


def _paid_through(town: str, keys: Iterable[str], on: date) -> dict[str, int]:
    """By key the last patent year that was told to be paid.

    Most of the rights stand in dockets of the town, and are asked for together; the rest, bought
    from elsewhere, by their keys.
    """
    told = Payment.objects.filter(paid_on__gte=on - timedelta(days=_PAID_SINCE), known_on__lte=on)
    held = Right.objects.filter(firm__town=town).order_by().values("key")
    found = _last_years(told.filter(key__in=held))
    rest = [key for key in keys if key not in found]
    for start in range(0, len(rest), _AT_ONCE):
        found |= _last_years(told.filter(key__in=rest[start : start + _AT_ONCE]))
    return found


def _shown_in_force(town: str, keys: Iterable[str]) -> dict[str, date]:
    """By key the day on which an export showed the right in force; asked as the payments are."""
    told = Right.objects.filter(stated_status="in_force", stated_on__isnull=False).order_by()
    found = dict(told.filter(firm__town=town).values_list("key", "stated_on"))
    held = set(Right.objects.filter(firm__town=town).order_by().values_list("key", flat=True))
    rest = [key for key in keys if key not in held]
    for start in range(0, len(rest), _AT_ONCE):
        some = told.filter(key__in=rest[start : start + _AT_ONCE])
        found |= dict(some.values_list("key", "stated_on"))
    return {key: on for key, on in found.items() if on is not None}


def _last_years(told: QuerySet[Payment]) -> dict[str, int]:
    return dict(told.order_by().values_list("key").annotate(last=Max("patent_year")))


def _near(dues: pa.Table, on: date) -> pa.Table:
    """The dues that are late, or to be paid within ``SOON`` days."""
    status = dues["status"].cast(pa.string())
    soon = pc.less_equal(dues["pay_by"], pa.scalar(on + timedelta(days=SOON)))
    waiting = pc.and_(pc.is_in(status, pa.array(_WAITING)), soon)
    return dues.filter(pc.or_(pc.equal(status, _IN_GRACE), waiting))


def _by_firm(near: pa.Table, firm_of: Mapping[str, int]) -> dict[int, Due]:
    """By firm what is due; of each right the first annuity counts."""
    found: dict[int, Due] = {}
    seen: set[str] = set()
    columns = ("key", "status", "pay_by", "grace_pay_by")
    told = zip(*(near[name].to_pylist() for name in columns), strict=True)
    for key, status, pay_by, grace_pay_by in told:
        if key in seen:
            continue
        seen.add(key)
        late = status == _IN_GRACE
        act_by = grace_pay_by if late else pay_by
        held = found.get(firm_of[key], Due(first=act_by))
        found[firm_of[key]] = Due(
            held.soon + (not late), held.late + late, min(held.first or act_by, act_by)
        )
    return found
