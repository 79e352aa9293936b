"""Published before it was filed: until when an application can still be new.

Only what the book says: the period and its cases are provisions, the last day is that of the
deadline rule. Of other offices the book has nothing, and nothing is told of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ipharbor.statutes.book import Book
from ipharbor.statutes.calendar import WorkingCalendar
from ipharbor.statutes.counting import Deadline
from ipharbor.statutes.deadlines import deadline, find
from ipharbor.statutes.provision import Provision
from ipharbor.statutes.values import Terms
from ipharbor.vocabulary.errors import HarborError

RULE, PROOF = "novelty_grace", "novelty_grace.proof"
PERIOD = "period.novelty_grace"
NONE = "none"  # the case that is none of the provision's
_DECLARE = "declare"


@dataclass(frozen=True)
class Grace:
    """What the law gives for a publication of ``disclosed`` in ``case``.

    ``last`` is the last day to file on which it does not count against the application; None
    where no case of the provision fits, and then it counts. ``in_time`` tells of the filing day
    that was asked about. ``proof`` is by when proof is due after filing on that day, where the
    case must be declared when filing and the book has a time for it. ``restorable`` is whether
    the period can be restored.
    """

    case: str
    disclosed: date
    filing: date | None
    last: Deadline | None
    in_time: bool | None
    declare: bool
    proof: Deadline | None
    restorable: bool


def cases(law: Book, on: date) -> Provision | None:
    """The provision that lists the cases, None where the book has none on that day."""
    today = law.on(on)
    name = f"{PERIOD}.cases"
    if name not in today:
        return None
    return today[name]


def grace(
    case: str,
    *,
    disclosed: date,
    filing: date | None,
    law: Book,
    calendar: WorkingCalendar,
    on: date,
) -> Grace:
    """What the law gives. ``on`` is the day whose list of cases counts.

    Raises HarborError ``selfcheck.grace.case`` for a case that the list does not have, and
    ``selfcheck.grace.days`` for a filing before the publication.
    """
    listed = cases(law, on)
    terms = listed.value.items if listed is not None and isinstance(listed.value, Terms) else ()
    chosen = next((term for term in terms if term.code == case), None)
    if case != NONE and chosen is None:
        raise HarborError("selfcheck.grace.case", fields=("case",), case=case[:40])
    if filing is not None and filing < disclosed:
        raise HarborError("selfcheck.grace.days", fields=("filing",))
    restorable = find(RULE).restorable == "yes"
    if chosen is None:
        late = None if filing is None else False
        return Grace(case, disclosed, filing, None, late, False, None, restorable)
    last = deadline(RULE, start=disclosed, book=law, calendar=calendar)
    declare = chosen.kind == _DECLARE
    in_time = None if filing is None else filing <= last.day
    proof = None
    if declare and filing is not None and in_time:
        proof = _proof(filing, law, calendar)
    return Grace(case, disclosed, filing, last, in_time, declare, proof, restorable)


def _proof(filing: date, law: Book, calendar: WorkingCalendar) -> Deadline | None:
    """By when proof is due, None where the book has no such time on the day of filing."""
    if f"{PERIOD}.proof" not in law.on(filing):
        return None
    return deadline(PROOF, start=filing, book=law, calendar=calendar)
