"""What the register holds on some rights, in the forms that standing and fees are asked in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ipharbor.fees.subject import Paid, Reduction, ReductionKind
from ipharbor.records.models import FeeReduction, Firm, Payment, RightEvent
from ipharbor.records.models import Right as RightRecord
from ipharbor.register.events import Event
from ipharbor.register.standing import Right
from ipharbor.statutes.values import Money

CORPUS = "corpus"  # source of an event that a publication itself tells
STATED = "stated status"  # source of an end that a file stated without its day
_STATED_END = {
    "lapsed_fee": "CF01",
    "expired": "CX01",
    "invalidated": "IW01",
    "surrendered": "AV01",
    "dead_application": "WD01",
}
_ENDS = {
    "lapse_fee", "expiry", "invalidated", "surrender", "abandoned_double", "deemed_withdrawn",
    "withdrawn", "refused", "deemed_abandoned",
}  # fmt: skip
_AT_ONCE = 500  # keys in one question to the database


@dataclass(frozen=True)
class Holdings:
    """Events and payments by key, and the firm's recorded reduction."""

    events: Mapping[str, list[Event]]
    stated_ends: frozenset[str]  # keys of rights whose end a file stated without its day
    paid: Mapping[str, tuple[Paid, ...]]
    reduction: Reduction

    def known_until(self, least: date) -> date:
        """The last day on which anything of this became known, ``least`` at least."""
        known = (event.known_on for some in self.events.values() for event in some)
        return max(least, max(known, default=least))


def holdings(firm: Firm, records: Sequence[RightRecord]) -> Holdings:
    """All that is held on ``records`` of ``firm``, in few questions."""
    keys = [record.key for record in records]
    events: dict[str, list[Event]] = defaultdict(list)
    paid: dict[str, list[Paid]] = defaultdict(list)
    for some in _portions(keys):
        for row in RightEvent.objects.filter(key__in=some):
            events[row.key].append(Event(row.code, row.on, row.known_on, row.details, row.source))
        for payment in Payment.objects.filter(key__in=some):
            amount = Money(payment.amount) if payment.amount is not None else None
            paid[payment.key].append(Paid(payment.patent_year, payment.paid_on, amount))
    stated_ends = set()
    for record in records:
        made = _told_by_corpus(record, events[record.key])
        events[record.key] += made
        if any(event.source == STATED for event in made):
            stated_ends.add(record.key)
    recorded = FeeReduction.objects.filter(firm=firm).order_by("-until").first()
    reduction = Reduction()
    if recorded is not None:
        reduction = Reduction(ReductionKind.SINGLE, recorded.since, recorded.until)
    return Holdings(
        events, frozenset(stated_ends), {key: tuple(some) for key, some in paid.items()}, reduction
    )


def right_of(record: RightRecord) -> Right:
    """The record as standing is asked of it."""
    holders = tuple(name for name in record.holders.split(" | ") if name)
    return Right(record.key, record.patent_type, record.filed_on, holders)


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _told_by_corpus(record: RightRecord, held: Iterable[Event]) -> list[Event]:
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
    ended = _STATED_END.get(record.stated_status)
    if ended and record.stated_on and not kinds & _ENDS:
        made.append(Event(ended, record.stated_on, record.stated_on, source=STATED))
    return made
