"""What the docket page is asked for: whose docket, which lines of it, in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ipharbor.actions import permits
from ipharbor.queries import docket as queries
from ipharbor.queries import overview
from ipharbor.queries.docket import HORIZONS, IN_GRACE, Docket, Line
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.records.models import Firm
from ipharbor.register.names import name
from ipharbor.register.terms import PATENT_KINDS
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.words import word
from ipharbor.web.caller import number
from ipharbor.web.law import book
from ipharbor.wiring import corpus

SORTS = ("act_by", "filed", "state")
PER_PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which lines are wanted; an empty text and ``within`` 0 leave nothing out."""

    state: str
    patent_type: str
    within: int
    text: str
    sort: str

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.state or self.patent_type or self.within or self.text)


@dataclass(frozen=True)
class Page:
    """One page of the wanted lines; ``total`` counts them on all pages."""

    lines: tuple[Line, ...]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class StateCount:
    """How many rights stand in a state, and how sure that is of how many."""

    state: str
    count: int
    certainties: tuple[tuple[str, int], ...]


def wanted(request: HttpRequest) -> Wanted:
    """The stated filter and order; what means nothing is not applied."""
    patent_type, sort = request.GET.get("type", ""), request.GET.get("sort", "")
    within = number(request, "within", least=0)
    return Wanted(
        state=request.GET.get("state", ""),
        patent_type=patent_type if patent_type in PATENT_KINDS else "",
        within=within if within in HORIZONS else 0,
        text=request.GET.get("q", "").strip(),
        sort=sort if sort in SORTS else SORTS[0],
    )


def firm_of(request: HttpRequest, caller: permits.Actor) -> Firm | None:
    """The firm whose docket is wanted: a firm's person's own, else the one stated as ``firm``.

    None where others state none. A firm that the caller may not read is answered as if it
    were not there: HarborError ``docket.firm.unknown``; ``docket.firm.none`` for a firm's
    person without a firm, ``permit.denied`` for who may read no docket at all.
    """
    if not permits.ever(caller, "docket.read"):
        raise permits.denied(caller, "docket.read")
    if caller.role == "firm":
        if caller.person is None or caller.person.firm is None:
            raise HarborError("docket.firm.none")
        return caller.person.firm
    stated = request.GET.get("firm", "")
    if not stated:
        return None
    found = Firm.objects.filter(pk=int(stated)).first() if _whole(stated) else None
    if found is None or not permits.allowed(caller, "docket.read", firm=found):
        raise HarborError("docket.firm.unknown", id=stated)
    return found


def the_firm(request: HttpRequest, caller: permits.Actor) -> Firm:
    """As ``firm_of``, for what makes no sense without a firm; asks the permit to read it."""
    firm = firm_of(request, caller)
    if firm is None:
        raise HarborError("docket.firm.unknown", id="–")
    permits.require(caller, "docket.read", firm=firm)
    return firm


def data_until() -> date | None:
    """The last day the data covers, None for an empty corpus."""
    return overview.newest_day(corpus())


def docket_of(firm: Firm, on: date) -> Docket:
    """The docket of ``firm`` on ``on`` under the law of this installation's region."""
    return queries.docket(firm, law=book(), on=on, data_until=data_until() or date.min)


def chosen(told: Docket, asked: Wanted) -> list[Line]:
    """The wanted lines in the wanted order."""
    words = asked.text.casefold().split()
    until = told.on + timedelta(days=asked.within)
    found = [
        line
        for line in told.lines
        if asked.state in ("", line.state)
        and asked.patent_type in ("", line.record.patent_type)
        and (not asked.within or _near(line, until))
        and all(one in _searched(line) for one in words)
    ]
    if asked.sort == "filed":
        found.sort(key=lambda line: line.record.filed_on or date.min, reverse=True)
    elif asked.sort == "state":
        order = [state for state, _count in told.by_state]
        found.sort(key=lambda line: order.index(line.state))
    return found


def page(lines: Sequence[Line], at: int) -> Page:
    """Page ``at`` of ``lines``, or the last one where there are fewer."""
    pages = max(1, -(-len(lines) // PER_PAGE))
    at = min(at, pages)
    return Page(tuple(lines[(at - 1) * PER_PAGE : at * PER_PAGE]), len(lines), at, pages)


def state_counts(told: Docket) -> list[StateCount]:
    """The states of the docket, the most frequent first."""
    sureness = {
        state: Counter(line.certainty for line in told.lines if line.state == state)
        for state, _count in told.by_state
    }
    return [
        StateCount(state, count, tuple(sureness[state].most_common()))
        for state, count in told.by_state
    ]


def docket_sheet(told: Docket, lines: Sequence[Line], *, lang: str) -> Sheet:
    """The whole docket as a sheet, one row a right."""
    headings = [
        word(one, lang)
        for one in ("application_number", "title", "patent_type", "standing", "certainty")
    ]
    headings += [_("In this state since"), _("Filed"), _("Term ends")]
    headings += [word(one, lang) for one in ("patent_year", "act_by", "payable", "fee_status")]
    headings += [_("Pledged"), _("Licensed"), _("Preserved"), _("Holders")]
    return Sheet(
        name=f"{_('Docket')} {told.on.isoformat()}",
        headings=headings,
        rows=[_cells(line, lang) for line in lines],
    )


def _cells(line: Line, lang: str) -> list[Cell]:
    record, due = line.record, line.due
    yes = _("yes")
    paying: list[Cell] = [None, None, None, None]
    if due is not None:
        status = word(f"fee_{due.status}", lang)
        paying = [due.year, due.act_by, float(due.payable), status]
    return [
        str(record),
        record.title,
        word(record.patent_type, lang),
        name(line.state, lang),
        name(line.certainty, lang),
        line.since,
        record.filed_on,
        line.term_ends,
        *paying,
        yes if line.pledged else None,
        yes if line.licensed else None,
        yes if line.preserved else None,
        record.holders,
    ]


def _near(line: Line, until: date) -> bool:
    due = line.due
    return due is not None and (due.status == IN_GRACE or due.pay_by <= until)


def _searched(line: Line) -> str:
    record = line.record
    return " ".join((record.key, record.application_number, record.title, record.ipc)).casefold()


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
