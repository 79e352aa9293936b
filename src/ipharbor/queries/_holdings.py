"""What the register holds on some rights, in the forms that standing and fees are asked in."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from ipharbor.fees.from_register import opened
from ipharbor.fees.subject import OpenLicence, Paid, Reduction, ReductionKind
from ipharbor.queries import consents
from ipharbor.records.models import FeeReduction, Firm, Payment, RightEvent
from ipharbor.records.models import Right as RightRecord
from ipharbor.register import twins
from ipharbor.register.codes import Kind, codes
from ipharbor.register.events import Event
from ipharbor.register.spans import Stay, stays
from ipharbor.register.standing import Right, standing
from ipharbor.statutes.book import Book
from ipharbor.statutes.values import Money

CORPUS = "corpus"  # source of an event that a publication itself tells
STATED = "stated status"  # source of an end that a file stated without its day
STATED_END = {
    "lapsed_fee": "CF01",
    "expired": "CX01",
    "invalidated": "IW01",
    "surrendered": "AV01",
    "dead_application": "WD01",
}
ENDS = {
    "lapse_fee", "expiry", "invalidated", "surrender", "abandoned_double", "deemed_withdrawn",
    "withdrawn", "refused", "deemed_abandoned",
}  # fmt: skip
SPANNING = frozenset(
    {Kind.PRESERVATION, Kind.SUSPENSION, Kind.OPEN_LICENCE_DECLARED, Kind.LICENCE_RECORDED}
)
_TWIN_CODES = sorted(
    code.code for code in codes().values() if code.kind in (Kind.GRANT, Kind.TWIN_DECLARED)
)
_BETWEEN = " | "  # holders
_AT_ONCE = 500  # keys in one question to the database
_EVENT = ("key", "code", "on", "known_on", "written", "source")
# Most events tell nothing more; their details are not worth reading as JSON one by one.
_WRITTEN, _NOTHING = Cast("details", TextField()), "{}"
_PAYMENT = ("key", "patent_year", "paid_on", "amount")


class RightRow(NamedTuple):
    """A right of a docket as the register holds it, without the machinery of its table."""

    pk: int
    firm_id: int
    key: str
    application_number: str
    patent_type: str
    title: str
    holders: str
    ipc: str
    filed_on: date | None
    published_on: date | None
    granted_on: date | None
    stated_status: str
    stated_on: date | None

    def __str__(self) -> str:
        return self.application_number or self.key


AnyRight = RightRecord | RightRow


@dataclass(frozen=True)
class Holdings:
    """Events and payments by key, and the firm's recorded reduction.

    ``shared`` are the reductions of rights with several holders, who must each have one on
    record; a co-holder who is not in the register has none. ``pairs`` are the rights that are
    one of a same-day pair of the firm.
    """

    events: Mapping[str, list[Event]]
    stated_ends: frozenset[str]  # keys of rights whose end a file stated without its day
    paid: Mapping[str, tuple[Paid, ...]]
    reduction: Reduction
    shared: Mapping[str, Reduction]
    pairs: Mapping[str, Right]

    def reduction_of(self, key: str) -> Reduction:
        """The reduction of one right: the firm's own, or that of all holders together."""
        return self.shared.get(key, self.reduction)

    def right(self, record: AnyRight) -> Right:
        """The record as standing is asked of it, told of the other right of a same-day pair."""
        return self.pairs.get(record.key) or right_of(record)

    def spans(
        self, record: AnyRight, *, law: Book, on: date, data_until: date
    ) -> tuple[tuple[Stay, ...], tuple[OpenLicence, ...]]:
        """What stops the ending of the right and what cuts its annuities, as known on ``on``."""
        events = self.events.get(record.key, [])
        if not any(event.kind in SPANNING for event in events):
            return (), ()
        stood = standing(self.right(record), events, on=on, book=law, data_until=data_until)
        return stays(stood.spans, law), opened(stood, law)

    def known_until(self, least: date) -> date:
        """The last day on which anything of this became known, ``least`` at least."""
        known = (event.known_on for some in self.events.values() for event in some)
        return max(least, max(known, default=least))


def holdings(firm: Firm | None, records: Sequence[AnyRight]) -> Holdings:
    """All that is held on ``records`` of ``firm``, in few questions; without a firm what is
    public of them."""
    keys = [record.key for record in records]
    events: dict[str, list[Event]] = defaultdict(list)
    paid: dict[str, list[Paid]] = defaultdict(list)
    for some in _portions(keys):
        # Plain rows: a model instance for each event takes three times as long.
        told = RightEvent.objects.filter(key__in=some).annotate(written=_WRITTEN)
        for key, code, on, known_on, written, source in told.values_list(*_EVENT):
            details = json.loads(written) if written != _NOTHING else {}
            events[key].append(Event(code, on, known_on, details, source))
        settled = Payment.objects.filter(key__in=some).values_list(*_PAYMENT)
        for key, year, paid_on, amount in settled:
            money = Money(amount) if amount is not None else None
            paid[key].append(Paid(year, paid_on, money))
    agreed = consents.agreed(keys)
    for key in agreed:
        events[key] = [consents.marked(event, agreed[key]) for event in events[key]]
    stated_ends = set()
    for record in records:
        made = told_by_corpus(record, events[record.key])
        events[record.key] += made
        if any(event.source == STATED for event in made):
            stated_ends.add(record.key)
    return Holdings(
        events,
        frozenset(stated_ends),
        {key: tuple(some) for key, some in paid.items()},
        Reduction() if firm is None else reduction_of(firm),
        shared(records),
        _paired(firm, records, events),
    )


def reduction_of(firm: Firm) -> Reduction:
    """The reduction that the firm has on record."""
    recorded = FeeReduction.objects.filter(firm=firm).order_by("-until").first()
    if recorded is None:
        return Reduction()
    return Reduction(ReductionKind.SINGLE, recorded.since, recorded.until)


def right_of(record: AnyRight) -> Right:
    """The record as standing is asked of it."""
    return Right(record.key, record.patent_type, record.filed_on, holders_of(record))


def holders_of(record: AnyRight) -> tuple[str, ...]:
    """The names of a right's holders."""
    return tuple(name for name in record.holders.split(_BETWEEN) if name)


def shared(records: Sequence[AnyRight]) -> dict[str, Reduction]:
    """By key of a right with several holders the reduction that all of them have on record."""
    holders = {
        record.key: len(holders_of(record)) for record in records if _BETWEEN in record.holders
    }
    several = [key for key, count in holders.items() if count > 1]
    firms: dict[str, set[int]] = defaultdict(set)
    for some in _portions(several):
        for key, firm in RightRecord.objects.filter(key__in=some).values_list("key", "firm"):
            firms[key].add(firm)
    if not several:
        return {}
    rows = FeeReduction.objects.order_by("until").values_list("firm", "since", "until")
    latest = {firm: (since, until) for firm, since, until in rows}
    found = {}
    for key in several:
        years = [latest[firm] for firm in firms[key] if firm in latest]
        found[key] = Reduction()
        if len(years) >= holders[key]:
            first, last = max(one[0] for one in years), min(one[1] for one in years)
            found[key] = Reduction(ReductionKind.JOINT, first, last)
    return found


def _paired(
    firm: Firm | None, records: Sequence[AnyRight], events: Mapping[str, list[Event]]
) -> dict[str, Right]:
    """Of ``records`` those that are one of a same-day pair among the rights of ``firm``."""
    known = {record.key: record for record in records}
    days = sorted({record.filed_on for record in records if record.filed_on})
    beside = []
    if firm is not None and len(days) <= _AT_ONCE:
        asked = RightRecord.objects.filter(firm=firm, filed_on__in=days)
        beside = [one for one in asked.exclude(patent_type="design") if one.key not in known]
    held = [record for record in records if record.patent_type != "design"]
    told = {key: some for key, some in events.items() if key in known}
    if beside:
        rows = RightEvent.objects.filter(key__in=[one.key for one in beside])
        for row in rows.filter(code__in=_TWIN_CODES):
            told.setdefault(row.key, [])
            told[row.key].append(Event(row.code, row.on, row.known_on, row.details, row.source))
        for one in beside:
            told[one.key] = [*told.get(one.key, []), *told_by_corpus(one, told.get(one.key, []))]
    every = [*held, *beside]
    linked = twins.linked(
        [right_of(one) for one in every], {one.key: one.title for one in every}, told
    )
    return {
        right.key: right
        for right in linked
        if right.key in known and (right.twin is not None or right.model is not None)
    }


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def told_by_corpus(record: AnyRight, held: Iterable[Event]) -> list[Event]:
    """What the publications themselves tell, where no event tells it.

    An end that was stated without a day is taken to have come by the day of the statement
    at the latest; the event's source says so.
    """
    kinds = {str(event.kind) for event in held}
    made = []
    invention = record.patent_type == "invention"
    if invention and record.published_on and "publication" not in kinds:
        made.append(Event("PB01", record.published_on, record.published_on, source=CORPUS))
    if record.granted_on and "grant" not in kinds:
        made.append(Event("GR01", record.granted_on, record.granted_on, source=CORPUS))
    ended = STATED_END.get(record.stated_status)
    if ended and record.stated_on and not kinds & ENDS:
        made.append(Event(ended, record.stated_on, record.stated_on, source=STATED))
    return made
