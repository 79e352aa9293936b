"""The rights of an application in the register, as known at a line of the journal and today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from ipharbor.gateways.sealing import Sealer, opened
from ipharbor.journal import chain
from ipharbor.journal.models import Line, Mention, Span
from ipharbor.queries._holdings import holdings, told_by_corpus
from ipharbor.records.models import Firm, Right, RightEvent
from ipharbor.register.events import Event
from ipharbor.register.standing import Standing, standing
from ipharbor.statutes.book import Book

PLEDGING = (
    "financing.register", "financing.change", "financing.release", "financing.substitute",
    "financing.enforce",
)  # fmt: skip
_ENTRY = tuple[str, str, date, str]


@dataclass(frozen=True)
class RightThen:
    """A right as known then and as known today."""

    record: Right
    then: Standing
    now: Standing

    @property
    def changes(self) -> tuple[str, ...]:
        """Which of ``state``, ``holders`` and ``encumbrances`` are not today as they were then."""
        hung = [{(one.family, one.number, one.since) for one in stood.encumbrances}
                for stood in (self.then, self.now)]  # fmt: skip
        differs = {
            "state": self.then.state != self.now.state,
            "holders": self.then.holders != self.now.holders,
            "encumbrances": hung[0] != hung[1],
        }
        return tuple(name for name, other in differs.items() if other)


def rights_then(
    firm: Firm, keys: Collection[str], line: Line, *, law: Book, today: date, seals: Sealer
) -> tuple[RightThen, ...]:
    """Each right as known when the line was written, and on ``today``.

    Known then is what was known by the line's day, but for events that a later line of that day
    brought in.
    """
    records = list(Right.objects.filter(firm=firm, key__in=keys).order_by("key"))
    day = timezone.localdate(line.at)
    events = _events([one.key for one in records])
    later = _later(line, set(keys), seals)
    held = holdings(firm, records)
    found = []
    for record in records:
        told = events[record.key]
        before = [event for entry, event in told if entry not in later]
        every = [event for _entry, event in told]
        found.append(
            RightThen(
                record,
                _stood(held.right(record), record, before, day, law),
                _stood(held.right(record), record, every, max(day, today), law),
            )
        )
    return tuple(found)


def _stood(right: object, record: Right, told: Sequence[Event], day: date, law: Book) -> Standing:
    events = [*told, *told_by_corpus(record, told)]
    return standing(right, events, on=day, book=law, data_until=day, known_on=day)  # type: ignore[arg-type]


def _events(keys: Collection[str]) -> dict[str, list[tuple[_ENTRY, Event]]]:
    found: dict[str, list[tuple[_ENTRY, Event]]] = defaultdict(list)
    for row in RightEvent.objects.filter(key__in=keys).order_by("pk"):
        details = {"number": row.number, **row.details} if row.number else row.details
        event = Event(row.code, row.on, row.known_on, details, row.source)
        found[row.key].append(((row.key, row.code, row.on, row.number), event))
    return found


def _later(line: Line, keys: Collection[str], seals: Sealer) -> set[_ENTRY]:
    """The events of the rights that lines after ``line``, on its day, brought in."""
    day = timezone.localdate(line.at)
    begins = timezone.make_aware(datetime.combine(day, time()))
    after = Line.objects.filter(seq__gt=line.seq, at__gte=begins, at__lt=_next(day))
    found: set[_ENTRY] = set()
    about = Mention.objects.filter(about__in=[f"right:{key}" for key in keys])
    pledging = after.filter(action__in=PLEDGING, seq__in=about.values("line_id"))
    for one in pledging:
        for row in (opened(chain.enclosure(one), seals) or {}).get("rows", ()):
            told = row["columns"]
            if row["table"] == "RightEvent" and told["key"] in keys:
                on = date.fromisoformat(told["on"])
                found.add((told["key"], told["code"], on, told["number"]))
    brought = Q(pk__in=[])
    for span in Span.objects.filter(table="rightevent", line__in=after):
        brought |= Q(pk__gte=span.first, pk__lte=span.last)
    rows = RightEvent.objects.filter(brought, key__in=keys)
    found |= set(rows.values_list("key", "code", "on", "number"))
    return found


def _next(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromordinal(day.toordinal() + 1), time()))
