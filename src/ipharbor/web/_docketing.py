"""What the docket page is asked for: whose docket, on which day; and its sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ipharbor.actions import permits
from ipharbor.queries import docket as queries
from ipharbor.queries import overview
from ipharbor.queries.docket import Docket, Line
from ipharbor.queries.of_firm import OfFirm
from ipharbor.queries.sheets import Cell, Sheet
from ipharbor.records.models import FeeReduction, Firm, Payment, Right, RightEvent
from ipharbor.register.names import name
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.words import word
from ipharbor.web.law import book
from ipharbor.wiring import corpus

MOST = 24  # dockets, and plans, that stay in memory; about 2.5 kB a right, both together
_kept: OfFirm[Docket] = OfFirm(MOST, FeeReduction, Payment, Right, RightEvent)


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
    """The docket of ``firm`` on ``on`` under the law of this installation's region; the last
    ones stay in memory until something concerns the firm."""
    law, until = book(), data_until() or date.min
    return _kept.of(
        firm.pk,
        (on, until, id(law)),
        lambda: queries.docket(
            firm, law=law, on=on, data_until=until, told=queries.of_firm(firm.pk)
        ),
        lambda before: queries.renewed(
            before, law=law, data_until=until, told=queries.of_firm(firm.pk)
        ),
    )


def docket_sheet(told: Docket, lines: Iterable[Line], *, lang: str) -> Sheet:
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


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
