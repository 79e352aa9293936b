"""What some days changed for a firm: in its rights and payments, in what others published beside
them, in its people's warnings and tasks."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from ipharbor.corpus.reading import Corpus
from ipharbor.queries import _beside, tasks
from ipharbor.queries._by_columns import Held
from ipharbor.queries.docket import IN_GRACE, Docket, Line
from ipharbor.records.models import IssuedWarning, Person, Task
from ipharbor.register.changes import (
    Happening,
    Quiet,
    Sort,
    Timing,
    Window,
    happenings,
    quiet,
)
from ipharbor.register.codes import Kind
from ipharbor.register.events import Event
from ipharbor.register.moves import IN_FORCE, OVER, State
from ipharbor.register.names import name
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.messages import message

PAID, MISSED, LOST, WARNING, TASK = "paid", "missed", "lost", "warning", "task"
CITES, NEAR = _beside.CITES, _beside.NEAR
SORTS = (
    LOST, MISSED, WARNING, *map(str, Sort), PAID, TASK, CITES, NEAR,
)  # fmt: skip
"""What a change is about, the weightier first."""
_DAY = timedelta(days=1)
_PARTIES: Mapping[Sort, tuple[str, tuple[str, ...]]] = {
    Sort.TRANSFER: ("transfer", ("before", "after")),
    Sort.PLEDGE: ("pledge", ("pledgee",)),
    Sort.LICENCE: ("licence", ("licensee",)),
}
"""The sentences that name who is concerned, and the details of the event they need."""


@dataclass(frozen=True)
class Change:
    """Something the days changed: it happened ``on`` and became known ``known_on``.

    ``about`` is what it opens (``right``, ``document``, ``warning`` or ``task``) and ``id`` its
    key or number; ``subject`` is what that is called. ``code`` and ``params`` make the sentence.
    """

    sort: str
    on: date
    known_on: date
    timing: str
    about: str
    id: str
    subject: str
    code: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def rank(self) -> int:
        """The place of its sort among all."""
        return SORTS.index(self.sort)

    def told(self, lang: str) -> str:
        """The change as a sentence."""
        return message(self.code, lang, {key: _said(key, text, lang) for key, text in self.params}
                       ).what  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """What the days of ``window`` changed, the latest first; ``by_sort`` counts, in the order of
    ``SORTS``."""

    window: Window
    rows: tuple[Change, ...]

    @property
    def by_sort(self) -> Mapping[str, int]:
        """How many there are of each sort that is there."""
        counted = Counter(row.sort for row in self.rows)
        return {sort: counted[sort] for sort in SORTS if counted[sort]}

    def weighty(self, most: int) -> tuple[Change, ...]:
        """The most weighty of them."""
        return tuple(
            sorted(self.rows, key=lambda row: (row.rank, -row.known_on.toordinal()))[:most]
        )


def month_before(day: date) -> date:
    """The same day of the month before, or that month's last."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def changes(
    told: Docket, person: Person, *, since: date, today: date, corpus: Corpus, lang: str
) -> Changes:
    """What changed after ``since`` up to the day of the docket. Of what people did, up to
    ``today`` if that is later: a register may live on an earlier day than its people.

    Warnings are the person's own; tasks are named in ``lang``.
    """
    window = Window(since, max(since, told.on))
    held = {line.record.key: line for line in told.lines}
    rows = [
        *_of_rights(told.told, held, window), *_of_payments(told.told, held, window),
        *_of_dues(told.lines, window), *_beside_us(told, window, corpus),
        *_of_warnings(person, window),
        *_of_tasks(told, Window(since, max(window.until, today)), lang),
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row.known_on.toordinal(), row.rank, -row.on.toordinal(), row.id))
    return Changes(window, tuple(rows))


def _of_rights(told: Held, held: Mapping[str, Line], window: Window) -> Iterator[Change]:
    events = _events(told, held, window)
    happened = happenings(events, window)
    for one in happened:
        yield _happened(one, held[one.key])
    states = ((key, line.state, line.since) for key, line in held.items())
    for still in quiet(states, happened, window):
        yield _stood(still, held[still.key])


def _events(told: Held, held: Mapping[str, Line], window: Window) -> dict[str, list[Event]]:
    """All events of those rights of which any falls into the window by either of its days; and
    what the publications themselves tell of them."""
    stored = told.events.slice(0, told.stored)
    near = pc.or_(_after(stored["known_on"], window), _after(stored["on"], window))
    found = told.events_of(stored["key"].filter(near), stored=True)
    for key, line in held.items():
        kinds = {event.kind for event in found.get(key, ())}
        for kind, code, day in _published(line):
            if day is not None and kind not in kinds and window.holds(day):
                found.setdefault(key, []).append(Event(code, day, day))
    return found


def _after(days: pa.ChunkedArray, window: Window) -> pa.ChunkedArray:
    return pc.greater(days, pa.scalar(window.since, pa.date32()))


def _published(line: Line) -> Iterator[tuple[Kind, str, date | None]]:
    yield Kind.GRANT, "GR01", line.record.granted_on
    if line.record.patent_type == "invention":
        yield Kind.PUBLICATION, "PB01", line.record.published_on


def _happened(one: Happening, line: Line) -> Change:
    event = one.event
    sentence, wanted = _PARTIES.get(one.sort, ("", ()))
    parties = {detail: "、".join(event.parties(detail)) for detail in wanted}
    params = {"event": str(event.kind)}
    code = "desk.change.event"
    if wanted and all(parties.values()):
        code, params = f"desk.change.{sentence}", params | parties
    return Change(
        str(one.sort), event.on, event.known_on, str(one.timing), "right", one.key,
        _subject(line), code, tuple(params.items()),
    )  # fmt: skip


def _stood(still: Quiet, line: Line) -> Change:
    state = State(still.state)
    sort = Sort.ENDED if state in OVER else Sort.GRANT if state in IN_FORCE else Sort.PROSECUTION
    code = "desk.change.expired" if state is State.EXPIRED else "desk.change.quiet"
    return Change(
        str(sort), still.since, still.since, str(Timing.NOW), "right", still.key, _subject(line),
        code, (("state", still.state),),
    )  # fmt: skip


def _of_payments(told: Held, held: Mapping[str, Line], window: Window) -> Iterator[Change]:
    near = pc.or_(_after(told.payments["known_on"], window), _after(told.payments["on"], window))
    rows = told.payments.filter(near).sort_by([("key", "ascending"), ("year", "ascending")])
    for row in rows.to_pylist():
        timing = window.tells(row["on"], row["known_on"])
        if timing is None:
            continue
        fen, key = row["amount_fen"], row["key"]
        amount = "" if fen is None else f"{(Decimal(fen) / 100).normalize():f}"
        params = [("year", str(row["year"]))] + ([("amount", amount)] if amount else [])
        yield Change(
            PAID, row["on"], row["known_on"], str(timing), "right", key, _subject(held[key]),
            "desk.change.paid" if amount else "desk.change.paid_untold", tuple(params),
        )  # fmt: skip


def _of_dues(lines: Iterable[Line], window: Window) -> Iterator[Change]:
    """Last days that passed in the window while no source tells of a payment."""
    for line in lines:
        due = line.due
        if due is not None and due.status == IN_GRACE and window.holds(due.pay_by + _DAY):
            day, code = due.pay_by + _DAY, "desk.change.missed"
            params = {"year": str(due.year), "until": due.grace_pay_by.isoformat()}
            if due.surcharge:
                code, params = "desk.change.surcharge", {
                    **params, "surcharge": f"{due.surcharge:f}"
                }  # fmt: skip
            yield Change(MISSED, day, day, str(Timing.NOW), "right", line.record.key,
                         _subject(line), code, tuple(params.items()))  # fmt: skip
        if line.lost_on is not None and window.holds(line.lost_on + _DAY):
            day = line.lost_on + _DAY
            yield Change(LOST, day, day, str(Timing.NOW), "right", line.record.key,
                         _subject(line), "desk.change.lost")  # fmt: skip


def _beside_us(told: Docket, window: Window, corpus: Corpus) -> Iterator[Change]:
    for one in _beside.beside(told, window, corpus):
        params = (("applicant", one.applicant or "–"), ("right", one.right), ("ipc", one.ipc))
        yield Change(
            one.sort, one.on, one.on, str(Timing.NOW), "document", one.key, one.title or one.key,
            f"desk.change.{one.sort}{'_granted' if one.granted else ''}", params,
        )  # fmt: skip


def _of_warnings(person: Person, window: Window) -> Iterator[Change]:
    raised = IssuedWarning.objects.filter(
        person=person, decision="raised", as_of__gt=window.since, as_of__lte=window.until
    )
    for number, watch, grade, on in raised.values_list("pk", "watch__name", "grade", "as_of"):
        yield Change(WARNING, on, on, str(Timing.NOW), "warning", str(number), watch,
                     f"desk.change.warning.{grade}")  # fmt: skip


def _of_tasks(told: Docket, window: Window, lang: str) -> Iterator[Change]:
    closed = Task.objects.filter(firm=told.firm, closed_at__date__gt=window.since)
    held = list(closed.exclude(state="open"))
    named = tasks.titles(held, lang=lang)
    for task in held:
        if task.closed_at is None:
            continue
        on = timezone.localdate(task.closed_at)
        if window.holds(on):
            params = (("who", task.closed_by_name), ("reason", task.reason))
            yield Change(TASK, on, on, str(Timing.NOW), "task", str(task.pk), named[task.pk],
                         f"desk.change.task.{task.state}", params)  # fmt: skip


def _subject(line: Line) -> str:
    return line.record.title or str(line.record)


def _said(key: str, text: str, lang: str) -> str:
    if key in ("event", "state"):
        return name(text, lang)
    if key in ("amount", "surcharge"):
        return Money(Decimal(text)).text(lang)
    return text
