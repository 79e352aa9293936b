"""The lists of pledge financing: applications, requests, loans, firms that could pledge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ipharbor.queries import financing as queries
from ipharbor.queries import lent
from ipharbor.vocabulary.places import region
from ipharbor.web.lists import Column, Filter, Kind, List, equal, fields_hold, only, rows_hold
from ipharbor.web.templatetags.harbor import said

ON_LOAN = ("registered", "drawn", "repaying", "repaid", "defaulted")
REQUESTS = ("open", "offered", "declined", "accepted", "lost", "withdrawn")


def percent(rate: Decimal | None) -> float | None:
    """A rate in per cent, to two places; no ``Decimal``, which lists show as money."""
    return None if rate is None else float(round(rate * 100, 2))


def _stages(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, said(one, "loan")) for one in names]


def towns() -> list[tuple[str, str]]:
    """The towns of the region with their names."""
    from ipharbor.settings import current
    from ipharbor.web.language import lang

    zh = lang() == "zh"
    place = region(current().region)
    return [(one.code, one.name_zh if zh else one.name_en) for one in place.towns]


def town_name(code: str) -> str:
    """A town's name, the code where the region has none such."""
    return dict(towns()).get(code, code)


_STAGE = Column("stage", _("Stage"), attrgetter("stage"), Kind.STATE, said="loan",
                rank=lambda row: queries.STAGES.index(row.stage))  # fmt: skip
_STAGE_OF = replace(_STAGE, order=("stage_at",), rank=None)
_TOWN = Column("town", _("Town"), attrgetter("town"), said=town_name)
_BY_STAGE = Filter("stage", _("Stage"), only(attrgetter("stage")), counted=attrgetter("stage"),
                   only_there=True, options=lambda: _stages(queries.STAGES))  # fmt: skip
_BY_TOWN = Filter("town", _("Town"), only(attrgetter("town")), options=towns,
                  counted=attrgetter("town"), only_there=True)  # fmt: skip

APPLICATIONS = List(
    name="financing",
    action="financing.ask",
    words=_("Applications for loans"),
    columns=(
        Column("number", _("Number"), attrgetter("id"), Kind.NUMBER,
               link=lambda row: reverse("loan_application", args=[row.id])),
        _STAGE,
        Column("amount", _("Wanted (CNY)"), attrgetter("amount"), Kind.MONEY),
        Column("months", _("Months"), attrgetter("months"), Kind.NUMBER),
        Column("rights", _("Rights"), attrgetter("rights"), Kind.NUMBER),
        Column("asked", _("Lenders asked"), attrgetter("asked"), Kind.NUMBER, shown=False),
        Column("offers", _("Offers"), attrgetter("offers"), Kind.NUMBER),
        Column("best", _("Best in full before support (%)"), lambda row: percent(row.best),
               Kind.NUMBER),
        Column("lender", _("Lender"), attrgetter("lender")),
        Column("changed", _("Changed"), attrgetter("changed_at"), Kind.TIME),
    ),
    filters=(_BY_STAGE,),
    search=rows_hold(attrgetter("lender"), attrgetter("firm")),
    search_words=_("Lender"),
    usual=_("newest first"),
    empty="web/lists/_empty_financing.html",
)  # fmt: skip

LENDING = List(
    name="lending",
    action="financing.lend",
    words=_("Requests of firms"),
    columns=(
        Column("firm", _("Firm"), attrgetter("firm"), order=("application__firm__name",), wide=True,
               link=lambda row: reverse("loan_application", args=[row.application])),
        Column("state", _("Our answer"), attrgetter("state"), Kind.STATE,
               order=("state",), said="loan_request"),
        _STAGE_OF,
        Column("amount", _("Wanted (CNY)"), attrgetter("amount"), Kind.MONEY,
               order=("application__amount",)),
        Column("months", _("Months"), attrgetter("months"), Kind.NUMBER,
               order=("application__months",)),
        Column("rights", _("Rights"), attrgetter("rights"), Kind.NUMBER, order=("n",)),
        Column("value", _("Value (CNY)"), attrgetter("value"), Kind.MONEY, order=("value",)),
        Column("rate", _("Our rate (%)"), lambda row: percent(row.rate), Kind.NUMBER,
               order=("rate",)),
        Column("until", _("Answer by"), attrgetter("until"), Kind.DAY, order=("until",)),
        Column("at", _("Received"), attrgetter("at"), Kind.TIME, order=("at",)),
        replace(_TOWN, order=("application__firm__town",)),
    ),
    filters=(
        Filter("state", _("Our answer"), equal("state"),
               options=lambda: [(one, said(one, "loan_request")) for one in REQUESTS],
               counted="state", only_there=True),
        replace(_BY_TOWN, keep=equal("application__firm__town"),
                counted="application__firm__town"),
    ),
    search=fields_hold("application__firm__name"),
    search_words=_("Firm"),
    usual=_("newest first"),
    told=lent.request_rows,
    empty="web/lists/_empty_financing.html",
)  # fmt: skip


_LOAN_COLUMNS = (
    Column("firm", _("Firm"), attrgetter("firm"), order=("firm__name",), wide=True,
           link=lambda row: reverse("loan_application", args=[row.application])),
    _STAGE_OF,
    Column("principal", _("Principal (CNY)"), attrgetter("principal"), Kind.MONEY,
           order=("principal",)),
    Column("owed", _("Owed (CNY)"), attrgetter("owed"), Kind.MONEY, order=("owed",)),
    Column("rate", _("Rate (%)"), lambda row: percent(row.rate), Kind.NUMBER, order=("rate",)),
    Column("full", _("In full (%)"), lambda row: percent(row.full_rate), Kind.NUMBER,
           order=("offer__full_rate",)),
    Column("to_value", _("Owed to value (%)"), lambda row: percent(row.to_value), Kind.NUMBER,
           order=("to_value",)),
    Column("late", _("Overdue instalments"), attrgetter("late"), Kind.NUMBER, order=("late",)),
    Column("matures", _("Matures"), attrgetter("matures_on"), Kind.DAY, order=("matures_on",)),
    Column("registration", _("Registration number"), attrgetter("registration"), Kind.CODE,
           order=("registration",)),
    Column("rights", _("Rights pledged"), attrgetter("rights"), Kind.NUMBER, order=("n",)),
    Column("value", _("Value (CNY)"), attrgetter("value"), Kind.MONEY,
           order=("value",), shown=False),
    Column("drawn", _("Paid out on"), attrgetter("drawn_on"), Kind.DAY,
           order=("drawn_on",), shown=False),
    replace(_TOWN, order=("firm__town",)),
)  # fmt: skip
_LOAN_STAGE = replace(_BY_STAGE, keep=equal("stage"), counted="stage")
_LOAN_TOWN = replace(_BY_TOWN, keep=equal("firm__town"), counted="firm__town")
_LATE = Filter("late", _("Overdue"), lambda found, _value: found.filter(late__gt=0),
               form="tick")  # fmt: skip

PORTFOLIO = List(
    name="lending_loans",
    action="financing.lend",
    words=_("Loans"),
    columns=_LOAN_COLUMNS,
    filters=(_LOAN_STAGE, _LATE, _LOAN_TOWN),
    search=fields_hold("firm__name", "registration"),
    search_words=_("Firm or registration number"),
    usual=_("newest first"),
    told=lent.loan_rows,
    empty="web/lists/_empty_financing.html",
)
REGION_LOANS = List(
    name="financing_region_loans",
    action="financing.read",
    words=_("Loans of the region"),
    columns=(*_LOAN_COLUMNS[:1], Column("lender", _("Lender"), attrgetter("lender"),
                                     order=("lender__name",)),
             *_LOAN_COLUMNS[1:]),
    filters=(
        _LOAN_STAGE, _LATE, _LOAN_TOWN,
        Filter("lender", _("Lender"), equal("lender__name"), form="choice",
               options=lambda: [(one.name, one.name) for one in queries.lenders()],
               counted="lender__name", only_there=True),
    ),
    search=fields_hold("firm__name", "lender__name", "registration"),
    search_words=_("Firm, lender or registration number"),
    usual=_("newest first"),
    told=lent.loan_rows,
    empty="web/lists/_empty_financing.html",
)  # fmt: skip
CANDIDATES = List(
    name="financing_region",
    action="financing.region",
    words=_("Firms that could pledge and do not"),
    columns=(
        Column("firm", _("Firm"), attrgetter("firm"), wide=True,
               link=lambda row: f"{reverse('docket')}?firm={row.id}"),
        _TOWN,
        Column("inventions", _("Inventions not pledged"), attrgetter("inventions"), Kind.NUMBER),
        Column("free", _("Rights not pledged"), attrgetter("free"), Kind.NUMBER),
        Column("pledged", _("Rights pledged"), attrgetter("pledged"), Kind.NUMBER),
        Column("loans", _("Loans"), attrgetter("loans"), Kind.NUMBER),
    ),
    filters=(
        _BY_TOWN,
        Filter("never", _("Has pledged nothing"),
               lambda rows, _value: [row for row in rows if not row.pledged and not row.loans],
               form="tick"),
    ),
    search=rows_hold(attrgetter("firm")),
    search_words=_("Firm"),
    usual=_("most inventions first"),
    empty="web/lists/_empty_financing.html",
)  # fmt: skip
